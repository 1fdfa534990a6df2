"""Cards, one action with its labels one under another, are read as the lines of a table."""

import datetime as dt
import io
import random

import openpyxl
import pytest

from actions.import_questions import name_of
from actions.importing.batch import preview, table_of
from actions.importing.reading import open_table
from actions.models import WordKind
from partners.permissions import Role
from tests.actions.importing.files import ods
from tests.actions.importing.pages import press, said, sent
from tests.actions.importing.samples import confirmed, received
from tests.actions.importing.test_habits import workbook
from tests.factories import ConventionFactory, OrganisationFactory, UserFactory
from tests.signing import sign_in_as

GUICHET, LUDO, FORUM = "Ouvrir un guichet", "Créer une ludothèque", "Tenir un forum"
# Each card: what its labels head, by the column of a plan.
CARDS = [
    {"code": "1", "enjeu": "Axe 1 : Enfance", "title": GUICHET, "lead": "CAF", "end": "fin 2025"},
    {"code": "2", "enjeu": "Axe 1 : Enfance", "title": LUDO, "lead": "MSA", "end": "T1 2026"},
    {"code": "3", "enjeu": "Axe 2 : Jeunesse", "title": FORUM, "lead": "CAF", "end": ""},
]
PARTNERS = ["MSA", "Mairie"]
WANTED = [
    ("1", GUICHET, "1. Enfance", "CAF", dt.date(2025, 12, 31)),
    ("2", LUDO, "1. Enfance", "MSA", dt.date(2026, 3, 31)),
    ("3", FORUM, "2. Jeunesse", "CAF", None),
]


@pytest.fixture
def convention(db):
    for name in ("CAF", "MSA", "Mairie"):
        OrganisationFactory(name=name, short_name="")
    return ConventionFactory(public=True)


def beside(card):
    """Labels with a colon, two pairs on a line, a cell merged downwards, a title merged on top."""
    return [
        [f"FICHE ACTION N°{card['code']}"],
        [],
        ["Thématique :", card["enjeu"]],
        ["Intitulé de l’action :", card["title"], "Pilote :", card["lead"]],
        ["Partenaires :", PARTNERS[0]],
        ["", PARTNERS[1]],
        ["Points de vigilance", "Trouver un local\net le chauffer"],
        ["Échéance :", card["end"], "Avancement :", "Réalisée"],
    ]


def below(card):
    """Labels in capitals, what they head underneath."""
    return [
        ["FICHE ACTION"],
        [f"{card['code']}. {card['title']}"],
        [card["enjeu"]],
        ["STRUCTURE PILOTE"],
        [card["lead"]],
        ["PARTENAIRES"],
        *([one] for one in PARTNERS),
        ["POINTS DE VIGILANCE"],
        ["Trouver un local"],
        ["ÉTAT D’AVANCEMENT"],
        ["Réalisée"],
        ["ÉCHÉANCE"],
        [card["end"]],
    ]


def inline(card):
    """A label and what it heads in one cell."""
    return [
        [f"Fiche action {card['code']} : {card['title']}"],
        [card["enjeu"]],
        [f"Porteur : {card['lead']}"],
        [f"Partenaires : {', '.join(PARTNERS)}"],
        ["Avancement : réalisée"],
        *([f"Échéance : {card['end']}"] for _ in card["end"][:1]),
    ]


def stacked(layout):
    """All the cards on one sheet, under the title of the document."""
    rows = [["Plan d’actions 2024-2028"], []]
    for card in CARDS:
        rows += [*layout(card), ["Mise à jour : 12 mars"], []]
    return {"Recueil": (rows, [])}


def by_sheet(layout):
    cards = {f"FA {card['code']}": (layout(card), []) for card in CARDS}
    return {"Mode d’emploi": ([["Une feuille par fiche."]], []), **cards}


