"""What ten tables made as coordinators make them taught, each with what must come out of it."""

import pytest

from actions.importing.batch import preview, table_of
from actions.importing.column_mapping import unread
from actions.importing.level_words import Level, read_level
from actions.importing.name_matching import is_unknown
from actions.models import WordKind
from tests.actions.importing.samples import confirmed, received
from tests.actions.importing.test_habits import workbook
from tests.factories import ConventionFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention():
    for name in ("CAF", "MSA", "CCTA"):
        OrganisationFactory(name=name, short_name="")
    return ConventionFactory(public=True)


def changes(plan):
    """Code → label → what is told of each change of an action added."""
    assert ([str(fault) for fault in plan.faults], plan.pending) == ([], [])
    return {row.code: {one.label: one.after for one in row.changes} for row in plan.added}


def test_lines_of_a_merged_action_have_each_their_indicator(convention):
    rows = [
        ["Enjeu", "Code", "Action", "Partenaires", "Indicateurs", "2023", "2024"],
        ["1. Mobilité", "1.1", "Transport", "CAF", "Trajets", 120, 340],
        [None, None, None, "MSA", "Usagers", None, 55],
        [None, "1.2", "Auto-école", "CCTA", "Permis", 4, 4],
        [None, None, None, None, "Heures", 100, None],
    ]
    merges = ["A2:A5", "B2:B3", "C2:C3", "B4:B5", "C4:C5", "D4:D5"]
    told = changes(confirmed(received(workbook({"Plan": (rows, merges)}), "p.xlsx", convention)))

    assert told["1.1"]["Partenaires"] == "CAF, MSA"
    assert [
        (label, told[code][label]) for code in told for label in told[code] if "valeur au" in label
    ] == [
        ("Indicateur « Trajets », valeur au 31/12/2023", "120"),
        ("Indicateur « Trajets », valeur au 31/12/2024", "340"),
        ("Indicateur « Usagers », valeur au 31/12/2024", "55"),
        ("Indicateur « Permis », valeur au 31/12/2023", "4"),
        ("Indicateur « Permis », valeur au 31/12/2024", "4"),
        ("Indicateur « Heures », valeur au 31/12/2023", "100"),
    ]


def test_what_an_indicator_reached_is_no_money(convention):
    rows = [
        ["Axe", "Fiche", "Indicateur", "Cible 2024", "Réalisé 2024", "Commentaires"],
        ["1. Enfance", "1.1 Ouvrir le samedi", "Samedis", 10, 8, "retard"],
        ["1. Enfance", "1.2 Livrer", "Livré", "oui", "non", ""],
    ]
    batch = received(workbook({"Bilan": (rows, [])}), "bilan.xlsx", convention)
    told = changes(confirmed(batch))

    assert told["1.1"]["Indicateur « Samedis », valeur au 31/12/2024"] == "8"
    assert told["1.2"]["Indicateur « Livré », valeur au 31/12/2024"] == "non"
    assert not any("Financement" in label for one in told.values() for label in one)
    (sheet,) = table_of(batch).fit
    assert unread(sheet, batch.mapping["Bilan"]) == []
    assert "valeur visée : 10" in told["1.1"]["Indicateur « Samedis »"]
    assert told["1.2"]["Indicateur « Livré »"] == "but, en mots : oui"


def test_whole_of_a_group_of_money_is_read(convention):
    rows = [
        ["Identification", None, None, "Financement prévisionnel", None],
        ["N°", "Axe", "Intitulé", "Total", "CCTA"],
        ["1", "1. Enfance", "Crèche", "60 000", ""],
        ["2", "1. Enfance", "Relais", "40 000", "40 000"],
        ["TOTAL", None, None, "100 000", None],
    ]
    content = workbook({"Suivi": (rows, ["A1:C1", "D1:E1"])})
    told = changes(confirmed(received(content, "plan.xlsx", convention)))

    assert told["1"]["Financement 2023, financeur non précisé"].endswith("60\u202f000\u00a0€")
    assert told["2"]["Financement 2023, CCTA"].endswith("40\u202f000\u00a0€")


def test_questions_of_a_line_at_fault_are_asked_with_the_others(convention):
    rows = [
        ["Axe", "Action", "Début", "Budget"],
        ["1. Enfance", "Crèche", "30/02/2025", "12 000 à 15 000 €"],
    ]
    plan = preview(received(workbook({"Plan": (rows, [])}), "plan.xlsx", convention))

    assert WordKind.MONEY in [word.kind for word in plan.pending]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("1 Habiter", Level("1", "Habiter")),
        ("12 BOUGER", Level("12", "BOUGER")),
        ("3 ans et plus", Level("", "3 ans et plus")),
    ],
)
def test_number_before_the_words_of_a_level(text, level):
    assert read_level(text) == level


@pytest.mark.parametrize(
    ("text", "state"), [("Pas démarrée", "a_venir"), ("En cours (70 %)", "en_cours")]
)
def test_states_with_something_aside_are_proposed(convention, text, state):
    rows = [["Axe", "Action", "Avancement"], ["1. Enfance", "Crèche", text]]
    plan = preview(received(workbook({"Plan": (rows, [])}), "plan.xlsx", convention))

    assert [w.suggestion for w in plan.pending if w.kind == WordKind.STATE] == [state]


def test_dotted_initials_of_nothing():
    assert [is_unknown(text) for text in ("n.c.", "N.R.", "M.J.C.")] == [True, True, False]
