"""A CSV file of any usual encoding and separator gives the same table."""

import codecs
import io

import pytest

from actions.importing.reading import PEOPLE, open_table
from tables.cells import cell_text
from tests.actions.importing import files

TEXT = "Code{0}Intitulé{0}Résumé\n1.1{0}L’été à l’école{0}« déjà »\n1.2{0}Œuvre{0}\n"
ENCODINGS = [
    ("utf-8", b""),
    ("utf-8", codecs.BOM_UTF8),
    ("cp1252", b""),
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
    ("utf-16-le", b""),
    ("utf-16-be", b""),
]


def read(content, name="plan.csv"):
    (sheet,) = open_table(io.BytesIO(content), name).sheets
    return sheet


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(("encoding", "mark"), ENCODINGS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encoding_separator_and_line_ends_are_found(separator, encoding, mark, line_end):
    content = mark + TEXT.format(separator).replace("\n", line_end).encode(encoding)

    assert read(content).lines() == [
        (2, ["1.1", "L’été à l’école", "« déjà »"]),
        (3, ["1.2", "Œuvre", ""]),
    ]


def test_separator_said_by_excel_is_followed():
    sheet = read(b"sep=;\nCode;Titre\n1.1;a,b,c,d\n")

    assert sheet.header_line == 2
    assert sheet.lines() == [(3, ["1.1", "a,b,c,d"])]


def test_quotes_commas_and_new_lines_stay_in_their_cell():
    sheet = read(b'Code,Titre,Description\n1.1,"a, ""b""","un\ndeux"\n1.2,c,d\n')

    assert sheet.lines() == [(2, ["1.1", 'a, "b"', "un\ndeux"]), (3, ["1.2", "c", "d"])]


def test_apostrophe_of_our_exports_is_taken_off_in_csv_only():
    lines = [("Code", "Titre"), ("1.1", "'=1+1"), ("1.2", "'hier")]
    csv = read("\n".join(";".join(line) for line in lines).encode())

    assert [row[1] for _, row in csv.lines()] == ["=1+1", "'hier"]
    assert [row[1] for _, row in read(files.xlsx(lines), "a.xlsx").lines()] == ["'=1+1", "'hier"]


def test_header_is_found_under_titles_and_lines_keep_their_number():
    sheet = read("Plan d’actions\n\nmis à jour\n\nCode;Titre\n\n1.1;a\n".encode())

    assert sheet.header_line == 5
    assert sheet.lines() == [(7, ["1.1", "a"])]


def test_heading_over_two_lines_is_read():
    sheet = read("Code;Intitulé;;\nCode;Intitulé;Début;\n1.1;a;2023;x\n".encode())

    assert [heading.text for heading in sheet.headings] == ["Code", "Intitulé", "Début", ""]


def test_table_of_people_is_never_a_plan():
    content = "Structure;Action;Prénom;Courriel;Code\nCAF;x;Anne;a@example.org;1\n".encode()
    sheets = open_table(
        io.BytesIO(files.xlsx([*files.LINES])),
        "plan.xlsx",
    ).sheets

    assert [sheet.refusal for sheet in sheets] == [""]
    with pytest.raises(Exception, match="coordonnées de personnes") as refusal:
        read(content)
    assert str(refusal.value) == PEOPLE


@pytest.mark.parametrize(
    ("cell", "text"),
    [(1.0, "1"), (1.5, "1.5"), (True, "VRAI"), ("  a ", "a"), (1e300, "1e+300")],
)
def test_cells_are_shown_as_their_spreadsheet_does(cell, text):
    assert cell_text(cell) == text