def turned():
    """A table on its side: a column for each action."""
    columns = [
        ["Rubriques", "N°", "Axe", "Action", "Pilote", "Partenaires", "Avancement", "Échéance"],
        *(
            [
                *("", card["code"], card["enjeu"], card["title"], card["lead"]),
                *("MSA, Mairie", "Réalisée", card["end"]),
            ]
            for card in CARDS
        ),
    ]
    return {"Suivi": ([list(row) for row in zip(*columns, strict=True)], [])}


LAYOUTS = {
    "beside, a sheet for each": by_sheet(beside),
    "beside, one under another": stacked(beside),
    "below, a sheet for each": by_sheet(below),
    "inline, a sheet for each": by_sheet(inline),
    "inline, one under another": stacked(inline),
    "a column for each": turned(),
}


def read(plan):
    """(code, title, enjeu, lead, end) of each action added."""
    found = []
    for row in plan.added:
        assert [line.organisation.name for line in row.lines] == PARTNERS
        assert row.row.avancement == "realisee"
        lead = row.row.lead_id and row.row.lead.name
        found.append((row.code, row.title, str(row.row.enjeu), lead, row.row.ends_on))
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
def test_cards_are_the_lines_of_a_table(convention, layout):
    plan = confirmed(received(workbook(LAYOUTS[layout]), "fiches.xlsx", convention))

    assert [str(fault) for fault in plan.faults] == []
    assert [(word.kind, word.text) for word in plan.pending] == []
    assert read(plan) == WANTED


def test_cards_of_an_ods_file_and_of_a_csv_file(convention):
    rows = stacked(beside)["Recueil"][0]
    text = "\n".join(";".join(f'"{cell}"' for cell in row) for row in rows)
    files = {"fiches.ods": ods([row or [""] for row in rows]), "fiches.csv": text.encode("cp1252")}
    for name, content in files.items():
        assert read(confirmed(received(content, name, convention))) == WANTED


@pytest.mark.parametrize("seed", range(12))
def test_order_of_labels_blank_lines_and_layouts_change_nothing(convention, seed):
    chance = random.Random(seed)
    order = chance.sample(range(2, 6), 4)
    sheets = {}
    for card in CARDS:
        rows = [[f"FICHE ACTION N°{card['code']}"], ["Titre", card["title"]]]
        pairs = [
            *(["Axe", card["enjeu"]], ["Chef de file", card["lead"]]),
            *(["Partenaires mobilisés", " / ".join(PARTNERS)], ["Avancement", "Réalisée"]),
        ]
        pairs = [pairs[place - 2] for place in order] + [["Échéance", card["end"]]]
        for label, value in pairs:
            label += chance.choice(["", " :", " : "])
            rows += [[]] * chance.randint(0, 1)
            at = chance.choice([1, 2])  # a label over two columns
            rows.append([label, *[None] * (at - 1), value])
        sheets[f"Fiche {card['code']}"] = ([[None, *row] for row in rows], [])
    plan = confirmed(received(workbook(sheets), "fiches.xlsx", convention))

    assert [str(fault) for fault in plan.faults] == []
    assert read(plan) == WANTED


def test_card_without_its_axis_is_asked_and_takes_that_of_no_other(convention):
    rows = by_sheet(beside)
    del rows["FA 2"][0][2]
    plan = confirmed(received(workbook(rows), "fiches.xlsx", convention))

    (asked,) = plan.pending
    assert (asked.kind, asked.suggestion, asked.lines) == (WordKind.ENJEU, "", [3])
    assert [str(row.row.enjeu) for row in plan.added[::2]] == ["1. Enfance", "2. Jeunesse"]


def test_axis_written_once_serves_the_cards_below_it(convention):
    rows = [["AXE 1 – ENFANCE"]]
    for card in CARDS:
        rows += [["AXE 2 – JEUNESSE"]] * (card["code"] == "3")
        rows += [row for row in inline(card) if row != [card["enjeu"]]] + [[]]
    plan = confirmed(received(workbook({"CTG": (rows, [])}), "fiches.xlsx", convention))

    assert [(row.code, str(row.row.enjeu)) for row in plan.added] == [
        ("1", "1. ENFANCE"),
        ("2", "1. ENFANCE"),
        ("3", "2. JEUNESSE"),
    ]


