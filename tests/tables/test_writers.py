"""Each format gives back what was written, and nothing in it runs."""

import csv
import io
import re
import tracemalloc
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import python_calamine
from hypothesis import example, given
from hypothesis import strategies as st

from tables.cells import column_letter, unguarded
from tables.formats import FORMATS
from tables.output import DropDown, OutputColumn, OutputSheet, writable

TRICKS = [
    '=HYPERLINK("http://example.org","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "'=1",
    "''quote",
    "3.10",
    "1.2.10",
    "007",
    "2024-02-30",
    "_x0041_ et _x005F_x0041_",
    "<b>&amp;</b> ]]> <!-- -->",
    "deux  espaces   et plus",
    "ligne\nautre\n\nligne",
    'point ; virgule, "guillemets"',
    "\u202edroite à gauche \u200b",
    "famille 👨‍👩‍👧 \U0001f600",
    "TRUE",
    "#N/A",
    "1e5",
]


def write(suffix, *sheets):
    file = io.BytesIO()
    FORMATS[suffix].write(file, sheets)
    return file.getvalue()


def one_column(values):
    return OutputSheet(
        "Plan",
        (OutputColumn("Texte"), OutputColumn("Repère")),
        [[value, "fin"] for value in values],
    )


def read(suffix, content):
    """Cells of the first column below the header, as a reader of the format gives them."""
    if suffix == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), ""), delimiter=";"))
        return [unguarded(row[0]) for row in rows[1:]]
    book = python_calamine.load_workbook(io.BytesIO(content))
    return [row[0] for row in book.get_sheet_by_index(0).to_python(skip_empty_area=False)[1:]]


def one_line_end(text):
    return text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("suffix", FORMATS)
def test_awkward_texts_come_back(suffix):
    assert read(suffix, write(suffix, one_column(TRICKS))) == TRICKS


@pytest.mark.parametrize("suffix", FORMATS)
@given(text=st.text(max_size=60))
@example(text="_x000D_")
@example(text="_x005F_x005F_x0041_")
@example(text=" a\r\nb\rc\x85d\u2028e ")
@example(text="\x00\x0b\ufffe\ud800")
@example(text="  \n  x  \n")
def test_any_text_comes_back(suffix, text):
    (found,) = read(suffix, write(suffix, one_column([text])))

    assert one_line_end(found) == one_line_end(writable(text))


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_dates_are_dates(suffix):
    days = [date(1900, 3, 1), date(2024, 2, 29), date(9999, 12, 31)]

    assert read(suffix, write(suffix, one_column(days))) == days


@pytest.mark.parametrize("suffix", FORMATS)
def test_days_of_another_calendar_are_written_in_full(suffix):
    days = [date(1, 1, 1), date(1582, 10, 10)]

    assert read(suffix, write(suffix, one_column(days))) == ["0001-01-01", "1582-10-10"]


def test_excel_shows_formulas_as_text_and_dates_in_french():
    sheet = one_column([*TRICKS, date(2024, 3, 1)])
    target = openpyxl.load_workbook(io.BytesIO(write("xlsx", sheet)))["Plan"]

    kinds = [row[0].data_type for row in target.iter_rows(min_row=2)]
    assert kinds == ["s"] * len(TRICKS) + ["d"]
    assert target.cell(len(TRICKS) + 2, 1).number_format == "dd/mm/yyyy"


def test_libreoffice_finds_no_formula():
    content = zipfile.ZipFile(io.BytesIO(write("ods", one_column(TRICKS)))).read("content.xml")

    assert b"table:formula" not in content
    assert set(re.findall(rb'office:value-type="(\w+)"', content)) == {b"string"}


def test_csv_opens_in_a_french_excel_and_no_cell_is_a_formula():
    content = write("csv", one_column(TRICKS))
    cells = [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")]

    assert content.startswith(b"\xef\xbb\xbfTexte;")
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_header_stays_in_sight_with_filters_and_widths():
    sheet = OutputSheet(
        "Plan", (OutputColumn("Code", 10), OutputColumn("Intitulé", 45)), [["1", "a"], ["2", "b"]]
    )
    target = openpyxl.load_workbook(io.BytesIO(write("xlsx", sheet))).active

    assert (target.freeze_panes, target.auto_filter.ref) == ("A2", "A1:B3")
    assert target.column_dimensions["B"].width == 45
    archive = zipfile.ZipFile(io.BytesIO(write("ods", sheet)))
    assert archive.namelist()[0] == "mimetype"
    assert b"'Plan'.A1:'Plan'.B3" in archive.read("content.xml").replace(b"&apos;", b"'")
    assert b"VerticalSplitPosition" in archive.read("settings.xml")


def test_lists_to_choose_from():
    columns = (
        OutputColumn("État", 20, DropDown("Listes", 0, 2, only_these=True)),
        OutputColumn("Libre"),
    )
    sheets = (
        OutputSheet("Plan", columns),
        OutputSheet("Listes", (OutputColumn("États"),), [["À venir"], ["En cours"]]),
    )

    book = openpyxl.load_workbook(io.BytesIO(write("xlsx", *sheets)))
    (rule,) = book["Plan"].data_validations.dataValidation
    assert (rule.formula1, rule.showErrorMessage) == ("'Listes'!$A$2:$A$3", True)
    assert "A2" in rule.sqref and "B2" not in rule.sqref
    content = zipfile.ZipFile(io.BytesIO(write("ods", *sheets))).read("content.xml").decode()
    assert "of:cell-content-is-in-list([$'Listes'.$A$2:.$A$3])" in content


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Plan d’actions", "Plan d’actions"),
        ("a/b:c[d]*?'", "a b c d"),
        ("", "Feuille"),
        ("x" * 40, "x" * 31),
    ],
)
def test_tabs_have_names_that_every_program_accepts(title, name):
    assert OutputSheet(title, ()).name == name


def test_letters_of_columns():
    assert [column_letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_memory_does_not_grow_with_the_lines(suffix, tmp_path):
    def peak(lines):
        columns = tuple(OutputColumn(f"c{n}") for n in range(10))
        rows = ([f"{n} {'texte ' * 20}"] * 9 + [datetime(2024, 1, 1).date()] for n in range(lines))
        with (tmp_path / f"{lines}").open("wb") as file:
            tracemalloc.start()
            FORMATS[suffix].write(file, [OutputSheet("Plan", columns, rows)])
            found = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return found

    peak(10)
    assert peak(1000) < peak(100) + 1_000_000
