"""What may not be read is refused in words, fast, and without filling the memory."""

import io
import json
import subprocess
import sys

import pytest

from actions.importing.reading import (
    NO_LINE,
    NOT_A_PLAN,
    NOTHING,
    open_table,
)
from tables import file_limits, sheet_limits
from tables.csv_reader import CELL_TOO_LONG
from tables.errors import TableRefused
from tests.actions.importing import files
from tests.actions.importing.files import LINES, ods, xlsx
from tests.repository import ROOT
from tests.tables import hostile

MEGABYTE = 1024 * 1024
CSV = b"Code,Enjeu,Intitul\xc3\xa9\n1.1,1. Acc\xc3\xa8s,Tenir des permanences\n"
PDF = b"%PDF-1.4\n%%EOF\n"
WORD = files.archive({"word/document.xml": "x"})
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


def answer(content, name):
    """The sentence that refuses the file, "" when it is read."""
    try:
        open_table(io.BytesIO(content), name)
    except TableRefused as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize(
    ("content", "name"),
    [(xlsx(), "plan.xlsx"), (xlsx(), "PLAN.XLSX"), (ods(), "plan.ods"), (CSV, "a\\b\\plan.csv")],
)
def test_small_table_is_read(content, name):
    (sheet,) = open_table(io.BytesIO(content), name).sheets

    assert [heading.text for heading in sheet.headings] == list(LINES[0])
    assert sheet.lines() == [(2, list(LINES[1]))]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "plan.xlsx", file_limits.EMPTY),
        (b"", "plan.csv", file_limits.EMPTY),
        (b"\xef\xbb\xbf", "plan.csv", file_limits.EMPTY),
        (b" \r\n\r\n", "plan.csv", file_limits.EMPTY),
        (b";;;\n;;;\n", "plan.csv", NOTHING),
        (xlsx([]), "plan.xlsx", NOTHING),
        (ods([]), "plan.ods", NOTHING),
        (b"bonjour", "plan.csv", NOT_A_PLAN),
        (b"Code;Action\n;;\n", "plan.csv", NO_LINE),
        (xlsx(LINES[:1]), "plan.xlsx", NO_LINE),
        (xlsx(**{"xl/vbaProject.bin": "x"}), "plan.xlsx", file_limits.MACROS),
        (xlsx(), "plan.xlsm", file_limits.MACROS),
        (
            xlsx(**{"[Content_Types].xml": files.XLSX_TYPES.replace("sheet.main", "macroEnabled")}),
            "plan.xlsx",
            file_limits.MACROS,
        ),
        (ods(**{"Basic/Standard/Module1.xml": "x"}), "plan.ods", file_limits.MACROS),
        (files.old_office("EncryptedPackage"), "plan.xlsx", file_limits.ENCRYPTED),
        (files.marked_encrypted(xlsx()), "plan.xlsx", file_limits.ENCRYPTED),
        (ods(manifest="<x><manifest:encryption-data/></x>"), "plan.ods", file_limits.ENCRYPTED),
        (files.old_office("Workbook"), "plan.xls", file_limits.OLD),
        (files.old_office("Workbook"), "plan.xlsx", file_limits.OLD),
        (b"<html>", "plan.xls", file_limits.OLD),
        (CSV, "plan.pdf", file_limits.UNKNOWN),
        (CSV, "plan", file_limits.UNKNOWN),
        (xlsx(), "plan.csv", file_limits.RENAMED.format(suffix=".csv")),
        (xlsx(), "plan.ods", file_limits.RENAMED.format(suffix=".ods")),
        (ods(), "plan.xlsx", file_limits.RENAMED.format(suffix=".xlsx")),
        (PDF, "plan.csv", file_limits.RENAMED.format(suffix=".csv")),
        (PNG, "plan.xlsx", file_limits.RENAMED.format(suffix=".xlsx")),
        (CSV, "plan.xlsx", file_limits.RENAMED.format(suffix=".xlsx")),
        (
            files.archive({"word/document.xml": "x"}),
            "a.xlsx",
            file_limits.RENAMED.format(suffix=".xlsx"),
        ),
        (xlsx()[:400], "plan.xlsx", file_limits.CORRUPT),
        (xlsx()[:-30], "plan.xlsx", file_limits.CORRUPT),
        (xlsx(sheet="<worksheet><sheetData>"), "plan.xlsx", file_limits.CORRUPT),
        (
            xlsx(sheet='<worksheet><c r="ZZZZ1"><v>1</v></c></worksheet>'),
            "a.xlsx",
            file_limits.CORRUPT,
        ),
        (
            xlsx(sheet='<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'),
            "plan.xlsx",
            file_limits.CORRUPT,
        ),
        (
            xlsx(**{"xl/_rels/workbook.xml.rels": "<Relationships/>"}),
            "plan.xlsx",
            file_limits.CORRUPT,
        ),
        (b'Code,Action\n1,"' + b"x" * 200_000, "plan.csv", CELL_TOO_LONG),
    ],
)
def test_bad_file_has_its_own_sentence(content, name, sentence):
    assert answer(content, name) == sentence


