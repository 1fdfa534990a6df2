"""What happened today may be dated today, at every door; nothing may be dated tomorrow."""

import datetime as dt

import pytest
from django.utils import timezone

from actions.models import Milestone, Picture
from reporting.models import Campaign, Report, ReportState
from tests.factories import IndicatorFactory, MeasureFactory, UserFactory
from tests.file_factories import picture_upload
from tests.reading import main_of, text_of
from tests.records.admin.forms import typed
from tests.reporting.answer_pages import errors_of, form_of, full_report
from tests.reporting.space import page_of, write
from tests.reporting_factories import (
    CampaignFactory,
    ReportFactory,
    ReportStepFactory,
    ReportValueFactory,
    Speaker,
)
from tests.signing import sign_in_as

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
DAY = dt.timedelta(days=1)
TODAY = timezone.localdate


@pytest.fixture
def reviewer(signed_in):
    return signed_in(UserFactory(publishing=True))


def publish(client, report, **changes):
    place = f"/suivi/remontees/{report.pk}/"
    form = form_of(client.get(place), **changes)
    return client.post(place, form | {"publier": "1"})


def agreed(report, day):
    photo = report.files.get(kind="photo")
    photo.people, photo.consent_on = "accord", day
    photo.save()
    return photo


def test_a_step_and_a_consent_of_today_are_published(reviewer):
    report, _person = full_report()
    agreed(report, TODAY())

    answer = publish(reviewer, report, **{f"steps-{report.steps.get().pk}-on": str(TODAY())})

    assert answer.status_code == 302, errors_of(answer)
    assert Milestone.objects.get().done_on == Picture.objects.get().consent_on == TODAY()


def test_a_step_and_a_consent_of_tomorrow_are_not(reviewer):
    report, _person = full_report()
    tomorrow = TODAY() + DAY
    agreed(report, tomorrow)

    answer = publish(reviewer, report, **{f"steps-{report.steps.get().pk}-on": str(tomorrow)})

    assert len(errors_of(answer)) == 2
    assert not Picture.objects.exists()


def to_check(days):
    """(who checks it, its page, report): with a step and a consent `days` from today."""
    report, person = full_report(campaign=CampaignFactory(open=True))
    Report.objects.update(state=ReportState.RETURNED)
    report.steps.update(done_on=TODAY() + days * DAY)
    agreed(report, TODAY() + days * DAY)
    client = sign_in_as(person)
    return client, client.get(page_of("report-check", report)), report


def test_the_partner_sends_a_step_and_a_consent_of_today():
    client, page, report = to_check(0)

    client.post(page_of("report-check", report), typed(page))

    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED


def test_the_partner_is_told_of_a_step_and_a_consent_of_tomorrow():
    _client, page, _report = to_check(1)

    said = text_of(main_of(page))
    assert "ne peut pas être faite dans le futur" in said
    assert "Un accord ne peut pas être daté de demain." in said


@pytest.mark.parametrize(("days", "kept"), [(0, True), (1, False)])
def test_a_photo_is_added_with_a_consent_of_today(days, kept):
    speaker = Speaker()
    report = ReportFactory(organisation=speaker.organisation)
    client, place = sign_in_as(speaker.person), f"{page_of('report-file-add', report)}?nature=photo"
    photo = {"alt": "Un relais", "credit": "Mairie", "people": "accord"}
    day = str(TODAY() + days * DAY)

    client.post(
        place, typed(client.get(place)) | photo | {"consent_on": day, "file": picture_upload()}
    )

    assert report.files.exists() is kept


def test_figures_of_the_day_asked_are_proposed_and_older_ones_recalled():
    speaker = Speaker()
    report = ReportFactory(organisation=speaker.organisation)
    indicator, then = IndicatorFactory(action=report.action), report.campaign.figures_on
    for rank, days in enumerate((-1, 0, 1)):
        MeasureFactory(indicator=indicator, on=then + days * DAY, value=40 + rank)
    ReportValueFactory(report=report, indicator=indicator)

    page = sign_in_as(speaker.person).get(page_of("report", report))

    assert typed(page)["values-0-typed"] == "41"


def test_a_step_is_written_as_done_today():
    speaker = Speaker()
    report = ReportFactory(organisation=speaker.organisation)
    step = ReportStepFactory(report=report, milestone__action=report.action)

    write(
        sign_in_as(speaker.person),
        report,
        **{"steps-0-is_done": "on", "steps-0-done_on": str(TODAY())},
    )

    step.refresh_from_db()
    assert (step.is_done, step.done_on) == (True, TODAY())


@pytest.mark.parametrize(("days", "words"), [(0, []), (-1, ["Choisissez une date à venir."])])
def test_a_late_answer_is_sent_back_until_today_at_the_earliest(days, words, reviewer):
    report, _person = full_report()
    Campaign.objects.update(closed_at=timezone.now())
    place, until = f"/suivi/remontees/{report.pk}/", str(TODAY() + days * DAY)

    form = form_of(reviewer.get(place), comment="Quand ?", until=until)
    answer = reviewer.post(place, form | {"renvoyer": "1"})

    assert errors_of(answer) == words if words else answer.status_code == 302
