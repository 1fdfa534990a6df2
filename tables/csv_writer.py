"""CSV for a French Excel: semicolons, UTF-8 with its mark, and no text that could be a formula."""

import csv
import io
from datetime import date

from tables.cells import guarded
from tables.output import writable


def csv_value(value):
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return guarded(writable(str(value)))


def write_csv(file, sheets):
    """Write the first of `sheets` to the binary `file`: a CSV holds one table."""
    sheet = next(iter(sheets))
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";")
    writer.writerow([csv_value(column.label) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([csv_value(value) for value in row])
    text.flush()
    text.detach()
