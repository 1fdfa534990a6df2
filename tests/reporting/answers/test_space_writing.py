"""A draft: saved as typed, by the button or while typing, alone or with colleagues."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from records.editing.form_recovery import FOUND
from records.models import KeptForm
from reporting.models import Campaign, Report, ReportEvent, ReportState
from tests.factories import IndicatorFactory, MilestoneFactory
from tests.reading import find, main_of, text_of
from tests.records.admin.forms import typed
from tests.reporting.space import autosave, enter_by_link, form_of, page_of, write
from tests.reporting_factories import (
    MembershipFactory,
    ReportFactory,
    ReportStepFactory,
    ReportValueFactory,
    Speaker,
)
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
LONG = "Un texte de dix mille signes. " * 334


@pytest.fixture
def speaker():
    return Speaker(full_name="Nora Essai")


@pytest.fixture
def report(speaker):
    """Expected, with an indicator and a step."""
    report = ReportFactory(organisation=speaker.organisation)
    indicator = IndicatorFactory(action=report.action)
    ReportValueFactory(report=report, indicator=indicator)
    ReportStepFactory(report=report, milestone=MilestoneFactory(action=report.action))
    return report


@pytest.fixture
def client(speaker):
    return sign_in_as(speaker.person)


@pytest.fixture
def colleague(speaker):
    """Marie, of the same organisation, in her own browser."""
    marie = MembershipFactory(organisation=speaker.organisation, user__full_name="Marie Exemple")
    return sign_in_as(marie.user)


def said(answer):
    return text_of(main_of(answer))


def answer_of(response):
    return json.loads(response.content)


def close_the_campaign():
    Campaign.objects.update(closed_at=timezone.now())


# --- the button -----------------------------------------------------------------------------------


def test_the_draft_is_kept_as_typed(client, report):
    given = {
        "done": "Un début.", "values-0-typed": "vers 12", "steps-0-is_done": "on",
        "difficulties": "Le local.", "people_reached": "une trentaine",
    }  # fmt: skip

    answer = write(client, report, **given)

    assert (answer.status_code, answer["Location"]) == (302, page_of("report", report))
    report.refresh_from_db()
    assert (report.state, report.done, report.people_reached) == (
        ReportState.DRAFT, "Un début.", "une trentaine",
    )  # fmt: skip
    assert report.values.get().typed == "vers 12"
    page = client.get(page_of("report", report))
    assert "Votre brouillon est enregistré. Rien n’est encore envoyé." in said(page)
    again = {name: typed(page)[name] for name in given}
    assert again == given | {"steps-0-is_done": ["on"]}


def test_saving_what_was_there_already_begins_no_draft(client, report):
    write(client, report)

    report.refresh_from_db()
    assert report.state == ReportState.TODO
    assert not ReportEvent.objects.exists()


def test_a_date_that_does_not_exist_is_said_and_nothing_is_lost(client, report):
    answer = write(client, report, **{"done": LONG, "steps-0-done_on": "2026-02-31"})

    assert answer.status_code == 200
    assert "Donnez une date qui existe" in said(answer)
    assert LONG.strip() in answer.text
    assert 'href="#id_steps-0-done_on"' in answer.text
    report.refresh_from_db()
    assert report.done == ""


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "‮gauche", "🦉" * 20, "a" * 200_000], ids=range(4)
)
def test_any_text_is_kept_and_shown_as_text(text, client, report):
    assert write(client, report, done=text).status_code == 302

    assert form_of(client, report)["done"] == text
    assert "<script>alert" not in client.get(page_of("report-check", report)).text


def test_a_null_character_is_refused_in_words(client, report):
    answer = write(client, report, done="un\0deux")

    assert answer.status_code == 200
    assert 'id="erreurs"' in answer.text


def test_the_page_costs_the_same_whatever_it_asks(client, report, django_assert_num_queries):
    client.get(page_of("report", report))
    for extra in (0, 2, 10):
        for _ in range(extra):
            indicator = IndicatorFactory(action=report.action)
            ReportValueFactory(report=report, indicator=indicator)
            milestone = MilestoneFactory(action=report.action)
            ReportStepFactory(report=report, milestone=milestone)
        with django_assert_num_queries(15):
            client.get(page_of("report", report))


def test_a_step_that_the_team_marked_done_is_not_asked_again(client, report):
    other = MilestoneFactory(action=report.action, title="La seconde")
    ReportStepFactory(report=report, milestone=other)
    stale = form_of(client, report, **{"steps-0-is_done": "on", "steps-0-done_on": "2026-01-06"})
    report.action.milestones.update(state="faite", done_on="2026-01-05")

    assert "Quelles étapes sont faites" not in said(client.get(page_of("report", report)))
    assert write(client, report, done="Un début.").status_code == 302  # the form still works
    stale |= form_of(client, report) | {name: stale[name] for name in stale if "steps" in name}
    assert client.post(page_of("report", report), stale).status_code == 302

    # Ticked in a page that was open before: it is kept, and told to be without effect.
    assert report.steps.get(is_done=True).done_on == dt.date(2026, 1, 6)
    page = said(client.get(page_of("report", report)))
    assert page.count("déjà faite, rien ne changera") == 1
    assert "La seconde" not in page.partition("Quelles étapes sont faites")[2]


def test_what_the_team_changed_before_one_writes_is_what_is_proposed(client, report):
    report.action.avancement, report.action.avancement_reason = "en_pause", "Travaux."
    report.action.save()

    assert form_of(client, report)["avancement"] == "en_pause"
    write(client, report, done="Un début.")
    report.refresh_from_db()
    assert report.avancement == ""  # proposed, not chosen: decision 0031


# --- while typing ---------------------------------------------------------------------------------


def test_what_is_typed_is_saved_and_the_page_goes_on_from_there(client, report):
    sent = form_of(client, report, done="Un")

    first = answer_of(autosave(client, report, sent))
    again = autosave(client, report, sent | {"done": "Un deux", "_version": first["version"]})

    assert first["kind"] == "saved"
    assert first["said"].startswith("Enregistré à ")
    report.refresh_from_db()
    assert report.done == "Un deux"
    # Then the button, with the key of the page and the version of the last saving.
    sent |= {"done": "Un deux trois", "_version": answer_of(again)["version"]}
    assert client.post(page_of("report", report), sent).status_code == 302
    report.refresh_from_db()
    assert (report.done, report.state) == ("Un deux trois", ReportState.DRAFT)
    assert ReportEvent.objects.get().verb == "write"  # one event for the whole draft


def test_the_same_typing_saved_twice_is_no_conflict_with_oneself(client, report):
    sent = form_of(client, report, done="Un")

    answers = [autosave(client, report, sent) for _ in range(2)]  # the first answer was lost

    assert [answer_of(answer)["kind"] for answer in answers] == ["saved", "saved"]


def test_the_last_text_sent_on_leaving_is_found_again_though_an_older_saving_arrived(
    client, report
):
    sent = form_of(client, report, done="Un")
    autosave(client, report, sent)  # slow: its answer, and its version, came after the page left

    left = autosave(client, report, sent | {"done": "Un deux", "_part": "1"})

    assert answer_of(left)["kind"] == "moved"
    page = client.get(page_of("report", report))
    assert FOUND in said(page)
    assert typed(page)["done"] == "Un deux"


def test_a_colleague_who_writes_is_named_for_two_minutes(client, colleague, report):
    write(colleague, report, done="De Marie.")

    assert "Marie Exemple écrit en ce moment." in said(client.get(page_of("report", report)))
    sent = form_of(client, report, message="Merci")
    assert answer_of(autosave(client, report, sent))["colleague"] == "Marie Exemple"
    assert "écrit en ce moment" not in said(client.get(page_of("report", report)))  # it is me
    long_ago = timezone.now() - dt.timedelta(minutes=3)
    Report.objects.update(written_at=long_ago)
    assert "écrit en ce moment" not in said(colleague.get(page_of("report", report)))


def test_on_a_version_that_moved_nothing_is_saved_and_the_comparison_shows_both(
    client, colleague, report
):
    sent = form_of(client, report, done="De Nora.", next_steps="La suite.")
    write(colleague, report, done="De Marie.")

    refused = autosave(client, report, sent)

    assert refused.status_code == 409
    assert answer_of(refused)["kind"] == "moved"
    assert "Rien n’est perdu" in answer_of(refused)["said"]
    report.refresh_from_db()
    assert report.done == "De Marie."
    page = client.post(page_of("report", report), sent)
    assert page.status_code == 409
    assert "Marie Exemple a enregistré une autre version" in said(page)
    assert "De Nora." in page.text
    assert "De Marie." in page.text
    assert 'href="/suivi/' not in page.text  # the dress of partners, not of the team
    chosen = typed(page) | {"choix-done": "mien", "done": "De Nora et de Marie."}
    assert client.post(page_of("report", report), chosen).status_code == 302
    report.refresh_from_db()
    assert (report.done, report.next_steps) == ("De Nora et de Marie.", "La suite.")


@pytest.mark.parametrize(("choice", "kept"), [("mien", "45"), ("enregistre", "46")])
def test_two_figures_for_one_indicator_are_compared(choice, kept, client, colleague, report):
    words = IndicatorFactory(action=report.action, kind="qualitatif", label="L’ambiance")
    ReportValueFactory(report=report, indicator=words)
    sent = form_of(client, report, **{"values-0-typed": "45", "values-1-text": "Bonne."})
    write(colleague, report, **{"values-0-typed": "46", "steps-0-is_done": "on"})

    page = client.post(page_of("report", report), sent)
    assert page.status_code == 409
    assert "46" in said(page)
    chosen = typed(page) | {"choix-values-0-typed": choice}
    assert client.post(page_of("report", report), chosen).status_code == 302

    figures = report.values.order_by("indicator__pk")
    assert [(value.typed, value.text) for value in figures] == [(kept, ""), ("", "Bonne.")]
    assert report.steps.get().is_done


def test_a_mistake_while_typing_is_said_and_the_rest_waits(client, report):
    sent = form_of(client, report, **{"done": "Un", "steps-0-done_on": "2026-02-31"})

    answer = autosave(client, report, sent)

    assert answer.status_code == 422
    assert "Donnez une date qui existe" in answer_of(answer)["said"]


def test_what_is_typed_after_a_colleague_sent_is_kept_aside(client, colleague, report):
    figures = {"values-0-typed": "45", "steps-0-is_done": "on", "steps-0-done_on": "2026-01-05"}
    sent = form_of(client, report, done="De Nora.", **figures)
    colleague.post(page_of("report-nothing-new", report), {})
    key = typed(colleague.get(page_of("report-nothing-new", report)))
    colleague.post(page_of("report-nothing-new", report), key)
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED

    quietly = autosave(client, report, sent)
    page = client.post(page_of("report", report), sent)

    assert (quietly.status_code, answer_of(quietly)["kind"]) == (409, "absent")
    assert page.status_code == 409
    assert "Marie Exemple l’a envoyée" in said(page)
    assert "De Nora." in said(page)
    step, indicator = report.steps.get().milestone.title, report.values.get().indicator.label
    names, words = (find(main_of(page), f"dl {tag}") for tag in ("dt", "dd"))
    terms = dict(zip(map(text_of, names), map(text_of, words), strict=True))
    assert terms[f"{indicator} : Valeur"] == "45"
    assert terms[f"{step} : Faite le"] == "05/01/2026"
    report.refresh_from_db()
    assert report.done == ""
    back = page_of("report-take-back", report)
    assert client.post(back, typed(client.get(back))).status_code == 302
    assert form_of(client, report)["done"] == "De Nora."


# --- the session ends -----------------------------------------------------------------------------


@pytest.mark.parametrize("by_link", [False, True], ids=["signed in", "by link"])
@pytest.mark.parametrize("quietly", [False, True], ids=["button", "script"])
def test_ten_thousand_characters_survive_the_session(by_link, quietly, speaker, report):
    client = (
        enter_by_link(speaker.person, report.campaign) if by_link else sign_in_as(speaker.person)
    )
    sent = form_of(client, report, done=LONG)
    client.session.flush()
    client.cookies.clear()

    if quietly:
        answer = autosave(client, report, sent)
    else:
        answer = client.post(page_of("report", report), sent)

    assert (answer.status_code, answer["Location"]) == (
        302, f"/connexion/?next={page_of('report', report)}",
    )  # fmt: skip
    stranger = Speaker()
    ReportFactory(organisation=stranger.organisation)
    assert sign_in_as(stranger.person).get(page_of("report", report)).status_code == 404
    report.refresh_from_db()
    assert report.done == ""
    # Back by the same door or by the other one, the person finds it; nothing is sent.
    for door in (
        enter_by_link(speaker.person, report.campaign), sign_in_as(speaker.person, client),
    ):  # fmt: skip
        page = door.get(page_of("report", report))
        assert FOUND in page.text
        assert typed(page)["done"].strip() == LONG.strip()
    assert client.post(page_of("report", report), typed(page)).status_code == 302
    report.refresh_from_db()
    assert report.done.strip() == LONG.strip()
    assert not KeptForm.objects.exists()


# --- the campaign closes while somebody writes ----------------------------------------------------


@pytest.mark.parametrize("page", ["/suivi/../x", "/ailleurs/", "//ailleurs.example", "/espace/\0"])
def test_a_page_that_is_not_ours_is_not_where_a_text_is_kept(page, client, report):
    sent = form_of(client, report, done=LONG)
    client.cookies.clear()

    answer = client.post(page_of("report-draft", report), sent | {"_page": page})

    assert answer["Location"] == f"/connexion/?next={page_of('report-draft', report)}"
    assert KeptForm.objects.get().path == page_of("report-draft", report)


def test_closing_while_writing_by_link_keeps_the_text_and_ends_the_visit(speaker, report):
    client = enter_by_link(speaker.person, report.campaign)
    sent = form_of(client, report, done="Juste à temps.")
    close_the_campaign()

    answer = client.post(page_of("report", report), sent | {"suite": "verifier"})

    assert "enregistré comme brouillon" in said(answer)
    assert "un code vous est envoyé" in said(answer)
    report.refresh_from_db()
    assert (report.done, report.state) == ("Juste à temps.", ReportState.DRAFT)
    assert client.get("/espace/").status_code == 302
    page = sign_in_as(speaker.person).get(page_of("report", report))
    assert typed(page)["done"] == "Juste à temps."
    assert "Vérifier avant d’envoyer" not in page.text
    assert "Demandez à l’équipe de rouvrir" in said(page)


def test_closing_while_the_script_saves_keeps_the_text_and_ends_the_visit(speaker, report):
    client = enter_by_link(speaker.person, report.campaign)
    sent = form_of(client, report, done="Juste à temps.")
    close_the_campaign()

    answer = answer_of(autosave(client, report, sent))

    assert answer["kind"] == "over"
    assert "enregistré comme brouillon" in answer["said"]
    report.refresh_from_db()
    assert report.done == "Juste à temps."
    assert client.get(page_of("report", report)).status_code == 302


def test_a_visit_by_link_reads_nothing_more_once_closed(speaker, report):
    client = enter_by_link(speaker.person, report.campaign)
    close_the_campaign()

    page = client.get(page_of("report", report))

    assert "La campagne est fermée" in said(page)
    assert report.action.title not in said(page)
    assert client.get("/espace/").status_code == 302


def test_a_conflict_when_the_campaign_closed_is_still_settled(speaker, colleague, report):
    client = enter_by_link(speaker.person, report.campaign)
    sent = form_of(client, report, done="De Nora.")
    write(colleague, report, done="De Marie.")
    close_the_campaign()

    page = client.post(page_of("report", report), sent)
    assert page.status_code == 409
    kept = client.post(page_of("report", report), typed(page) | {"choix-done": "mien"})

    assert "enregistré comme brouillon" in said(kept)
    report.refresh_from_db()
    assert report.done == "De Nora."


def test_a_late_draft_is_written_by_who_is_signed_in(client, report):
    close_the_campaign()

    assert write(client, report, done="En retard.").status_code == 302

    assert "il ne peut pas partir" in client.get(page_of("report", report)).text
