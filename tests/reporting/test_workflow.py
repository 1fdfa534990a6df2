"""The verbs of a report: who, from which state, with what consequences."""

import contextlib
import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from actions.models import Avancement, Measure, MilestoneState, Update
from records.french import full_date
from reporting import workflow
from reporting.models import Campaign, Letter, LetterKind, ReportState
from reporting.report.publishing import wording_of
from reporting.report.sections import prepare_lines
from reporting.report.transitions import TRANSITIONS
from tests.factories import (
    IndicatorFactory,
    MilestoneFactory,
    UserFactory,
)
from tests.reporting_factories import CampaignFactory, ReportFactory, Speaker
from tests.worlds import undone

NOW = timezone.now
STAFF = ("reading", "editing", "publishing", "administration")


def act(verb, report, by):
    """Do `verb` with what it needs."""
    report.refresh_from_db()
    if verb == "write":
        return workflow.note_writing(report, by=by, at=NOW())
    if verb == "send_back":
        return workflow.send_back(report, by=by, at=NOW(), comment="Précisez.")
    if verb == "publish":
        return workflow.publish(report, wording_of(report), by=by, at=NOW())
    if verb == "reopen":
        return workflow.reopen(report, by=by, at=NOW(), until=timezone.localdate())
    return getattr(workflow, verb)(report, by=by, at=NOW())


def report_in(state):
    """A report in `state`, as its partner brought it there, and who speaks for it."""
    speaker = Speaker()
    report = ReportFactory(organisation=speaker.organisation, draft=True)
    path = {
        ReportState.TODO: (),
        ReportState.DRAFT: ("write",),
        ReportState.SUBMITTED: ("write", "submit"),
        ReportState.RETURNED: ("write", "submit", "send_back"),
        ReportState.PUBLISHED: ("write", "submit", "publish"),
    }[state]
    type(report).objects.filter(pk=report.pk).update(state=ReportState.TODO)
    for verb in path:
        by = speaker.person if verb in ("write", "submit") else UserFactory(publishing=True)
        act(verb, report, by)
    report.refresh_from_db()
    assert report.state == state
    return report, speaker.person


# Literal on purpose: read from reporting/report/transitions.py, they could not disagree with it.
PARTNERS = {"write", "say_nothing_new", "submit", "take_back"}
LOWEST = dict.fromkeys(PARTNERS, "editing") | dict.fromkeys(
    ("send_back", "publish", "reopen"), "publishing"
)
ALREADY = {  # asked again where it already led: nothing more happens
    "submit": {ReportState.SUBMITTED, ReportState.PUBLISHED},
    "say_nothing_new": {ReportState.SUBMITTED, ReportState.PUBLISHED},
    "take_back": {ReportState.DRAFT},
    "send_back": {ReportState.RETURNED},
    "publish": {ReportState.PUBLISHED},
}


def outcome(report, verb, by):
    """(state, number of new events) of `verb` tried by somebody on `report`, left as it was."""
    with undone():
        events = report.events.count()
        with contextlib.suppress(PermissionDenied, workflow.WrongState):
            act(verb, report, by)
        report.refresh_from_db()
        return report.state, report.events.count() - events


@pytest.mark.django_db
@pytest.mark.parametrize("verb", TRANSITIONS)
@pytest.mark.parametrize("state", ReportState)
def test_every_state_verb_and_role(state, verb):
    transition = TRANSITIONS[verb]
    lowest = LOWEST[verb]
    expected = {}
    for who in ("speaker", "outsider", *STAFF):
        may = (who == "speaker" and verb in PARTNERS) or (
            who in STAFF and STAFF.index(who) >= STAFF.index(lowest)
        )
        moves = may and state in transition.moves and state not in ALREADY.get(verb, set())
        if (state, verb, who) == (ReportState.DRAFT, "write", "speaker"):
            moves = False  # their first words are already told
        expected[who] = (transition.moves[state], 1) if moves else (state, 0)

    report, speaker = report_in(state)
    people = {"speaker": speaker, "outsider": Speaker().person}
    people |= {who: UserFactory(**{who: True}) for who in STAFF}

    assert {who: outcome(report, verb, by) for who, by in people.items()} == expected


