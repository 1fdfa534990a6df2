"""Checked, sent once, confirmed, taken back; « rien de nouveau » in two clicks."""

import pytest
from django.utils import timezone

from reporting import workflow
from reporting.answers.send_views import words_mark
from reporting.models import Campaign, Letter, LetterKind, Report, ReportEvent, ReportState
from reporting.report.publishing import wording_of
from reporting.report.reading import held
from tests.factories import IndicatorFactory, MilestoneFactory, UserFactory
from tests.reading import find, main_of, text_of
from tests.records.admin.forms import typed
from tests.reporting.space import enter_by_link, form_of, page_of, write
from tests.reporting_factories import (
    MembershipFactory,
    ReportFactory,
    ReportStepFactory,
    ReportValueFactory,
    Speaker,
)
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def speaker():
    return Speaker(full_name="Nora Essai")


@pytest.fixture
def report(speaker):
    """Expected, with two indicators."""
    report = ReportFactory(organisation=speaker.organisation, action__title="Ouvrir un relais")
    for label in ("Familles", "Séances"):
        indicator = IndicatorFactory(action=report.action, label=label)
        ReportValueFactory(report=report, indicator=indicator)
    return report


@pytest.fixture
def client(speaker):
    return sign_in_as(speaker.person)


def said(answer):
    return text_of(main_of(answer))


def complete(client, report, **more):
    """Write all that is asked, up to the page that checks it."""
    given = {"done": "Trois matins.", "values-0-typed": "45", "values-1-typed": "1 200,5"}
    answer = write(client, report, suite="verifier", **(given | more))
    assert answer["Location"] == page_of("report-check", report)
    return client.get(answer["Location"])


def send(client, report, **more):
    return client.post(page_of("report-check", report), typed(complete(client, report, **more)))


def state(report):
    return Report.objects.get(pk=report.pk).state


# --- check ----------------------------------------------------------------------------------------


def test_what_is_missing_is_listed_and_stands_beside_its_field(client, report):
    page = client.get(write(client, report, suite="verifier", people_reached="x")["Location"])

    links = [(text_of(link), link.get("href")) for link in find(main_of(page), "li a")]
    here = f"{page_of('report', report)}?manque=1"
    assert ("Dites ce qui a été fait, même en une phrase.", f"{here}#id_done") in links
    assert any(href == f"{here}#id_values-1-typed" for _, href in links)
    assert any(href == f"{here}#id_people_reached" for _, href in links)
    assert "Envoyer ma réponse" not in page.text
    assert "<title>Erreur :" in page.text
    form = client.get(here)
    assert 'aria-invalid="true"' in form.text
    assert "<title>Erreur :" in form.text
    field = next(f for f in find(main_of(form), "div") if "id_done_error" in str(f.items()))
    assert text_of(field) == "Dites ce qui a été fait, même en une phrase."
    assert client.get(page_of("report", report)).text.count('aria-invalid="true"') == 0


def test_the_check_tells_public_from_private(client, report):
    page = complete(client, report, difficulties="Le local.", message="Merci à vous.")

    public, private = find(main_of(page), "section")
    assert "Trois matins." in text_of(public)
    assert "Familles : 45" in text_of(public)
    assert "Le local." not in text_of(public)
    assert "Le local." in text_of(private)
    assert "Merci à vous." in text_of(private)
    assert "seule l’équipe le lit" in text_of(private)


def test_sending_gives_a_reference_says_what_follows_and_writes_a_copy(client, report, speaker):
    answer = send(client, report)

    assert answer["Location"] == page_of("report-sent", report)
    page = client.get(answer["Location"])
    assert f"Référence {report.reference}" in said(page)
    assert "L’équipe relit votre réponse, puis la publie." in said(page)
    assert state(report) == ReportState.SUBMITTED
    letter = Letter.objects.get()
    assert (letter.kind, letter.to) == (LetterKind.RECEIVED, speaker.person.email)


def test_sent_again_it_is_one_answer_one_letter_and_the_same_confirmation(client, report):
    sent = typed(complete(client, report))
    other_tab = typed(client.get(page_of("report-check", report)))

    answers = [
        client.post(page_of("report-check", report), form) for form in (sent, sent, other_tab)
    ]

    assert {answer["Location"] for answer in answers} == {page_of("report-sent", report)}
    assert Letter.objects.count() == 1
    assert ReportEvent.objects.filter(verb="submit").count() == 1


def test_what_changed_while_one_was_checking_is_read_before_it_leaves(client, report, speaker):
    sent = typed(complete(client, report))
    colleague = MembershipFactory(organisation=speaker.organisation).user
    write(sign_in_as(colleague), report, done="Quatre matins.")

    page = client.post(page_of("report-check", report), sent)

    assert page.status_code == 409
    assert "a changé pendant que vous la relisiez" in said(page)
    assert "Quatre matins." in said(page)
    assert state(report) == ReportState.DRAFT
    assert client.post(page_of("report-check", report), typed(page)).status_code == 302
    assert state(report) == ReportState.SUBMITTED


