"""A site with as many rows of every kind as asked, zero included: to judge how counts are said."""

import datetime as dt

from django.utils import timezone

from partners.models import User
from tests.factories import (
    ActionFactory,
    CommitteeFactory,
    CommuneFactory,
    ContactMessageFactory,
    ConventionFactory,
    DocumentFactory,
    DomainFactory,
    EnjeuFactory,
    GlossaryEntryFactory,
    MeetingFactory,
    ObjectiveFactory,
    OrganisationFactory,
    SignatoryFactory,
    UserFactory,
)
from tests.reporting_factories import (
    CampaignFactory,
    InvitationFactory,
    LetterFactory,
    MembershipFactory,
    ReminderFactory,
    ReportFactory,
    Speaker,
)
from tests.rich import add_follow_up

PARTNER, TEAM = "partenaire@example.org", "equipe@example.org"
ANSWERS = ("expected", "draft", "sent", "nothing", "returned")


def build_few(count):
    """A public convention, somebody of the team, a partner, and `count` rows of the rest."""
    convention = ConventionFactory(public=True, territory__email="ctg@example.org")
    UserFactory(email=TEAM, administration=True)
    speaker = Speaker(email=PARTNER)
    campaign = CampaignFactory(open=True, convention=convention)
    for _turn in range(count):
        add_plan(convention)
        add_answers(campaign, speaker.organisation)
        add_people(campaign, speaker.organisation)
        CampaignFactory(convention=convention)
        CampaignFactory(over=True, convention=convention)
    return User.objects.get(email=TEAM)


def add_plan(convention):
    """One enjeu and one objective; one action of each kind that is counted apart."""
    objective = ObjectiveFactory(enjeu=EnjeuFactory(convention=convention, public=True))
    lead, commune = OrganisationFactory(public=True), CommuneFactory(territory=convention.territory)
    convention.domains.add(DomainFactory())
    convention.communes.add(commune)
    for state in ("ongoing", "late", "done", "paused"):
        action = ActionFactory(
            public=True, objective=objective, lead=lead, communes=[commune], **{state: True}
        )
    add_follow_up(action)
    ActionFactory(objective=objective, convention=convention)
    SignatoryFactory(convention=convention, organisation=lead)
    committee = CommitteeFactory(convention=convention)
    MeetingFactory(committee=committee, public=True, is_open=True, upcoming=True)
    MeetingFactory(committee=committee, public=True)
    DocumentFactory(convention=convention, public=True)
    GlossaryEntryFactory()
    ContactMessageFactory()


def add_answers(campaign, organisation):
    """An answer in each state: of `organisation`, and of another; one that waits for days."""
    for other in (organisation, OrganisationFactory()):
        for state in ANSWERS:
            given = {} if state == "expected" else {state: True}
            ReportFactory(campaign=campaign, organisation=other, **given)
    days_ago = timezone.now() - dt.timedelta(days=1, hours=1)
    ReportFactory(campaign=campaign, sent=True, submitted_at=days_ago)


def add_people(campaign, organisation):
    """A colleague, an invitation, courriels sent and refused, a reminder."""
    MembershipFactory(organisation=organisation)
    InvitationFactory(organisation=organisation)
    LetterFactory(sent=True)
    LetterFactory()
    ReminderFactory(campaign=campaign)
