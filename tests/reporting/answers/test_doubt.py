"""A figure far from those known is confirmed before it is sent, and the reviewer sees both."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.utils import timezone

from actions.models import Measure
from reporting import workflow
from reporting.models import Report, ReportState
from reporting.report.publishing import wording_of
from reporting.report.sections import missing_before_submit
from tests.factories import IndicatorFactory, MeasureFactory, UserFactory
from tests.reading import HTML, find, main_of, text_of
from tests.records.admin.forms import typed
from tests.reporting.answer_pages import errors_of
from tests.reporting.answer_pages import form_of as review_form
from tests.reporting.space import autosave, form_of, page_of, write
from tests.reporting_factories import ReportFactory, ReportValueFactory, Speaker
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
BEYOND = "plus de trois fois la valeur visée (100)"
FIGURE, BOX = "values-0-typed", "values-0-confirmed"


@pytest.fixture
def speaker():
    return Speaker()


@pytest.fixture
def client(speaker):
    return sign_in_as(speaker.person)


@pytest.fixture
def reviewer():
    return sign_in_as(UserFactory(publishing=True))


@pytest.fixture
def report(speaker):
    """Waits for the number of places; 100 are aimed at."""
    report = ReportFactory(organisation=speaker.organisation, action__avancement="en_cours")
    indicator = IndicatorFactory(action=report.action, label="Places", with_target=True)
    ReportValueFactory(report=report, indicator=indicator)
    return report


def boxes(page):
    """Dict figure that a box of the page would confirm → whether it is ticked."""
    found = [e for e in find(main_of(page), "input") if e.get("name", "").endswith("-confirmed")]
    return {e.get("value"): e.get("checked") is not None for e in found}


def lacking(report):
    found = missing_before_submit(Report.objects.get(pk=report.pk), on=timezone.localdate())
    return [(one.anchor, one.words) for one in found]


def sent(report, **value):
    """`report` as the partner sent it, its figure being the `value`."""
    report.values.update(**value)
    Report.objects.filter(pk=report.pk).update(
        state=ReportState.SUBMITTED, done="Ouverte.", submitted_at=timezone.now()
    )
    return Report.objects.get(pk=report.pk)


def review_page(report):
    return f"/suivi/remontees/{report.pk}/"


# --- the partner ---------------------------------------------------------------------------------


def test_a_doubtful_figure_is_kept_but_not_sent_until_its_box_is_ticked(client, speaker, report):
    assert boxes(client.get(page_of("report", report))) == {}
    write(client, report, done="Ouverte.", **{FIGURE: "600"})
    check = client.get(page_of("report-check", report))

    assert report.values.get().typed == "600"
    ((anchor, words),) = lacking(report)
    assert anchor == f"id_{BOX}"
    assert words == (
        f"« Places » : c’est {BEYOND}. Corrigez ce chiffre, ou cochez « 600 est le bon chiffre »."
    )
    assert words in text_of(main_of(check)).replace("\u00a0", " ")
    with pytest.raises(workflow.Refused):
        workflow.submit(Report.objects.get(), by=speaker.person, at=timezone.now())

    assert boxes(client.get(page_of("report", report))) == {"600": False}
    write(client, report, **{BOX: "600"})
    assert lacking(report) == []
    assert boxes(client.get(page_of("report", report))) == {"600": True}


def test_the_check_leads_to_the_box_which_says_why(client, report):
    write(client, report, done="Ouverte.", **{FIGURE: "600"})

    page = client.get(page_of("report", report) + "?manque=1")

    (box,) = [e for e in find(main_of(page), "input") if e.get("name") == BOX]
    (label,) = [e for e in find(main_of(page), "label") if e.get("for") == f"id_{BOX}"]
    described = box.get("aria-describedby").split()
    said = {e.get("id"): text_of(e) for e in main_of(page).iter() if e.get("id") in described}
    assert text_of(label) == "600 est le bon chiffre"
    assert set(said) == set(described)
    assert any(BEYOND in words for words in said.values())
    assert any("Corrigez ce chiffre" in words for words in said.values())


@pytest.mark.parametrize(("then", "is_asked"), [("60", False), ("6000", True), ("", False)])
def test_another_figure_is_another_question(client, report, then, is_asked):
    write(client, report, done="Ouverte.", **{FIGURE: "600", BOX: "600"})
    write(client, report, **{FIGURE: then})

    asked = [anchor for anchor, _words in lacking(report) if anchor == f"id_{BOX}"]
    assert bool(asked) is is_asked
    if is_asked:
        assert boxes(client.get(page_of("report", report))) == {then: False}


def test_what_the_script_saved_is_asked_the_same(client, report):
    opened = form_of(client, report, done="Ouverte.")
    first = json.loads(autosave(client, report, opened | {FIGURE: "600"}).content)
    left = client.post(
        page_of("report", report),
        opened | {FIGURE: "600", "_version": first["version"], "suite": "verifier"},
    )

    assert (first["kind"], left.status_code) == ("saved", 302)
    assert [anchor for anchor, _words in lacking(report)] == [f"id_{BOX}"]
    again = json.loads(autosave(client, report, form_of(client, report, **{BOX: "600"})).content)
    assert again["kind"] == "saved"
    assert lacking(report) == []


@pytest.mark.parametrize(
    ("counts_people", "last", "value", "is_asked"),
    [(False, 40, "121", True), (False, 40, "120", False), (True, 3, "12", False)],
)
def test_last_year_counts_too_but_a_small_number_of_people_is_never_told(
    client, report, counts_people, last, value, is_asked
):
    indicator = report.values.get().indicator
    type(indicator).objects.update(target_value=None, target_on=None, counts_people=counts_people)
    before = report.campaign.figures_on.replace(year=2024)
    MeasureFactory(indicator=indicator, on=before, value=last)
    MeasureFactory(indicator=indicator, on=before + dt.timedelta(days=1), unavailable=True)

    write(client, report, done="Ouverte.", **{FIGURE: value})

    assert any("la dernière valeur (40)" in words for _id, words in lacking(report)) is is_asked
    assert ("trois fois" in text_of(main_of(client.get(page_of("report", report))))) is is_asked


def test_a_number_of_people_cannot_be_negative(client, report):
    type(report.values.get().indicator).objects.update(counts_people=True)
    write(client, report, done="Ouverte.", **{FIGURE: "-3"})

    assert lacking(report) == [
        ("id_values-0-typed", "« Places » : un nombre de personnes ne peut pas être négatif.")
    ]


# --- the team ------------------------------------------------------------------------------------


def test_the_team_who_writes_for_a_partner_confirms_too(reviewer, report):
    address = f"{review_page(report)}saisir/"
    told = {"told_on": timezone.localdate().isoformat(), "done": "Ouverte.", "suite": "envoyer"}
    first = reviewer.post(address, typed(reviewer.get(address)) | told | {FIGURE: "600"})

    assert first["Location"].endswith("?manque=1")
    assert Report.objects.get().state == ReportState.DRAFT
    again = typed(reviewer.get(first["Location"])) | told | {BOX: "600"}
    assert reviewer.post(address, again)["Location"] == review_page(report)
    assert Report.objects.get().state == ReportState.SUBMITTED


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_the_reviewer_reads_the_doubt_and_whether_it_was_confirmed(reviewer, report, is_confirmed):
    sent(report, typed="600", confirmed="600" if is_confirmed else "")

    said = text_of(main_of(reviewer.get(review_page(report)))).replace("\u00a0", " ")

    assert f"À vérifier : c’est {BEYOND}." in said
    assert ("Ce chiffre a été confirmé par qui l’a écrit." in said) is is_confirmed


def test_nothing_is_to_be_verified_of_a_usual_figure(reviewer, report):
    sent(report, typed="60")

    assert "À vérifier" not in text_of(main_of(reviewer.get(review_page(report))))


def test_the_reviewer_confirms_what_they_change_themselves(reviewer, report):
    row = sent(report, typed="60")
    figure, box = (f"values-{row.values.get().pk}-{name}" for name in ("typed", "confirmed"))
    page = reviewer.get(review_page(row))
    assert not [
        e for e in main_of(page).iter(f"{HTML}input")
        if e.get("name") == box and e.get("type") == "checkbox"
    ]  # fmt: skip
    refused = reviewer.post(review_page(row), review_form(page, publier="1") | {figure: "600"})

    assert Report.objects.get().state == ReportState.SUBMITTED
    (words,) = errors_of(refused)
    assert BEYOND in words
    ticked = review_form(refused, publier="1") | {figure: "600", box: "on"}
    reviewer.post(review_page(row), ticked)
    assert Measure.objects.get().value == Decimal(600)


def test_what_was_confirmed_is_published_as_it_is(report):
    row = sent(report, typed="600", confirmed="600")

    workflow.publish(row, wording_of(row), by=UserFactory(publishing=True), at=timezone.now())

    assert Measure.objects.get().value == Decimal(600)
