"""Columns headed by a year, a quarter or a month: ticks, figures, or what nobody can say."""

import pytest

from actions.importing.batch import preview
from partners.permissions import Role
from tests.actions.importing.pages import press, said, sent
from tests.actions.importing.samples import confirmed, received
from tests.actions.importing.test_habits import workbook
from tests.factories import ActionFactory, ConventionFactory, EnjeuFactory, UserFactory
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention():
    return ConventionFactory(public=True)


def plan_of(convention, rows, merges=()):
    batch = received(workbook({"Plan": (rows, merges)}), "plan.xlsx", convention)
    return batch, confirmed(batch)


def days(plan):
    return [
        tuple(
            str(row.values[key]) if row.values.get(key) else None
            for key in ("starts_on", "ends_on")
        )
        for row in plan.added
    ]


def test_quarters_under_their_year_are_ticked(convention):
    rows = [
        ["Axe", "Action", "2024", None, None, None, "2025", None, None, None],
        [None, None, "T1", "T2", "T3", "T4", "T1", "T2", "T3", "T4"],
        ["1. Santé", "Bus santé", "", "", "x", "", "", "X", "", ""],
        ["", "Forum santé", "", "", "", "", "", "", "", "☑"],
    ]
    _, plan = plan_of(convention, rows, ["C1:F1", "G1:J1"])

    assert days(plan) == [("2024-07-01", "2025-06-30"), ("2025-10-01", "2025-12-31")]


def test_tick_of_a_quarter_leaves_a_day_of_that_quarter(convention):
    enjeu = EnjeuFactory(convention=convention, code="1", title="Santé")
    ActionFactory(enjeu=enjeu, code="1.1", title="Bus santé", starts_on="2024-08-15")
    rows = [["Axe", "Code", "Action", "T3 2024"], ["1. Santé", "1.1", "Bus santé", "x"]]
    _, plan = plan_of(convention, rows)

    ((change,),) = [row.changes for row in plan.changed]
    assert (change.name, change.after) == ("ends_on", "30/09/2024")


def test_figures_by_year_are_those_of_the_only_indicator(convention):
    rows = [
        ["Axe", "Action", "Indicateurs", "2024", "2025"],
        ["1. Santé", "Bus santé", "Nombre de visites", 120, "150"],
    ]
    batch, plan = plan_of(convention, rows)

    assert {"value_2024", "value_2025"} <= set(batch.mapping["Plan"])
    assert [change.after for change in plan.added[0].changes][-2:] == ["120", "150"]


def test_figures_by_year_without_an_indicator_are_no_ticks(convention):
    rows = [["Axe", "Action", "2024", "2025"], ["1. Santé", "Bus santé", 120, 150]]
    batch, plan = plan_of(convention, rows)

    assert set(batch.mapping["Plan"]) == {"enjeu", "title"}
    assert plan.faults == plan.pending == []


def test_year_above_something_else_is_no_tick(convention):
    rows = [
        ["Axe", "Action", "2024", None],
        [None, None, "Prévu", "Bilan"],
        ["1. Santé", "Bus santé", "3 000 €", "Très suivi"],
    ]
    batch, _ = plan_of(convention, rows, ["C1:D1"])

    assert set(batch.mapping["Plan"]) == {"enjeu", "title", "planned_2024"}


def test_one_tick_says_that_all_that_is_written_means_the_action_takes_place(convention):
    editor = sign_in_as(UserFactory(role=Role.PUBLISHING))
    rows = [
        ["Axe", "Action", "2024", "2025"],
        ["1. Santé", "Bus santé", "Étude", "Lancement"],
        ["", "Forum santé", "", "Bilan"],
    ]
    address, batch = sent(editor, workbook({"Plan": (rows, [])}), "plan.xlsx", convention)
    assert "L’action a lieu aux dates de toutes ces mentions (3)" in said(editor, address)

    press(editor, address, "Enregistrer ces réponses", **{"tous-2": "on"})
    batch.refresh_from_db()
    assert days(preview(batch))[0] == ("2024-01-01", "2025-12-31")


def test_end_that_the_calendar_says_is_blamed_where_it_stands(convention):
    rows = [
        ["Axe", "Action", "Fin", "Calendrier", "Action permanente"],
        ["1. Santé", "Bus santé", None, "2024-2026", "oui"],
    ]
    _, plan = plan_of(convention, rows)

    assert [fault.cell_id for fault in plan.faults] == ["Plan!D2"]
