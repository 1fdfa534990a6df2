"""A territory of any size in campaign: organisations, people, actions, answers and letters.

Written with bulk_create, so that sixty organisations cost no more than six. Every state of
everything is there whatever the size, as long as there are at least MODEST of each.
"""

import datetime as dt
import itertools
from dataclasses import dataclass, field

from django.utils import timezone

from actions.models import Action, ActionPartner, Indicator, Measure, Milestone, PartnerRole, Update
from conventions.models import Convention, Enjeu, Objective
from letters.models import OutboxLetter
from partners.models import Invitation, MemberRole, Membership, Organisation, User
from partners.models.mail_fault import MailFault
from partners.permissions import Role
from reporting.campaigns import campaigns
from reporting.models import (
    Campaign,
    FileKind,
    Letter,
    LetterKind,
    LetterState,
    PersonalLink,
    Report,
    ReportEvent,
    ReportFile,
    ReportState,
    ReportStep,
    ReportValue,
)
from reporting.models.event import Side
from reporting.report.transitions import TRANSITIONS

DAY = dt.timedelta(days=1)
SENT = (ReportState.SUBMITTED, ReportState.PUBLISHED)
AVANCEMENTS = ("en_cours", "en_place", "a_venir", "en_cours", "en_pause")


@dataclass(frozen=True)
class Size:
    organisations: int
    people: int
    actions: int


MODEST = Size(organisations=8, people=14, actions=24)
REAL = Size(organisations=60, people=100, actions=170)  # and three campaigns, as always


@dataclass
class Place:
    """What was built; `campaigns` are closed, under way and in preparation, in that order."""

    staff: User
    convention: Convention
    organisations: list = field(default_factory=list)
    people: list = field(default_factory=list)
    actions: list = field(default_factory=list)
    campaigns: list = field(default_factory=list)


def build(size, convention, answered=True):
    """Fill `convention` (with its territory) at `size`; not `answered`, no report is there yet."""
    staff = User.objects.create_user(
        "equipe@grand.example", full_name="Équipe", role=Role.ADMINISTRATION
    )
    place = Place(staff, convention)
    add_people(place, size)
    add_actions(place, size)
    add_campaigns(place, answered)
    return place


def add_people(place, size):
    place.organisations = Organisation.objects.bulk_create(
        Organisation(name=f"Organisation {rank}", slug=f"organisation-{rank}", is_published=True)
        for rank in range(size.organisations)
    )
    place.people = User.objects.bulk_create(
        User(
            email=f"personne{rank}@grand.example",
            full_name=f"Personne {rank}",
            password=f"!{rank}",
            # One organisation in eight has nobody whose address works.
            mail_fault=MailFault.BOUNCED if rank % size.organisations % 8 == 7 else "",
        )
        for rank in range(size.people)
    )
    Membership.objects.bulk_create(
        Membership(
            user=person,
            organisation=place.organisations[rank % size.organisations],
            role=MemberRole.REFERENT if rank < size.organisations else MemberRole.CONTRIBUTOR,
        )
        for rank, person in enumerate(place.people)
    )
    # A few people speak for two organisations.
    Membership.objects.bulk_create(
        Membership(user=person, organisation=place.organisations[rank + 1])
        for rank, person in enumerate(place.people[: size.organisations - 1])
        if rank % 6 == 0
    )
    now = timezone.now()
    Invitation.objects.bulk_create(
        Invitation(
            organisation=organisation,
            email=f"invitation{rank}@grand.example",
            full_name=f"Invitation {rank}",
            invited_by=place.staff,
            nonce=f"{rank:032x}",
            sent_at=now - (2 + 10 * (rank % 2)) * DAY,
            opened_at=now - DAY if rank % 4 == 0 else None,
            fault=MailFault.BOUNCED if rank % 4 == 2 else "",
        )
        for rank, organisation in enumerate(place.organisations[::2])
    )


