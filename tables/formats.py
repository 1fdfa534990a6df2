"""The formats of a file of table, as the web and people name them."""

from collections.abc import Callable
from dataclasses import dataclass

from tables.csv_writer import write_csv
from tables.ods_writer import MIMETYPE as ODS_TYPE
from tables.ods_writer import write_ods
from tables.xlsx_writer import write_xlsx


@dataclass(frozen=True)
class Format:
    """`write(file, sheets)` writes to a binary file."""

    suffix: str
    label: str
    content_type: str
    write: Callable


FORMATS = {
    found.suffix: found
    for found in (
        Format(
            "xlsx",
            "XLSX (Excel)",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            write_xlsx,
        ),
        Format("ods", "ODS (LibreOffice)", ODS_TYPE, write_ods),
        Format("csv", "CSV (texte)", "text/csv; charset=utf-8", write_csv),
    )
}
