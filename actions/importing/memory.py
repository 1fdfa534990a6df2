"""What staff explained about one table serves the next one, whatever becomes of the first."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from actions.importing.column_mapping import ColumnMap, remembered_columns
from actions.importing.columns import heading_key
from actions.importing.import_plan import Decisions
from actions.importing.levels import is_about_one_file
from actions.importing.name_matching import CREATE
from actions.importing.reading import Sheet
from actions.models import ImportWord, WordKind

KEPT_KINDS = set(WordKind.values) - {WordKind.COLUMN, WordKind.CODE}


def remember_columns(sheets: Iterable[Sheet], mappings: Mapping[str, ColumnMap]) -> None:
    """Keep what each heading of the `sheets` is a column of, "" for those left out.

    A heading that several columns of a sheet bear says nothing by itself: it is not kept; nor is
    one whose key, which holds a name, is longer than what is stored.
    """
    longest: Any = ImportWord._meta.get_field("target").max_length
    columns: dict[str, str] = {}
    for sheet in sheets:
        keys = {column: key for key, column in mappings.get(sheet.name, {}).items()}
        headed = Counter(heading_key(heading.text) for heading in sheet.headings)
        for heading in sheet.headings:
            words = heading_key(heading.text)
            key = keys.get(heading.column, "")
            if words and headed[words] == 1 and len(key) <= longest:
                columns[words] = key or columns.get(words, "")
    known = remembered_columns()
    if columns != {word: known.get(word) for word in columns}:
        keep(WordKind.COLUMN, columns)


def remember_words(decisions: Decisions) -> None:
    """Keep what words stand for.

    A word that creates a row needs no memory: the row bears its name from then on (and its number,
    or else `remember_renamed` keeps it). What is said of
    a line, of a cell, of numbers, and of actions without levels, is about one file.
    """
    for kind, targets in decisions.items():
        if kind in KEPT_KINDS:
            kept = {
                word: target
                for word, target in targets.items()
                if target != CREATE and not is_about_one_file(kind, word)
            }
            keep(kind, kept)


def remember_renamed(renamed: Mapping[tuple[str, str], Any]) -> None:
    """Keep the levels written for words that say another number: (kind, word) → the row."""
    for kind in dict.fromkeys(kind for kind, _ in renamed):
        rows = {word: row for (one, word), row in renamed.items() if one == kind}
        keep(kind, {word: str(row.pk) for word, row in rows.items() if row.pk})


def keep(kind: str, targets: Mapping[str, str]) -> None:
    ImportWord.objects.bulk_create(
        {
            word[:300]: ImportWord(kind=kind, word=word[:300], target=target)
            for word, target in targets.items()
        }.values(),
        update_conflicts=True,
        unique_fields=["kind", "word"],
        update_fields=["target"],
    )