def add_actions(place, size):
    enjeu, _ = Enjeu.objects.get_or_create(
        convention=place.convention, code="1", defaults={"title": "Enjeu"}
    )
    objective = Objective.objects.create(
        convention=place.convention, enjeu=enjeu, code="1.90", title="Objectif"
    )
    number, today = Action.objects.next_number(), timezone.localdate()
    place.actions = Action.objects.bulk_create(
        Action(
            number=number + rank,
            convention=place.convention,
            enjeu=enjeu,
            objective=objective,
            code=f"1.90.{rank + 1}",
            position=rank,
            title=f"Action {rank}",
            summary="Une phrase simple.",
            avancement=AVANCEMENTS[rank % len(AVANCEMENTS)],
            avancement_reason="Le poste est vacant.",
            avancement_on=today - 300 * DAY,
            starts_on=today - 400 * DAY,
            ends_on=today + (rank % 7 - 2) * 40 * DAY,
            lead=place.organisations[rank % size.organisations],
            whole_territory=True,
            is_published=True,
        )
        for rank in range(size.actions)
    )
    ActionPartner.objects.bulk_create(
        ActionPartner(
            action=action,
            organisation=place.organisations[(rank + 1) % size.organisations],
            role=PartnerRole.CO_LEAD,
        )
        for rank, action in enumerate(place.actions)
        if rank % 3 == 1
    )
    Milestone.objects.bulk_create(
        Milestone(action=action, title=f"Étape {turn}", position=turn, planned_on=today)
        for action in place.actions
        for turn in range(2)
    )
    indicators = Indicator.objects.bulk_create(
        Indicator(action=action, code=f"{action.code}-{turn}", label=f"Chiffre {turn}")
        for action in place.actions
        for turn in range(2)
    )
    Measure.objects.bulk_create(
        Measure(indicator=indicator, on=dt.date(2024, 12, 31), value=12) for indicator in indicators
    )


def add_campaigns(place, answered):
    today, now = timezone.localdate(), timezone.now()
    spans = ((-300, -270, -250, -250), (-40, 3, 30, None), (60, 90, 120, None))
    for rank, (opens, due, closes, closed) in enumerate(spans):
        campaign = Campaign.objects.create(
            convention=place.convention,
            title=f"Campagne {rank + 1}",
            opens_on=today + opens * DAY,
            due_on=today + due * DAY,
            closes_on=today + closes * DAY,
            figures_on=dt.date(2025, 12, 31),
            opened_at=now + opens * DAY if opens < 0 else None,
            opened_by=place.staff if opens < 0 else None,
            closed_at=now + closed * DAY if closed else None,
        )
        campaigns.prepare(campaign)
        place.campaigns.append(campaign)
        if campaign.opened_at and answered:
            add_reports(place, campaign, itertools.cycle(STATES_OVER if closed else STATES))


# (state, « rien de nouveau », told by telephone)
STATES = (
    (ReportState.TODO, False, False),
    (ReportState.DRAFT, False, False),
    (ReportState.SUBMITTED, False, False),
    (ReportState.SUBMITTED, True, False),
    (ReportState.RETURNED, False, False),
    (ReportState.PUBLISHED, False, False),
    (ReportState.SUBMITTED, False, True),
    (ReportState.PUBLISHED, True, False),
)
STATES_OVER = ((ReportState.PUBLISHED, False, False), (ReportState.TODO, False, False))


