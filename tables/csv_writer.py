"""CSV for a French Excel: semicolons, UTF-8 with its mark, and no text that could be a formula."""

import csv
import io
from datetime import date
from decimal import Decimal
from itertools import chain

from tables.cells import guarded
from tables.output import writable


def csv_value(value):
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    return guarded(writable(str(value)))


def write_rows(file, rows):
    """Write `rows` of values to the binary `file`, which stays open."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";")
    for row in rows:
        writer.writerow([csv_value(value) for value in row])
    text.detach()


def write_csv(file, sheets, title="", author=""):
    """Write the first of `sheets` to the binary `file`: a CSV holds one table."""
    sheet = next(iter(sheets))
    write_rows(file, chain([[column.label for column in sheet.columns]], sheet.rows))
