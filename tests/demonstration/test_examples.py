"""What the examples of the demonstration cover, each case once."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db.models import Count
from django.utils import timezone

from actions.models import (
    Action,
    Avancement,
    Funding,
    Indicator,
    Measure,
    Milestone,
    MilestoneState,
    Update,
)
from actions.progress import progress_of
from conventions.loading import Loader
from conventions.models import (
    Committee,
    Meeting,
)
from demonstration.content_files import working_day
from demonstration.plan_content import Demonstration

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def examples(module_world):
    """The examples of actions alone, without what campaigns brought since."""
    call_command("load_content", verbosity=0)
    Demonstration(Loader(demo=True), timezone.localdate()).load()


def test_demo_covers_every_state():
    assert progress_of(Action.objects.public(), timezone.localdate()).counts == {
        "a_venir": 2,
        "en_cours": 9,
        "realisee": 2,
        "en_place": 2,
        "en_pause": 1,
        "abandonnee": 1,
    }
    states = set(Milestone.objects.values_list("state", flat=True))
    assert states == {state.value for state in MilestoneState}


def test_demo_numbers_follow_the_plan():
    codes = list(Action.objects.order_by("number").values_list("code", flat=True))
    assert codes == sorted(codes)
    assert list(Action.objects.values_list("number", flat=True)) == list(range(1, 18))


def test_demo_has_silent_and_unverified_actions():
    today = timezone.localdate()
    silent = Action.objects.silent(today, 6)
    assert silent.filter(verified_on=None).count() == 1
    assert 2 <= silent.exclude(verified_on=None).count() < 8


def test_demo_dates_nothing_declared_in_the_future():
    today, now = timezone.localdate(), timezone.now()
    assert Action.objects.filter(avancement_on__gt=today).count() == 0
    assert Action.objects.filter(verified_on__gt=today).count() == 0
    assert Update.objects.filter(published_at__gt=now).count() == 0
    declared = Action.objects.exclude(avancement=Avancement.PLANNED)
    assert declared.filter(avancement_on=None).count() == 0
    assert declared.filter(avancement_by=None).count() == 0


def test_demo_abandoned_action_names_its_successor():
    assert Action.objects.get(avancement="abandonnee").successor.code == "3.1.1"


def test_demo_indicators_cover_every_kind_of_value():
    assert Measure.objects.filter(value=0).exists()
    unavailable = Measure.objects.filter(is_unavailable=True)
    assert unavailable.exists()
    assert not unavailable.filter(comment="").exists()
    assert Indicator.objects.filter(baseline_value=None, target_value__isnull=False).exists()
    qualitative = Indicator.objects.get(kind="qualitatif")
    assert all(measure.text for measure in qualitative.measures.all())
    assert qualitative.measures.count() == 2
    small = Measure.objects.filter(indicator__counts_people=True, value__gte=1, value__lte=4)
    assert small.exists()
    years = set(Measure.objects.values_list("on__year", flat=True))
    assert years == {2024, 2025}


def test_demo_actions_are_complete():
    actions = Action.objects.annotate(steps=Count("milestones", distinct=True))
    assert {action.steps for action in actions} == {2, 3, 4}
    assert actions.filter(summary="").count() == actions.filter(lead=None).count() == 0
    assert actions.filter(audiences=None).count() == actions.filter(domains=None).count() == 0
    assert actions.filter(whole_territory=True, communes__isnull=False).count() == 0
    assert actions.filter(whole_territory=False, communes=None).count() == 0
    assert actions.filter(whole_territory=True).exists()
    assert Funding.objects.filter(actual=None).exists()
    assert Funding.objects.filter(actual__gt=0).exists()


def test_demo_updates_cover_silence_and_correction():
    updates = Update.objects.published(timezone.now())
    oldest = timezone.now() - timedelta(days=549)
    assert updates.filter(published_at__gte=oldest).count() == updates.count() >= 12
    assert updates.filter(nothing_new=True).count() == 1
    correction = updates.get(replaces__isnull=False)
    assert correction.replaces not in updates


def test_demo_meetings_are_past_open_and_cancelled():
    now = timezone.now()
    meetings = Meeting.objects.public()
    assert meetings.past(now).count() == 3
    assert meetings.past(now).filter(minutes="").count() == 0
    assert meetings.upcoming(now).filter(is_open=True).count() == 1
    assert meetings.upcoming(now).filter(is_cancelled=True).count() == 1
    assert Committee.objects.count() == 2


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2026, 3, 1), date(2026, 3, 1)),
        (None, None),
        (-1, date(2026, 11, 27)),  # a Sunday goes back to Friday,
        (-2, date(2026, 11, 27)),  # a Saturday too
        (1, date(2026, 12, 1)),
    ],
)
def test_working_day_avoids_week_ends(day, found):
    assert working_day(day, date(2026, 11, 30)) == found
