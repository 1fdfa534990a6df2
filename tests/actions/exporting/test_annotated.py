"""The workbook that staff sent comes back with each fault beside its cell."""

import csv
import datetime as dt
import io
import time

import openpyxl
import pytest
import python_calamine

from actions.exporting.annotated import SUFFIXES
from tables.formats import FORMATS
from tables.output import OutputColumn, OutputSheet
from tests.actions.importing.pages import sent
from tests.factories import EnjeuFactory

pytestmark = pytest.mark.django_db
HEADINGS = ("Code", "Enjeu", "Intitulé", "Début", "Fin prévue", "Résumé")
BAD_DATE = "Écrivez une date (31/12/2026), un mois (sept. 2023)"


@pytest.fixture
def enjeu():
    return EnjeuFactory(public=True, code="1", title="Accès")


def rows(count=3):
    """Lines with a bad date on the second one and a missing title on the last."""
    found = [
        [f"1.{n}", "1. Accès", f"=Titre {n}", "01/09/2024", "", "ligne\nautre"]
        for n in range(count)
    ]
    found[1][3] = "bientôt"
    found[-1][2] = ""
    return found


def table(suffix, lines):
    file = io.BytesIO()
    sheet = OutputSheet("Plan", tuple(OutputColumn(heading) for heading in HEADINGS), lines)
    notes = OutputSheet("Notes", (OutputColumn("Mémo"),), [["à garder"]])
    FORMATS[suffix].write(file, [sheet, notes])
    return file.getvalue()


def annotated(client, suffix, lines):
    address, _ = sent(client, table(suffix, lines), f"mon plan.{suffix}")
    response = client.get(f"{address}annote/")
    assert response.status_code == 200
    assert (
        response["Content-Disposition"]
        == f'attachment; filename="mon plan-annote.{SUFFIXES[suffix]}"'
    )
    return response.getvalue()


def test_xlsx_keeps_its_cells_and_shows_the_faults(staff_client, enjeu):
    book = openpyxl.load_workbook(io.BytesIO(annotated(staff_client, "xlsx", rows())))
    plan = book["Plan"]

    assert book.sheetnames == ["Plan", "Notes"]
    assert plan["C2"].value == "=Titre 0"
    assert plan["C2"].data_type == "s"
    assert plan["D3"].comment.text.startswith(BAD_DATE)
    assert plan["D3"].fill.fgColor.rgb == "00FFD9CC"
    assert plan["D2"].comment is None
    assert [plan.cell(line, 7).value for line in (1, 2)] == ["Erreurs", None]
    assert plan.cell(3, 7).value.startswith(f"Colonne D « Début » : {BAD_DATE}")
    assert plan.cell(4, 7).value == "Colonne C « Intitulé » : Donnez un titre à cette action."


def test_ods_comes_back_as_xlsx_with_its_cells_and_the_faults(staff_client, enjeu):
    lines = rows()
    lines[0][4] = dt.date(2026, 12, 31)
    book = openpyxl.load_workbook(io.BytesIO(annotated(staff_client, "ods", lines)))
    plan = book["Plan"]

    assert book.sheetnames == ["Plan", "Notes"]
    assert book["Notes"]["A2"].value == "à garder"
    assert [cell.value for cell in plan[2]][:4] == lines[0][:4]
    assert plan["C2"].data_type == "s"
    assert plan["E2"].value.date() == lines[0][4]
    assert plan["D3"].comment.text.startswith(BAD_DATE)
    assert [plan.cell(line, 7).value for line in (1, 2)] == ["Erreurs", None]
    assert plan.cell(4, 7).value == "Colonne C « Intitulé » : Donnez un titre à cette action."


def test_heavy_sheets_beside_the_plan_of_an_ods_come_back_empty(staff_client, enjeu, monkeypatch):
    monkeypatch.setattr("actions.exporting.annotated.MOST_OTHER_CELLS", 0)
    book = openpyxl.load_workbook(io.BytesIO(annotated(staff_client, "ods", rows())))

    assert book.sheetnames == ["Plan", "Notes"]
    assert book["Notes"]["A2"].value is None
    assert book["Plan"]["D3"].comment.text.startswith(BAD_DATE)


def test_csv_gets_a_column_and_nothing_runs_in_it(staff_client, enjeu):
    content = annotated(staff_client, "csv", rows()).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(content, ""), delimiter=";"))

    assert [line[:2] for line in lines[1:]] == [row[:2] for row in rows()]
    assert lines[0][-1] == "Erreurs"
    assert lines[1][2] == "'=Titre 0"
    assert lines[2][-1].startswith(f"Colonne D « Début » : {BAD_DATE}")


@pytest.mark.parametrize("suffix", FORMATS)
def test_five_thousand_lines_are_annotated_in_seconds(staff_client, enjeu, suffix):
    lines = [[f"1.{n}", "1. Accès", f"Titre {n}", "bientôt", "", ""] for n in range(5000)]
    start = time.process_time()
    content = annotated(staff_client, suffix, lines)

    assert time.process_time() - start < 30
    if suffix != "csv":
        book = python_calamine.load_workbook(io.BytesIO(content))
        assert "Début" in book.get_sheet_by_name("Plan").to_python()[5000][-1]


def test_sheets_too_long_beside_the_plan_are_not_loaded(staff_client, enjeu, monkeypatch):
    book = openpyxl.Workbook()
    plan, archives, notes = book.active, book.create_sheet("Archives"), book.create_sheet("Notes")
    plan.title = "Plan"
    for line in (HEADINGS, *rows()):
        plan.append(line)
    for _ in range(5200):
        archives.append(["mot"] * 3)
    notes.append(["à garder"])
    file = io.BytesIO()
    book.save(file)
    address, _ = sent(staff_client, file.getvalue(), "plan.xlsx")

    def answer():
        response = staff_client.get(f"{address}annote/")
        return openpyxl.load_workbook(io.BytesIO(response.getvalue()))

    found = answer()
    assert found["Archives"]["A1"].value is None
    assert found["Notes"]["A1"].value == "à garder"
    assert found["Plan"]["D3"].comment.text.startswith(BAD_DATE)

    monkeypatch.setattr("actions.exporting.annotated.MOST_OTHER_CELLS", 0)
    found = answer()
    assert found.sheetnames == ["Plan", "Archives", "Notes"]
    assert found["Notes"]["A1"].value is None
    assert found["Plan"]["D3"].comment.text.startswith(BAD_DATE)


@pytest.mark.parametrize("suffix", ["ods", "xlsx"])
def test_page_of_the_import_offers_the_annotated_file(staff_client, enjeu, suffix):
    address, _ = sent(staff_client, table(suffix, rows()), f"plan.{suffix}")
    page = " ".join(staff_client.get(address).content.decode().split())

    assert f'href="{address}annote/"' in page
    assert ("Votre fichier ODS devient un fichier XLSX" in page) is (suffix == "ods")
