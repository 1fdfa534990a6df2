"""The questions of an answer, as the partner and the team fill them in."""

import datetime as dt
import re

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from actions.models import IndicatorKind
from reporting.answers.forms import FORMSETS, AnswerForm, comments_of
from reporting.campaigns.campaigns import open_campaign
from reporting.models import ReportEvent
from reporting.report.sections import SECTIONS
from tests.factories import (
    ActionFactory,
    IndicatorFactory,
    MeasureFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.reporting_factories import (
    CampaignFactory,
    ReportFactory,
    ReportStepFactory,
    ReportValueFactory,
)

pytestmark = pytest.mark.django_db


def answer_forms(report, data=None):
    """[form, values, steps] of `report`."""
    form = AnswerForm(data, instance=report)
    return [form, *(kind(data, instance=form.instance) for kind in FORMSETS)]


def typed(forms):
    """What a browser would send of the forms as they are shown."""
    data = {}
    for part in forms:
        shown = [part.management_form, *part.forms] if hasattr(part, "forms") else [part]
        for form in shown:
            for bound in form:
                value = bound.value()
                if value not in (None, False):
                    data[bound.html_name] = "on" if value is True else value
    return data


def test_a_draft_is_saved_as_typed_figures_included():
    report = ReportFactory()
    ReportValueFactory(report=report, indicator__action=report.action)
    ReportStepFactory(report=report, milestone__action=report.action)
    data = typed(answer_forms(report)) | {
        "done": "Un début",
        "values-0-typed": "vers 1 234,5",
        "steps-0-is_done": "on",
    }

    forms = answer_forms(report, data)

    assert [form.is_valid() for form in forms] == [True, True, True]
    for form in forms:
        form.save()
    assert (report.done, report.values.get().typed) == ("Un début", "vers 1 234,5")
    assert report.steps.get().is_done


@pytest.mark.parametrize("state", ["a_dire", "brouillon", "a_reprendre"])
def test_a_state_that_nobody_chose_is_the_one_of_today(state):
    """« Rien de nouveau » was taken back or sent back: the team moved the action since."""
    campaign, lead = CampaignFactory(), OrganisationFactory()
    ActionFactory(convention=campaign.convention, published=True, ongoing=True, lead=lead)
    open_campaign(campaign, by=UserFactory(publishing=True), at=timezone.now())
    report = campaign.reports.get()
    report.state, report.action.avancement = state, "realisee"

    assert answer_forms(report)[0]["avancement"].value() == "realisee"
    if state != "a_dire":
        report.avancement = "en_cours"  # chosen in a draft
        assert answer_forms(report)[0]["avancement"].value() == "en_cours"


def test_a_line_more_than_there_are_is_not_created():
    report = ReportFactory()
    data = typed(answer_forms(report)) | {"values-TOTAL_FORMS": "1", "values-0-typed": "7"}

    forms = answer_forms(report, data)
    for form in forms:
        if form.is_valid():
            form.save()

    assert report.values.count() == 0


def test_last_value_stands_beside_the_question():
    report = ReportFactory(campaign__figures_on=dt.date(2025, 12, 31))
    indicator = IndicatorFactory(action=report.action)
    for year, value in ((2023, 40), (2024, 52), (2025, 99)):
        MeasureFactory(indicator=indicator, on=dt.date(year, 12, 31), value=value)
    ReportValueFactory(report=report, indicator=indicator)
    words = IndicatorFactory(action=report.action, kind=IndicatorKind.QUALITATIVE)
    ReportValueFactory(report=report, indicator=words)

    form, values, _ = answer_forms(report)

    assert [line.previous and line.previous.value for line in values.forms] == [52, None]
    assert ["typed" in line.fields for line in values.forms] == [True, False]
    page = render_to_string(
        "reporting/answers/_answer_fields.html",
        {
            "form": form,
            "formsets": [values, answer_forms(report)[2]],
            "report": report,
            "comments": comments_of(report),
            "files": None,
        },
    )
    assert "Le 31 décembre 2024 : <strong>52</strong>" in re.sub(r"\s+>", ">", page)


def test_every_question_says_whether_it_will_be_public():
    form = answer_forms(ReportFactory())[0]

    assert {name for name, field in form.fields.items() if "Jamais" in field.fate} == {
        "difficulties",
        "message",
    }
    assert {field.fate for field in form.fields.values()} == {
        "Public",
        "Jamais public : seule l’équipe le lit",
    }


def test_comments_stand_beside_their_section_until_it_is_sent_again():
    report = ReportFactory(returned=True)
    ReportEvent.objects.create(
        report=report, verb="send_back", before="envoyee", after="a_reprendre", side="equipe",
        by_label="Équipe", comment="Merci.", comments={"done": "Combien de fois ?"},
    )  # fmt: skip

    assert comments_of(report)["done"] == "Combien de fois ?"
    assert comments_of(report)["ensemble"] == "Merci."
    assert set(comments_of(report)) == {"ensemble", *SECTIONS}
    report.state = "envoyee"
    assert set(comments_of(report).values()) == {""}
