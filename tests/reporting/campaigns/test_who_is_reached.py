"""« À saisir par l’équipe », « sans contact », « en retard »: one live rule each, at every door."""

import datetime as dt

import pytest
from django.utils import timezone

from ctg_portal.board.lines import contact_lines
from ctg_portal.board.reports import report_lines
from reporting.campaigns import response_tracking
from reporting.campaigns.reminder_recipients import CampaignRecipients
from reporting.campaigns.tracking_forms import FollowFilter
from reporting.letters.digest import lines_of_the_day
from reporting.letters.send_guards import stop_of
from reporting.letters.views import contact_of
from reporting.models import Fallback, LetterKind, Report
from reporting.report.partner_summary import group_of
from reporting.review.queue import LATE, TO_ENTER, QueueFilter, counts
from tests.factories import OrganisationFactory, UserFactory
from tests.reporting_factories import (
    CampaignFactory,
    InvitationFactory,
    LetterFactory,
    MembershipFactory,
    ReportFactory,
    Speaker,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def said_everywhere(campaign):
    """How many answers each page says are for the team to enter."""
    at, on = timezone.now(), timezone.localdate()
    filtered = FollowFilter({"choix": "equipe"}, campaign=campaign, on=on)
    table = response_tracking.rows(FollowFilter({}, campaign=campaign, on=on).filter())
    digest = [line for line in lines_of_the_day(at) if "à saisir" in line]
    return {
        filtered.filter().count(),
        filtered.counts["equipe"],
        sum(row.report.is_to_enter for row in table),
        counts(Report.objects.all(), on)[TO_ENTER],
        QueueFilter({"etat": TO_ENTER}, on=on).filter().count(),
        next(line.count for line in report_lines(on) if TO_ENTER in line.url),
        int(digest[0].split()[0]) if digest else 0,
    }


def test_what_the_team_enters_follows_contacts_that_come_and_go():
    campaign = CampaignFactory(open=True)
    frozen = ReportFactory(campaign=campaign, fallback=Fallback.STAFF)
    speaker = Speaker()
    ReportFactory(campaign=campaign, organisation=speaker.organisation)
    assert said_everywhere(campaign) == {1}

    MembershipFactory(organisation=frozen.organisation)
    assert said_everywhere(campaign) == {0}

    speaker.membership.ended_on = timezone.localdate()
    speaker.membership.save()
    assert said_everywhere(campaign) == {1}

    campaign.closed_at = timezone.now()
    campaign.save()
    assert said_everywhere(campaign) == {0}


def test_what_is_sent_back_to_nobody_waits_for_the_team():
    campaign = CampaignFactory(over=True)
    ReportFactory(campaign=campaign, returned=True, reopened_until=timezone.localdate())

    assert said_everywhere(campaign) == {1}


def test_an_answer_reopened_is_not_late_before_its_day():
    campaign, on = CampaignFactory(over=True), timezone.localdate()
    report = ReportFactory(campaign=campaign, draft=True, reopened_until=on)

    assert (counts(Report.objects.all(), on)[LATE], group_of(report, on)) == (0, "bientot")
    assert counts(Report.objects.all(), on + DAY)[LATE] == 0  # nothing is asked any more
    running = CampaignFactory(open=True, due_on=on - DAY, opens_on=on - 9 * DAY)
    late = ReportFactory(campaign=running)
    assert (counts(Report.objects.all(), on)[LATE], group_of(late, on)) == (1, "en-retard")


def test_after_the_end_of_the_convention_the_board_sees_what_a_running_campaign_needs():
    at, on = timezone.now(), timezone.localdate()
    campaign = CampaignFactory(open=True)
    report = ReportFactory(campaign=campaign)
    convention = campaign.convention
    convention.starts_on, convention.ends_on = on - 900 * DAY, on - DAY
    convention.save()

    assert contact_lines(at)[0].count == 1

    MembershipFactory(organisation=report.organisation)
    assert contact_lines(at)[0].count == 0


def test_an_organisation_archived_meanwhile_is_asked_no_more():
    """Its contacts are left alone, the team enters; no page counts what no page shows."""
    at, on = timezone.now(), timezone.localdate()
    speaker, campaign = Speaker(), CampaignFactory(open=True)
    ReportFactory(campaign=campaign, organisation=speaker.organisation)
    letter = LetterFactory(
        kind=LetterKind.REMINDER, campaign=campaign, person=speaker.person,
        to=speaker.person.email,
    )  # fmt: skip
    InvitationFactory(organisation=speaker.organisation, sent_at=at - 30 * DAY)
    organisation = speaker.organisation
    organisation.archived_on, organisation.archive_reason = on, "Fusionnée."
    organisation.save()

    assert CampaignRecipients(campaign, on).on(on) == ([], [])
    assert stop_of(letter, [], at) is not None
    assert said_everywhere(campaign) == {1}
    assert not [line for line in lines_of_the_day(at) if "invitation" in line]


def test_a_letter_leads_to_no_page_of_an_organisation_no_longer_in_use(staff_client):
    speaker = Speaker(
        OrganisationFactory(archived_on=timezone.localdate(), archive_reason="Fusionnée.")
    )
    letter = LetterFactory(person=speaker.person, text="Bonjour", state="echec")

    page = staff_client.get(f"/suivi/lettres/{letter.pk}/")

    assert speaker.organisation.slug not in page.content.decode()
    invited = LetterFactory(invitation=InvitationFactory(organisation=speaker.organisation))
    assert contact_of(invited, UserFactory(publishing=True)) == ""
