"""The short pages of the week: one act on one action, then back where one was."""

import datetime as dt
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, Avancement, Update
from actions.quick_acts import ACTS
from records.editing.once_only import TWICE
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    IndicatorFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.reading import find, main_of, parse_errors, text_of
from tests.records.admin.forms import messages_of, typed
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def action():
    return ActionFactory(public=True, ongoing=True, code="1.1", title="Ouvrir la crèche")


def page(name, action, suite=""):
    return reverse(name, args=[action.number]) + (f"?retour={suite}" if suite else "")


def send(client, address, **given):
    return client.post(address, typed(client.get(address)) | given)


# --- the state -----------------------------------------------------------------------------------


def test_state_is_declared_today_by_nobody_named_and_history_says_so(staff_client, action):
    action.avancement_by = OrganisationFactory()
    action.save()

    answer = send(staff_client, page("action-state", action), avancement=Avancement.DONE)

    action.refresh_from_db()
    assert answer.status_code == 302
    assert (action.avancement, action.avancement_on) == (Avancement.DONE, TODAY())
    assert action.avancement_by is None
    assert action.history.first().history_change_reason.startswith("Avancement déclaré le ")


def test_state_keeps_the_day_the_organisation_and_the_reason_given(staff_client, action):
    who = OrganisationFactory(name="Caisse d’exemple")
    given = {"avancement_on": "2025-03-21", "avancement_by": who.pk, "avancement": "en_place"}

    send(staff_client, page("action-state", action), **given)
    action.refresh_from_db()
    assert (action.avancement_on, action.avancement_by) == (dt.date(2025, 3, 21), who)
    assert "21 mars 2025 (Caisse d’exemple)" in action.history.first().history_change_reason

    typed_why = {"avancement": "realisee", "change_reason": "Vu en comité."}
    send(staff_client, page("action-state", action), **typed_why)
    assert action.history.first().history_change_reason == "Vu en comité."


def test_a_stopped_action_needs_its_reason_and_nothing_typed_is_lost(staff_client, action):
    answer = send(
        staff_client, page("action-state", action), avancement="en_pause", change_reason="Travaux"
    )

    assert answer.status_code == 200
    assert "pourquoi l’action est en pause" in text_of(main_of(answer))
    assert typed(answer)["avancement"] == "en_pause"
    assert typed(answer)["change_reason"] == "Travaux"
    action.refresh_from_db()
    assert action.avancement == Avancement.ONGOING


def test_two_people_change_the_state_the_second_is_told(staff_client, action):
    address = page("action-state", action)
    late = typed(staff_client.get(address)) | {"avancement": "abandonnee"}
    other = sign_in_as(UserFactory(editing=True))
    send(other, address, avancement="realisee")

    answer = staff_client.post(address, late)

    assert answer.status_code == 409
    assert "Deux versions" in answer.content.decode()
    action.refresh_from_db()
    assert action.avancement == Avancement.DONE


def test_a_state_sent_twice_is_saved_once(staff_client, action):
    address = page("action-state", action, "/suivi/")
    form = typed(staff_client.get(address)) | {"avancement": "realisee"}

    first, second = staff_client.post(address, form), staff_client.post(address, form)

    assert first.url == second.url == "/suivi/"
    assert TWICE in messages_of(second)
    assert action.history.filter(avancement="realisee").count() == 1


def test_what_was_typed_when_the_session_ended_comes_back(action):
    person, address = UserFactory(editing=True), page("action-state", action)
    client = sign_in_as(person, Client())
    form = typed(client.get(address)) | {"avancement_reason": "Une raison écrite lentement."}
    client.session.flush()
    client.cookies.clear()
    client.post(address, form)

    again = sign_in_as(person, Client()).get(address)

    assert "Une raison écrite lentement." in again.content.decode()


# --- the news ------------------------------------------------------------------------------------


def test_news_without_a_title_take_the_first_sentence_and_confirm_the_action(staff_client, action):
    answer = send(
        staff_client,
        page("action-news", action, action.get_absolute_url()),
        body="La crèche a ouvert. Douze enfants y vont.",
    )

    update = Update.objects.get()
    assert answer.url == action.get_absolute_url()
    assert (update.title, update.action) == ("La crèche a ouvert", action)
    action.refresh_from_db()
    assert action.verified_on == TODAY()


def test_news_for_a_later_day_wait_and_confirm_nothing(staff_client, action):
    day = TODAY() + dt.timedelta(days=3)

    send(staff_client, page("action-news", action), body="Bientôt.", later_on=day.isoformat())

    update = Update.objects.get()
    assert timezone.localtime(update.published_at).hour == 8
    assert timezone.localdate(update.published_at) == day
    action.refresh_from_db()
    assert action.verified_on is None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"body": ""}, "Écrivez ce qui a été fait."),
        ({"body": "**"}, "Donnez un titre."),
        ({"body": "Oui.", "later_on": "2020-01-01"}, "n’est pas à venir"),
        ({"body": "Oui.", "later_on": "2999-01-01"}, "Donnez une date entre"),
        ({"body": "Oui.", "told_on": "2099-01-01"}, "Cette date est à venir"),
    ],
)
def test_news_that_cannot_be_written_say_why(staff_client, action, given, words):
    answer = send(staff_client, page("action-news", action), **given)

    assert answer.status_code == 200
    assert words in text_of(main_of(answer)).replace("\u00a0", " ")
    assert not Update.objects.exists()


def test_news_sent_twice_are_published_once(staff_client, action):
    address = page("action-news", action)
    form = typed(staff_client.get(address)) | {"body": "La crèche a ouvert."}

    staff_client.post(address, form)
    second = staff_client.post(address, form)

    assert TWICE in messages_of(second)
    assert Update.objects.count() == 1


