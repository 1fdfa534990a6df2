"""Dates of a campaign and of what it asks: a year mistyped is refused, in words, at every door."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from reporting import workflow
from reporting.models import Campaign, Report
from reporting.report.sections import missing_before_submit
from tests.factories import ConventionFactory, UserFactory
from tests.reading import main_of, text_of
from tests.records.admin.forms import typed
from tests.reporting.campaign import BASE
from tests.reporting_factories import CampaignFactory, ReportFactory, ReportStepFactory

pytestmark = pytest.mark.django_db
ROOMS = ("partners", "conventions", "actions", "contact", "reporting")
DAYS = ("opens_on", "due_on", "closes_on", "figures_on")
LONG_AGO, FAR = dt.date(203, 1, 1), dt.date(2206, 12, 31)
# Written by a verb on its day, judged by a constraint, or judged below by a verb or by lacks().
JUDGED_ELSEWHERE = {
    *("Organisation.archived_on", "Page.archived_on", "Meeting.archived_on"),
    *("Document.archived_on", "Action.archived_on", "Membership.since", "Membership.ended_on"),
    *("Update.told_on", "Convention.starts_on", "Convention.ends_on"),
    *("Report.reopened_until", "ReportStep.done_on"),
}


def day_fields():
    """Each field of our models that holds a day, by its name."""
    return {
        f"{model.__name__}.{field.name}": field
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        if not model.__name__.startswith("Historical")
        for field in model._meta.fields
        if type(field) is models.DateField and field.editable
    }


def test_each_day_that_somebody_gives_has_bounds():
    fields = day_fields()
    unbound = set()
    for name, field in fields.items():
        for day in (LONG_AGO, FAR):
            try:
                field.run_validators(day)
            except ValidationError:
                continue
            unbound.add(name)

    assert unbound == JUDGED_ELSEWHERE
    assert {f"Campaign.{name}" for name in DAYS} < set(fields)


@pytest.fixture
def form(staff_client):
    """A function that sends the form of a new campaign with `days`; gives the page or its
    campaign."""
    ConventionFactory(public=True)
    address = f"{BASE}nouvelle/"

    def send(**days):
        data = typed(staff_client.get(address)) | {"title": "Bilan"}
        given = {name: day.isoformat() for name, day in days.items()}
        answer = staff_client.post(address, data | given)
        return Campaign.objects.get() if answer.status_code == 302 else text_of(main_of(answer))

    return send


@pytest.mark.parametrize("name", DAYS)
@pytest.mark.parametrize("day", [LONG_AGO, FAR])
def test_form_refuses_a_mistyped_year(form, name, day):
    said = form(**{name: day})

    asked = ("entre 1990 et 2100", "vérifiez l", "doit venir après")
    assert any(words in said for words in asked)
    assert not Campaign.objects.exists()


def test_figures_are_asked_for_the_closing_day_at_the_latest(form):
    closes = timezone.localdate() + dt.timedelta(days=35)

    said = form(figures_on=closes + dt.timedelta(days=1))

    assert "Ce jour vient après la fermeture" in said
    assert form(figures_on=closes).figures_on == closes


def test_figures_are_of_the_convention_or_of_the_year_before(form):
    first = dt.date(ConventionFactory(public=True).starts_on.year - 1, 1, 1)

    assert "vérifiez l’année" in form(figures_on=first - dt.timedelta(days=1))
    assert form(figures_on=first).figures_on == first


@pytest.mark.parametrize("day", [LONG_AGO, FAR])
def test_figures_of_a_campaign_under_way_are_not_of_another_century(staff_client, day):
    campaign = CampaignFactory(open=True)
    address = f"{BASE}{campaign.pk}/modifier/"

    page = staff_client.post(
        address, typed(staff_client.get(address)) | {"figures_on": day.isoformat()}
    )

    assert "Donnez une date entre 1990 et 2100." in text_of(main_of(page))
    assert Campaign.objects.get() == campaign


@pytest.mark.parametrize("days", [366, 367])
def test_an_answer_is_reopened_for_a_year_at_most(days):
    report, by = ReportFactory(returned=True), UserFactory(publishing=True)
    until = timezone.localdate() + dt.timedelta(days=days)

    def reopen():
        workflow.reopen(report, by=by, at=timezone.now(), until=until)

    if days == 366:
        reopen()
    else:
        with pytest.raises(workflow.Refused, match="plus d’un an"):
            reopen()
    assert (Report.objects.get().reopened_until == until) is (days == 366)


def test_what_is_sent_back_comes_back_within_a_year_too():
    report, by = ReportFactory(sent=True), UserFactory(publishing=True)
    until = timezone.localdate() + dt.timedelta(days=367)

    with pytest.raises(workflow.Refused, match="plus d’un an"):
        workflow.send_back(report, by=by, at=timezone.now(), comment="Encore.", until=until)


def test_the_page_that_reopens_refuses_another_century(signed_in):
    report = ReportFactory(returned=True)
    client = signed_in(UserFactory(publishing=True))

    page = client.post(f"/suivi/remontees/{report.pk}/rouvrir/", {"until": FAR.isoformat()})

    assert "vérifiez l’année" in text_of(main_of(page))


def test_a_step_is_not_done_in_another_century():
    report = ReportFactory(draft=True)
    step = ReportStepFactory(report=report, is_done=True, done_on=LONG_AGO)

    words = [one.words for one in missing_before_submit(report, on=timezone.localdate())]

    assert f"Vérifiez l’année où l’étape « {step.milestone.title} » a été faite." in words


def test_an_answer_was_not_told_in_another_century(signed_in):
    report, client = ReportFactory(draft=True), signed_in(UserFactory(publishing=True))
    address = f"/suivi/remontees/{report.pk}/saisir/"

    page = client.post(address, typed(client.get(address)) | {"told_on": LONG_AGO.isoformat()})

    assert "Donnez une date entre 1990 et 2100." in text_of(main_of(page))
