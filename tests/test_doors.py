"""Who may open which address: every address × every person × every method, deny by default.

An address that nobody listed here or among the public ones (tests/reading.py) fails the walk.
The lists are literal on purpose: read from partners/permissions.py, they could not disagree.
"""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.contrib import admin
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse

from actions.models import Action
from conventions.models import ContentVersion
from partners.models import User
from partners.permissions import Role
from records.history.timeline import Timeline, stamp_of
from tests import factories
from tests.factories import (
    ActionFactory,
    CarryOverFactory,
    ConventionFactory,
    DraftReaderFactory,
    Factory,
    ImportBatchFactory,
    UserFactory,
)
from tests.reading import PRIVATE_NAMES, body
from tests.reporting_factories import (
    CampaignFactory,
    CampaignTextFactory,
    LetterFactory,
    ReportFactory,
    stored_file,
)
from tests.signing import sign_in_as

READING, EDITING, PUBLISHING, ADMINISTRATION = Role
NOBODY = None
FACTORIES = {
    kind._meta.model: kind
    for kind in vars(factories).values()
    if isinstance(kind, type) and issubclass(kind, Factory) and kind is not Factory
}


@dataclass(frozen=True)
class Door:
    """The lowest role that may read (GET, HEAD) and write (POST) at an address."""

    reads: str | None
    writes: str | None


# --- the pages of the team, by the name of their address ----------------------------------------

TEAM = {
    "board": Door(READING, READING),
    "launch-checklist": Door(READING, READING),
    "staff-actions": Door(READING, READING),
    "staff-actions-edit": Door(EDITING, EDITING),
    "staff-sentences": Door(EDITING, EDITING),
    "go-to-contact": Door(READING, READING),
    "go-to-action": Door(READING, READING),
    "action-state": Door(EDITING, EDITING),
    "action-news": Door(PUBLISHING, PUBLISHING),
    "action-values": Door(EDITING, EDITING),
    "action-outcome": Door(EDITING, EDITING),
    "action-publication": Door(PUBLISHING, PUBLISHING),
    "values": Door(EDITING, EDITING),
    "searched-words": Door(READING, EDITING),
    "territory-settings": Door(ADMINISTRATION, ADMINISTRATION),
    "plan-export": Door(READING, READING),
    "plan-committee": Door(READING, READING),
    "import": Door(EDITING, EDITING),
    "import-annotated": Door(EDITING, EDITING),
    "import-apply": Door(EDITING, EDITING),
    "import-batch": Door(EDITING, EDITING),
    "import-template": Door(EDITING, EDITING),
    "import-drop": Door(EDITING, EDITING),
    "import-undo": Door(EDITING, EDITING),
    "trash": Door(EDITING, EDITING),
    "trash-row": Door(EDITING, EDITING),
    "picture-withdraw": Door(EDITING, EDITING),
    "contacts": Door(READING, READING),
    "contact-organisation": Door(READING, PUBLISHING),
    "contact-add": Door(PUBLISHING, PUBLISHING),
    "contact-member": Door(PUBLISHING, PUBLISHING),
    "contact-invitation": Door(PUBLISHING, PUBLISHING),
    "letters": Door(EDITING, EDITING),
    "letter": Door(EDITING, EDITING),
    "reviews": Door(READING, READING),
    "review": Door(READING, PUBLISHING),
    "review-nothing-new": Door(PUBLISHING, PUBLISHING),
    "review-file": Door(READING, READING),
    "review-enter": Door(EDITING, EDITING),
    "review-reopen": Door(PUBLISHING, PUBLISHING),
    "review-forget": Door(PUBLISHING, PUBLISHING),
    "year-reviews": Door(READING, READING),
    "year-review-begin": Door(EDITING, EDITING),
    "year-review-edit": Door(EDITING, EDITING),
    "year-review-preview": Door(READING, READING),
    "year-review-publish": Door(PUBLISHING, PUBLISHING),
    "year-review-history": Door(READING, READING),
    "convention-archive": Door(READING, READING),
    "photograph": Door(READING, READING),
    "draft-readers": Door(READING, PUBLISHING),
    "draft-reader-stop": Door(PUBLISHING, PUBLISHING),
    "photograph-file": Door(READING, READING),
    "next-plans": Door(READING, READING),
    "convention-close": Door(PUBLISHING, PUBLISHING),
    "convention-reopen": Door(PUBLISHING, PUBLISHING),
    "next-plan-begin": Door(EDITING, EDITING),
    "next-plan-go-on": Door(EDITING, EDITING),
    "next-plan-structure": Door(EDITING, EDITING),
    "next-plan-actions": Door(EDITING, EDITING),
    "next-plan-preview": Door(READING, EDITING),
    "next-plan-undo": Door(EDITING, EDITING),
    "evaluation-begin": Door(EDITING, EDITING),
    "evaluation-edit": Door(EDITING, EDITING),
    "evaluation-part": Door(EDITING, EDITING),
    "evaluation-preview": Door(READING, READING),
    "evaluation-publish": Door(PUBLISHING, PUBLISHING),
    "evaluation-history": Door(READING, READING),
    "evaluation-opinions": Door(READING, READING),
    "evaluation-quote": Door(EDITING, EDITING),
    **dict.fromkeys(
        ("voices", "voice", "voices-file", "voices-thanks"), Door(PUBLISHING, PUBLISHING)
    ),
    "campaigns": Door(READING, READING),
    "campaign": Door(READING, READING),
    "campaign-add": Door(EDITING, EDITING),
    "campaign-edit": Door(EDITING, EDITING),
    "campaign-texts": Door(READING, READING),
    "campaign-text": Door(EDITING, EDITING),
    "campaign-text-html": Door(READING, READING),
    "campaign-text-test": Door(EDITING, EDITING),
    "campaign-text-reset": Door(EDITING, EDITING),
    "campaign-trial": Door(READING, READING),
    "campaign-open": Door(PUBLISHING, PUBLISHING),
    "campaign-reminders": Door(READING, EDITING),
    "campaign-write": Door(PUBLISHING, PUBLISHING),
    "campaign-close": Door(PUBLISHING, PUBLISHING),
    "campaign-discard": Door(EDITING, EDITING),
    "campaign-history": Door(READING, READING),
    "campaign-version": Door(EDITING, EDITING),
    "campaign-export": Door(READING, READING),
}
OF_AN_IMPORT = {"import-annotated", "import-apply", "import-batch", "import-drop", "import-undo"}
ARGUMENTS = {"plan-export": ["ods"], "plan-committee": ["xlsx"], "import-template": ["xlsx"]}
ARGUMENTS |= {"photograph-file": ["csv"]}
# What the addresses that name a row are made of.
ROWS = {"picture-withdraw": lambda: [factories.PictureFactory().pk]}
ROWS |= dict.fromkeys(
    ("contact-organisation", "contact-add"), lambda: [factories.OrganisationFactory().slug]
)


