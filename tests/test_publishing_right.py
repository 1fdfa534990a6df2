"""One right over what is public, by effect: what residents see before and after each verb.

A verb is a function of VERBS: it builds the smallest world where it would make something public,
hide it or move it, and gives the address where residents would see that, and the act. Those who
may publish change what residents see there; those who only edit do not, by any door.
"""

from contextlib import suppress

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from actions.importing.applying import apply_plan, undo
from conventions.models import Enjeu
from conventions.models.phase import ConventionStatus
from partners.permissions import Role
from records.changes.plan import ChangeRefused
from records.merging.plan import merge_plan
from records.publication import REFUSED
from tests.actions.importing.samples import confirmed, received
from tests.factories import (
    ActionDocumentFactory,
    ActionFactory,
    CommitteeFactory,
    ConventionFactory,
    DocumentFactory,
    EnjeuFactory,
    EvaluationEditionFactory,
    EvaluationFactory,
    MeetingFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PageFactory,
    PictureFactory,
    ReviewEditionFactory,
    ReviewFactory,
    TerritoryFactory,
    UserFactory,
)
from tests.reading import body, main_of, text_of
from tests.records.admin.forms import errors_of, line, typed
from tests.records.admin.history import address, go_back, save, stamps
from tests.records.admin.test_publication import act
from tests.signing import sign_in_as

READING, EDITING, PUBLISHING, ADMINISTRATION = Role
pytestmark = pytest.mark.django_db
WHY = {"change_reason": "Décidé en comité."}
NEW_ENJEU = "code;enjeu;titre\n7.1;7. Se déplacer;Un bus\n"
YES = {"publier": "oui"}
VERBS = {}


def verb(function):
    VERBS[function.__name__] = function
    return function


def add(client, model, **given):
    """Send the form that adds a row of `model` ("app_model"), as its page offers it."""
    path = reverse(f"admin:{model}_add")
    page = client.get(path)
    return client.post(path, (typed(page) if page.status_code == 200 else {}) | given)


def act_on(client, name, action, **given):
    """Send the short page `name` of one action, as it is offered; by default, publish."""
    path = reverse(name, args=[action.number])
    page = client.get(path)
    return client.post(path, (typed(page) if page.status_code == 200 else {}) | (given or YES))


def sent_as_shown(client, path, **given):
    """Send the form of the page at `path`, as it is offered."""
    page = client.get(path)
    return client.post(path, (typed(page) if page.status_code == 200 else {}) | given)


def hidden_convention():
    return ConventionFactory(territory=TerritoryFactory(main=True), slug="2027-2030")


# --- what has a flag ----------------------------------------------------------------------------


@verb
def adding_a_page():
    given = {"title": "Nouvelle", "slug": "nouvelle", "is_published": "on"}
    return "/pages/nouvelle/", lambda client, _: add(client, "conventions_page", **given)


@verb
def publishing_in_the_form():
    page = PageFactory(draft=True)
    return page.get_absolute_url(), lambda client, _: save(client, page, is_published="on")


@verb
def publishing_from_the_list():
    page = PageFactory(draft=True)
    return page.get_absolute_url(), lambda client, _: act(client, "publish", page)


@verb
def withdrawing_from_the_list():
    page = PageFactory(is_published=True)
    return page.get_absolute_url(), lambda client, _: act(client, "withdraw", page)


@verb
def archiving():
    page = PageFactory(is_published=True)

    def archive(client, _):
        return client.post(address(page, "archive"), {"reason": "Dépassée", "_etat": "en-service"})

    return page.get_absolute_url(), archive


@verb
def adding_an_organisation():
    given = {"name": "Les amis", "slug": "amis", "kind": "autre", "is_published": "on"}
    return "/partenaires/", lambda client, _: add(client, "partners_organisation", **given)


@verb
def publishing_many_at_once():
    action = ActionFactory(
        convention=ConventionFactory(public=True), is_published=False, summary="Une phrase."
    )

    def edit(client, _):
        path, asked = reverse("staff-actions-edit"), {"publication": "publier"}
        page = client.post(path, asked)
        shown = (page.context or {}).get("shown", "")
        lines = {"lignes": [action.pk], "shown": shown, "appliquer": "oui"}
        return client.post(path, asked | lines)

    return action.get_absolute_url(), edit


@verb
def publishing_drafts_with_their_sentence():
    action = ActionFactory(convention=ConventionFactory(public=True), summary="")
    given = {f"phrase-{action.pk}": "Une phrase.", f"publier-{action.pk}": "on"}
    path = reverse("staff-sentences")
    return action.get_absolute_url(), lambda c, _: c.post(path, typed(c.get(path)) | given)


@verb
def publishing_one_action():
    action = ActionFactory(convention=ConventionFactory(public=True), summary="Une phrase.")
    return action.get_absolute_url(), lambda client, _: act_on(client, "action-publication", action)