def test_small_tables_of_a_card_are_its_money_and_its_indicators(convention):
    card = [
        *beside(CARDS[0]),
        ["Indicateurs", "Indicateur", 2023, 2024],
        ["", "Familles accueillies", 10, 12],
        ["", "Heures", "", 100],
        ["Budget prévisionnel", "CAF", 3000],
        ["", "Mairie", "2 k€"],
    ]
    plan = confirmed(received(workbook({"FA": (card, [])}), "fiches.xlsx", convention))
    (row,) = plan.added
    changes = {change.label: change.after for change in row.changes}

    assert [str(fault) for fault in plan.faults] == []
    assert [line.label for line in row.lines if hasattr(line, "label")] == [
        "Familles accueillies",
        "Heures",
    ]
    assert changes["Indicateur « Familles accueillies », valeur au 31/12/2023"] == "10"
    assert changes["Indicateur « Heures », valeur au 31/12/2024"] == "100"
    assert changes["Financement 2023, CAF"].replace("\u202f", " ").endswith("3 000\u00a0€")


def test_cell_of_a_card_is_corrected_on_the_page_and_the_table_comes_back(convention):
    rows = by_sheet(beside)
    rows["FA 2"][0][-1][1] = "30/02/2024"
    editor = sign_in_as(UserFactory(role=Role.EDITING))
    address, batch = sent(editor, workbook(rows), "fiches.xlsx", convention)
    shown = said(editor, address)

    assert "3 fiches lues comme les lignes d’un tableau" in shown
    assert "Ligne 3 : feuille « FA 2 »" in shown
    answer = editor.get(f"/suivi/import/{batch.pk}/annote/")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert [cell.value for cell in book["Fiches"]["D"]] == ["Pilote", "CAF", "MSA", "CAF"]
    (field,) = [name for name, cell in faulty_cells(batch).items() if cell == "30/02/2024"]
    press(editor, address, "Enregistrer ces corrections", **{field: "29/02/2024"})
    batch.refresh_from_db()
    ends = {row.row.title: row.row.ends_on for row in confirmed(batch).added}
    assert ends[LUDO] == dt.date(2024, 2, 29)


def faulty_cells(batch):
    """Name of the field → the value of each cell at fault."""
    return {name_of("case", fault.cell_id): fault.value for fault in preview(batch).faults}


def test_table_beside_its_notice_is_no_card(convention):
    table = [["Intitulé", "Axe", "Pilote", "Échéance"], ["Guichet", "1. Enfance", "CAF", "2025"]]
    notice = [[word, "Ce qu’il faut écrire", "Un exemple"] for word in table[0]]
    sheets = {"Plan": (table, []), "Notice": (notice, [])}
    workbook_read = open_table(io.BytesIO(workbook(sheets)), "plan.xlsx")

    assert [sheet.name for sheet in workbook_read.fit] == ["Plan"]


def test_summary_that_says_the_cards_again_is_set_aside(convention):
    table = [["N°", "Action", "Pilote"], *([c["code"], c["title"], c["lead"]] for c in CARDS)]
    sheets = {"Sommaire": (table, []), **by_sheet(beside)}
    batch = received(workbook(sheets), "fiches.xlsx", convention)

    assert batch.sheets == ["Fiches"]
    assert table_of(batch).sheet("Sommaire").aside == "elle redit les actions de « Fiches »"


def test_blank_card_is_no_action(convention):
    blank = beside(dict.fromkeys(CARDS[0], ""))
    for row in blank[1:]:
        row[1::2] = [""] * len(row[1::2])
    sheets = {**by_sheet(beside), "Modèle": (blank, [])}
    plan = confirmed(received(workbook(sheets), "fiches.xlsx", convention))

    assert read(plan) == WANTED
