"""Factories of campaigns, answers and letters."""

import datetime as dt

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from factory import Sequence, SubFactory, Trait

from partners.models import Invitation, MemberRole, Membership
from reporting.models import (
    Campaign,
    CampaignKind,
    CampaignText,
    Letter,
    LetterKind,
    LetterState,
    PersonalLink,
    Reminder,
    Report,
    ReportFile,
    ReportState,
    ReportStep,
    ReportValue,
    TextKind,
)
from tests.factory_base import Factory


def today(days=0):
    return factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=days))


class MembershipFactory(Factory):
    class Meta:
        model = Membership

    class Params:
        referent = Trait(role=MemberRole.REFERENT)

    user = SubFactory("tests.factories.UserFactory")
    organisation = SubFactory("tests.factories.OrganisationFactory")


class InvitationFactory(Factory):
    class Meta:
        model = Invitation

    organisation = SubFactory("tests.factories.OrganisationFactory")
    email = Sequence(lambda n: f"invitee{n}@example.org")
    nonce = Sequence(lambda n: f"{n:032x}")


class CampaignFactory(Factory):
    """In preparation; `open=True` as if it opened five days ago, `over=True` ended yesterday.

    `opinions=True` asks for opinions rather than news.
    """

    class Meta:
        model = Campaign

    class Params:
        open = Trait(opened_at=factory.LazyFunction(lambda: timezone.now() - dt.timedelta(days=5)))
        over = Trait(
            opens_on=today(-40),
            due_on=today(-10),
            closes_on=today(-1),
            opened_at=factory.LazyFunction(lambda: timezone.now() - dt.timedelta(days=40)),
        )

        opinions = Trait(kind=CampaignKind.EVALUATION, figures_on=None)

    convention = SubFactory(
        "tests.factories.ConventionFactory", public=True, territory__email="ctg@example.org"
    )
    title = Sequence(lambda n: f"Campagne {n}")
    opens_on = today(-5)
    due_on = today(20)
    closes_on = today(35)
    figures_on = dt.date(2025, 12, 31)


class CampaignTextFactory(Factory):
    class Meta:
        model = CampaignText

    campaign = SubFactory(CampaignFactory)
    kind = TextKind.OPENING
    subject = "Vos nouvelles"
    body = "Bonjour {personne}, {lien}"


class ReminderFactory(Factory):
    class Meta:
        model = Reminder

    campaign = SubFactory(CampaignFactory, open=True)
    days = Sequence(lambda n: n - 10)


class ReportFactory(Factory):
    """Expected, in an open campaign, from an organisation of its own.

    `draft`, `sent`, `returned` and `nothing` are further states; a published one goes through
    reporting.workflow.publish.
    """

    class Meta:
        model = Report

    class Params:
        draft = Trait(state=ReportState.DRAFT, done="La permanence a ouvert.")
        sent = Trait(
            state=ReportState.SUBMITTED,
            done="La permanence a ouvert.",
            submitted_at=factory.LazyFunction(timezone.now),
        )
        nothing = Trait(
            state=ReportState.SUBMITTED,
            nothing_new=True,
            submitted_at=factory.LazyFunction(timezone.now),
        )
        returned = Trait(state=ReportState.RETURNED, done="La permanence a ouvert.")

    campaign = SubFactory(CampaignFactory, open=True)
    action = SubFactory(
        "tests.factories.ActionFactory",
        published=True,
        ongoing=True,
        convention=factory.SelfAttribute("..campaign.convention"),
    )
    organisation = SubFactory("tests.factories.OrganisationFactory")


class ReportValueFactory(Factory):
    class Meta:
        model = ReportValue

    report = SubFactory(ReportFactory)
    indicator = SubFactory("tests.factories.IndicatorFactory")


class ReportStepFactory(Factory):
    class Meta:
        model = ReportStep

    report = SubFactory(ReportFactory)
    milestone = SubFactory("tests.factories.MilestoneFactory")


class ReportFileFactory(Factory):
    class Meta:
        model = ReportFile

    report = SubFactory(ReportFactory)
    kind = "document"
    file = "remontees/essai.pdf"
    title = "Affiche"


def stored_file(content=b"%PDF-1.4\n%%EOF\n", name="affiche.pdf", **fields):
    """A ReportFile whose file is really there."""
    return ReportFileFactory(file=ContentFile(content, name=name), size=len(content), **fields)


class PersonalLinkFactory(Factory):
    class Meta:
        model = PersonalLink

    person = SubFactory("tests.factories.UserFactory")
    campaign = SubFactory(CampaignFactory, open=True)


class LetterFactory(Factory):
    """Waiting to leave, without a text."""

    class Meta:
        model = Letter

    class Params:
        sent = Trait(state=LetterState.SENT, sent_at=factory.LazyFunction(timezone.now))

    kind = LetterKind.OPENING
    source = "reporting"
    once = Sequence(lambda n: f"essai:{n}")
    to = "contact@example.org"
    subject = "Vos nouvelles"


class Speaker:
    """Somebody who answers for an organisation: `person`, `organisation`, `membership`."""

    def __init__(self, organisation=None, **user):
        from tests.factories import OrganisationFactory, UserFactory

        self.organisation = organisation or OrganisationFactory()
        self.person = UserFactory(**user)
        self.membership = MembershipFactory(user=self.person, organisation=self.organisation)
