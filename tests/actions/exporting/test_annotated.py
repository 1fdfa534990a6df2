"""The workbook that staff sent comes back with each fault beside its cell."""

import csv
import io
import time
import zipfile

import openpyxl
import pytest
import python_calamine
from lxml import etree

from tables.annotate import tag
from tables.formats import FORMATS
from tables.response import Column, Sheet
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
    sheet = Sheet("Plan", tuple(Column(heading) for heading in HEADINGS), lines)
    notes = Sheet("Notes", (Column("Mémo"),), [["à garder"]])
    FORMATS[suffix].write(file, [sheet, notes])
    return file.getvalue()


def annotated(client, suffix, lines):
    address, _ = sent(client, table(suffix, lines), f"mon plan.{suffix}")
    response = client.get(f"{address}annote/")
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="mon plan-annote.{suffix}"'
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
    assert plan.cell(4, 7).value == "Colonne C « Intitulé » : Donnez un intitulé à cette action."


def test_ods_keeps_its_cells_and_shows_the_faults(staff_client, enjeu):
    content = annotated(staff_client, "ods", rows())
    book = python_calamine.load_workbook(io.BytesIO(content))
    plan = book.get_sheet_by_name("Plan").to_python()

    assert book.sheet_names == ["Plan", "Notes"]
    assert [row[:3] for row in plan[1:]] == [row[:3] for row in rows()]
    assert [row[-1] for row in plan[:2]] == ["Erreurs", ""]
    assert plan[2][-1].startswith(f"Colonne D « Début » : {BAD_DATE}")
    assert plan[3][-1] == "Colonne C « Intitulé » : Donnez un intitulé à cette action."
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.namelist()[0] == "mimetype"
    root = etree.fromstring(archive.read("content.xml"))
    notes = ["".join(note.itertext()) for note in root.iter(tag("office:annotation"))]
    assert [note.startswith(BAD_DATE) for note in notes] == [True, False]
    marked = [note.getparent() for note in root.iter(tag("office:annotation"))]
    styles = {style.get(tag("style:name")): style for style in root.iter(tag("style:style"))}
    for cell in marked:
        (properties,) = styles[cell.get(tag("table:style-name"))].iter(
            tag("style:table-cell-properties")
        )
        assert properties.get(tag("fo:background-color")) == "#ffd9cc"


def test_ods_lines_written_once_for_several_are_told_apart(staff_client, enjeu):
    """LibreOffice writes equal lines and cells once, with a number of times."""
    content = table("ods", rows(2))
    source = zipfile.ZipFile(io.BytesIO(content))
    xml = source.read("content.xml").decode()
    rest = xml.index("</table:table>")
    line = (
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/>'
        '<table:table-cell table:number-columns-repeated="2"/>'
        '<table:table-cell office:value-type="string" table:number-columns-repeated="3">'
        "<text:p>bientôt</text:p></table:table-cell>"
        '<table:table-cell table:number-columns-repeated="9"/></table:table-row>'
    )
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, xml[:rest] + line + xml[rest:] if name == "content.xml" else data)
    address, _ = sent(staff_client, changed.getvalue(), "plan.ods")
    found = staff_client.get(f"{address}annote/").getvalue()

    book = python_calamine.load_workbook(io.BytesIO(found))
    plan = book.get_sheet_by_name("Plan").to_python()
    assert [row[3:6] for row in plan[3:6]] == [["bientôt"] * 3] * 3
    assert all("Colonne D « Début »" in row[6] for row in plan[3:6])


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


def test_page_of_the_import_offers_the_annotated_file(staff_client, enjeu):
    address, _ = sent(staff_client, table("ods", rows()), "plan.ods")

    assert f'href="{address}annote/"' in staff_client.get(address).content.decode()
