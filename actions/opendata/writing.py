"""Tables as files: CSV and JSON for programs, one XLSX of all for people.

The CSV is RFC 4180: commas, CRLF, UTF-8 without a mark, and each text exactly as published. The
apostrophe that our other exports put before = + - @ would change what is published; whoever opens
tables by hand has the XLSX, where a text is never a formula. Decision 0042.
"""

import csv
import io
import json
from datetime import date
from decimal import Decimal

from actions.opendata.catalogue import TABLES
from tables.cells import NO, YES, joined
from tables.output import OutputColumn, OutputSheet, writable
from tables.xlsx_writer import MAX_CHARACTERS, write_xlsx

CUT = "… (la suite est dans le CSV)"
LONGEST = MAX_CHARACTERS // 2 - len(CUT)  # a character may count twice in Excel


def csv_cell(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return writable(joined(value))
    return f"{value:f}" if isinstance(value, Decimal) else writable(str(value))


def write_csv(file, table, at, base):
    """Write the public rows of `table` to the binary `file`, one by one."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([field.name for field in table.fields])
    for line in table.lines(at, base):
        writer.writerow([csv_cell(value) for value in line])
    text.detach()


def json_value(value):
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        return [writable(text) for text in value]
    # What is empty is null, as an empty cell of the CSV is.
    return (writable(value) or None) if isinstance(value, str) else value


def write_json(file, table, at, base):
    """Write an array of objects, one a line, to the binary `file`."""
    names = [field.name for field in table.fields]
    start = "["
    for line in table.lines(at, base):
        row = dict(zip(names, map(json_value, line), strict=True))
        file.write(f"{start}\n{json.dumps(row, ensure_ascii=False)}".encode())
        start = ","
    file.write(b"[]\n" if start == "[" else b"\n]\n")


def xlsx_value(value):
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list):
        value = joined(value)
    if isinstance(value, str) and len(value) > LONGEST:
        value = value[:LONGEST] + CUT
    return value


def xlsx_lines(table, at, base):
    for line in table.lines(at, base):
        yield [xlsx_value(value) for value in line]


def write_workbook(file, at, base, *, title, author, notes):
    """Write every table to the binary `file`, a sheet each, after a sheet that says what they are.

    `notes` are pairs (word, text): licence, publisher, date.
    """
    described = [[table.title, table.description] for table in TABLES]
    first = OutputSheet(
        "À lire", (OutputColumn("Quoi", 30), OutputColumn("Détail", 90)), [*notes, *described]
    )
    sheets = (
        OutputSheet(
            table.name,
            tuple(OutputColumn(field.name) for field in table.fields),
            xlsx_lines(table, at, base),
        )
        for table in TABLES
    )
    write_xlsx(file, [first, *sheets], title=title, author=author)
