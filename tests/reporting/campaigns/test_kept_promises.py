"""What pages of campaigns and letters promise is what happens, whatever others do meanwhile."""

import datetime as dt

import pytest
from django.utils import timezone

from letters.models import LetterState
from partners.models import User
from records.history.revert import restore
from reporting.campaigns import campaigns, reminder_schedule
from reporting.campaigns.reminder_recipients import CampaignRecipients
from reporting.campaigns.response_tracking import rows
from reporting.letters.digest import lines_of_the_day, send_digest
from reporting.letters.follow_up import address_now
from reporting.letters.send_guards import stop_of
from reporting.models import Campaign, Letter, LetterKind
from tests.factories import UserFactory
from tests.records.admin.forms import messages_of
from tests.reporting.campaign import BASE, asked_of, prepared
from tests.reporting.letters_written import WORKDAY
from tests.reporting_factories import (
    CampaignFactory,
    LetterFactory,
    ReportFactory,
    Speaker,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def staff():
    return UserFactory(publishing=True)


def test_those_left_out_of_a_reminder_come_back_with_the_campaign(staff):
    campaign, person = prepared(), Speaker().person
    reminder = campaign.reminders.first()
    reminder_schedule.leave_out(campaign, reminder.pk, shown={person.pk}, kept=set(), by=staff)
    campaigns.discard(campaign, by=staff)

    restore(Campaign.history.filter(history_type="-").latest("history_date"), by=staff)

    found = Campaign.objects.get().reminders.get(pk=reminder.pk)
    assert list(found.spared.all()) == [person]


def test_somebody_deleted_meanwhile_is_left_out_without_a_fault(staff):
    campaign, person = prepared(open=True), Speaker().person
    gone = person.pk + 1
    reminder = campaign.reminders.first()

    count = reminder_schedule.leave_out(
        campaign, reminder.pk, shown={gone, person.pk}, kept=set(), by=staff
    )

    assert count == 1
    User.objects.filter(pk=person.pk).delete()
    letter = LetterFactory(kind=LetterKind.REMINDER, campaign=campaign, person=None, text="…")
    assert stop_of(letter, [], NOW()).state == LetterState.CANCELLED


def test_opening_a_campaign_just_discarded_says_so(staff_client, staff, monkeypatch):
    campaign = prepared()
    asked_of(campaign, Speaker())
    known = Campaign.objects.get()
    campaigns.discard(campaign, by=staff)

    with pytest.raises(campaigns.Discarded, match="vient d’être supprimée"):
        campaigns.open_campaign(known, by=staff, at=NOW())
    monkeypatch.setattr("reporting.campaigns.action_views.the_campaign", lambda pk: known)
    response = staff_client.post(f"{BASE}{known.pk}/ouvrir/", {})

    assert response.url == BASE
    assert ["supprimée" in words for words in messages_of(response)] == [True]


def test_closing_counts_what_the_table_counts(staff_client):
    campaign = CampaignFactory(open=True)
    archived = {"archived_on": timezone.localdate(), "archive_reason": "Fusionnée"}
    ReportFactory(
        campaign=campaign,
        **{f"action__{name}": value for name, value in archived.items()},
        action__published=False,
    )
    ReportFactory(campaign=campaign, draft=True)

    page = staff_client.get(f"{BASE}{campaign.pk}/fermer/")

    assert page.context["remains"] == [(1, "en brouillon")]


def test_a_letter_sent_again_counts_by_the_day_it_left():
    on = timezone.localdate()
    speaker, campaign = Speaker(), CampaignFactory(open=True)
    ReportFactory(campaign=campaign, organisation=speaker.organisation)
    LetterFactory(
        campaign=campaign, person=speaker.person, sent=True,
        created_at=NOW() - dt.timedelta(days=20),
    )  # fmt: skip

    receives, others = CampaignRecipients(campaign, on).on(on)

    assert ([one.person for one in receives], len(others)) == ([], 1)
    (row,) = rows(campaign.reports.with_to_enter(on))
    assert row.letter_on == on


def test_a_notice_to_the_team_goes_to_its_address_of_today():
    territory = CampaignFactory().convention.territory
    letter = LetterFactory(kind=LetterKind.NOT_ME, to="ancienne@example.org")
    assert address_now(letter) == territory.email == "ctg@example.org"


def test_a_digest_that_did_not_arrive_neither_counts_nor_silences_the_next():
    reader = UserFactory(publishing=True)
    LetterFactory(kind=LetterKind.DIGEST, person=reader, state=LetterState.FAILED)
    assert lines_of_the_day(WORKDAY) == []

    ReportFactory(sent=True)
    assert send_digest(WORKDAY) == 1
    Letter.objects.filter(kind=LetterKind.DIGEST).in_outbox().update(
        state=LetterState.FAILED, created_at=WORKDAY
    )
    assert send_digest(WORKDAY + dt.timedelta(days=1)) == 1
