"""Hostile files, each read by a process of its own, that is measured.

`python -m tests.tables.hostile` reads lines « FILE-NAME, tabulation, PATH » and prints for each
the answer, the seconds and the bytes it took, as JSON. It loads the portal once, then forks: what a
file costs is counted from what the fork holds already.
"""

import functools
import json
import os
import re
import sys
import time
from pathlib import Path

import django

if __name__ == "__main__":
    django.setup()  # the columns of the plan know the models

from actions.importing.reading import open_table
from tables.errors import TableRefused
from tests.actions.importing import files

MEGABYTE = 1024 * 1024


def far_cell():
    row = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return f'<worksheet xmlns="{files.MAIN}"><sheetData>{row}</sheetData></worksheet>'


# More than may be unpacked, and than the memory that a refusal may take.
BOMB = b" " * (150 * MEGABYTE)


@functools.cache
def sheet_bomb():
    return files.xlsx(sheet=BOMB)


@functools.cache
def words_bomb():
    return files.xlsx(**{"xl/sharedStrings.xml": b"<sst>" + BOMB + b"</sst>"})


def merged_sheet(count):
    """A sheet whose 4 000 lines are said, `count` times, to be one cell."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 4001))
    merges = '<mergeCell ref="A2:A4000"/>' * count
    return (
        f'<worksheet xmlns="{files.MAIN}"><sheetData>{rows}</sheetData>'
        f"<mergeCells>{merges}</mergeCells></worksheet>"
    )


def spanning_row():
    cell = (
        '<table:table-cell office:value-type="string" table:number-rows-spanned="4000">'
        "<text:p>x</text:p></table:table-cell>"
    )
    return f"<table:table-row>{cell * 400}</table:table-row>"


FILES = {
    "bomb": lambda: ("plan.xlsx", sheet_bomb()),
    "bomb-that-lies": lambda: (
        "plan.xlsx",
        files.lying(sheet_bomb(), "xl/worksheets/sheet1.xml"),
    ),
    "bomb-of-words": lambda: ("plan.xlsx", words_bomb()),
    "words-that-lie": lambda: ("plan.xlsx", files.lying(words_bomb(), "xl/sharedStrings.xml")),
    "million-rows-announced": lambda: (
        "plan.xlsx",
        files.xlsx(sheet=files.sheet_xml(files.LINES, '<dimension ref="A1:XFD1048576"/>')),
    ),
    "far-cell": lambda: ("plan.xlsx", files.xlsx(sheet=far_cell())),
    "100000-rows-xlsx": lambda: ("plan.xlsx", files.xlsx(sheet=files.many_rows(100_000))),
    "100000-rows-csv": lambda: (
        "plan.csv",
        b"Code;Intitul\xc3\xa9;Pilote\n" + b"1.1;Tenir des permanences;CAF du Tarn\n" * 100_000,
    ),
    "100000-rows-ods": lambda: (
        "plan.ods",
        files.ods([files.HEADER, *[("1.1", "1. Accès", "Tenir")] * 100_000]),
    ),
    "million-rows-repeated": lambda: (
        "plan.ods",
        files.ods(
            rows='<table:table-row table:number-rows-repeated="1048576"><table:table-cell'
            ' office:value-type="string" table:number-columns-repeated="16384">'
            "<text:p>x</text:p></table:table-cell></table:table-row>"
        ),
    ),
    "10-megabytes-on-one-line": lambda: ("plan.csv", b"Code,Action\n" + b"a" * 10_000_000),
    "10-megabytes-of-emoji": lambda: ("plan.csv", "🧒".encode() * 2_600_000),
    "open-quote": lambda: ("plan.csv", b'Code,Action\n1.1,"' + b"a,b\n" * 2_500_000),
    "many-parts": lambda: (
        "plan.xlsx",
        files.xlsx(**{f"xl/media/{n}": b"" for n in range(20_000)}),
    ),
    "merged-again-and-again": lambda: ("plan.xlsx", files.xlsx(sheet=merged_sheet(1_000_000))),
    "merged-cells-of-ods": lambda: ("plan.ods", files.ods(rows=spanning_row() * 100)),
    "too-heavy": lambda: ("plan.csv", bytes(11 * MEGABYTE)),
}


def peak():
    """The most memory this process ever held. getrusage would begin at what its parent held."""
    return 1024 * int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])


def write(name, path):
    """Write the file `name` at `path`; return the name to send it under."""
    file_name, content = FILES[name]()
    path.write_bytes(content)
    return file_name


def measured(name, path):
    """What reading the file at `path` takes, as JSON."""
    before, start = peak(), time.process_time()
    answer = ""
    with open(path, "rb") as file:
        try:
            open_table(file, name)
        except TableRefused as refusal:
            answer = str(refusal)
    found = {"answer": answer, "seconds": time.process_time() - start}
    return json.dumps({**found, "memory": peak() - before})


if __name__ == "__main__":
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            print(measured(*line.removesuffix("\n").split("\t")), flush=True)
            os._exit(0)
        os.waitpid(child, 0)
