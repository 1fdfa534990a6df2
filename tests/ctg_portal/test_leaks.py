"""What is not published is on no page, in no count, no option, no address."""

import pytest
from django.urls import reverse

from actions.models import Action, ActionOutcome
from conventions.models import Convention
from tests.factories import (
    ActionFactory,
    ActionIdeaFactory,
    CommitteeFactory,
    ContactMessageFactory,
    ConventionFactory,
    DocumentFactory,
    EnjeuFactory,
    MeetingFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PageFactory,
    SignatoryFactory,
    UpdateFactory,
    UserFactory,
    VoiceFactory,
)
from tests.reading import addresses, body, crawl
from tests.review_factories import PartnerOpinionFactory
from tests.rich import add_follow_up, build_site, fill

MARK = "FUITE"

pytestmark = pytest.mark.django_db


def marked(row):
    """`row` with the mark in each of its texts."""
    if isinstance(row, Action):  # the reason of an outcome is marked too
        Action.objects.filter(pk=row.pk).update(outcome=ActionOutcome.CONTINUED)
    return fill(row, lambda field: f"{MARK} {field.name}")


def hidden_action(site, **fields):
    """An unpublished or unreachable action tied to all that is public, with marked follow-up."""
    action = ActionFactory(
        lead=site.lead,
        avancement_by=site.lead,
        communes=[site.commune],
        audiences=site.action.audiences.all(),
        domains=site.action.domains.all(),
        summary="Une phrase.",
        outcome="arretee",
        outcome_reason="Voté.",
        late=True,
        **fields,
    )
    add_follow_up(action, organisation=site.lead)
    for rows in ("milestones", "indicators", "fundings", "action_partners", "updates"):
        for row in getattr(action, rows).all():
            marked(row)
    for indicator in action.indicators.all():
        for measure in indicator.measures.all():
            if measure.text:
                marked(measure)
    ActionIdeaFactory(action=action, words=MARK)
    return marked(action)


def hide_a_convention(site, **fields):
    """A draft convention whose rows all say they are published."""
    draft = marked(
        ConventionFactory(
            territory=site.convention.territory, slug=f"{MARK.lower()}-{len(fields)}", **fields
        )
    )
    draft.communes.set([site.commune])
    SignatoryFactory(convention=draft, organisation=site.lead)
    enjeu = marked(EnjeuFactory(convention=draft))
    objective = marked(ObjectiveFactory(enjeu=enjeu))
    committee = marked(CommitteeFactory(convention=draft))
    for past in (True, False):
        meeting = MeetingFactory(
            committee=committee, published=True, is_open=True, upcoming=not past
        )
        marked(meeting)
    document = marked(DocumentFactory(convention=draft, published=True))
    actions = [
        hidden_action(site, objective=objective, is_published=True),
        hidden_action(site, enjeu=enjeu, is_published=True, whole_territory=True),
    ]
    return [draft, enjeu, objective, document, *actions]


def hide_everything(site):
    """Add all that residents may not read; return the rows that have an address."""
    organisation = marked(OrganisationFactory(slug=f"{MARK.lower()}-organisation"))
    page = marked(PageFactory(draft=True, slug=f"{MARK.lower()}-page"))
    for slug in ("accueil", "actions", "aide", "la-ctg", "glossaire", "contact"):
        marked(PageFactory(draft=True, slug=slug))
    committee = site.convention.committees.get()
    marked(MeetingFactory(committee=committee, is_open=True, upcoming=True))
    marked(MeetingFactory(committee=committee))
    document = marked(DocumentFactory(convention=site.convention))
    marked(UpdateFactory(action=site.action, scheduled=True))
    shown = site.action.updates.filter(nothing_new=False, replaced_by=None).earliest("pk")
    marked(UpdateFactory(replaces=shown, scheduled=True))
    marked(ContactMessageFactory(email=f"{MARK}@example.org", about=f"{MARK} page"))
    mine = {"convention": site.convention, "text": MARK, "enjeu": site.enjeu}
    VoiceFactory(**mine)
    VoiceFactory(**mine | {"kind": "idee", "felt": ""}, email=f"{MARK}@example.org")
    VoiceFactory(**mine | {"kind": "idee", "felt": ""}, aside=True, reason=MARK)
    UserFactory(email=f"{MARK}@example.org", full_name=f"{MARK} Martin")
    actions = [
        hidden_action(site, objective=site.objective),
        hidden_action(site, enjeu=site.enjeu, origins=[site.action], successor=site.action),
    ]
    marked(PartnerOpinionFactory(action=actions[0], quoted=True))
    before = Convention.objects.get(slug="2019-2022")
    rows = [
        *hide_a_convention(site, predecessor=site.convention),
        *hide_a_convention(site),
        *actions,
    ]
    earlier = Convention.objects.get(slug=f"{MARK.lower()}-0")
    Convention.objects.filter(pk=before.pk).update(predecessor=earlier)
    Action.objects.filter(pk=site.action.pk).update(successor=actions[0])
    # As `update`, without a version of a row that residents read.
    Action.origins.through.objects.create(from_action=site.action, to_action=rows[-3])
    return [organisation, page, document, *rows]


