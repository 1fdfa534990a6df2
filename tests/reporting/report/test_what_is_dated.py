"""What an answer says bears the day it was said; what was dated already keeps its day."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from actions.models import Action, Avancement, Measure, Milestone, MilestoneState
from conventions.models import Document
from reporting import workflow
from reporting.report.publishing import wording_of
from tests.factories import IndicatorFactory, MeasureFactory, MilestoneFactory, UserFactory
from tests.reporting_factories import (
    ReportFactory,
    ReportStepFactory,
    ReportValueFactory,
    stored_file,
)

pytestmark = pytest.mark.django_db
SAID_ON, SINCE = dt.date(2026, 3, 2), dt.date(2024, 1, 15)


def answer(**fields):
    """Sent on SAID_ON, about an action under way since SINCE."""
    sent_at = dt.datetime(2026, 3, 2, 11, tzinfo=dt.UTC)
    return ReportFactory(sent=True, submitted_at=sent_at, **fields)


def published(report, at=None):
    """The action once `report` was published at `at`."""
    wording = wording_of(report)
    by = UserFactory(publishing=True)
    workflow.publish(report, wording, by=by, at=at or timezone.now())
    return Action.objects.get(pk=report.action_id)


def noon(day):
    return dt.datetime.combine(day, dt.time(12), timezone.get_current_timezone())


@pytest.mark.parametrize(
    ("told", "day"),
    [({}, SAID_ON), ({"told_on": dt.date(2026, 2, 20), "told_by": "Mme Exemple"}, "told_on")],
)
def test_a_new_state_is_dated_by_the_day_it_was_said(told, day):
    report = answer(avancement=Avancement.DONE, **told)

    action = published(report)

    assert action.avancement == Avancement.DONE
    assert action.avancement_on == action.verified_on == told.get(day, day)
    assert action.avancement_by == report.organisation


def test_the_same_state_said_again_keeps_the_day_it_began():
    action = published(answer(avancement=Avancement.ONGOING))

    assert (action.avancement_on, action.avancement_by) == (SINCE, None)


def test_an_older_word_does_not_take_back_a_later_verification():
    later = SAID_ON + dt.timedelta(days=1)

    assert published(answer(action__verified_on=later)).verified_on == later


def test_a_step_done_meanwhile_keeps_the_day_the_team_wrote():
    report, day = answer(), dt.date(2026, 1, 5)
    step = MilestoneFactory(action=report.action)
    ReportStepFactory(report=report, milestone=step, is_done=True, done_on=dt.date(2026, 2, 1))
    Milestone.objects.update(state=MilestoneState.DONE, done_on=day)

    published(report)

    assert Milestone.objects.get().done_on == day


def test_figures_are_published_from_their_day_on():
    today = timezone.localdate()
    report = answer(campaign__figures_on=today)
    line = ReportValueFactory(
        report=report, indicator=IndicatorFactory(action=report.action), typed="45"
    )

    with pytest.raises(workflow.Refused, match="est à venir"):
        published(report, at=noon(today - dt.timedelta(days=1)))
    assert not Measure.objects.exists()
    published(report, at=noon(today))

    assert Measure.objects.get(indicator=line.indicator, on=today).value == 45


def test_a_figure_given_at_last_leaves_the_excuse_behind():
    """One that says what is public already changes nothing, its comment included."""
    report = answer()
    on, action = report.campaign.figures_on, report.action
    excused = MeasureFactory(
        indicator=IndicatorFactory(action=action), on=on, unavailable=True, comment="Poste vacant."
    )
    kept = MeasureFactory(
        indicator=IndicatorFactory(action=action), on=on, value=Decimal(7), comment="Provisoire."
    )
    for measure, typed in ((excused, "45"), (kept, "7")):
        ReportValueFactory(report=report, indicator=measure.indicator, typed=typed)
    versions = kept.history.count()

    published(report)

    for measure in (excused, kept):
        measure.refresh_from_db()
    assert (excused.value, excused.is_unavailable, excused.comment) == (45, False, "")
    assert (kept.value, kept.comment, kept.history.count()) == (7, "Provisoire.", versions)


def test_a_document_bears_the_day_it_was_told(media):
    report = answer(told_on=SAID_ON - dt.timedelta(days=9), told_by="Mme Exemple")
    stored_file(report=report, title="Affiche")

    published(report)

    assert Document.objects.get().dated_on == SAID_ON - dt.timedelta(days=9)


@pytest.mark.parametrize(
    ("state", "reason", "kept"),
    [
        ("", "", "Le poste est vacant."),
        (Avancement.PAUSED, "", "Le poste est vacant."),
        (Avancement.PAUSED, "Plus de local.", "Plus de local."),
        (Avancement.ONGOING, "", ""),
        (Avancement.DROPPED, "Plus de besoin.", "Plus de besoin."),
    ],
)
def test_the_reason_goes_with_the_state_it_explains(state, reason, kept):
    paused = {"avancement": Avancement.PAUSED, "avancement_reason": "Le poste est vacant."}
    report = answer(
        avancement=state,
        avancement_reason=reason,
        **{f"action__{name}": value for name, value in paused.items()},
    )

    action = published(report)

    assert (action.avancement, action.avancement_reason) == (state or Avancement.PAUSED, kept)
