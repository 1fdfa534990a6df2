"""The demonstration: loaded once, flagged everywhere, showing every case."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.utils import timezone

from actions.models import (
    Action,
    ActionPartner,
    Avancement,
    Funding,
    Indicator,
    Measure,
    Milestone,
    MilestoneState,
    Update,
)
from actions.progress import progress_of
from actions.public_models import content_models
from conventions.loading import Loader
from conventions.models import (
    Committee,
    ContentVersion,
    Convention,
    Enjeu,
    Meeting,
    Objective,
)
from demonstration.plan_content import Demonstration, working_day
from demonstration.plan_removal import demo_models
from partners.models import Organisation
from tests.dumps import dump

pytestmark = pytest.mark.django_db


def real_action(**values):
    """An action of staff in the shipped convention."""
    enjeu = Enjeu.objects.get(code="1")
    return Action.objects.create(
        number=900, convention=enjeu.convention, enjeu=enjeu, code="9.9", title="Vraie", **values
    )


@pytest.fixture
def content():
    call_command("load_content", verbosity=0)


@pytest.fixture
def demo(content):
    call_command("load_demo", verbosity=0)


@pytest.fixture
def examples(content):
    """The examples of actions alone, without what campaigns brought since."""
    Demonstration(Loader(demo=True), timezone.localdate()).load()


# ------------------------------------------------------------------ loading


def test_load_demo_refuses_without_the_content():
    with pytest.raises(CommandError, match=r"manage\.py load_content"):
        call_command("load_demo")
    assert Organisation.objects.count() == 0


def test_load_demo_refuses_real_actions(content):
    real_action()
    before = dump()
    with pytest.raises(CommandError, match="vraies actions"):
        call_command("load_demo")
    assert dump() == before


def test_load_demo_refuses_a_real_row_in_its_place(content):
    enjeu = Enjeu.objects.get(code="4")
    Objective.objects.create(enjeu=enjeu, convention=enjeu.convention, code="4.2", title="Vrai")
    before = dump()
    with pytest.raises(CommandError, match=r"4\.2 Vrai"):
        call_command("load_demo")
    assert dump() == before


def test_load_demo_twice_changes_nothing(demo):
    before, token = dump(), ContentVersion.current()
    call_command("load_demo", verbosity=0)
    assert dump() == before
    assert ContentVersion.current() == token != ""


def test_load_demo_another_day_changes_nothing(demo):
    before, token = dump(), ContentVersion.current()
    loader = Loader(demo=True)
    Demonstration(loader, timezone.localdate() + timedelta(days=400)).load()
    assert set(loader.counts) == {"unchanged"}
    assert dump() == before
    assert ContentVersion.current() == token


def test_load_demo_keeps_what_staff_changed_or_removed(demo):
    Action.objects.filter(code="1.1.1").update(title="Autre titre")
    Milestone.objects.filter(action__code="1.1.1").first().delete()
    Meeting.objects.filter(is_cancelled=True).delete()
    Indicator.objects.filter(action__code="2.1.1").delete()
    before = dump()
    call_command("load_demo", verbosity=0)
    assert dump() == before


def test_load_demo_flags_all_it_adds(content):
    before = {
        model: set(model._base_manager.values_list("pk", flat=True)) for model in demo_models()
    }
    call_command("load_demo", verbosity=0)
    for model in demo_models():
        added = model._base_manager.exclude(pk__in=before[model])
        assert [row for row in added if not row.is_demo] == []
        assert model._base_manager.filter(is_demo=True, pk__in=before[model]).count() == 0
    assert Action.objects.filter(is_demo=True).count() == 17
    assert set(ActionPartner.objects.values_list("action__is_demo", flat=True)) == {True}


def test_load_demo_rows_are_valid(demo):
    for model in content_models():
        for row in model._base_manager.all():
            row.full_clean()


def test_load_demo_adds_nothing_to_the_content(content):
    before = {(row.pk, row.title) for row in Enjeu.objects.all()}
    call_command("load_demo", verbosity=0)
    assert {(row.pk, row.title) for row in Enjeu.objects.all()} == before
    assert Convention.objects.count() == 2


# ------------------------------------------------------------------ what the examples cover


def test_demo_covers_every_state(examples):
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


@pytest.mark.parametrize("today", [date(2026, 1, 15), date(2026, 11, 24), date(2031, 5, 1)])
def test_demo_has_a_late_action_whatever_the_day(content, today):
    Demonstration(Loader(demo=True), today).load()
    assert "1.1.2" in Action.objects.late(today).values_list("code", flat=True)
    assert not Action.objects.get(code="2.1.2").is_late(today)


def test_demo_numbers_follow_the_plan(examples):
    codes = list(Action.objects.order_by("number").values_list("code", flat=True))
    assert codes == sorted(codes)
    assert list(Action.objects.values_list("number", flat=True)) == list(range(1, 18))


def test_demo_has_silent_and_unverified_actions(examples):
    today = timezone.localdate()
    silent = Action.objects.silent(today, 6)
    assert silent.filter(verified_on=None).count() == 1
    assert 2 <= silent.exclude(verified_on=None).count() < 8


def test_demo_dates_nothing_declared_in_the_future(examples):
    today, now = timezone.localdate(), timezone.now()
    assert Action.objects.filter(avancement_on__gt=today).count() == 0
    assert Action.objects.filter(verified_on__gt=today).count() == 0
    assert Update.objects.filter(published_at__gt=now).count() == 0
    declared = Action.objects.exclude(avancement=Avancement.PLANNED)
    assert declared.filter(avancement_on=None).count() == 0
    assert declared.filter(avancement_by=None).count() == 0


def test_demo_abandoned_action_names_its_successor(examples):
    assert Action.objects.get(avancement="abandonnee").successor.code == "3.1.1"


def test_demo_indicators_cover_every_kind_of_value(examples):
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


def test_demo_actions_are_complete(examples):
    actions = Action.objects.annotate(steps=Count("milestones", distinct=True))
    assert {action.steps for action in actions} == {2, 3, 4}
    assert actions.filter(summary="").count() == actions.filter(lead=None).count() == 0
    assert actions.filter(audiences=None).count() == actions.filter(domains=None).count() == 0
    assert actions.filter(whole_territory=True, communes__isnull=False).count() == 0
    assert actions.filter(whole_territory=False, communes=None).count() == 0
    assert actions.filter(whole_territory=True).exists()
    assert Funding.objects.filter(actual=None).exists()
    assert Funding.objects.filter(actual__gt=0).exists()


def test_demo_updates_cover_silence_and_correction(examples):
    updates = Update.objects.published(timezone.now())
    oldest = timezone.now() - timedelta(days=549)
    assert updates.filter(published_at__gte=oldest).count() == updates.count() >= 12
    assert updates.filter(nothing_new=True).count() == 1
    correction = updates.get(replaces__isnull=False)
    assert correction.replaces not in updates


def test_demo_meetings_are_past_open_and_cancelled(examples):
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