@verb
def withdrawing_a_picture():
    picture = PictureFactory(public=True)

    def withdraw(client, _):
        return client.post(reverse("picture-withdraw", args=[picture.pk]), {"reason": "Demandé"})

    return picture.action.get_absolute_url(), withdraw


# --- what hides by moving -----------------------------------------------------------------------


@verb
def moving_an_action_under_a_hidden_convention():
    action, to = ActionFactory(public=True), EnjeuFactory(convention=hidden_convention())
    given = {"convention": to.convention.pk, "enjeu": to.pk, "objective": ""}
    return action.get_absolute_url(), lambda client, _: save(client, action, **given)


@verb
def moving_a_meeting_under_a_hidden_convention():
    meeting = MeetingFactory(public=True)
    to = CommitteeFactory(convention=hidden_convention())
    given = {"committee": to.pk} | WHY
    return "/agenda/", lambda client, _: save(client, meeting, **given)


@verb
def moving_an_enjeu_under_a_public_convention():
    shown, enjeu = ConventionFactory(public=True), EnjeuFactory(convention=hidden_convention())
    place = reverse("enjeu", args=[shown.slug, enjeu.code])
    return place, lambda client, _: save(client, enjeu, convention=shown.pk)


@verb
def moving_an_objective_under_a_public_enjeu():
    to, objective = EnjeuFactory(public=True), ObjectiveFactory(convention=hidden_convention())
    place = reverse("plan", args=[to.convention.slug])
    return place, lambda client, _: save(client, objective, enjeu=to.pk)


@verb
def taking_a_document_off_its_only_page():
    document = DocumentFactory(public=True)
    page = reverse("convention", args=[document.convention.slug])
    given = {"on_convention_page": []}
    return page, lambda client, _: save(client, document, **given)


@verb
def showing_a_public_document_with_an_action():
    action = ActionFactory(public=True)
    document = DocumentFactory(
        convention=action.convention, is_published=True, on_convention_page=False
    )
    given = line("action_links", 0, action=action.pk)
    return action.get_absolute_url(), lambda client, _: save(client, document, **given)


@verb
def detaching_a_public_document_from_an_action():
    action = ActionFactory(public=True)
    link = ActionDocumentFactory(
        action=action,
        document=DocumentFactory(
            convention=action.convention, is_published=True, on_convention_page=False
        ),
    )
    given = {"action_links-0-DELETE": "on"}
    return action.get_absolute_url(), lambda client, _: save(client, link.document, **given)


@verb
def going_back_to_a_hidden_convention():
    past, shown = hidden_convention(), ConventionFactory(public=True)
    committee, meeting = (
        CommitteeFactory(convention=shown),
        MeetingFactory(committee=CommitteeFactory(convention=past), is_published=True),
    )
    meeting.committee = committee
    meeting.save()
    return "/agenda/", lambda client, _: go_back(client, meeting, stamps(meeting)[-1])


# --- what is public at once ---------------------------------------------------------------------


@verb
def closing_a_convention():
    convention = ConventionFactory(public=True)
    given = {"status": ConventionStatus.CLOSED.value} | WHY
    return convention.get_absolute_url(), lambda client, _: save(client, convention, **given)


@verb
def adding_an_enjeu():
    shown = ConventionFactory(public=True)
    given = {"convention": shown.pk, "code": "7", "title": "Se déplacer"}
    return reverse("plan", args=[shown.slug]), lambda c, _: add(c, "conventions_enjeu", **given)


@verb
def adding_an_objective():
    enjeu = EnjeuFactory(public=True)
    given = {"enjeu": enjeu.pk, "code": f"{enjeu.code}.7", "title": "Se déplacer"}
    place = reverse("plan", args=[enjeu.convention.slug])
    return place, lambda client, _: add(client, "conventions_objective", **given)


@verb
def adding_a_committee():
    shown = ConventionFactory(public=True)
    given = {"convention": shown.pk, "name": "Comité de pilotage"}
    return shown.get_absolute_url(), lambda c, _: add(c, "conventions_committee", **given)


@verb
def adding_a_word_to_the_glossary():
    given = {"term": "CTG", "expansion": "convention territoriale globale"}
    return "/glossaire/", lambda client, _: add(client, "conventions_glossaryentry", **given)


@verb
def adding_a_commune():
    territory = ConventionFactory(public=True).territory
    given = {"territory": territory.pk, "name": "Lavaur", "slug": "lavaur", "insee": "81140"}
    return "/communes/lavaur/", lambda client, _: add(client, "conventions_commune", **given)


@verb
def importing_an_enjeu():
    shown = ConventionFactory(public=True)
    batch = received(NEW_ENJEU, convention=shown)
    confirmed(batch)
    return reverse("plan", args=[shown.slug]), lambda _, user: apply_plan(batch, by=user)


@verb
def undoing_the_import_of_an_enjeu():
    shown = ConventionFactory(public=True)
    batch = received(NEW_ENJEU, convention=shown)
    confirmed(batch)
    apply_plan(batch)
    return reverse("plan", args=[shown.slug]), lambda _, user: undo(batch, by=user)