@pytest.fixture(scope="module")
def site(module_world):
    site = build_site(actions=3)
    replaced = site.action.updates.filter(replaced_by__isnull=False).get()
    marked(replaced)
    return site


def said(client, site, *others):
    """Dict address → status and bytes of all that can be read, from every kind of address."""
    start = {*addresses(site).values(), f"/actions/?q={MARK}", *others}
    start |= {f"/recherche/?q={words}" for words in (MARK, "action", "page", "2023-2026")}
    start -= {address for address in start if address.startswith("/contact/envoye/")}
    return {
        address: (response.status_code, body(response))
        for address, response in crawl(client, start).items()
        if address != "/sante/"
    }


def test_what_is_hidden_changes_no_page(reader, site):
    before = said(reader, site)
    rows = hide_everything(site)
    after = said(reader, site)

    assert len(before) > 50
    assert len(rows) == 17
    assert after.keys() == before.keys()
    assert [address for address in after if after[address] != before[address]] == []


def test_mark_is_on_no_page(reader, site):
    hide_everything(site)
    hidden = Action.objects.exclude(pk__in=Action.objects.public())
    asked = [
        f"{reverse(name)}?{query}"
        for action in hidden
        for name, query in (
            ("contact", f"action={action.number}"),
            ("actions", f"enjeu={action.enjeu.code}"),
            ("actions", f"pilote={action.lead.slug}&etat=en_cours&delai=en-retard"),
        )
    ]
    asked += [f"/actions/?pilote={MARK.lower()}-organisation", "/actions/?tri=recent&page=2"]

    pages = said(reader, site, *asked)

    assert len(asked) == 20
    # The words searched for are said again to who typed them.
    pages.pop(f"/actions/?q={MARK}")
    pages = {name: page for name, page in pages.items() if f"q={MARK}" not in name}
    assert [name for name, (_code, page) in pages.items() if MARK.encode() in page] == []


def test_search_for_hidden_words_finds_nothing(reader, site):
    hide_everything(site)

    assert reader.get(f"/actions/?q={MARK}").context["page"].paginator.count == 0


@pytest.mark.parametrize("verb", ["get", "head", "post"])
def test_direct_address_of_a_hidden_row_is_not_found(reader, site, verb):
    found = {}
    for row in hide_everything(site):
        places = [row.get_absolute_url()]
        if isinstance(row, Action):
            places += [reverse("action-number", args=[row.number])]
        if isinstance(row, Convention):
            places += [reverse("plan", args=[row.slug])]
        found |= {place: getattr(reader, verb)(place) for place in places}

    assert len(found) == 25
    # A page that is only read refuses other verbs before it looks for a row.
    expected = {404, 405} if verb == "post" else {404}
    assert {page.status_code for page in found.values()} <= expected
    assert not any(MARK.encode() in body(page) for page in found.values())


@pytest.mark.parametrize("fields", [{"is_published": False}, {"convention__is_published": False}])
def test_action_withdrawn_after_publication_leaves_every_page(reader, site, fields):
    action = marked(Action.objects.get(pk=site.action.pk))  # the one of `site` stays as it is
    assert MARK.encode() in body(reader.get(action.get_absolute_url()))

    if "is_published" in fields:
        Action.objects.filter(pk=action.pk).update(is_published=False)
    else:
        Convention.objects.filter(pk=action.convention_id).update(is_published=False)

    assert reader.get(action.get_absolute_url()).status_code == 404
    pages = crawl(reader)
    assert not any(MARK.encode() in body(page) for page in pages.values())


def test_unpublished_organisation_is_named_without_a_link(reader, site):
    hidden = OrganisationFactory(name="Maison du lac", slug="maison-du-lac")
    Action.objects.filter(pk=site.action.pk).update(lead=hidden, avancement_by=hidden)
    SignatoryFactory(convention=site.convention, organisation=hidden)
    pages = [
        body(reader.get(row.get_absolute_url())).decode() for row in (site.action, site.convention)
    ]

    assert all("Maison du lac" in page for page in pages)
    assert not any("maison-du-lac" in page for page in pages)
    assert reader.get("/partenaires/maison-du-lac/").status_code == 404
    assert "maison-du-lac" not in body(reader.get("/sitemap.xml")).decode()
    assert "Maison du lac" not in body(reader.get("/partenaires/")).decode()