def add_reports(place, campaign, states):
    """An answer per action, with its lines, its history, its letters."""
    now = timezone.now()
    expected = campaigns.expectations(campaign, timezone.localdate())
    rows, updates = [], []
    for one, (state, nothing_new, told) in zip(expected, states, strict=False):
        report = Report(
            campaign=campaign,
            action=one.action,
            organisation=one.organisation,
            fallback=one.fallback,
            state=state,
            nothing_new=nothing_new,
            avancement=one.action.avancement,
            done="" if nothing_new or state == ReportState.TODO else "La permanence a ouvert.",
            difficulties="Le bus ne passe pas.",
            told_on=timezone.localdate() if told else None,
            told_by="la présidente" if told else "",
            submitted_at=now - 3 * DAY if state in SENT else None,
            submitted_by=one.people[0] if one.people and state in SENT else None,
        )
        if state == ReportState.PUBLISHED:
            report.published_at = now - DAY
            report.update = Update(
                action=one.action, title="Point d’étape", body="Texte.", published_at=now - DAY
            )
            updates.append(report.update)
        rows.append(report)
    Update.objects.bulk_create(updates)
    for row in rows:
        row.update = row.update  # takes the key it was just given
    rows = Report.objects.bulk_create(rows)
    add_lines(rows)
    add_events(place, rows, now)
    add_letters(place, campaign, expected, now)


def add_lines(rows):
    by_action = {row.action_id: row for row in rows}
    ReportValue.objects.bulk_create(
        ReportValue(report=by_action[indicator.action_id], indicator=indicator, typed="12")
        for indicator in Indicator.objects.filter(action__in=by_action)
    )
    ReportStep.objects.bulk_create(
        ReportStep(report=by_action[milestone.action_id], milestone=milestone)
        for milestone in Milestone.objects.filter(action__in=by_action)
    )
    ReportFile.objects.bulk_create(
        ReportFile(report=row, kind=FileKind.DOCUMENT, file="remontees/x.pdf", title="Affiche")
        for row in rows[::2]
    )


PATHS = {
    ReportState.TODO: (),
    ReportState.DRAFT: ("write",),
    ReportState.SUBMITTED: ("write", "submit"),
    ReportState.RETURNED: ("write", "submit", "send_back"),
    ReportState.PUBLISHED: ("write", "submit", "publish"),
}


def add_events(place, rows, now):
    events = []
    for row in rows:
        before = ReportState.TODO
        for turn, verb in enumerate(PATHS[row.state]):
            after = TRANSITIONS[verb].moves[before]
            is_staff = TRANSITIONS[verb].side == Side.STAFF
            by = place.staff if is_staff else row.submitted_by
            events.append(
                ReportEvent(
                    report=row, verb=verb, before=before, after=after,
                    at=now - (5 - turn) * DAY, by=by, by_label=str(by or "Personne"),
                    side=TRANSITIONS[verb].side, comment="À compléter." if is_staff else "",
                )
            )  # fmt: skip
            before = after
    ReportEvent.objects.bulk_create(events)


LETTER_STATES = (
    LetterState.SENT, LetterState.SENT, LetterState.WAITING, LetterState.REFUSED,
    LetterState.FAILED, LetterState.BOUNCED, LetterState.CANCELLED,
)  # fmt: skip


def add_letters(place, campaign, expected, now):
    """The opening and a reminder of everybody, in every state."""
    people = list(campaigns.by_person(expected))
    PersonalLink.objects.bulk_create(
        PersonalLink(person=person, campaign=campaign) for person in people
    )
    told = [
        (rank, person, kind)
        for kind in (LetterKind.OPENING, LetterKind.REMINDER)
        for rank, person in enumerate(people)
    ]
    rows = []
    for rank, person, kind in told:
        state = LETTER_STATES[rank % len(LETTER_STATES)]
        left = state in (LetterState.SENT, LetterState.BOUNCED)
        rows.append(
            OutboxLetter(
                source="reporting", once=f"grand:{kind}:{campaign.pk}:{person.pk}",
                from_email="x@grand.example", to=person.email, subject="Vos nouvelles", text="…",
                state=state, created_at=now - 10 * DAY, tries=1,
                sent_at=now - 10 * DAY if left else None,
                fault="" if state in LETTER_STATES[:3] else "Adresse inconnue.",
            )
        )  # fmt: skip
    rows = OutboxLetter.objects.bulk_create(rows)
    for row, (_rank, person, kind) in zip(rows, told, strict=True):
        # The row of the outbox is there: only what it is about is added to it.
        Letter(outbox=row, kind=kind, person=person, campaign=campaign).save_base(raw=True)