def test_news_without_a_key_are_shown_again(staff_client, action):
    answer = staff_client.post(page("action-news", action), {"body": "La crèche a ouvert."})

    assert answer.status_code == 409
    assert "La crèche a ouvert." in answer.content.decode()
    assert not Update.objects.exists()


# --- the publication -----------------------------------------------------------------------------


def test_publishing_then_withdrawing(staff_client):
    draft = ActionFactory(summary="Une phrase simple.", convention=ConventionFactory(public=True))
    address = page("action-publication", draft)

    send(staff_client, address, publier="oui")
    assert Action.objects.public().get() == draft
    address = page("action-publication", draft, draft.get_absolute_url())
    assert send(staff_client, address).status_code == 200  # no button was pressed
    assert Action.objects.public().get() == draft

    answer = send(staff_client, address, publier="non")
    assert not Action.objects.public().exists()
    assert answer.url == reverse("staff-actions")  # the public page is no longer there


def test_withdrawing_from_a_public_page_that_had_more_in_its_address(staff_client, action):
    back = f"{action.get_absolute_url()}?page=2"
    answer = send(staff_client, page("action-publication", action, quote(back)), publier="non")
    assert answer.url == reverse("staff-actions")


def test_what_lacks_its_plain_sentence_is_not_published(staff_client):
    draft = ActionFactory(convention=ConventionFactory(public=True), summary="")

    answer = send(staff_client, page("action-publication", draft), publier="oui")

    assert "écrivez la phrase simple" in text_of(main_of(answer))
    draft.refresh_from_db()
    assert not draft.is_published


def test_what_changed_since_it_was_shown_is_not_published(staff_client):
    draft = ActionFactory(summary="Une phrase simple.")
    address = page("action-publication", draft)
    form = typed(staff_client.get(address)) | {"publier": "oui"}
    draft.title = "Autre chose"
    draft.save()

    answer = staff_client.post(address, form)

    assert answer.status_code == 409
    draft.refresh_from_db()
    assert not draft.is_published


# --- how one gets there, and back ----------------------------------------------------------------


@pytest.mark.parametrize("words", ["1.1", "creche ouvrir"])
def test_the_words_of_one_action_lead_to_its_page(staff_client, action, words):
    ActionFactory(convention=action.convention, enjeu=action.enjeu, code="1.10", title="Autre")
    answer = staff_client.get("/suivi/aller/", {"q": words, "faire": "actualite"})

    assert answer.url == page("action-news", action, "%2Fsuivi%2F")


@pytest.mark.parametrize("words", ["n° {}", "N°{}", " {} "])
def test_a_number_leads_there_and_an_act_that_is_not_ours_is_another(action, words):
    editor = sign_in_as(UserFactory(editing=True))
    words = words.format(action.number)

    answer = editor.get("/suivi/aller/", {"q": words, "faire": "publication"})

    assert answer.url.startswith(page("action-state", action))


@pytest.mark.parametrize("words", ["", "rien de tel", "crèche"])
def test_other_words_lead_to_the_list(staff_client, action, words):
    ActionFactory(convention=action.convention, enjeu=action.enjeu, title="Autre crèche")

    answer = staff_client.get("/suivi/aller/", {"q": words})

    assert answer.url.startswith("/suivi/actions/")
    assert staff_client.get(answer.url).status_code == 200


@pytest.mark.parametrize(
    "suite", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)", "suivi/"]
)
def test_nobody_is_led_to_another_site(staff_client, action, suite):
    answer = send(staff_client, page("action-state", action, suite), avancement="realisee")

    assert answer.url == reverse("staff-actions")


def test_a_mistake_then_a_conflict_still_come_back_where_one_was(staff_client, action):
    address = page("action-state", action, "/actions/")
    wrong = send(staff_client, address, avancement="en_pause")
    fixed = typed(wrong) | {"avancement_reason": "Travaux"}
    send(sign_in_as(UserFactory(editing=True)), address, avancement="realisee")
    conflict = staff_client.post(address, fixed)
    assert conflict.status_code == 409

    answer = staff_client.post(address, typed(conflict))

    assert answer.url == "/actions/"


@pytest.mark.parametrize("name", ["action-state", "action-news", "action-values", "action-outcome"])
def test_pages_are_valid_and_show_the_other_acts(staff_client, action, name):
    IndicatorFactory(action=action)
    IndicatorFactory(action=action, in_words=True)

    answer = staff_client.get(page(name, action))

    assert parse_errors(answer) == []
    nav = next(n for n in find(main_of(answer), "nav") if n.get("class") == "acts")
    words = [text_of(link) for link in find(nav, "a")]
    assert len(words) == len(ACTS) and words[-1] == "Ne rien changer et revenir"


def test_the_page_of_publication_is_valid_in_both_ways(staff_client):
    for values in ({"published": True}, {"summary": ""}):
        answer = staff_client.get(page("action-publication", ActionFactory(**values)))
        assert parse_errors(answer) == []


@pytest.mark.parametrize(
    "name", ["action-state", "action-news", "action-outcome", "action-publication"]
)
def test_an_act_costs_the_same_whatever_the_plan_holds(staff_client, action, name):
    costs, size = {}, 1
    for wanted in (1, 3, 30):
        for _turn in range(wanted - size):
            ActionFactory(convention=action.convention, lead=OrganisationFactory())
        size = wanted
        staff_client.get(page(name, action))
        with CaptureQueriesContext(connection) as captured:
            staff_client.get(page(name, action))
        costs[wanted] = len(captured)

    assert len(set(costs.values())) == 1, costs
