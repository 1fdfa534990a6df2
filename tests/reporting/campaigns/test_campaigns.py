"""A campaign from its preparation to its closing: who is asked what, when, and never twice."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone

from actions.models import MilestoneState, PartnerRole
from reporting.campaigns import campaigns, reminder_schedule
from reporting.campaigns.campaigns import CannotOpen, Moved, open_campaign, run_reminder
from reporting.campaigns.recipients import expectations, mark_of_expected
from reporting.campaigns.reminder_recipients import CampaignRecipients, reminder_calendar
from reporting.models import (
    Fallback,
    Letter,
    LetterKind,
    Reminder,
    ReportState,
    ReportStep,
    ReportValue,
    TextKind,
)
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    ConventionFactory,
    IndicatorFactory,
    MilestoneFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.reporting_factories import (
    CampaignFactory,
    LetterFactory,
    MembershipFactory,
    ReminderFactory,
    ReportFactory,
    Speaker,
)

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
DAY = dt.timedelta(days=1)


def noon(day, hour=12):
    return dt.datetime.combine(day, dt.time(hour), PARIS)


def waited_for(campaign, on):
    """Dict person → actions, of those whom a reminder would reach on the date `on`."""
    return {one.person: one.actions for one in CampaignRecipients(campaign, on).on(on)[0]}


def prepared(**values):
    campaign = CampaignFactory(**values)
    campaigns.prepare(campaign)
    return campaign


def action_of(campaign, lead=None, **values):
    return ActionFactory(
        convention=campaign.convention, published=True, ongoing=True, lead=lead, **values
    )


def open_it(campaign, at=None, **values):
    return open_campaign(
        campaign, by=UserFactory(publishing=True), at=at or timezone.now(), **values
    )


def asked(campaign, kind=LetterKind.OPENING):
    """Addresses written to, in order."""
    found = Letter.objects.filter(campaign=campaign, kind=kind)
    return sorted(found.values_list("to", flat=True))


# --- opening -------------------------------------------------------------------------------------


def test_lead_then_co_lead_then_the_team_answers():
    campaign, lead, second = prepared(), Speaker(), Speaker()
    silent = OrganisationFactory()
    mine = action_of(campaign, lead.organisation)
    shared, lost = action_of(campaign, silent), action_of(campaign, silent)
    ActionPartnerFactory(action=shared, organisation=second.organisation, role=PartnerRole.CO_LEAD)
    ActionPartnerFactory(action=lost, organisation=second.organisation)  # helps, does not lead

    assert open_it(campaign) == 2

    found = {row.action: (row.organisation, row.fallback) for row in campaign.reports.all()}
    assert found == {
        mine: (lead.organisation, ""),
        shared: (second.organisation, Fallback.CO_LEAD),
        lost: (silent, Fallback.STAFF),
    }
    assert asked(campaign) == sorted([lead.person.email, second.person.email])


def test_one_letter_per_person_names_all_their_actions():
    campaign, speaker = prepared(), Speaker()
    second = MembershipFactory(user=speaker.person).organisation
    titles = [
        action_of(campaign, speaker.organisation).title, action_of(campaign, second).title
    ]  # fmt: skip

    assert open_it(campaign) == 1

    body = Letter.objects.get().text
    assert [title for title in titles if title in body] == titles


def test_each_report_has_its_lines_as_soon_as_it_is_asked():
    campaign = prepared()
    action = action_of(campaign, Speaker().organisation)
    action_of(campaign, Speaker().organisation)
    indicator = IndicatorFactory(action=action)
    step = MilestoneFactory(action=action)
    MilestoneFactory(action=action, state=MilestoneState.DONE, done_on=timezone.localdate())

    open_it(campaign)

    report = campaign.reports.get(action=action)
    assert [line.indicator for line in report.values.all()] == [indicator]
    assert [line.milestone for line in report.steps.all()] == [step]
    assert ReportStep.objects.count() == ReportValue.objects.count() == 1


def test_only_published_actions_in_force_of_the_selection_are_covered():
    campaign = prepared()
    kept, other = action_of(campaign, Speaker().organisation), action_of(campaign)
    ActionFactory(convention=campaign.convention, ongoing=True, enjeu=kept.enjeu)  # a draft
    ActionFactory(convention=campaign.convention, public=True, done=True, enjeu=kept.enjeu)
    ActionFactory(convention=ConventionFactory(past=True), published=True, ongoing=True)
    on = timezone.localdate()
    assert {one.action for one in expectations(campaign, on)} == {kept, other}

    campaign.selection = {"pilote": [kept.lead.slug]}
    assert [one.action for one in expectations(campaign, on)] == [kept]


def test_selection_that_means_nothing_any_more_covers_nothing():
    campaign = prepared(selection={"pilote": ["disparu"]})
    action_of(campaign, Speaker().organisation)

    with pytest.raises(CannotOpen, match="Aucune action"):
        open_it(campaign)

    campaign.refresh_from_db()
    assert campaign.opened_at is None


@pytest.mark.parametrize(
    ("moved", "words"), [({"closes_on": -1, "due_on": -1}, "fermeture"), ({"due_on": -1}, "passée")]
)
def test_campaign_whose_dates_are_past_does_not_open(moved, words):
    on = timezone.localdate()
    campaign = prepared(**{name: on + days * DAY for name, days in moved.items()})
    action_of(campaign, Speaker().organisation)

    with pytest.raises(CannotOpen, match=words):
        open_it(campaign)

    assert Letter.objects.count() == 0


def test_campaign_opens_once_whoever_asks():
    campaign = prepared()
    action_of(campaign, Speaker().organisation)
    same = type(campaign).objects.get(pk=campaign.pk)

    assert [open_it(campaign), open_it(same)] == [1, 0]
    assert campaign.reports.count() == Letter.objects.count() == 1


def test_campaign_does_not_open_on_a_list_that_moved():
    campaign = prepared()
    action_of(campaign, Speaker().organisation)
    shown = mark_of_expected(expectations(campaign, timezone.localdate()))
    action_of(campaign, Speaker().organisation)

    with pytest.raises(Moved):
        open_it(campaign, shown=shown)

    assert campaign.reports.count() == Letter.objects.count() == 0


def test_opened_before_its_day_it_opens_today():
    on = timezone.localdate()
    campaign = prepared(opens_on=on + 3 * DAY)
    action_of(campaign, Speaker().organisation)

    open_it(campaign)

    assert campaign.opens_on == on and campaign.is_open(on)


# --- reminders -----------------------------------------------------------------------------------


@pytest.fixture
def running():
    """Open for thirty days, due in ten, one person asked by an opening letter of long ago."""
    on = timezone.localdate()
    campaign = CampaignFactory(
        open=True, opens_on=on - 30 * DAY, due_on=on + 10 * DAY, closes_on=on + 20 * DAY
    )
    campaigns.prepare(campaign)
    campaign.reminders.all().delete()
    campaign.speaker = Speaker()
    campaign.report = ReportFactory(campaign=campaign, organisation=campaign.speaker.organisation)
    return campaign


def remind(campaign, day=None):
    return run_reminder(campaign, at=noon(day or timezone.localdate()))


def test_reminder_leaves_on_its_day_once(running):
    on = timezone.localdate()
    ReminderFactory(campaign=running, days=-10)

    assert [remind(running, on - DAY), remind(running), remind(running)] == [0, 1, 0]
    assert remind(running, on + DAY) == 0
    assert asked(running, LetterKind.REMINDER) == [running.speaker.person.email]
    assert running.reminders.get().letters_count == 1


def test_nobody_is_reminded_after_an_answer(running):
    ReminderFactory(campaign=running, days=-10)
    type(running.report).objects.filter(pk=running.report.pk).update(
        state=ReportState.SUBMITTED, submitted_at=timezone.now()
    )

    assert remind(running) == 0


def test_who_owes_one_answer_of_two_is_reminded_of_that_one(running):
    ReportFactory(campaign=running, organisation=running.speaker.organisation, sent=True)

    assert waited_for(running, timezone.localdate()) == {
        running.speaker.person: [running.report.action]
    }
    ReminderFactory(campaign=running, days=-10)
    (planned,) = reminder_calendar(running, timezone.localdate())
    assert planned.others == []


@pytest.mark.parametrize("over", [{"closed_at": timezone.now()}, {"closes_on": None}])
def test_nothing_leaves_after_closing(running, over):
    on = timezone.localdate()
    ReminderFactory(campaign=running, days=-10)
    running.due_on = on + 10 * DAY
    for name, value in over.items():
        setattr(running, name, value)
    if running.closes_on is None:
        running.due_on = running.closes_on = on - DAY
        Reminder.objects.filter(campaign=running).update(days=1)
    running.save()

    assert remind(running) == 0


def test_person_of_two_organisations_gets_one_letter(running):
    second = MembershipFactory(user=running.speaker.person).organisation
    ReportFactory(campaign=running, organisation=second)
    ReminderFactory(campaign=running, days=-10)

    assert remind(running) == 1


@pytest.mark.parametrize(("ago", "letters"), [(0, 0), (4, 0), (5, 1)])
@pytest.mark.parametrize("kind", [LetterKind.REMINDER, LetterKind.SENT_BACK, LetterKind.STAFF_WORD])
def test_two_letters_to_one_person_are_five_days_apart(running, kind, ago, letters):
    """Whatever the campaign of the first: one person has one letter box."""
    other = CampaignFactory(open=True, convention=running.convention)
    at = noon(timezone.localdate() - ago * DAY, hour=0)
    LetterFactory(
        campaign=other, person=running.speaker.person, kind=kind, created_at=at, next_try_at=at,
    )  # fmt: skip
    ReminderFactory(campaign=running, days=-10)

    assert remind(running) == letters


@pytest.mark.parametrize("state", ["annulee", "echec"])
def test_letter_that_never_left_does_not_count(running, state):
    LetterFactory(campaign=running, person=running.speaker.person, state=state)
    ReminderFactory(campaign=running, days=-10)

    assert remind(running) == 1


def test_who_cannot_or_will_not_be_reminded_is_left_alone_and_told_why(running):
    on = timezone.localdate()
    refusing = Speaker(full_name="Anne", reminders_off_on=on)
    bouncing = Speaker(full_name="Bruno", mail_fault="revenu")
    spared = Speaker(full_name="Chloé")
    done = Speaker(full_name="Denis")
    gone = Speaker(full_name="Emma", is_active=False)
    for speaker in (refusing, bouncing, spared, gone):
        ReportFactory(campaign=running, organisation=speaker.organisation)
    ReportFactory(campaign=running, organisation=done.organisation, sent=True)
    reminder = ReminderFactory(campaign=running, days=-10)
    shown = {spared.person.pk, running.speaker.person.pk}
    reminder_schedule.leave_out(
        running, reminder.pk, shown=shown, kept={running.speaker.person.pk}, by=None
    )

    (planned,) = reminder_calendar(running, on)

    assert [one.person for one in planned.receives] == [running.speaker.person]
    assert [(one.person.full_name, one.why_not) for one in planned.others] == [
        ("Anne", "a demandé à ne plus recevoir de rappels"),
        ("Bruno", "son adresse ne fonctionne plus"),
        ("Chloé", "l’équipe ne lui envoie pas ce rappel"),
        ("Denis", "a répondu"),
    ]
    assert remind(running) == 1


def test_reminders_missed_for_long_never_leave_in_a_burst(running):
    on = timezone.localdate()
    for days in (-20, -13, -12, -10):
        ReminderFactory(campaign=running, days=days)

    assert remind(running) == 1
    assert remind(running, on + 6 * DAY) == 0
    assert [one.state for one in reminder_calendar(running, on)] == [
        "manque",
        "manque",
        "manque",
        "parti",
    ]


@pytest.mark.parametrize(("late", "letters"), [(3, 1), (4, 0)])
def test_reminder_missed_by_a_few_days_is_made_up_for(late, letters, running):
    ReminderFactory(campaign=running, days=-10 - late)

    assert remind(running) == letters


def test_date_moved_moves_the_reminder(running):
    on = timezone.localdate()
    ReminderFactory(campaign=running, days=-10)
    running.due_on += 3 * DAY
    running.save()

    assert [remind(running, on + days * DAY) for days in (0, 3)] == [0, 1]
    running.due_on += 3 * DAY
    running.save()
    assert remind(running, on + 9 * DAY) == 0  # what has left does not leave again


def test_date_moved_since_the_campaign_was_read_counts(running):
    ReminderFactory(campaign=running, days=-10)
    stale = type(running).objects.get(pk=running.pk)
    running.due_on += 3 * DAY
    running.save()

    assert remind(stale) == 0


def test_reminder_set_aside_does_not_come_back(running):
    on, by = timezone.localdate(), UserFactory(editing=True)
    reminder = ReminderFactory(campaign=running, days=-10)
    reminder_schedule.skip(running, reminder.pk, by=by, at=timezone.now())

    assert [remind(running), remind(running, on + DAY)] == [0, 0]
    reminder_schedule.put_reminder_back(running, reminder.pk, by=by, on=on)
    assert remind(running) == 1
    with pytest.raises(reminder_schedule.CannotPlan, match="déjà parti"):
        reminder_schedule.skip(running, reminder.pk, by=by, at=timezone.now())


@pytest.mark.parametrize(
    ("days", "words"),
    [(-1, "passé"), (21, "ferme le"), (3, "déjà prévu"), (None, "après l’ouverture")],
)
def test_reminder_is_refused_on_a_day_that_makes_no_sense(running, days, words):
    on, by = timezone.localdate(), UserFactory(editing=True)
    ReminderFactory(campaign=running, days=-7)
    if days is None:
        running.opens_on = on + 4 * DAY
        running.save()
        days = 4

    with pytest.raises(reminder_schedule.CannotPlan, match=words):
        reminder_schedule.add_reminder(running, on + days * DAY, TextKind.REMINDER, by=by, on=on)

    assert running.reminders.count() == 1


def test_calendar_tells_what_will_leave_as_if_each_had_left(running):
    on = timezone.localdate()
    for days in (-9, -6, 2, 15):
        ReminderFactory(campaign=running, days=days)

    told = [(one.state, len(one.receives)) for one in reminder_calendar(running, on)]

    assert told == [("prevu", 1), ("prevu", 0), ("prevu", 1), ("apres", 0)]
    sent = [remind(running, on + days * DAY) for days in range(30)]
    assert [day for day, count in enumerate(sent) if count] == [1, 12]


def test_reminder_leaves_on_its_day_in_paris_at_the_change_of_hour_and_of_year():
    """On 25 October 2026 Paris has 25 hours; at 23:30 UTC on 31 December it is already 2027."""
    for due, at in (
        (dt.date(2026, 10, 25), dt.datetime(2026, 10, 24, 22, 30, tzinfo=dt.UTC)),
        (dt.date(2027, 1, 1), dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC)),
        (dt.date(2027, 3, 28), dt.datetime(2027, 3, 27, 23, 30, tzinfo=dt.UTC)),
    ):
        campaign = CampaignFactory(
            open=True, opens_on=due - 60 * DAY, due_on=due, closes_on=due, opened_at=noon(due)
        )
        ReportFactory(campaign=campaign, organisation=Speaker().organisation)
        ReminderFactory(campaign=campaign, days=0)

        before = at - dt.timedelta(hours=1)
        assert [run_reminder(campaign, at=when) for when in (before, at)] == [0, 1], due


def test_new_contact_of_an_organisation_that_had_none_is_reminded(running):
    organisation = OrganisationFactory()
    report = ReportFactory(campaign=running, organisation=organisation, fallback=Fallback.STAFF)
    speaker = Speaker(organisation)

    assert waited_for(running, timezone.localdate())[speaker.person] == [report.action]


def test_what_is_added_to_an_action_after_the_opening_is_asked_too(running):
    waiting = ReportFactory(campaign=running, draft=True)
    sent = ReportFactory(campaign=running, sent=True)
    for action in (waiting.action, sent.action):
        IndicatorFactory(action=action)
        MilestoneFactory(action=action)

    for _ in range(2):
        call_command("run_campaigns")

    assert [line.report for line in ReportValue.objects.all()] == [waiting]
    assert [line.report for line in ReportStep.objects.all()] == [waiting]


# --- closing -------------------------------------------------------------------------------------


def test_closing_keeps_drafts_and_stops_the_letters_that_wait(running):
    draft = ReportFactory(campaign=running, draft=True)
    waiting = LetterFactory(campaign=running, kind=LetterKind.REMINDER)
    copy = LetterFactory(campaign=running, kind=LetterKind.RECEIVED)
    by = UserFactory(publishing=True)

    assert [campaigns.close(running, by=by, at=timezone.now()) for _ in range(2)] == [True, False]

    for row in (draft, waiting, copy):
        row.refresh_from_db()
    assert (draft.state, draft.done) == (ReportState.DRAFT, "La permanence a ouvert.")
    assert (waiting.state, copy.state) == ("annulee", "attente")
