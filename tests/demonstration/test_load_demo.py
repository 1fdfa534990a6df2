"""The demonstration: loaded once, flagged everywhere, showing every case."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from actions.models import (
    Action,
    ActionPartner,
    Indicator,
    Milestone,
)
from actions.public_models import content_models
from conventions.loading import Loader
from conventions.models import (
    ContentVersion,
    Convention,
    Enjeu,
    Meeting,
    Objective,
)
from demonstration import plan_content
from demonstration.plan_content import Demonstration
from demonstration.removal import demo_models
from partners.models import Organisation
from tests.dumps import dump

pytestmark = pytest.mark.django_db
DATA = Path(plan_content.__file__).parent / "data"
SEASON = re.compile(r"printemps|d’automne|l’automne|l’été|l’hiver|rentrée|Noël")


def real_action(**values):
    """An action of staff in the shipped convention."""
    enjeu = Enjeu.objects.get(code="1")
    return Action.objects.create(
        number=900, convention=enjeu.convention, enjeu=enjeu, code="9.9", title="Vraie", **values
    )


# ------------------------------------------------------------------ loading


def test_no_season_is_named_the_day_of_loading_says_it():
    texts = {path.name: path.read_text(encoding="utf-8") for path in DATA.rglob("*.toml")}
    named = {name: SEASON.findall(text) for name, text in texts.items() if SEASON.search(text)}

    assert texts
    assert named == {}


def test_load_demo_refuses_without_the_content():
    with pytest.raises(CommandError, match=r"manage\.py load_content"):
        call_command("load_demo")
    assert Organisation.objects.count() == 0


def test_load_demo_refuses_real_actions(shipped_content):
    real_action()
    before = dump()
    with pytest.raises(CommandError, match="vraies actions"):
        call_command("load_demo")
    assert dump() == before


def test_load_demo_refuses_a_real_row_in_its_place(shipped_content):
    enjeu = Enjeu.objects.get(code="4")
    Objective.objects.create(enjeu=enjeu, convention=enjeu.convention, code="4.2", title="Vrai")
    before = dump()
    with pytest.raises(CommandError, match=r"4\.2 Vrai"):
        call_command("load_demo")
    assert dump() == before


def test_load_demo_twice_changes_nothing(demonstration):
    before, token = dump(), ContentVersion.current()
    call_command("load_demo", verbosity=0)
    assert dump() == before
    assert ContentVersion.current() == token != ""


def test_load_demo_another_day_changes_nothing(demonstration):
    before, token = dump(), ContentVersion.current()
    loader = Loader(demo=True)
    Demonstration(loader, timezone.localdate() + timedelta(days=400)).load()
    assert set(loader.counts) == {"unchanged"}
    assert dump() == before
    assert ContentVersion.current() == token


def test_load_demo_keeps_what_staff_changed_or_removed(demonstration):
    Action.objects.filter(code="1.1.1").update(title="Autre titre")
    Milestone.objects.filter(action__code="1.1.1").first().delete()
    Meeting.objects.filter(is_cancelled=True).delete()
    Indicator.objects.filter(action__code="2.1.1").delete()
    before = dump()
    call_command("load_demo", verbosity=0)
    assert dump() == before


def test_load_demo_flags_all_it_adds(shipped_content):
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


def test_load_demo_rows_are_valid(demonstration):
    for model in content_models():
        for row in model._base_manager.all():
            row.full_clean()


def test_load_demo_adds_nothing_to_the_content(shipped_content):
    before = {(row.pk, row.title) for row in Enjeu.objects.all()}
    call_command("load_demo", verbosity=0)
    assert {(row.pk, row.title) for row in Enjeu.objects.all()} == before
    assert Convention.objects.count() == 2


@pytest.mark.parametrize("today", [date(2026, 1, 15), date(2026, 11, 24), date(2031, 5, 1)])
def test_demo_has_a_late_action_whatever_the_day(shipped_content, today):
    Demonstration(Loader(demo=True), today).load()
    assert "1.1.2" in Action.objects.late(today).values_list("code", flat=True)
    assert not Action.objects.get(code="2.1.2").is_late(today)
