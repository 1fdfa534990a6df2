"""Habits of tables tried in November 2026, each alone: people, money, headers, crosses, words."""

from decimal import Decimal

import pytest

from actions.importing.numbering import number_and_title
from actions.importing.splitting import by_role, may_be_person, names_of
from actions.models import Action, ActionPartner, Funding, WordKind
from tests.actions.importing.samples import confirmed, imported, received
from tests.actions.importing.test_habits import workbook
from tests.factories import ConventionFactory, OrganisationFactory

HEAD = ["Axe", "Action", "Pilote", "Échéance", "Avancement"]
ORGANISATIONS = ["CAF", "CCTA", "PMI", "MJC", "MSA"]


@pytest.fixture
def convention(db):
    for name in ORGANISATIONS:
        OrganisationFactory(name=name)
    return ConventionFactory()


def read(convention, *rows):
    batch = received(workbook({"Plan": (list(rows), [])}), "plan.xlsx", convention)
    return batch, confirmed(batch)


def applied(convention, *rows):
    imported(workbook({"Plan": (list(rows), [])}), "plan.xlsx", convention)


def roles(title):
    lines = ActionPartner.objects.filter(action__title=title).order_by("organisation__name")
    return [(line.organisation.name, line.role) for line in lines]


# --- people ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("CCTA\nNadia, 05.63.41.89.12, n.b@ccta.example", ["CCTA", "Nadia"]),
        ("Mme Delrieu (CAF – 06 12 34 56 78)", ["CAF"]),
        ("Émilie Roques (coord. enfance, CAF)", ["CAF"]),
        ("CCTA (tél. : +33 5 63 41 89 12)", ["CCTA"]),
        ("CAF\n05 63 41 89 12\nCCTA", ["CAF", "CCTA"]),
    ],
)
def test_way_to_reach_somebody_is_no_name_and_is_told(text, names):
    found, told = names_of(WordKind.ORGANISATION, text, {"CAF", "CCTA"}.__contains__)

    assert found == names
    assert told


def test_numbers_of_an_organisation_stay():
    assert names_of(WordKind.ORGANISATION, "ADIL 81, REAAP 81", str.isalpha) == (
        ["ADIL 81", "REAAP 81"],
        [],
    )


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Karine P.", True),
        ("Émilie Roques", True),
        ("Siel Bleu", False),
        ("Mission Locale", False),
        ("Familles Rurales", False),
        ("Martin", False),
    ],
)
def test_name_that_may_be_of_a_person(text, is_one):
    assert may_be_person(text) is is_one


def test_one_tick_for_all_creates_no_person(convention):
    _, plan = read(
        convention, HEAD, ["Axe 1 : Culture", "Chanter", "Karine P.", "2025", "En cours"]
    )
    (word,) = [word for word in plan.words if word.text == "Karine P."]

    assert word.decision == "-"
    assert plan.added[0].row.lead is None


def test_organisation_leads_rather_than_its_person(convention):
    head = ["Axe", "Action", "Référent(e)", "Structure"]
    applied(convention, head, ["Axe 1 : Culture", "Chanter", "Karine P.", "MJC"])

    assert Action.objects.get().lead.name == "MJC"


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("Appeler M. Fabre au 06 98 76 54 32", True),
        ("Écrire à m.fabre@mairie.example", True),
        ("Réunion le 01/09/2024 10 h 30", False),
        ("Coût : 0123456 €, 12 500 000 €", False),
    ],
)
def test_way_to_reach_somebody_in_a_public_text_is_told(convention, text, is_told):
    head = ["Axe", "Action", "Pilote", "Observations"]
    _, plan = read(convention, head, ["Axe 1 : Culture", "Chanter", "MJC", text])

    assert any("numéro de téléphone" in told for _, told in plan.notes) is is_told


# --- who does what in one cell -----------------------------------------------------------------


def test_labels_of_a_cell_say_who_does_what(convention):
    head = ["Axe", "Action", "Pilote / Partenaires", "Avancement"]
    applied(
        convention,
        head,
        ["Axe 1 : Culture", "Chanter", "Pilote : CCTA\nPartenaires : CAF, PMI", "En cours"],
        ["Axe 1 : Culture", "Danser", "Pilote : CAF / Partenaires : MSA", "En cours"],
    )
    leads = {action.title: action.lead.name for action in Action.objects.all()}

    assert leads == {"Chanter": "CCTA", "Danser": "CAF"}
    assert roles("Chanter") == [("CAF", "partenaire"), ("PMI", "partenaire")]
    assert roles("Danser") == [("MSA", "partenaire")]


def test_cell_without_a_label_has_no_role():
    assert by_role("CAF, PMI / MSA") == {}
    assert by_role("CCTA\nRéférent : MJC") == {"lead": "CCTA\nMJC"}


