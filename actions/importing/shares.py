"""Shares that a spreadsheet shows as percentages in one cell and as numbers in the next one."""

from collections.abc import Mapping

from actions.importing.column_mapping import ColumnMaps
from actions.importing.columns.dates import is_ticked
from actions.importing.reading import Sheet
from tables.cells import Cell, Percentage, cell_at


def columns_of_shares(sheets: Mapping[str, Sheet], mappings: ColumnMaps) -> set[tuple[str, str]]:
    """(sheet, column) of those where a state, a tick or a value is somewhere a percentage."""
    return {
        (name, key)
        for name, mapping in mappings.items()
        for key, place in mapping.items()
        if key == "avancement" or is_ticked(key) or key.startswith("value_")
        if any(isinstance(cell_at(row, place), Percentage) for row in sheets[name].rows)
    }


def as_percentage(cell: Cell) -> Cell:
    """The share that 0.5 or 1 is, among percentages; `cell` otherwise."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 0 <= cell <= 1:
        return Percentage(cell)
    return cell
