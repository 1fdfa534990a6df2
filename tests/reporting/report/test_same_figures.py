"""Two campaigns ask for figures of the same date: what is public already is not asked again."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from actions.models import Measure
from reporting import workflow
from reporting.models import ReportState
from tests.factories import IndicatorFactory, MeasureFactory
from tests.reading import find, main_of, text_of
from tests.reporting.answer_pages import form_of as review_form
from tests.reporting.space import form_of, page_of, write
from tests.reporting_factories import ReportFactory, ReportValueFactory, Speaker
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
YEAR_END = dt.date(2025, 12, 31)


@pytest.fixture
def speaker():
    return Speaker()


@pytest.fixture
def client(speaker):
    return sign_in_as(speaker.person)


@pytest.fixture
def report(speaker):
    """It asks for « Places », « Avis » and « Séances » at the end of 2025."""
    report = ReportFactory(organisation=speaker.organisation, campaign__figures_on=YEAR_END)
    for position, (label, words) in enumerate(
        (("Places", False), ("Avis", True), ("Séances", False))
    ):
        indicator = IndicatorFactory(
            action=report.action, label=label, in_words=words, position=position
        )
        ReportValueFactory(report=report, indicator=indicator)
    return report


def public(report, label, on=YEAR_END, **values):
    indicator = report.action.indicators.get(label=label)
    return MeasureFactory(indicator=indicator, on=on, **{"value": None} | values)


def all_public(report):
    public(report, "Places", dt.date(2024, 12, 31), value=120)
    return [
        public(report, "Places", value=Decimal("1150.5"), comment="Compté en mai."),
        public(report, "Avis", text="Bon."),
        public(report, "Séances", is_unavailable=True, comment="Pas encore compté."),
    ]


def test_what_is_public_at_that_date_is_proposed_beside_the_year_before(client, report):
    all_public(report)

    page = client.get(page_of("report", report))

    form = form_of(client, report)
    assert (form["values-0-typed"], form["values-1-text"]) == ("1150,5", "Bon.")
    assert (form["values-2-typed"], form["values-2-why"]) == ("", "Pas encore compté.")
    assert "values-2-is_unavailable" in form
    before = [text_of(p) for p in find(main_of(page), "p") if p.get("class") == "before"]
    assert before == [
        "Le 31 décembre 2024 : 120", "Publié : 1 150,5", "Publié : Bon", "Publié : non disponible",
    ]  # fmt: skip


def test_what_is_left_as_proposed_is_not_stored_and_stays_public(client, report, staff_client):
    measures = all_public(report)

    write(client, report, done="La permanence a ouvert.")

    values = report.values.values_list("typed", "text", "is_unavailable", "why")
    assert list(values) == [("", "", False, "")] * 3
    report.refresh_from_db()
    person = report.writer
    workflow.submit(report, by=person, at=timezone.now())
    here = f"/suivi/remontees/{report.pk}/"
    page = staff_client.get(here)
    assert "valeur publiée à cette date" not in text_of(main_of(page))
    assert staff_client.post(here, review_form(page) | {"publier": "1"}).status_code == 302
    for measure in measures:
        now = Measure.objects.get(pk=measure.pk)
        assert (now.value, now.text, now.comment) == (measure.value, measure.text, measure.comment)
        assert now.history.count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"typed": "160"}, "La valeur publiée à cette date (151 places) sera remplacée."),
        (
            {"is_unavailable": True, "why": "Perdu."},
            "La valeur publiée à cette date (151 places) deviendra « non disponible ».",
        ),
        ({"typed": "151,0"}, ""),
    ],
)
def test_the_reviewer_reads_what_a_public_figure_would_become(change, words, staff_client):
    report = ReportFactory(sent=True, campaign__figures_on=YEAR_END)
    indicator = IndicatorFactory(action=report.action, label="Places", unit="places")
    ReportValueFactory(report=report, indicator=indicator, **change)
    public(report, "Places", value=151)

    page = text_of(main_of(staff_client.get(f"/suivi/remontees/{report.pk}/")))

    assert (words in page) if words else "valeur publiée à cette date" not in page


def test_what_somebody_wrote_is_never_replaced_by_what_is_public(client, report):
    write(client, report, **{"values-0-typed": "12"})
    public(report, "Places", value=151)

    assert form_of(client, report)["values-0-typed"] == "12"


def test_a_small_count_of_people_is_asked_again(client, report):
    report.action.indicators.filter(label="Places").update(counts_people=True)
    public(report, "Places", value=3)

    page = client.get(page_of("report", report))

    assert form_of(client, report)["values-0-typed"] == ""
    assert "Publié : moins de 5" in text_of(main_of(page))


def test_figures_of_another_date_are_asked_once_the_campaign_asks_for_them(client, report):
    """The team may move the date of an open campaign: nothing of the first one stays."""
    public(report, "Places", value=151)
    assert form_of(client, report)["values-0-typed"] == "151"

    report.campaign.figures_on = dt.date(2026, 6, 30)
    report.campaign.save()

    assert form_of(client, report)["values-0-typed"] == ""
    assert "Le 31 décembre 2025 : 151" in text_of(main_of(client.get(page_of("report", report))))


def test_a_proposal_alone_begins_no_draft(client, report):
    all_public(report)

    write(client, report)

    report.refresh_from_db()
    assert report.state == ReportState.TODO
