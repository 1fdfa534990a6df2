"""The formats of a file of table: the end of its name → its type on the web, and its writer."""

from collections.abc import Callable
from typing import NamedTuple

from tables.csv_writer import write_csv
from tables.ods_writer import MIMETYPE, write_ods
from tables.xlsx_writer import write_xlsx


class Format(NamedTuple):
    """`write(file, sheets, title="", author="")` writes to a binary file; a CSV holds neither."""

    content_type: str
    write: Callable


FORMATS = {
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
    "ods": Format(MIMETYPE, write_ods),
    "csv": Format("text/csv; charset=utf-8", write_csv),
}
