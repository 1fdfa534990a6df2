"""What « Vérifier » refuses is marked beforehand, in words; what may stay empty says so."""

import pytest

from tests.factories import IndicatorFactory, MeasureFactory, MilestoneFactory
from tests.reading import HTML, find, main_of, text_of
from tests.reporting.space import page_of, write
from tests.reporting_factories import (
    ReportFactory,
    ReportStepFactory,
    ReportValueFactory,
    Speaker,
)
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
NEEDED, OPTIONAL = "(nécessaire", "(facultatif)"


@pytest.fixture
def speaker():
    return Speaker()


@pytest.fixture
def client(speaker):
    return sign_in_as(speaker.person)


@pytest.fixture
def report(speaker):
    report = ReportFactory(organisation=speaker.organisation, action__avancement="en_cours")
    for in_words in (False, True):
        indicator = IndicatorFactory(action=report.action, in_words=in_words)
        ReportValueFactory(report=report, indicator=indicator)
        MeasureFactory(indicator=indicator, on="2020-12-31")
    ReportStepFactory(report=report, milestone=MilestoneFactory(action=report.action))
    return report


def labels(page):
    """Dict id of a field → its label."""
    return {one.get("for"): text_of(one) for one in find(main_of(page), "label")}


def test_each_field_refused_by_the_check_was_marked(client, report):
    marked = labels(client.get(page_of("report", report)))
    write(client, report, avancement="en_pause", **{"steps-0-is_done": "on"})

    page = main_of(client.get(page_of("report", report) + "?manque=1"))

    refused = [a.get("href")[1:] for a in find(page, "a") if a.get("href", "").startswith("#id_")]
    assert set(refused) == {
        "id_avancement_reason", "id_done", "id_steps-0-done_on",
        "id_values-0-typed", "id_values-1-text",
    }  # fmt: skip
    assert all(NEEDED in marked[name] for name in refused)
    assert "(nécessaire pour envoyer)" in marked["id_done"]
    assert "(nécessaire dans ce cas)" in marked["id_avancement_reason"]
    assert "(nécessaire si disponible)" in marked["id_values-0-typed"]


def test_what_may_stay_empty_says_so_in_its_label(client, report):
    found = labels(client.get(page_of("report", report)))

    optional = {name for name, words in found.items() if OPTIONAL in words}
    assert optional == {
        "id_next_steps", "id_people_reached", "id_difficulties", "id_message",
    }  # fmt: skip


def test_the_value_of_before_is_tied_to_its_field(client, report):
    page = main_of(client.get(page_of("report", report)))

    for field in ("values-0-typed", "values-1-text"):
        tag = next(one for one in page.iter() if one.get("id") == f"id_{field}")
        told = tag.get("aria-describedby").split()
        words = [text_of(one) for one in page.iter() if one.get("id") in told]
        assert any("Le 31 décembre 2020" in said for said in words)


def test_choices_are_not_invalid_before_anybody_chose(client, report):
    page = main_of(client.get(page_of("report-file-add", report)))

    radios = [one for one in page.iter(f"{HTML}input") if one.get("type") == "radio"]
    assert radios and all(one.get("required") is None for one in radios)