# --- money -------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", ["Plan de financement 2025", "Budget 2025"])
def test_year_above_funders_is_that_of_their_money_and_the_whole_adds_nothing(convention, group):
    applied(
        convention,
        ["Axe", "Action", "Pilote", group, "", ""],
        ["", "", "", "CAF", "CCTA", "Total"],
        ["Axe 1 : Culture", "Chanter", "MJC", "45000", "60000", "105000"],
        ["Axe 1 : Culture", "Danser", "MJC", "8000", "", "8000"],
    )
    rows = Funding.objects.filter(action__title="Chanter").order_by("funder__name")

    assert [(row.funder.name, row.year, row.planned) for row in rows] == [
        ("CAF", 2025, Decimal(45000)),
        ("CCTA", 2025, Decimal(60000)),
    ]


def test_whole_of_a_year_that_is_no_sum_is_a_fault(convention):
    _, plan = read(
        convention,
        ["Axe", "Action", "Pilote", "Budget 2025", "", ""],
        ["", "", "", "CAF", "CCTA", "Total"],
        ["Axe 1 : Culture", "Chanter", "MJC", "45000", "60000", "90000"],
        ["Axe 1 : Culture", "Danser", "MJC", "8000", "", "8000"],
    )

    assert [fault.value for fault in plan.faults] == ["90000.00"]


def test_year_that_nothing_says_is_told(convention):
    head = ["Axe", "Action", "Pilote", "Coût"]
    _, plan = read(convention, head, ["Axe 1 : Culture", "Chanter", "MJC", "15 000"])

    assert [told for _, told in plan.notes if told.startswith("Budget sans année")]


# --- headers and words -------------------------------------------------------------------------


def test_header_written_again_in_another_order_puts_its_lines_in_order(convention):
    applied(
        convention,
        HEAD,
        ["Axe 1 : Culture", "Chanter", "MJC", "31/12/2025", "En cours"],
        ["Axe", "Action", "Pilote", "Avancement", "Échéance"],
        ["Axe 2 : Sport", "Courir", "CAF", "Réalisée", "2024"],
    )
    found = {one.title: (one.avancement, one.ends_on.year) for one in Action.objects.all()}

    assert found == {"Chanter": ("en_cours", 2025), "Courir": ("realisee", 2024)}


def test_questions_are_headings(convention):
    head = ["Quoi ?", "Qui ?", "Avec qui ?", "Quand ?", "Combien ?", "Où en est-on ?"]
    applied(
        convention, head, ["AXE 1 : CULTURE"], ["Chanter", "MJC", "CAF", "2025", "900", "En cours"]
    )

    assert Action.objects.get().title == "Chanter"
    assert Funding.objects.get().planned == 900


def test_results_reached_are_no_results_hoped_for(convention):
    head = ["Axe", "Action", "Pilote", "Résultats obtenus"]
    batch, _ = read(convention, head, ["Axe 1 : Culture", "Chanter", "MJC", "24 matinées"])

    assert "expected_results" not in batch.mapping["Plan"]


def test_crosses_under_states_say_the_state(convention):
    applied(
        convention,
        ["Axe", "Intitulé", "Pilote", "Avancement", "", ""],
        ["", "", "", "À faire", "En cours", "Réalisé"],
        ["Axe 1 : Culture", "Chanter", "MJC", "", "X", ""],
        ["Axe 1 : Culture", "Danser", "MJC", "", "", "X"],
        ["Axe 1 : Culture", "Courir", "MJC", "x", "", ""],
    )
    found = {one.title: one.avancement for one in Action.objects.all()}

    assert found == {"Chanter": "en_cours", "Danser": "realisee", "Courir": "a_venir"}


def test_two_crosses_keep_the_last_and_say_it(convention):
    _, plan = read(
        convention,
        ["Axe", "Intitulé", "Pilote", "En cours", "Réalisé"],
        ["Axe 1 : Culture", "Chanter", "MJC", "X", "X"],
    )

    assert plan.added[0].row.avancement == "realisee"
    assert [told for _, told in plan.notes if told.startswith("Plusieurs avancements")]


@pytest.mark.parametrize(
    ("text", "number", "title"),
    [
        ("1.1.a  Handi-loisirs", "1.1.a", "Handi-loisirs"),
        ("1.1.b : Séjours", "1.1.b", "Séjours"),
        ("1.1 À vos marques", "1.1", "À vos marques"),
        ("3.5h de danse", "", "3.5h de danse"),
    ],
)
def test_letter_after_a_number(text, number, title):
    assert number_and_title(text) == (number, title)


def test_dash_before_a_title_is_no_part_of_it(convention):
    applied(convention, HEAD, ["Axe 1 : Culture", "- Chanter", "MJC", "2025", "En cours"])

    assert Action.objects.get().title == "Chanter"


def test_numbers_that_begin_alike_are_asked_about_once(convention):
    head = ["Code", "Action", "Pilote"]
    _, plan = read(convention, head, ["PE-01", "Chanter", "MJC"], ["PE-02", "Danser", "MJC"])

    assert [word.text for word in plan.pending] == ["Actions sans enjeu : numéros PE"]