@pytest.mark.django_db
def test_publish_copies_everything_in_one_go():
    report, speaker = report_in(ReportState.DRAFT)
    indicator = IndicatorFactory(action=report.action)
    milestone = MilestoneFactory(action=report.action)
    prepare_lines(report)
    report.values.update(typed="1 234,5")
    report.steps.update(is_done=True, done_on=dt.date(2026, 1, 5))
    report.avancement, report.people_reached = Avancement.DONE, "45"
    report.save()
    workflow.submit(report, by=speaker, at=NOW())
    report.refresh_from_db()
    staff = UserFactory(publishing=True)

    workflow.publish(report, wording_of(report), by=staff, at=NOW())

    update = Update.objects.get()
    report.refresh_from_db()
    report.action.refresh_from_db()
    milestone.refresh_from_db()
    measure = Measure.objects.get()
    assert (update.body, update.people_reached) == ("La permanence a ouvert.", 45)
    assert update.organisation == report.organisation
    assert report.update == update
    assert (measure.indicator, measure.value) == (indicator, Decimal("1234.5"))
    assert measure.on == report.campaign.figures_on
    assert (milestone.state, milestone.done_on) == (MilestoneState.DONE, dt.date(2026, 1, 5))
    assert report.action.avancement == Avancement.DONE
    assert report.action.avancement_by == report.organisation
    assert report.action.verified_on == timezone.localdate()
    kinds = list(Letter.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [LetterKind.RECEIVED, LetterKind.PUBLISHED]


@pytest.mark.django_db
def test_nothing_is_published_when_one_part_fails(monkeypatch):
    report, _speaker = report_in(ReportState.SUBMITTED)

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("reporting.letters.notifications.published", broken)
    with pytest.raises(RuntimeError):
        act("publish", report, UserFactory(publishing=True))

    report.refresh_from_db()
    assert (report.state, Update.objects.count()) == (ReportState.SUBMITTED, 0)


@pytest.mark.django_db
def test_nobody_publishes_alone_what_they_wrote_alone():
    staff = UserFactory(publishing=True)
    report = ReportFactory(draft=True)
    told = workflow.Told(timezone.localdate(), "Mme Exemple", "téléphone")
    workflow.submit(report, by=staff, at=NOW(), told=told)

    with pytest.raises(workflow.Refused):
        act("publish", report, staff)
    event = act("publish", report, UserFactory(administration=True))

    assert event.alone is False
    other = ReportFactory(draft=True)
    chief = UserFactory(administration=True)
    workflow.submit(other, by=chief, at=NOW(), told=told)
    assert act("publish", other, chief).alone is True


@pytest.mark.django_db
def test_who_asks_for_more_is_no_author_of_what_comes_back():
    writer, reader = UserFactory(publishing=True), UserFactory(publishing=True)
    report = ReportFactory(draft=True)
    told = workflow.Told(timezone.localdate(), "Mme Exemple", "téléphone")
    workflow.submit(report, by=writer, at=NOW(), told=told)
    act("send_back", report, reader)
    workflow.submit(report, by=writer, at=NOW(), told=told)

    with pytest.raises(workflow.Refused, match="une autre personne"):
        act("publish", report, writer)
    assert act("publish", report, reader).alone is False


@pytest.mark.django_db
def test_a_draft_of_the_partner_does_not_make_them_say_that_nothing_is_new():
    """Staff set the draft aside by « rien de nouveau »: the partner never said that."""
    report, speaker = ReportFactory(), Speaker()
    type(report).objects.update(organisation=speaker.organisation)
    report.refresh_from_db()
    staff = UserFactory(publishing=True)
    workflow.note_writing(report, by=speaker.person, at=NOW())
    told = workflow.Told(timezone.localdate())
    workflow.say_nothing_new(report, by=staff, at=NOW(), told=told)

    with pytest.raises(workflow.Refused, match="une autre personne"):
        act("publish", report, staff)

    act("publish", report, UserFactory(publishing=True))
    assert Update.objects.get().nothing_new


@pytest.mark.django_db
def test_answer_told_by_phone_is_verified_the_day_it_was_told():
    staff, told_on = UserFactory(publishing=True), timezone.localdate() - dt.timedelta(days=3)
    report = ReportFactory(draft=True)
    told = workflow.Told(told_on, "Mme Exemple", "par téléphone")
    workflow.submit(report, by=UserFactory(editing=True), at=NOW(), told=told)

    act("publish", report, staff)

    report.action.refresh_from_db()
    assert report.action.verified_on == told_on


@pytest.mark.django_db
def test_late_answer_stays_a_draft_until_it_is_reopened():
    speaker = Speaker()
    report = ReportFactory(
        organisation=speaker.organisation, draft=True, campaign=CampaignFactory(over=True)
    )

    with pytest.raises(workflow.Refused, match="fermée"):
        workflow.submit(report, by=speaker.person, at=NOW())
    report.refresh_from_db()
    assert (report.state, report.done) == (ReportState.DRAFT, "La permanence a ouvert.")

    act("reopen", report, UserFactory(publishing=True))
    workflow.submit(report, by=speaker.person, at=NOW())
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED


@pytest.mark.django_db
def test_what_is_sent_back_after_the_closing_can_come_back():
    report, speaker = report_in(ReportState.SUBMITTED)
    Campaign.objects.update(closed_at=NOW())
    staff, today = UserFactory(publishing=True), timezone.localdate()

    with pytest.raises(workflow.Refused, match="à venir"):
        workflow.send_back(
            report, by=staff, at=NOW(), comment="Quand ?", until=today - dt.timedelta(days=1)
        )
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED
    workflow.send_back(report, by=staff, at=NOW(), comment="Quand ?", until=today)

    report.refresh_from_db()
    assert (report.state, report.reopened_until) == (ReportState.RETURNED, today)
    verbs = list(report.events.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["write", "submit", "send_back", "reopen"]
    assert not Letter.objects.filter(kind=LetterKind.REOPENED).exists()
    workflow.submit(report, by=speaker, at=NOW())
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED


@pytest.mark.django_db
@pytest.mark.parametrize(("left", "granted"), [(0, 14), (13, 14), (15, 15)])
def test_what_is_sent_back_may_come_back_for_two_weeks_whatever_becomes_of_the_campaign(
    left, granted
):
    report, speaker = report_in(ReportState.SUBMITTED)
    today = timezone.localdate()
    Campaign.objects.update(due_on=today, closes_on=today + dt.timedelta(days=left))

    act("send_back", report, UserFactory(publishing=True))

    report.refresh_from_db()
    last = today + dt.timedelta(days=granted)
    assert report.reopened_until == last
    assert full_date(last) in Letter.objects.get(kind=LetterKind.SENT_BACK).text
    Campaign.objects.update(closed_at=NOW())
    at = NOW() + dt.timedelta(days=granted)
    workflow.submit(report, by=speaker, at=at)


@pytest.mark.django_db
def test_history_is_never_rewritten():
    report, _speaker = report_in(ReportState.SUBMITTED)
    event = report.events.first()

    for rewrite in (event.save, event.delete, report.events.all().delete):
        with pytest.raises(TypeError):
            rewrite()
    with pytest.raises(TypeError):
        report.events.update(comment="x")