def beside_its_organisation(factory):
    """The arguments of an address that names an organisation, then one of its rows."""

    def arguments():
        row = factory()
        return [row.organisation.slug, row.pk]

    return arguments


ROWS["contact-member"] = beside_its_organisation(factories.MembershipFactory)
ROWS["contact-invitation"] = beside_its_organisation(factories.InvitationFactory)
ROWS["letter"] = lambda: [LetterFactory().pk]
ROWS |= {
    "review": lambda: [ReportFactory(sent=True).pk],
    "review-file": lambda: [stored_file().pk],
    "review-enter": lambda: [ReportFactory().pk],
    "review-reopen": lambda: [ReportFactory().pk],
    "review-forget": lambda: [ReportFactory().pk],
}
ROWS |= dict.fromkeys(
    ("action-state", "action-news", "action-values", "action-outcome", "action-publication"),
    lambda: [ActionFactory(published=True).number],
)
ROWS |= dict.fromkeys(OF_AN_IMPORT, lambda: [ImportBatchFactory().pk])


def address_of_box():
    day = dt.date(2026, 1, 1)
    return [factories.ConventionFactory(published=True, ideas_from=day, ideas_until=day).pk]


def address_of_first_version(campaign):
    return [campaign.pk, stamp_of(campaign.history.earliest().history_date)]


