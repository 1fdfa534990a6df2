"""The demonstration of campaigns: every state is there, nothing leaves, all of it goes away."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from actions.models import Action, Milestone, Update
from conventions.loading import Loader
from conventions.models import Convention, Meeting
from demonstration.campaign_content import ReportingDemonstration, example_links
from demonstration.plan_content import Demonstration
from letters.sending import send_due
from partners.models import Invitation, Membership, Organisation, User
from reporting import workflow
from reporting.campaigns import campaigns
from reporting.models import Campaign, Letter, LetterState, Report, ReportEvent, ReportState
from reporting.people import invitations
from reporting.report import publishing
from reporting.report.links import link_of_token, token_of
from tests.clock import TURNING_DAYS
from tests.dumps import dump

pytestmark = pytest.mark.django_db


def has_something_to_come(today):
    """A meeting open to all, and a step, in the six weeks after `today`."""
    soon = (today + timedelta(days=1), today + timedelta(weeks=6))
    meetings = Meeting.objects.filter(starts_at__date__range=soon, is_open=True)
    return meetings.exists() and Milestone.objects.filter(planned_on__range=soon).exists()


def load(today):
    loader = Loader(demo=True)
    Demonstration(loader, today).load()
    ReportingDemonstration(loader, today).load()


@pytest.mark.parametrize("today", [date(2026, 3, 1), *TURNING_DAYS[:2], TURNING_DAYS[-1]], ids=str)
def test_demo_answers_stand_in_every_state_whatever_the_day(shipped_content, today):
    load(today)
    past, current = Campaign.objects.order_by("opens_on")
    assert (past.state(today)[0], current.state(today)[0]) == ("fermee", "ouverte")
    assert Counter(current.reports.values_list("state", flat=True)) == {
        ReportState.TODO: 5,
        ReportState.DRAFT: 1,
        ReportState.SUBMITTED: 5,
        ReportState.RETURNED: 1,
        ReportState.PUBLISHED: 2,
    }
    assert has_something_to_come(today)
    latest = Update.objects.filter(published_at__date__lte=today).latest("published_at")
    assert timezone.localdate(latest.published_at) >= today - timedelta(weeks=2)
    assert past.reports.filter(state=ReportState.PUBLISHED).count() == 7
    assert current.reports.to_review().filter(nothing_new=True).count() == 3
    assert current.reports.for_staff_to_enter(today).count() == 1
    assert [report.told_how for report in current.reports.exclude(told_on=None)] == [
        "par téléphone"
    ]
    assert set(Letter.objects.values_list("state", flat=True)) == {
        LetterState.SENT,
        LetterState.REFUSED,
        LetterState.FAILED,
        LetterState.BOUNCED,
    }
    end = timezone.make_aware(timezone.datetime.combine(today, timezone.datetime.max.time()))
    assert not ReportEvent.objects.filter(at__gt=end).exists()
    assert not Letter.objects.filter(created_at__gt=end).exists()


def test_demo_people_show_every_case(demonstration):
    now = timezone.now()
    assert {one.state(now)[0] for one in Invitation.objects.all()} == {"ouverte", "expiree"}
    speaks_for = Counter(Membership.objects.current().values_list("user__email", flat=True))
    assert [email for email, count in speaks_for.items() if count == 2] == ["mairie@demo.example"]
    assert set(Membership.objects.values_list("role", flat=True)) == {"referent", "contributeur"}
    leads = Organisation.objects.filter(pk__in=Action.objects.values("lead"))
    reached = Membership.objects.working().values("organisation")
    unreached = leads.exclude(pk__in=reached)
    assert set(unreached.values_list("slug", flat=True)) == {
        "centre-social-exemple",
        "association-culturelle-exemple",
    }
    for row in [*Campaign.objects.all(), *Membership.objects.all(), *Invitation.objects.all()]:
        row.full_clean()


def test_demo_accounts_print_links_that_open(demonstration, settings, capsys):
    settings.DEMO = True
    call_command("demo_accounts")
    printed = capsys.readouterr().out
    assert [link.person.email for link in example_links()] == [
        "relais@demo.example",
        "mairie@demo.example",
    ]
    for link in example_links():
        assert f"{settings.SITE_URL}/r/{token_of(link)}/" in printed
        assert link_of_token(token_of(link)) == link


def test_remove_demo_takes_what_visitors_did(shipped_content, settings):
    before = dump()
    settings.DEMO = True
    call_command("load_demo", verbosity=0)
    now, staff = timezone.now(), User.objects.get(email="publication@demo.example")
    sent = Report.objects.to_review().filter(nothing_new=False).first()
    workflow.publish(sent, publishing.wording_of(sent), by=staff, at=now)
    campaign = Campaign.objects.create(
        convention=Convention.objects.get(slug="2023-2026"),
        title="Essai d’un visiteur",
        opens_on=timezone.localdate(),
        due_on=timezone.localdate() + timedelta(days=20),
        closes_on=timezone.localdate() + timedelta(days=30),
        figures_on=date(2025, 12, 31),
    )
    campaigns.prepare(campaign)
    assert campaigns.open_campaign(campaign, by=staff, at=now) > 0
    organisation = Organisation.objects.get(slug="conseil-logement-exemple")
    invitation = invitations.invite(organisation, email="essai@example.org", by=staff, at=now)
    invitations.accept(invitation, at=now)
    assert User.objects.get(email="essai@example.org").memberships.count() == 1
    call_command("remove_demo", verbosity=0)
    assert dump() == before
    assert Update.objects.count() == 0


def test_letters_to_examples_leave_only_in_a_demonstration(demonstration, settings, mailoutbox):
    report = Report.objects.get(campaign__closed_at=None, action__code="2.1.3")
    someone = User.objects.get(email="relais@demo.example")
    workflow.say_nothing_new(report, by=someone, at=timezone.now())
    assert send_due() == {LetterState.CANCELLED: 1}
    assert mailoutbox == []
    settings.DEMO = True
    Letter.objects.filter(state=LetterState.CANCELLED).update(state=LetterState.WAITING)
    assert send_due() == {LetterState.SENT: 1}
    assert [letter.to for letter in mailoutbox] == [["relais@demo.example"]]


def test_the_page_of_letters_says_for_whom_each_partner_answers(demonstration, settings, client):
    settings.DEMO = True
    page = " ".join(client.get("/demonstration/lettres/").content.decode().split())
    assert (
        "<code>mairie@demo.example</code> répond pour le Centre communal d’action sociale "
        "(exemple) et la Commune pilote (exemple)" in page
    )
    assert "centre.social@demo.example" not in page
