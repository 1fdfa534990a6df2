"""A CSV file of any usual encoding and separator, as rows of text."""

import codecs
import csv
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from itertools import islice
from typing import Any, BinaryIO

from tables.cells import unguarded
from tables.errors import TableRefused
from tables.file_limits import CORRUPT
from tables.sheet_limits import MAX_COLUMNS, MAX_ROW_NUMBER, MAX_ROWS, TOO_MANY_LINES

SEPARATORS = (";", ",", "\t")
SAMPLE = 60  # rows looked at to find the separator
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
NOT_TEXT = (
    "Ce fichier n’est pas un texte lisible : enregistrez-le au format « CSV UTF-8 », XLSX ou ODS."
)
CELL_TOO_LONG = (
    "Une cellule de ce fichier est trop longue : un guillemet n’est sans doute pas refermé."
)


def encoding_of(file: BinaryIO) -> str:
    """The encoding of a CSV file: by its mark, else UTF-8 if all of it is, else Windows’ own."""
    file.seek(0)
    head = file.read(4096)
    for mark, encoding in MARKS.items():
        if head.startswith(mark):
            return encoding
    # Every other byte is zero in Western UTF-16 without a mark.
    if len(head) >= 4 and head[1::2].count(0) > len(head) // 4 > 4 * head[::2].count(0):
        return "utf-16-le"
    if len(head) >= 4 and head[::2].count(0) > len(head) // 4 > 4 * head[1::2].count(0):
        return "utf-16-be"
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(64 * 1024):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def records(file: BinaryIO, encoding: str, separator: str) -> Iterator[list[str]]:
    """The rows of the file, one list of cells each."""
    file.seek(0)
    text = TextIOWrapper(file, encoding, newline="")
    try:
        yield from csv.reader(text, delimiter=separator)
    finally:
        text.detach()  # the file stays open


def separator_of(file: BinaryIO, encoding: str, is_heading: Callable[[str], bool]) -> str:
    """The separator that shows the most known headings, then the most columns, then `;`."""

    def promise(separator: str) -> tuple[int, int]:
        rows = list(islice(records(file, encoding, separator), SAMPLE))
        if rows and len(rows[0]) == 1 and rows[0][0].strip() == f"sep={separator}":
            return (1000, 0)
        known = max((sum(map(is_heading, row)) for row in rows), default=0)
        widths = sorted(len(row) for row in rows if row)
        return (known, widths[len(widths) // 2] if widths else 0)

    return max(SEPARATORS, key=promise)


def read_text(file: BinaryIO, is_heading: Callable[[str], bool]) -> list[list[Any]]:
    """All the rows of a CSV file; raise TableRefused when it cannot be read or has too many.

    `is_heading` knows the headings of the tables one expects: they tell the separator.
    """
    encoding = encoding_of(file)
    try:
        separator = separator_of(file, encoding, is_heading)
        rows: list[list[Any]] = []
        filled = 0
        for row in records(file, encoding, separator):
            if len(row) > MAX_COLUMNS:
                row = row[:MAX_COLUMNS] if not any(row[MAX_COLUMNS:]) else row
                if len(row) > MAX_COLUMNS:
                    raise TableRefused(NOT_TEXT)
            filled += any(cell.strip() for cell in row)
            if filled > MAX_ROWS or len(rows) >= MAX_ROW_NUMBER:
                raise TableRefused(TOO_MANY_LINES)
            rows.append([unguarded(cell) for cell in row])
    except (UnicodeError, UnicodeDecodeError) as error:
        raise TableRefused(NOT_TEXT) from error
    except csv.Error as error:
        raise TableRefused(CELL_TOO_LONG) from error
    except OSError as error:
        raise TableRefused(CORRUPT) from error
    if rows and len(rows[0]) >= 1 and rows[0][0].strip() in {f"sep={s}" for s in SEPARATORS}:
        rows[0] = []  # a line for Excel only; the line numbers stay
    return rows
