"""Sheets that may be read and are not ticked with the others: hidden ones, and other years."""

import io

import openpyxl
import pytest

from actions.importing.batch import preview
from partners.permissions import Role
from tests.actions.importing.pages import press, said, sent
from tests.actions.importing.samples import received
from tests.actions.importing.test_habits import workbook
from tests.factories import ConventionFactory, UserFactory
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
HEAD = ["Axe", "N°", "Action", "État"]
FIRST = [["1. Jeux", "1", "Ludothèque mobile", "En cours"], ["", "2", "Passerelle", "À venir"]]
THEN = [["1. Jeux", "1", "Ludothèque mobile", "Réalisée"], ["", "2", "Passerelle", "En cours"]]
YEARS = {
    "Suivi 2024": ([HEAD, *FIRST], []),
    "Suivi 2025": ([HEAD, *THEN, ["", "3", "Atelier", "À venir"]], []),
}


@pytest.fixture
def convention():
    return ConventionFactory(public=True)


def test_sheet_of_each_year_the_last_is_read(convention):
    batch = received(workbook(YEARS), "plan.xlsx", convention)

    assert batch.sheets == ["Suivi 2025"]
    assert preview(batch).faults == []


def test_sheets_that_share_their_notes_and_instructions_are_read_together(convention):
    hint = ["(à choisir)", "(ex. : 1)", "(à préciser)", "(à choisir)"]
    note = ["", "", "* actions à valider", ""]
    sheets = {
        "Jeux": ([HEAD, hint, ["1. Jeux", "1", "Ludothèque", ""], note], []),
        "Sport": ([HEAD, hint, ["2. Sport", "2", "Gymnase", ""], note], []),
    }

    assert received(workbook(sheets), "plan.xlsx", convention).sheets == ["Jeux", "Sport"]


def test_sheets_that_share_few_actions_are_read_together(convention):
    other = [
        ["2. Sport", "4", "Gymnase", ""],
        ["", "5", "Piscine", ""],
        ["", "1", "Passerelle", ""],
    ]
    sheets = {"2024": ([HEAD, *FIRST], []), "2025": ([HEAD, *other], [])}

    assert received(workbook(sheets), "plan.xlsx", convention).sheets == ["2024", "2025"]


def hidden(sheets, *names):
    book = openpyxl.load_workbook(io.BytesIO(workbook(sheets)))
    for name in names:
        book[name].sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_hidden_sheet_is_not_read_and_said_so(convention):
    sheets = {"Plan": ([HEAD, *FIRST], []), "Vieux": ([HEAD, ["9. X", "9", "Ancienne", ""]], [])}
    editor = sign_in_as(UserFactory(role=Role.EDITING))
    address, batch = sent(editor, hidden(sheets, "Vieux"), "plan.xlsx", convention)

    assert batch.sheets == ["Plan"]
    told = "La feuille « Vieux » n’est pas lue : elle est masquée dans votre tableur."
    assert told in said(editor, address)
    press(editor, address, "Lire ces feuilles", feuille=["0", "1"])
    batch.refresh_from_db()
    assert batch.sheets == ["Plan", "Vieux"]
    assert told not in said(editor, address)
