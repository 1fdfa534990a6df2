"""What an indicator starts from and aims at, in columns by year."""

import pytest

from actions.importing.applying import apply_plan
from actions.importing.batch import preview
from actions.models import Indicator
from tests.actions.importing.samples import confirmed, received
from tests.actions.importing.test_habits import workbook
from tests.factories import ConventionFactory

pytestmark = pytest.mark.django_db
HEADER = ["Axe", "Action", "Indicateur", "Situation de départ", "Cible 2024", "Cible 2026"]
ROWS = [
    [*HEADER, "Réalisé 2024"],
    ["1. Enfance", "Crèche", "Places", 40, 45, 60, 44],
    ["1. Enfance", "Relais", "Ateliers", None, None, 8, None],
]


@pytest.fixture
def convention():
    return ConventionFactory(public=True)


def applied(convention, rows):
    batch = received(workbook({"Plan": (rows, [])}), "plan.xlsx", convention)
    plan = confirmed(batch)
    assert ([str(fault) for fault in plan.faults], plan.pending) == ([], [])
    apply_plan(batch)
    return plan


def test_last_goal_is_the_goal_and_the_others_are_kept(convention):
    plan = applied(convention, ROWS)

    places = Indicator.objects.get(label="Places")
    assert (places.baseline_value, places.target_value) == (40, 60)
    assert (str(places.target_on), str(places.baseline_on)) == ("2026-12-31", "2023-01-01")
    assert places.comment == "Valeurs visées auparavant : 45 en 2024."
    assert [measure.value for measure in places.measures.all()] == [44]
    assert Indicator.objects.get(label="Ateliers").comment == ""
    (note,) = [told for _, told in plan.notes]
    assert note.startswith("« Places » : la valeur visée est celle de 2026")


def test_same_goals_again_change_nothing_and_what_the_team_wrote_stays(convention):
    applied(convention, ROWS)
    Indicator.objects.filter(label="Places").update(comment="Deux lieux.", baseline_on="2022-12-31")

    batch = received(workbook({"Plan": (ROWS, [])}), "plan.xlsx", convention)
    assert preview(batch).changes_nothing


def test_goal_of_each_indicator_of_a_line(convention):
    rows = [
        ["Axe", "Action", "Indicateur 1", "Cible 2025", "Indicateur 2", "Cible 2025"],
        ["1. Enfance", "Crèche", "Places", 45, "Familles", "autant qu’en 2024"],
        ["1. Enfance", "Relais", "Ateliers", 5, "Parents", 30],
    ]
    applied(convention, rows)

    assert Indicator.objects.get(label="Places").target_value == 45
    assert Indicator.objects.get(label="Familles").target_text == "autant qu’en 2024"
    assert Indicator.objects.get(label="Parents").target_value == 30


def test_public_called_target_stays_a_public_and_figures_without_indicator_are_left(convention):
    rows = [["Axe", "Action", "Cible", "Cible 2025"], ["1. Enfance", "Crèche", "Familles", 45]]
    batch = received(workbook({"Plan": (rows, [])}), "plan.xlsx", convention)

    assert batch.mapping["Plan"] == {"enjeu": 0, "title": 1, "audiences": 2}


def test_target_over_figures_beside_an_indicator_is_its_goal(convention):
    rows = [["Axe", "Action", "Indicateur", "Cible"], ["1. Enfance", "Crèche", "Places", 45]]
    applied(convention, rows)

    places = Indicator.objects.get()
    assert (places.target_value, str(places.target_on)) == (45, str(convention.ends_on))


def test_goals_and_values_under_their_groups_with_a_unit(convention):
    rows = [
        ["Axe", "Action", "Indicateurs", "Unité", "Cibles", None, "Résultats", None],
        [None, None, None, None, "2024", "2025", "2024", "2025"],
        ["1. Enfance", "Crèche", "Places ouvertes", "places", 10, 20, 8, "NC"],
    ]
    batch = received(workbook({"Plan": (rows, ["E1:F1", "G1:H1"])}), "plan.xlsx", convention)
    assert confirmed(batch).can_apply
    apply_plan(batch)

    places = Indicator.objects.get()
    assert (places.target_value, places.unit) == (20, "places")
    assert [measure.value for measure in places.measures.all()] == [8]  # « NC » is no value
