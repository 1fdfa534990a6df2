"""Which column of the file is which column of a plan."""

from collections.abc import Mapping
from difflib import get_close_matches

from actions.importing.columns import BY_HEADING, BY_KEY, COLUMNS, heading_key
from actions.importing.reading import Sheet
from actions.models import ImportWord, WordKind
from tables.errors import TableRefused

ColumnMap = dict[str, int]  # key of a Column → number of the column in the file, from 0

CLOSE = 0.85


def remembered_columns() -> dict[str, str]:
    """Heading, as heading_key writes it → key of a Column, or "" for one staff left out."""
    return dict(ImportWord.objects.filter(kind=WordKind.COLUMN).values_list("word", "target"))


def propose_mapping(sheet: Sheet, remembered: Mapping[str, str]) -> ColumnMap:
    """Columns recognised by what staff said before, by their name, then by a close name."""
    found: ColumnMap = {}
    left = []
    for heading in sheet.headings:
        words = heading_key(heading.text)
        if words in remembered:
            key = remembered[words]
        else:
            key = BY_HEADING[words].key if words in BY_HEADING else ""
            if not key and words:
                left.append((heading.column, words))
        if key in BY_KEY and key not in found:
            found[key] = heading.column
    for column, words in left:
        for close in get_close_matches(words, BY_HEADING, n=3, cutoff=CLOSE):
            if BY_HEADING[close].key not in found:
                found[BY_HEADING[close].key] = column
                break
    return found


def checked(mapping: Mapping[str, int], sheet: Sheet) -> ColumnMap:
    """`mapping` made of known keys and of columns of the file; raise TableRefused otherwise."""
    columns = {heading.column for heading in sheet.headings}
    kept: ColumnMap = {}
    # A mapping that a database kept may come back in another order.
    series = [BY_KEY[key] for key in sorted(mapping) if key in BY_KEY]
    for column in dict.fromkeys((*COLUMNS, *series)):
        place = mapping.get(column.key)
        if place is None:
            if column.required:
                raise TableRefused(
                    f"Dites quelle colonne du fichier contient « {column.heading} »."
                )
            continue
        if place not in columns or isinstance(place, bool):
            raise TableRefused(
                f"La colonne choisie pour « {column.heading} » n’est pas dans le fichier."
            )
        if place in kept.values():
            raise TableRefused(
                "Une colonne du fichier est choisie deux fois, dont une pour "
                f"« {column.heading} » : n’en gardez qu’une."
            )
        kept[column.key] = place
    return kept
