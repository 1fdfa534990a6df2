"""What is wrong with a table: a file refused whole, or a fault in one cell."""

from dataclasses import dataclass


class TableRefused(Exception):
    """The file cannot be read as the table one expects; `str()` is a French sentence for staff."""


@dataclass(frozen=True)
class CellFault:
    """One cell that cannot be taken. `column` counts from 0, `letter` is what tables show."""

    sheet: str
    line: int
    column: int | None
    letter: str
    heading: str
    value: str
    expected: str
    is_about_reason: bool = False  # nothing in the file says why: the page asks it

    @property
    def cell_id(self) -> str:
        """« Plan!C12 », or « Plan!12 » when the column is not in the file."""
        return f"{self.sheet}!{self.letter}{self.line}"

    def __str__(self) -> str:
        place = f"ligne {self.line}"
        if self.column is not None:
            place += f", colonne {self.letter} « {self.heading} »"
        return f"{place} : « {self.value or 'vide'} ». {self.expected}"