def test_flipped_byte_is_found():
    content = bytearray(xlsx())
    at = content.find(b"xl/worksheets/sheet1.xml") + 60
    content[at] ^= 0xFF

    assert answer(bytes(content), "plan.xlsx") == file_limits.CORRUPT


@pytest.mark.parametrize(
    ("count", "sentence"), [(5000, ""), (5001, sheet_limits.TOO_MANY_LINES)], ids=["5000", "5001"]
)
@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_5000_lines_are_read_and_no_more(kind, count, sentence):
    lines = [files.HEADER, *((f"1.{number}", "1. Accès", "Tenir") for number in range(count))]
    if kind == "csv":
        content = "\n".join(";".join(line) for line in lines).encode()
    else:
        content = {"xlsx": xlsx, "ods": ods}[kind](lines)

    assert answer(content, f"plan.{kind}") == sentence


def test_empty_formatted_rows_do_not_count():
    styled = "".join(
        f'<row r="{number}"><c r="A{number}" s="1"/></row>' for number in (9000, 99999)
    )
    content = xlsx(sheet=files.sheet_xml(LINES).replace("</sheetData>", f"{styled}</sheetData>"))

    assert answer(content, "plan.xlsx") == ""


def test_empty_repeated_rows_of_ods_do_not_count():
    rest = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )

    assert answer(ods(rows=rest), "plan.ods") == ""


# --- measured ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reader_apart():
    """Reads each file in a process that does nothing else."""
    command = [sys.executable, "-m", "tests.tables.hostile"]
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        yield process
        process.stdin.close()
        assert process.wait(30) == 0


def read_apart(reader, file_name, path):
    """What the process finds."""
    reader.stdin.write(f"{file_name}\t{path}\n")
    reader.stdin.flush()
    return json.loads(reader.stdout.readline())


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("bomb", file_limits.BOMB),
        ("bomb-that-lies", file_limits.CORRUPT),
        ("bomb-of-words", file_limits.BOMB),
        ("words-that-lie", file_limits.CORRUPT),
        ("many-parts", file_limits.BOMB),
        ("million-rows-announced", sheet_limits.TOO_WIDE),
        ("far-cell", sheet_limits.TOO_WIDE),
        ("100000-rows-xlsx", sheet_limits.TOO_MANY_LINES),
        ("100000-rows-csv", sheet_limits.TOO_MANY_LINES),
        ("100000-rows-ods", sheet_limits.TOO_MANY_LINES),
        ("million-rows-repeated", sheet_limits.TOO_MANY_LINES),
        ("merged-again-and-again", sheet_limits.TOO_MANY_MERGES),
        ("merged-cells-of-ods", sheet_limits.TOO_MANY_MERGES),
        ("10-megabytes-on-one-line", CELL_TOO_LONG),
        ("10-megabytes-of-emoji", CELL_TOO_LONG),
        ("open-quote", CELL_TOO_LONG),
        ("too-heavy", file_limits.TOO_HEAVY),
    ],
)
def test_hostile_file_is_refused_fast_and_in_little_memory(name, sentence, tmp_path, reader_apart):
    path = tmp_path / "hostile"
    found = read_apart(reader_apart, hostile.write(name, path), path)

    assert found["answer"] == sentence
    assert found["seconds"] < 2
    assert found["memory"] < 100 * MEGABYTE
