"""The blank table that staff fill: its columns, a notice, and the lists to choose from."""

from itertools import zip_longest

from actions.importing.columns import COLUMNS
from actions.importing.columns.lists import LISTS
from conventions.models import Convention
from tables.output import DropDown, OutputColumn, OutputSheet

LISTS_TITLE = "Listes"


def template_sheets(convention: Convention) -> list[OutputSheet]:
    """The sheets of the blank table for a plan of `convention`: plan, notice, lists."""
    values = {choices.title: choices.values(convention) for choices in LISTS}
    drop_downs = {
        choices.title: DropDown(LISTS_TITLE, place, len(values[choices.title]), choices.only_these)
        for place, choices in enumerate(LISTS)
    }
    columns = tuple(
        OutputColumn(
            column.heading,
            column.width,
            drop_downs[column.choices.title] if column.choices else None,
        )
        for column in COLUMNS
    )
    return [
        OutputSheet("Plan d’actions", columns),
        OutputSheet(
            "Notice",
            (
                OutputColumn("Colonne", 24),
                OutputColumn("Ce qu’il faut y mettre", 80),
                OutputColumn("Exemple", 50),
            ),
            [(column.heading, column.help, column.example) for column in COLUMNS],
            is_list=False,
        ),
        OutputSheet(
            LISTS_TITLE,
            tuple(OutputColumn(title, 34) for title in values),
            zip_longest(*values.values()),
            is_list=False,
        ),
    ]
