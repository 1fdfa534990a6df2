"""A figure beyond three times its target or the last one is asked before it is imported."""

import datetime as dt

import pytest

from actions.importing.applying import apply_plan
from actions.importing.attached.doubtful import GOOD
from actions.importing.batch import preview
from actions.importing.name_matching import IGNORE
from actions.models import Measure
from records.changes.plan import ChangeRefused
from tests.actions.importing.test_attached_columns import batch_of
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    EnjeuFactory,
    IndicatorFactory,
    MeasureFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention():
    convention = ConventionFactory(public=True)
    enjeu = EnjeuFactory(convention=convention, code="1", title="Accès")
    action = ActionFactory(convention=convention, enjeu=enjeu, code="1.0", title="T")
    indicator = IndicatorFactory(action=action, label="Places")
    MeasureFactory(indicator=indicator, value=10, on=dt.date(2024, 1, 1))
    return convention


def asked_of(convention, cell):
    """(the import of a table whose cell of indicators is `cell`, its plan)."""
    batch = batch_of(convention, "Indicateurs", cell)
    return batch, preview(batch)


def answered(batch, answer):
    (word,) = preview(batch).pending
    batch.decisions = {word.kind: {word.key: answer}}
    batch.save()
    return preview(batch)


def values():
    return [int(row.value) for row in Measure.objects.order_by("on")]


def test_nothing_is_written_before_somebody_answers(convention):
    batch, plan = asked_of(convention, "Places : 1000")

    (word,) = plan.pending
    assert "Places" in word.text and "1000" in word.text.replace("\u202f", "")
    assert word.detail == "C’est plus de trois fois la dernière valeur (10)."
    assert "trois fois" in " ".join(one.after for one in plan.changed[0].changes)
    with pytest.raises(ChangeRefused):
        apply_plan(batch)
    assert values() == [10]


def test_what_is_said_right_is_written_and_not_asked_again(convention):
    batch, _plan = asked_of(convention, "Places : 1000")

    assert not answered(batch, GOOD).pending
    apply_plan(batch)

    assert values() == [10, 1000]
    assert not asked_of(convention, "Places : 1000")[1].pending
    assert asked_of(convention, "Places : 9000")[1].pending


def test_what_is_said_wrong_is_left_out(convention):
    batch, _plan = asked_of(convention, "Places : 1000")

    assert answered(batch, IGNORE).changes_nothing
    assert values() == [10]


def test_a_likely_value_is_not_asked(convention):
    assert not asked_of(convention, "Places : 30")[1].pending