@verb
def restoring_an_enjeu_from_the_trash():
    shown = ConventionFactory(public=True)
    EnjeuFactory(convention=shown, title="Se déplacer").delete()
    version = Enjeu.history.get(history_type="-").history_id
    path = reverse("trash-row", args=["conventions.enjeu", version])
    return reverse("plan", args=[shown.slug]), lambda c, _: c.post(path, {"reason": ""})


@verb
def adding_news():
    action = ActionFactory(public=True)
    given = {
        "action": action.pk,
        "organisation": OrganisationFactory().pk,
        "title": "Ouvert",
        "body": "Le relais est ouvert.",
    }
    return action.get_absolute_url(), lambda client, _: add(client, "actions_update", **given)


@verb
def publishing_a_review():
    review = ReviewFactory(public=True)
    place = reverse("year-review", args=[review.convention.slug, review.year])
    path = reverse("year-review-publish", args=[review.pk])
    return place, lambda client, _: sent_as_shown(client, path)


@verb
def correcting_a_review():
    edition = ReviewEditionFactory(public=True)
    place = edition.get_absolute_url()
    path = reverse("year-review-publish", args=[edition.review_id])
    return place, lambda client, _: sent_as_shown(client, path, correction="Un mot manquait.")


@verb
def publishing_an_evaluation():
    evaluation = EvaluationFactory(public=True)
    place = reverse("evaluation", args=[evaluation.convention.slug])
    path = reverse("evaluation-publish", args=[evaluation.pk])
    return place, lambda client, _: sent_as_shown(client, path)


@verb
def correcting_an_evaluation():
    edition = EvaluationEditionFactory(public=True)
    path = reverse("evaluation-publish", args=[edition.evaluation_id])
    place = edition.get_absolute_url()
    return place, lambda client, _: sent_as_shown(client, path, correction="Un mot manquait.")


@verb
def telling_news_of_one_action():
    action = ActionFactory(public=True)
    said = {"body": "Le relais est ouvert."}
    return action.get_absolute_url(), lambda c, _: act_on(c, "action-news", action, **said)


@verb
def merging_into_what_is_public():
    kept, left = OrganisationFactory(public=True), OrganisationFactory()
    action = ActionFactory(public=True, lead=left)
    path = f"{address(kept, 'merge')}?avec={left.pk}&garde=celle-ci"
    given = {"vu": merge_plan(kept, left).digest}
    return action.get_absolute_url(), lambda client, _: client.post(path, given)


# --- what those who may not are told ------------------------------------------------------------


def test_refusal_is_said_and_what_was_typed_stays():
    convention = ConventionFactory(public=True)
    client = sign_in_as(UserFactory(editing=True))

    page = save(client, convention, status="close", summary="Trois ans de plus.", **WHY)

    assert errors_of(page) == [REFUSED]
    assert typed(page)["summary"] == "Trois ans de plus."
    convention.refresh_from_db()
    assert (convention.status, convention.summary) == ("en_vigueur", "")


def test_words_of_what_is_public_are_corrected_by_those_who_edit():
    enjeu = EnjeuFactory(public=True)
    client = sign_in_as(UserFactory(editing=True))

    for row, name in [(enjeu.convention, "summary"), (enjeu, "summary")]:
        assert save(client, row, **{name: "Plus clair."}).status_code == 302
        row.refresh_from_db()
        assert getattr(row, name) == "Plus clair."


@pytest.mark.usefixtures("media")
def test_withdrawing_a_public_picture_is_offered_to_those_who_may():
    pictures = PictureFactory(public=True), PictureFactory()
    offered = {
        role: [
            reverse("picture-withdraw", args=[picture.pk])
            in sign_in_as(UserFactory(role=role)).get(address(picture, "change")).text
            for picture in pictures
        ]
        for role in (EDITING, PUBLISHING)
    }

    assert offered == {EDITING: [False, True], PUBLISHING: [True, True]}


def test_nothing_is_public_before_somebody_says_so():
    """At any door: what no form, import or command speaks of is a draft."""
    flags = [
        field
        for model in apps.get_models()
        for field in model._meta.fields
        if field.name in ("is_published", "is_open")
    ]

    assert len(flags) > 10
    assert [str(field) for field in flags if field.default is not False] == []


# --- the walk -----------------------------------------------------------------------------------


def seen_at(place):
    """What residents see there: the status, and the words of the page."""
    response = Client().get(place)
    body(response)
    return response.status_code, text_of(main_of(response)) if response.status_code == 200 else ""


@pytest.mark.parametrize("role", [EDITING, PUBLISHING])
@pytest.mark.parametrize("name", sorted(VERBS))
@pytest.mark.usefixtures("media")
def test_only_those_who_may_publish_change_what_is_public(name, role):
    place, act_of = VERBS[name]()
    user = UserFactory(role=role)
    before = seen_at(place)

    with suppress(ChangeRefused):
        act_of(sign_in_as(user), user)

    assert (seen_at(place) != before) is (role == PUBLISHING)
