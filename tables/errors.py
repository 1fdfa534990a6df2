"""What the import says when something is wrong: a refused file, or a fault in one cell."""

from dataclasses import dataclass


class Refused(Exception):
    """The file, the import or its undoing is refused; `str()` is a French sentence for staff."""


@dataclass(frozen=True)
class Fault:
    """One cell that cannot be imported. `column` counts from 0, `letter` is what tables show."""

    sheet: str
    line: int
    column: int | None
    letter: str
    heading: str
    value: str
    expected: str

    def __str__(self) -> str:
        place = f"ligne {self.line}"
        if self.column is not None:
            place += f", colonne {self.letter} « {self.heading} »"
        return f"{place} : « {self.value or 'vide'} ». {self.expected}"


def letter_of(column: int) -> str:
    """The letters a spreadsheet gives to the column number `column`, counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
