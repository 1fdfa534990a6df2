"""A file is bounded, then read into sheets; each is judged: a plan, or why it cannot be one."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import BinaryIO

import python_calamine

from actions.importing.attached.reader import attached_kind
from actions.importing.columns import BY_KEY, heading_key
from actions.importing.columns.attached import AttachedPlanColumn
from actions.importing.reading.card_labels import MOST_IN_ROW
from actions.importing.reading.cards import SHEET, cards_of, table_of
from actions.importing.reading.header import HEADER_WITHIN, find_header
from actions.importing.reading.headings import HeadingIndex, LevelNames, heading_index
from actions.importing.reading.sheet import Sheet
from records.folding import fold
from tables import file_limits
from tables.cells import Row, cell_at, cell_text
from tables.csv_reader import read_text
from tables.errors import TableRefused
from tables.sheet_limits import MAX_LINES, TOO_MANY_LINES, TOO_MANY_MERGES, TOO_WIDE, Merge

NOTHING = "Ce fichier ne contient aucune cellule remplie."
NOT_A_PLAN = (
    "Cette feuille ne ressemble pas à un plan : aucune ligne d’en-tête avec au moins un titre "
    "(« Action », « Intitulé ») et une autre colonne connue (« Pilote », « Échéance »)."
)
NO_LINE = (
    "Cette feuille a bien une ligne d’en-tête, mais aucune action dessous : remplissez-la, puis "
    "envoyez-la de nouveau."
)
NO_PLAN = "Ce fichier n’a pas de feuille d’actions : ajoutez-y la feuille « Actions » du classeur."
HIDDEN = "elle est masquée dans votre tableur"
REPEATS = "elle redit les actions de « {} »"
PEOPLE = (
    "Cette feuille contient des coordonnées de personnes : elle n’est jamais importée dans le plan."
)
# Headings of a table of people, as heading_key writes them.
ABOUT_PEOPLE = {
    *("mail", "e mail", "email", "courriel", "adresse mail", "adresse electronique"),
    *("tel", "telephone", "portable", "mobile", "prenom"),
}


@dataclass
class Workbook:
    """The sheets of a file; a CSV file has one."""

    sheets: list[Sheet]

    @property
    def best(self) -> Sheet:
        """The sheet that looks most like a plan, of those that may be imported: there is one."""
        return max(self.fit, key=lambda sheet: sheet.likeness)

    @property
    def plans(self) -> list[Sheet]:
        """The sheets that look like a plan, and make one together: the best, and those that name
        at least half as many columns with a title among them. Those set aside are not.
        """
        best = max((s for s in self.fit if not s.aside), key=lambda s: s.likeness)
        return [
            sheet
            for sheet in self.fit
            if sheet is best
            or (not sheet.aside and sheet.has_title and sheet.likeness * 2 >= best.likeness)
        ]

    @property
    def fit(self) -> list[Sheet]:
        """The sheets that may be imported as a plan."""
        return [sheet for sheet in self.sheets if not sheet.refusal and not attached_kind(sheet)]

    @property
    def attached(self) -> list[Sheet]:
        """The sheets that say what hangs on the actions: they come with any plan of the file."""
        return [sheet for sheet in self.sheets if not sheet.refusal and attached_kind(sheet)]

    def sheet(self, name: str) -> Sheet:
        """The sheet called `name`; raise TableRefused when it is unknown or may not be imported."""
        for sheet in self.sheets:
            if sheet.name == name:
                if sheet.refusal:
                    raise TableRefused(sheet.refusal)
                return sheet
        names = ", ".join(f"« {sheet.name} »" for sheet in self.sheets)
        raise TableRefused(f"Ce fichier n’a pas de feuille « {name} ». Il contient : {names}.")


def judged(name: str, rows: list[Row], merges: list[Merge], index: HeadingIndex) -> Sheet:
    """The sheet `name`, its header found, refused when it is not a plan."""
    sheet = Sheet(name, rows, merges=merges)
    keys: set[str] = set()
    if header := find_header(rows, merges, index.key):
        sheet.under(header)
        sheet.in_one_order()
        keys = {key for heading in sheet.headings for key in keys_of(heading.names, index)}
        sheet.likeness, sheet.has_title = len(keys), "title" in keys
        sheet.titles = titles_of(sheet, index)
    if header is None or not sheet.lines():
        words = {heading_key(cell_text(cell)) for row in rows[:HEADER_WITHIN] for cell in row}
        not_a_plan = NOT_A_PLAN if header is None else NO_LINE
        sheet.refusal = PEOPLE if words & ABOUT_PEOPLE else not_a_plan
    elif len(sheet.lines()) > MAX_LINES:
        sheet.refusal = TOO_MANY_LINES
    else:
        words = {heading_key(name) for heading in sheet.headings for name in heading.names}
        if words & ABOUT_PEOPLE and sheet.likeness < 4:
            sheet.refusal = PEOPLE
        elif keys and all(isinstance(BY_KEY[key], AttachedPlanColumn) for key in keys):
            sheet.refusal = NOT_A_PLAN  # money alone, as in a list of organisations
    return sheet


def keys_of(names: list[str], index: HeadingIndex) -> list[str]:
    """The first column of a plan that one of the `names` of a heading is known for."""
    return list(filter(None, map(index.key, names)))[:1]


def titles_of(sheet: Sheet, index: HeadingIndex) -> set[str]:
    """The titles of the actions of a `sheet`, folded; instructions and lone notes are none."""
    rows = [
        row
        for number, row in sheet.lines()
        if number not in sheet.instructions and sum(bool(cell_text(cell)) for cell in row) > 1
    ]
    found: set[str] = set()
    for heading in sheet.headings:
        if "title" in keys_of(heading.names, index):
            texts = (cell_text(cell_at(row, heading.column)) for row in rows)
            found |= {fold(text) for text in texts if text}
            if not sheet.cards:
                break
    return found


def with_cards(sheets: list[Sheet], index: HeadingIndex) -> list[Sheet]:
    """`sheets` where those that hold cards are tables: one for all that hold a single card, in
    place of the first of them. Two cards at most beside a table are its notice, and no action.
    """
    found = {
        sheet.name: cards
        for sheet in sheets
        if sheet.refusal in ("", NOT_A_PLAN, NO_LINE)
        and not sheet.aside
        and sheet.likeness <= MOST_IN_ROW
        and not attached_kind(sheet)
        and (cards := cards_of(sheet.rows, index))
    }
    others = [one for one in sheets if one.name not in found and one.refusal in ("", NO_LINE)]
    if not found or (others and sum(map(len, found.values())) <= 2):
        return sheets
    single = [name for name, cards in found.items() if len(cards) == 1]
    together = [replace(found[name][0], origin=f"feuille « {name} »") for name in single]
    kept: list[Sheet | None] = []
    for sheet in sheets:
        if sheet.name not in found:
            kept.append(sheet)
        elif sheet.name not in single or len(single) == 1:
            kept.append(table_of(found[sheet.name], sheet.name, index))
        elif sheet.name == single[0]:
            kept.append(table_of(together, free_name(sheets), index))
    tables = [sheet for sheet in kept if sheet is not None]
    for sheet in tables:
        sheet.titles = sheet.titles or titles_of(sheet, index)
    return tables


def free_name(sheets: list[Sheet]) -> str:
    """A name for the table of cards that no other sheet bears."""
    names = {sheet.name for sheet in sheets}
    return next(
        name for name in chain([SHEET], map(f"{SHEET} {{}}".format, count(2))) if name not in names
    )


def set_aside(sheets: list[Sheet]) -> None:
    """Say which sheets are not ticked with the others: the hidden ones, and those whose actions
    another sheet says again, of a later year, with more columns, or else the first of them.
    """
    kept = [sheet for sheet in sheets if not sheet.refusal and not attached_kind(sheet)]
    if any(not sheet.aside for sheet in kept):
        kept = [sheet for sheet in kept if not sheet.aside]
    else:
        for sheet in kept:
            sheet.aside = ""
    for sheet in sorted(kept, key=rank):
        others = [one for one in kept if one is not sheet and not one.aside]
        for other in sorted(others, key=rank, reverse=True):
            both = sheet.titles & other.titles
            comes_first = sheets.index(other) < sheets.index(sheet)
            is_better = (*rank(other), comes_first) > (*rank(sheet), not comes_first)
            if is_better and len(both) * 2 > len(sheet.titles):
                sheet.aside = REPEATS.format(other.name)
                break


def rank(sheet: Sheet) -> tuple[int, int]:
    """The later year in the name of a sheet, then the number of its columns."""
    years = re.findall(r"(?<!\d)20\d\d(?!\d)", sheet.name)
    return max(map(int, years), default=0), sheet.likeness


def unmerged(rows: list[Row], merges: list[Merge]) -> list[Row]:
    """`rows` where every line of a cell merged downwards holds its value."""
    for (top, left), (bottom, _right) in merges:
        for index in range(top + 1, min(bottom + 1, len(rows))):
            if top < len(rows) and left < len(rows[top]) and left < len(rows[index]):
                rows[index][left] = rows[top][left]
    return rows


def read_workbook(file: BinaryIO, kind: str, index: HeadingIndex) -> list[Sheet]:
    """The sheets of an XLSX or ODS file; raise TableRefused when the library cannot read it."""
    extents = file_limits.extents(file, kind)
    refusals = [extent.refusal for extent in extents.values() if extent.refusal]
    # An ODS file is loaded whole, an XLSX one sheet by sheet.
    if refusals and (kind == "ods" or len(refusals) == len(extents)):
        raise TableRefused(refusals[-1])
    sheets = []
    try:
        file.seek(0)
        workbook = python_calamine.CalamineWorkbook.from_filelike(file)
        visible = python_calamine.SheetVisibleEnum.Visible
        hidden = {one.name for one in workbook.sheets_metadata if one.visible != visible}
        for name in workbook.sheet_names:
            extent = extents.get(name)
            if extent is None:  # a page of charts
                continue
            if extent.refusal:
                sheets.append(Sheet(name, refusal=extent.refusal))
                continue
            table = workbook.get_sheet_by_name(name)
            rows = table.to_python(skip_empty_area=False) if extent.rows else []
            rows = extent.marks.put_back(rows)
            sheets.append(judged(name, unmerged(rows, extent.merges), extent.merges, index))
            sheets[-1].aside = HIDDEN if name in hidden else ""
    except BaseException as error:  # a panic of the library does not derive from Exception
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise TableRefused(file_limits.CORRUPT) from error
    return sheets


def open_table(file: BinaryIO, name: str, names: LevelNames | None = None) -> Workbook:
    """The sheets of `file`, called `name` by who sent it; raise TableRefused.

    `names` are those of the levels of the territory: headings are looked for among them first.
    """
    kind, index = file_limits.kind_of(file, name), heading_index(names)
    if kind == "csv":
        sheets = [judged("", read_text(file, lambda text: bool(index.key(text))), [], index)]
    else:
        sheets = read_workbook(file, kind, index)
    sheets = with_cards(sheets, index)
    refusals = Counter(sheet.refusal for sheet in sheets)
    if not any(cell_text(cell) for sheet in sheets for row in sheet.rows for cell in row) and not (
        set(refusals) & {TOO_MANY_LINES, TOO_MANY_MERGES, TOO_WIDE}
    ):
        raise TableRefused(NOTHING)
    if "" not in refusals:
        # A blank template has other sheets, which are no plan.
        told = NO_LINE if set(refusals) == {NO_LINE, NOT_A_PLAN} else refusals.most_common(1)[0][0]
        raise TableRefused(told)
    set_aside(sheets)
    workbook = Workbook(sheets)
    if not workbook.fit:
        raise TableRefused(NO_PLAN)
    return workbook
