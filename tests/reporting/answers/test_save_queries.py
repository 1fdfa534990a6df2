"""What a saving costs: the row once, its lines once, whatever their number."""

import pytest

from reporting.models import ReportState
from tests.factories import IndicatorFactory, MilestoneFactory
from tests.records.admin.forms import typed
from tests.reporting.space import autosave, form_of, page_of
from tests.reporting_factories import (
    ReportFactory,
    ReportStepFactory,
    ReportValueFactory,
    Speaker,
)
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
LINES = [1, 3, 20]


def answer_with(lines, **state):
    """(an answer with so many indicators and steps, its partner's browser)."""
    speaker = Speaker()
    report = ReportFactory(organisation=speaker.organisation, **state)
    for _ in range(lines):
        indicator = IndicatorFactory(action=report.action)
        ReportValueFactory(report=report, indicator=indicator, typed="12")
        ReportStepFactory(report=report, milestone=MilestoneFactory(action=report.action))
    return report, sign_in_as(speaker.person)


@pytest.mark.parametrize("lines", LINES)
def test_a_draft_saved_while_typing(lines, django_assert_num_queries):
    report, client = answer_with(lines)
    autosave(client, report, form_of(client, report, done="Un début."))
    sent = form_of(client, report, done="Un début, puis une suite.")

    with django_assert_num_queries(14):
        answer = autosave(client, report, sent)

    assert answer.json()["kind"] == "saved"
    report.refresh_from_db()
    assert report.done == "Un début, puis une suite."


@pytest.mark.parametrize("lines", LINES)
def test_the_first_words_of_a_draft(lines, django_assert_num_queries):
    report, client = answer_with(lines)
    sent = form_of(client, report, **{"done": "Un début.", "values-0-typed": "45"})

    with django_assert_num_queries(16):
        autosave(client, report, sent)

    report.refresh_from_db()
    assert (report.state, report.values.first().typed) == (ReportState.DRAFT, "45")


@pytest.mark.parametrize("lines", LINES)
def test_a_draft_saved_by_its_button(lines, django_assert_num_queries):
    report, client = answer_with(lines, draft=True)
    sent = form_of(client, report, done="Un début.")

    with django_assert_num_queries(19):
        answer = client.post(page_of("report", report), sent)

    assert answer.status_code == 302


@pytest.mark.parametrize("lines", LINES)
def test_an_answer_sent(lines, django_assert_num_queries):
    report, client = answer_with(lines, draft=True, done="Trois matins.")
    sent = typed(client.get(page_of("report-check", report)))

    with django_assert_num_queries(32):
        client.post(page_of("report-check", report), sent)

    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED


def test_an_answer_taken_back(django_assert_num_queries):
    report, client = answer_with(1, sent=True)
    sent = typed(client.get(page_of("report-sent", report)))

    with django_assert_num_queries(17):
        client.post(page_of("report-take-back", report), sent)

    report.refresh_from_db()
    assert report.state == ReportState.DRAFT