def test_a_check_sent_with_something_missing_is_refused_in_words(client, report):
    write(client, report, done="Un début.")
    page = client.get(page_of("report-check", report))
    sent = {"_cle": typed_key(client, report), "lu": words_mark(held(report))}

    answer = client.post(page_of("report-check", report), sent)

    assert answer.status_code == 409
    assert "Il manque encore quelque chose" in said(answer)
    assert "Envoyer ma réponse" not in page.text
    assert state(report) == ReportState.DRAFT


def typed_key(client, report):
    return typed(client.get(page_of("report-nothing-new", report)))["_cle"]


def test_after_one_the_next_is_offered(client, report, speaker):
    ReportFactory(
        organisation=speaker.organisation, campaign=report.campaign, action__title="La suivante"
    )

    page = client.get(send(client, report)["Location"])

    assert "Répondre à la suivante : La suivante" in said(page)
    assert "Il reste 1 réponse à donner" in said(page)


# --- nothing new ----------------------------------------------------------------------------------


@pytest.mark.parametrize("by_link", [False, True], ids=["signed in", "by link"])
def test_nothing_new_takes_two_clicks(by_link, speaker, report):
    client = (
        enter_by_link(speaker.person, report.campaign) if by_link else sign_in_as(speaker.person)
    )
    first = f'href="{page_of("report-nothing-new", report)}"'
    assert first in client.get("/espace/").text
    page = client.get(page_of("report-nothing-new", report))
    assert "Ce qui est public aujourd’hui" in said(page)
    assert "Familles" in said(page)

    answer = client.post(page_of("report-nothing-new", report), typed(page))

    assert answer["Location"] == page_of("report-sent", report)
    found = Report.objects.get(pk=report.pk)
    assert (found.state, found.nothing_new) == (ReportState.SUBMITTED, True)
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(
    "part",
    [
        {"done": "Trois matins."},
        {"values-0-typed": "45"},
        {"steps-0-is_done": "on"},
        {"people_reached": "30"},
        {"avancement_reason": "Le poste est vacant."},
        {"message": "Un mot."},
    ],
    ids=lambda part: next(iter(part)),
)
def test_nothing_new_says_that_a_draft_is_set_aside_whatever_it_holds(part, client, report):
    ReportStepFactory(report=report, milestone=MilestoneFactory(action=report.action))
    begun = "Un brouillon est commencé"
    assert begun not in said(client.get(page_of("report-nothing-new", report)))

    write(client, report, **part)

    assert begun in said(client.get(page_of("report-nothing-new", report)))


# --- take back ------------------------------------------------------------------------------------


def test_an_answer_is_taken_back_until_it_is_reviewed(client, report):
    place = send(client, report)["Location"]

    back = client.post(page_of("report-take-back", report), typed(client.get(place)))

    assert back["Location"] == page_of("report", report)
    assert state(report) == ReportState.DRAFT
    assert form_of(client, report)["done"] == "Trois matins."


def test_a_published_answer_stays_and_says_so(client, report):
    place = send(client, report)["Location"]
    sent = typed(client.get(place))
    row = Report.objects.get(pk=report.pk)
    workflow.publish(row, wording_of(row), by=UserFactory(publishing=True), at=timezone.now())

    answer = client.post(page_of("report-take-back", report), sent, follow=True)

    assert "a déjà relu cette réponse" in said(answer)
    assert "Votre réponse est publiée" in said(answer)
    assert state(report) == ReportState.PUBLISHED


def test_what_the_team_asks_stands_beside_the_question(client, report):
    send(client, report)
    row = Report.objects.get(pk=report.pk)
    workflow.send_back(
        row, by=UserFactory(publishing=True), at=timezone.now(), comment="Presque.",
        comments={"values": "Combien de familles ?"},
    )  # fmt: skip

    page = client.get(page_of("report", report))

    figures = next(s for s in find(main_of(page), "section") if "chiffres" in text_of(s))
    assert "Combien de familles ?" in text_of(figures)
    assert "Presque." in said(page)
    assert send(client, report, **{"values-0-typed": "46"})["Location"] == page_of(
        "report-sent", report
    )


# --- late -----------------------------------------------------------------------------------------


def test_after_closing_nothing_leaves_until_the_team_reopens(client, report):
    check = typed(complete(client, report))
    nothing = typed(client.get(page_of("report-nothing-new", report)))
    Campaign.objects.update(closed_at=timezone.now())

    for name, sent in (("report-check", check), ("report-nothing-new", nothing)):
        answer = client.post(page_of(name, report), sent)
        assert answer.status_code == 409
        assert "reste en brouillon" in said(answer)
        assert "Demandez à l’équipe de la rouvrir" in said(answer)
    assert state(report) == ReportState.DRAFT
    assert not Letter.objects.exists()
    Report.objects.update(reopened_until=timezone.localdate())
    page = client.get(page_of("report-check", report))
    assert client.post(page_of("report-check", report), typed(page)).status_code == 302
    assert state(report) == ReportState.SUBMITTED
