"""Columns headed by the name of a commune, of an organisation: crosses, roles, amounts below."""

import pytest

from actions.importing.batch import preview, table_of
from actions.importing.column_mapping import unread
from actions.importing.import_plan import accepted, merged
from actions.models import Action, WordKind
from partners.permissions import Role
from tests.actions.importing.pages import press, said, sent
from tests.actions.importing.samples import confirmed, received
from tests.actions.importing.test_habits import workbook
from tests.factories import (
    ActionFactory,
    CommuneFactory,
    ConventionFactory,
    EnjeuFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
GROUPED = [
    ["Axe", "Action", "Communes concernées", None, None, "Statut"],
    [None, None, "Lavaur", "Saint-Sulpice-la-Pointe", "Ambres", None],
    ["1. Santé", "Bus santé", "X", None, "x", "En cours"],
    ["1. Santé", "Forum santé", "non", "oui", None, "En cours"],
]
MERGED = ["A1:A2", "B1:B2", "C1:E1", "F1:F2"]


@pytest.fixture
def convention():
    found = ConventionFactory(public=True)
    for name in ("Lavaur", "Saint-Sulpice-la-Pointe", "Ambres"):
        CommuneFactory(name=name, territory=found.territory)
    for name in ("CAF", "MSA", "CCTA", "Département"):
        OrganisationFactory(name=name, short_name="")
    return found


def batch_of(convention, rows, merges=(), name="Plan"):
    return received(workbook({name: (rows, merges)}), "plan.xlsx", convention)


def told(plan, label):
    assert ([str(fault) for fault in plan.faults], plan.pending) == ([], [])
    texts = [
        next((one.after for one in row.changes if one.label == label), "") for row in plan.added
    ]
    return [text.replace("\u202f", " ").replace("\u00a0", " ") for text in texts]


def test_crosses_by_commune_are_its_communes(convention):
    plan = confirmed(batch_of(convention, GROUPED, MERGED))

    assert told(plan, "Communes") == ["Ambres, Lavaur", "Saint-Sulpice-la-Pointe"]


def test_communes_alone_in_the_header_are_known_by_their_names(convention):
    rows = [
        ["Axe", "Action", "Lavaur", "St Sulpice", "Gaillac"],
        ["1. Santé", "Bus santé", "x", "x", "x"],
    ]
    batch = batch_of(convention, rows)

    assert told(confirmed(batch), "Communes") == ["Lavaur, Saint-Sulpice-la-Pointe"]
    (mapping,) = batch.mapping.values()
    assert "communes:St Sulpice" in mapping
    assert 4 not in mapping.values()  # Gaillac is not of the territory: said, and left out


def test_crosses_by_organisation_are_its_partners(convention):
    rows = [
        ["Axe", "Action", "Partenaires", None, None, "Période"],
        [None, None, "CAF", "MSA", "École Jules-Verne", None],
        ["1. Santé", "Bus santé", "X", "", "✔", "2024"],
        ["1. Santé", "Forum santé", "", "X", "", "2025"],
    ]
    plan = confirmed(batch_of(convention, rows, ["C1:E1"]))

    assert told(plan, "Partenaires") == ["CAF, École Jules-Verne (à créer)", "MSA"]
    assert [str(row.values["starts_on"]) for row in plan.added] == ["2024-01-01", "2025-01-01"]


def test_letters_say_who_leads_once_for_all(convention):
    rows = [
        ["Axe", "Action", "Acteurs", None, None],
        [None, None, "CAF", "MSA", "CCTA"],
        ["1. Santé", "Bus santé", "P", "A", "P"],
        ["1. Santé", "Forum santé", "A", "pilote", ""],
    ]
    batch = batch_of(convention, rows, ["C1:E1"])
    plan = preview(batch)
    asked = [word for word in plan.pending if word.kind == WordKind.TICK]
    assert [(word.text, word.suggestion) for word in asked] == [
        ("Partenaires : P", ""),
        ("Partenaires : A", ""),
    ]
    answers = {asked[0].key: "lead", asked[1].key: "partners"}
    batch.decisions = merged(accepted(plan), {WordKind.TICK: answers})
    plan = preview(batch)

    assert told(plan, "Pilote") == ["CAF", "MSA"]
    assert told(plan, "Copilotes") == ["CCTA", ""]
    assert told(plan, "Partenaires") == ["MSA", "CAF"]


def test_amounts_under_funders_are_what_each_pays(convention):
    rows = [
        ["Axe", "Action", "Année", "Coût total", "Financeurs", None, None],
        [None, None, None, None, "CAF", "CCTA", "Communes"],
        ["1. Santé", "Bus santé", "2024", "20 k€", "12 k€", 6000, "2 000 €"],
        ["1. Santé", "Forum santé", "2025", "5 000", "", "5 000 €", ""],
    ]
    plan = confirmed(batch_of(convention, rows, ["E1:G1"]))

    assert told(plan, "Financement 2024, CAF") == ["montant prévu, en euros : 12 000 €", ""]
    assert told(plan, "Financement 2025, CCTA") == ["", "montant prévu, en euros : 5 000 €"]
    (nobody, _) = told(plan, "Financement 2024, financeur non précisé")
    assert nobody.endswith("précision : 2 000 € : Communes")


def test_crosses_under_funders_are_who_funds(convention):
    rows = [
        ["Axe", "Action", "Financeurs", None],
        [None, None, "CAF", "CCTA"],
        ["1. Santé", "Bus santé", "X", ""],
        ["1. Santé", "Forum santé", "X", "X"],
    ]
    plan = confirmed(batch_of(convention, rows, ["C1:D1"]))

    assert told(plan, "Financeurs") == ["CAF", "CAF, CCTA"]


def test_year_above_funders_is_that_of_their_money(convention):
    rows = [
        ["Axe", "Action", "Budget 2024", None, "Budget 2025", None],
        [None, None, "CAF", "CCTA", "CAF", "CCTA"],
        ["1. Santé", "Bus santé", 100, 200, 300, ""],
    ]
    plan = confirmed(batch_of(convention, rows, ["C1:D1", "E1:F1"]))

    assert told(plan, "Financement 2024, CCTA") == ["montant prévu, en euros : 200 €"]
    assert told(plan, "Financement 2025, CAF") == ["montant prévu, en euros : 300 €"]


def test_headings_of_another_kind_under_a_group_stay_theirs(convention):
    rows = [
        ["Axe", "Action", "Financement", None, "Partenaires", None],
        [None, None, "Financeur", "Montant", "Pilote", "Commentaires"],
        ["1. Santé", "Bus santé", "CAF", 100, "MSA", "x"],
    ]
    batch = batch_of(convention, rows, ["C1:D1", "E1:F1"])

    (mapping,) = batch.mapping.values()
    assert not [key for key in mapping if ":" in key]


def test_same_table_again_changes_nothing_and_a_cross_adds(convention):
    enjeu = EnjeuFactory(convention=convention, code="1", title="Santé")
    action = ActionFactory(enjeu=enjeu, code="1.1", title="Bus santé")
    first = convention.territory.communes.get(name="Saint-Sulpice-la-Pointe")
    action.communes.add(first)
    rows = [*GROUPED[:2], ["1. Santé", "Bus santé", "X", None, None, None]]
    plan = confirmed(batch_of(convention, rows, MERGED))

    ((change,),) = [row.changes for row in plan.changed]
    assert change.after == "Saint-Sulpice-la-Pointe, Lavaur"
    action.communes.add(convention.territory.communes.get(name="Lavaur"))
    assert confirmed(batch_of(convention, rows, MERGED)).changes_nothing
    assert Action.objects.count() == 1


def test_unknown_group_says_its_columns(convention):
    rows = [
        ["Axe", "Action", "Qui fait quoi ici", None],
        [None, None, "Amicale", "Club"],
        ["1. Santé", "Bus santé", "X", ""],
        ["1. Santé", "Forum santé", "", "X"],
    ]
    batch = batch_of(convention, rows, ["C1:D1"])
    (sheet,) = table_of(batch).fit
    assert unread(sheet, batch.mapping["Plan"]) == [
        "Qui fait quoi ici – Amicale",
        "Qui fait quoi ici – Club",
    ]


def test_column_called_by_a_name_may_be_said_on_the_page(convention):
    client = sign_in_as(UserFactory(role=Role.EDITING))
    table = "Axe;Action;CAF;MSA\n1. Santé;Bus santé;2 000 €;\n1. Santé;Forum;500;X\n"
    address, batch = sent(client, table, "plan.csv", convention)
    assert "2 colonnes ignorées : « CAF », « MSA »" in said(client, address)
    press(
        client,
        address,
        "Relire avec ces colonnes",
        **{"colonne-0-2": "planned:CAF", "colonne-0-3": "partners:MSA"},
    )
    batch.refresh_from_db()

    assert batch.mapping[""] == {"enjeu": 0, "title": 1, "planned:CAF": 2, "partners:MSA": 3}
    address, batch = sent(client, table, "plan.csv", convention)  # remembered for the next file
    assert batch.mapping[""]["partners:MSA"] == 3


def test_groups_are_known_by_how_their_words_begin(convention):
    rows = [
        [
            "Axe",
            "Action",
            "Financeurs prévus",
            None,
            "Structures impliquées",
            None,
            "Total",
            "État",
        ],
        [None, None, "CAF", "État", "MSA", "CCTA", None, None],
        ["1. Santé", "Bus santé", 3000, "2 000 €", "X", "", 5000, "En cours"],
        ["1. Santé", "Forum santé", "1 k€", "", "", "X", "1 000", "En cours"],
    ]
    plan = confirmed(batch_of(convention, rows, ["C1:D1", "E1:F1"]))

    assert told(plan, "Partenaires") == ["MSA", "CCTA"]
    assert told(plan, "Avancement") == ["En cours", "En cours"]
    funders = [one.label for row in plan.added for one in row.changes if "Financement" in one.label]
    assert [label.rpartition(", ")[2] for label in funders] == ["CAF", "État (à créer)", "CAF"]


def test_roles_in_words_need_no_group(convention):
    rows = [
        ["Axe", "Action", "CAF", "MSA", "Amicale"],
        ["1. Santé", "Bus santé", "Financeur", "Pilote", "lundi"],
        ["1. Santé", "Forum santé", "pilote", "", "mardi"],
    ]
    batch = batch_of(convention, rows)
    plan = confirmed(batch)

    assert told(plan, "Pilote") == ["MSA", "CAF"]
    assert told(plan, "Financeurs") == ["CAF", ""]
    (sheet,) = table_of(batch).fit
    assert unread(sheet, batch.mapping["Plan"]) == ["Amicale"]