OF_A_CAMPAIGN = {
    "campaign", "campaign-edit", "campaign-texts", "campaign-reminders", "campaign-write",
    "campaign-close", "campaign-history",
}  # fmt: skip
ROWS |= dict.fromkeys(OF_A_CAMPAIGN, lambda: [CampaignFactory(open=True).pk])
ROWS |= dict.fromkeys(("campaign-open", "campaign-discard"), lambda: [CampaignFactory().pk])
ROWS |= dict.fromkeys(
    ("year-review-edit", "year-review-preview", "year-review-publish", "year-review-history"),
    lambda: [factories.ReviewFactory().pk],
)
ROWS |= {
    "voice": lambda: [factories.VoiceFactory().pk],
    "voices-file": lambda: ["csv"],
    "voices-thanks": address_of_box,
}
ROWS |= {"draft-readers": lambda: [factories.ConventionFactory().pk]}
ROWS |= {"draft-reader-stop": lambda: [DraftReaderFactory().pk]}
ROWS |= {"convention-archive": lambda: [factories.ConventionFactory(public=True).slug]}
ROWS |= dict.fromkeys(
    (
        *("evaluation-edit", "evaluation-preview", "evaluation-publish", "evaluation-history"),
        *("evaluation-opinions", "evaluation-quote"),
    ),
    lambda: [factories.EvaluationFactory().pk],
)


def address_of_a_part():
    part = factories.EvaluationPartFactory()
    return [part.evaluation_id, part.enjeu.code]


ROWS |= {
    "evaluation-begin": lambda: [factories.ConventionFactory(past=True).pk],
    "evaluation-part": address_of_a_part,
}
ROWS |= {"year-review-begin": lambda: [ActionFactory(published=True).convention.pk, 2024]}
ROWS |= dict.fromkeys(
    ("next-plan-structure", "next-plan-actions", "next-plan-preview", "next-plan-undo"),
    lambda: [CarryOverFactory().pk],
)
ROWS |= {
    "next-plan-begin": lambda: [ActionFactory(public=True).convention.pk],
    "convention-close": lambda: [ConventionFactory(public=True).pk],
    "convention-reopen": lambda: [ConventionFactory(past=True).pk],
    "next-plan-go-on": lambda: [CarryOverFactory().convention.pk],
}
ROWS |= {"campaign-version": lambda: address_of_first_version(CampaignFactory(open=True))}
ROWS |= {"campaign-export": lambda: [CampaignFactory(open=True).pk, "csv"]}
ROWS |= dict.fromkeys(
    ["campaign-text", "campaign-text-html", "campaign-text-test", "campaign-text-reset"],
    lambda: [CampaignTextFactory().campaign_id, "ouverture"],
)

# --- the screens of the administration ----------------------------------------------------------

PLAIN = {
    "changelist": Door(READING, READING),
    "add": Door(EDITING, EDITING),
    "change": Door(READING, EDITING),
    "history": Door(READING, READING),
    "delete": Door(EDITING, EDITING),
    "revert": Door(EDITING, EDITING),
    "archive": Door(EDITING, EDITING),  # of a draft; of what is published, see test_archive.py
    "merge": Door(PUBLISHING, PUBLISHING),
}
# Rows that residents see as soon as they exist: adding one is publishing, none is deleted.
PUBLIC_AT_ONCE = PLAIN | {"add": Door(PUBLISHING, PUBLISHING), "delete": Door(NOBODY, NOBODY)}
SCREENS = {
    "conventions.territory": PLAIN
    | {
        "add": Door(ADMINISTRATION, ADMINISTRATION),
        "change": Door(READING, ADMINISTRATION),
        "delete": Door(ADMINISTRATION, ADMINISTRATION),
        "revert": Door(ADMINISTRATION, ADMINISTRATION),
    },
    "conventions.commune": PUBLIC_AT_ONCE,
    "conventions.glossaryentry": PUBLIC_AT_ONCE,
    "search.synonym": PLAIN,
    "actions.picture": PLAIN | {"delete": Door(NOBODY, NOBODY)},  # withdrawn instead
    "partners.user": dict.fromkeys(PLAIN, Door(ADMINISTRATION, ADMINISTRATION)),
    "contact.contactmessage": dict.fromkeys(PLAIN, Door(EDITING, EDITING))
    | {"add": Door(NOBODY, NOBODY)},
    "actions.update": PLAIN
    | {
        "add": Door(PUBLISHING, PUBLISHING),
        "change": Door(READING, NOBODY),
        "delete": Door(NOBODY, NOBODY),
    },
}
LABELS = sorted(model._meta.label_lower for model in admin.site._registry)
# What is written once, or kept out of history, has no earlier version to go back to.
NO_VERSIONS = {"actions.update", "contact.contactmessage", "partners.user"}
ARCHIVED = {
    "actions.action", "conventions.document", "conventions.meeting", "conventions.page",
    "partners.organisation",
}  # fmt: skip
MERGED = {"actions.audience", "partners.organisation"}
ADMIN_PAGES = [
    (label, verb)
    for label in LABELS
    for verb in PLAIN
    if (verb != "revert" or label not in NO_VERSIONS)
    and (verb != "archive" or label in ARCHIVED)
    and (verb != "merge" or label in MERGED)
]
# Addresses of the administration that belong to no model: who may use them.
ADMIN_OTHERS = {
    "admin:index": Door(READING, READING),
    "admin:jsi18n": Door(READING, READING),
}

PEOPLE = ["nobody", "outsider", "closed", *Role]


@pytest.fixture
def browser_of(db):
    """A function: the browser of one of PEOPLE, signed in as far as that person can be."""

    def browser(person):
        client = Client()
        if person == "outsider":
            sign_in_as(UserFactory(), client)
        elif person == "closed":
            user = UserFactory(administration=True)
            sign_in_as(user, client)
            User.objects.filter(pk=user.pk).update(is_active=False)
        elif person != "nobody":
            sign_in_as(UserFactory(role=person), client)
        return client

    return browser


@pytest.fixture(autouse=True)
def nothing_drawn_for_head(monkeypatch):
    """The page that a HEAD asks for is drawn by the GET before it: nobody receives it again."""
    draw = Template.render

    def render(self, context=None, request=None):
        return "" if request and request.method == "HEAD" else draw(self, context, request)

    monkeypatch.setattr(Template, "render", render)


def may(person, lowest):
    if lowest is NOBODY or person not in RANKS:
        return False
    return RANKS[person] >= RANKS[lowest]


RANKS = {role: rank for rank, role in enumerate(Role)}


def refused(response):
    """True when the door stayed shut: sign-in page, 403 or 404."""
    to_sign_in = response.status_code == 302 and response.url.startswith("/connexion/")
    return to_sign_in or response.status_code in (403, 404)


def walk(door, address, browser_of):
    """(person, method, status) of every answer of `address` that `door` does not foresee.

    HEAD is asked by all who may not read, and by the lowest of those who may.
    """
    surprises = []
    for person in PEOPLE:
        client = browser_of(person)
        for method in ("get", "head", "post"):
            expected = may(person, door.writes if method == "post" else door.reads)
            if method == "head" and expected and person != door.reads:
                continue
            before = ContentVersion.current()
            response = getattr(client, method)(address)
            body(response)
            if refused(response) is expected:
                surprises.append((person, method, response.status_code))
            if not expected:
                assert ContentVersion.current() == before, (person, method, "wrote")
            if not expected and person in RANKS:
                assert response.status_code in (403, 404, 405), (person, method)
    return surprises


def in_the_trash():
    """Address of a deleted action that cannot come back: its code is taken."""
    gone = ActionFactory()
    code, enjeu = gone.code, gone.enjeu
    gone.delete()
    ActionFactory(code=code, enjeu=enjeu)
    return ["actions.action", Action.history.get(history_type="-").history_id]


def test_every_page_of_the_team_is_listed():
    assert set(TEAM) == PRIVATE_NAMES


@pytest.mark.parametrize("name", sorted(TEAM))
def test_pages_of_the_team(name, browser_of):
    ConventionFactory(public=True)
    args = ROWS[name]() if name in ROWS else ARGUMENTS.get(name)
    args = in_the_trash() if name == "trash-row" else args

    assert walk(TEAM[name], reverse(name, args=args), browser_of) == []


@pytest.mark.parametrize(("label", "verb"), ADMIN_PAGES, ids=lambda part: part)
def test_screens_of_the_administration(label, verb, browser_of):
    door = SCREENS.get(label, PLAIN)[verb]
    model = next(model for model in admin.site._registry if model._meta.label_lower == label)
    draft = {"is_published": False} if hasattr(model, "is_published") else {}
    args = [] if verb in ("changelist", "add") else [FACTORIES[model](**draft).pk]
    args += [stamp_of(Timeline(model, args[0]).latest)] if verb == "revert" else []
    address = reverse(f"admin:{label.replace('.', '_')}_{verb}", args=args)

    assert walk(door, address, browser_of) == []


@pytest.mark.parametrize("name", sorted(ADMIN_OTHERS))
def test_other_doors_of_the_administration(name, browser_of):
    assert walk(ADMIN_OTHERS[name], reverse(name), browser_of) == []
