"""Which column of the file is which column of a plan."""

import re
from collections.abc import Iterable, Mapping, Sequence

from actions.importing.attached.amounts import unit_of
from actions.importing.column_contents import (
    LOOKED_AT,
    begins_with_figures,
    holds_figures,
    holds_numbers,
    holds_roles,
    is_rank,
)
from actions.importing.columns import BY_KEY, READ, heading_key
from actions.importing.columns.attached import MONEY_WORDS
from actions.importing.columns.dates import is_ticked
from actions.importing.reading import Heading, Sheet
from actions.importing.reading.headings import HeadingIndex, LevelNames, heading_index, words_of
from actions.importing.subheadings import named_keys
from actions.models import ImportWord, WordKind
from tables.cells import cell_at, cell_text
from tables.errors import TableRefused

ColumnMap = dict[str, int]  # key of a Column → number of the column in the sheet, from 0
ColumnMaps = dict[str, ColumnMap]  # name of a sheet → its columns

MONEY = (*MONEY_WORDS, "depens", "vers", "finance", "subvention", "euro", "moyen", "€")
REACHED = re.compile(r"\b(?:obtenu|atteint|constat|realis|observe)")
PERSONAL = re.compile(r"\b(?:referente?s?|(?<!structure )responsables?|chefs? projet|contacts?)\b")
LONG_TEXT = 60  # characters, on average
LEVEL_KIND = re.compile(r"\b(?:operationnel|strategique|specifique|general|sous)")
# Of several columns of objectives, those whose words come first here are the nearest to actions.
NEAREST_LEVEL = ("operationnel", "specifique", "sous objectif", "strategique", "general")


def remembered_columns() -> dict[str, str]:
    """Heading, as heading_key writes it → key of a Column, or "" for one staff left out."""
    return dict(ImportWord.objects.filter(kind=WordKind.COLUMN).values_list("word", "target"))


def propose_mappings(
    sheets: Iterable[Sheet], remembered: Mapping[str, str], names: LevelNames | None = None
) -> ColumnMaps:
    """What `propose_mapping` says of each of the `sheets`."""
    return {sheet.name: propose_mapping(sheet, remembered, names) for sheet in sheets}


def propose_mapping(
    sheet: Sheet, remembered: Mapping[str, str], names: LevelNames | None = None
) -> ColumnMap:
    """Columns recognised by what staff said before, by their name, then by a close name.

    `names` are those of the levels of the territory: they are known before any other word.
    """
    index = heading_index(names)
    found: ColumnMap = {}
    left: list[Heading] = []
    keys: list[tuple[Heading, str]] = []
    named = named_keys(sheet, index)
    for heading in sheet.headings:
        words = heading_key(heading.text)
        if words in remembered:
            if remembered[words] in BY_KEY:
                found.setdefault(remembered[words], heading.column)
        elif heading.column in named:
            found.setdefault(named[heading.column], heading.column)
        elif key := key_of(heading, index):
            keys.append((heading, key))
        elif words:
            left.append(heading)
    keys = figures_by_year(beside_funders(keys, found), sheet)
    keys = [pair for pair in keys if not is_rank(*pair, sheet)]
    keys = [(heading, as_told(heading, key, keys, sheet)) for heading, key in keys]
    for heading, key in [
        *by_levels(keys, index),
        *by_content(keys, sheet),
        *of_organisations(keys),
    ]:
        found.setdefault(key, heading.column)
    for heading, key in keys:
        if key not in found and heading.column not in found.values():
            found[key] = heading.column
    for heading in left:
        if "lead" not in found and holds_roles(sheet, heading.column):
            found["lead"] = heading.column
            continue
        near = index.close(heading.text)
        if REACHED.search(heading_key(heading.text)):  # « Résultats obtenus » were not hoped for
            near = [key for key in near if key != "expected_results"]
        if key := next((key for key in near if key not in found), ""):
            found[key] = heading.column
    return found


def key_of(heading: Heading, index: HeadingIndex) -> str:
    """The column that a heading names; a year above it says nothing of what « Bilan » holds."""
    whole, *words = heading.names
    lowest = heading.parts[-1:] or (whole,)
    for name in (whole, *words):
        key = index.key(name)
        if key and not (is_ticked(key) and name not in (whole, *lowest)):
            return key
    return ""


def figures_by_year(keys: Sequence[tuple[Heading, str]], sheet: Sheet) -> list[tuple[Heading, str]]:
    """`keys` where a year that holds figures is no tick: it is what the only column of indicators
    was worth, or nobody knows what.
    """
    of_indicators = any(key.startswith("indicators") for _, key in keys)
    found = []
    for heading, key in keys:
        if of_indicators and is_figure_of_indicator(heading, key):
            key = key.replace("actual_", "value_").replace("planned_", "target_")
            if key in ("actual", "planned"):
                continue
        if of_indicators and key == "audiences" and begins_with_figures(sheet, heading.column):
            key = "target"  # « Cible » over figures is no public
        if key.partition("_")[0] in ("target", "baseline") and not (
            of_indicators and begins_with_figures(sheet, heading.column)
        ):
            continue
        if key == "unit" and not of_indicators:
            continue
        if is_ticked(key) and holds_figures(sheet, heading.column):
            year = key.removeprefix("year-")
            if not (of_indicators and year.isdigit()):
                continue
            key = f"value_{year}"
        found.append((heading, key))
    return beside_indicators(found)


def is_figure_of_indicator(heading: Heading, key: str) -> bool:
    """True for « Réalisé 2024 », « Prévu », beside an indicator: no word says that it is money."""
    kind, _, year = key.partition("_")
    words = heading_key(heading.text).split()
    is_money = any(word.startswith(MONEY) for word in words) or bool(unit_of(heading.text))
    return kind in ("planned", "actual") and len(year) != 1 and not is_money


def beside_indicators(keys: Sequence[tuple[Heading, str]]) -> list[tuple[Heading, str]]:
    """`keys` where the years after « Indicateur 2 » are those of that indicator."""
    found, rank = [], ""
    for heading, key in keys:
        if key.startswith("indicators"):
            rank = key.removeprefix("indicators")
        elif re.fullmatch(r"(?:value_|target_)\d{4}|target|baseline|unit", key):
            key += rank
        found.append((heading, key))
    return found


def beside_funders(
    keys: Sequence[tuple[Heading, str]], known: ColumnMap
) -> list[tuple[Heading, str]]:
    """`keys` where « Montant », just after « Financeur 2 », is the amount of that funder.

    Some columns may be `known` already, from what staff said before.
    """
    by_column = {column: key for key, column in known.items()}
    by_column |= {heading.column: key for heading, key in keys}
    found = []
    for heading, key in keys:
        before = by_column.get(heading.column - 1, "")
        if key in ("planned", "actual") and before.startswith("funder_"):
            key += before.removeprefix("funder")
        found.append((heading, key))
    return found


def as_told(heading: Heading, key: str, keys: Sequence[tuple[Heading, str]], sheet: Sheet) -> str:
    """`key`, unless « Objectifs » heads what each action aims at, told after its title.

    The objectives of a plan are said again from line to line, or in few words; those of a card are
    what it aims at, unless they are numbered or said to be of the plan (« Objectif opérationnel »).
    """
    titles = [one.column for one, other in keys if other == "title"]
    if key != "objective" or not titles or heading.column < titles[0]:
        return key
    texts = [cell_text(cell_at(row, heading.column)) for _, row in sheet.lines()[:LOOKED_AT]]
    told = [text for text in texts if text]
    if sheet.cards and not LEVEL_KIND.search(heading_key(heading.text)):
        return key if any(text[:1].isdigit() for text in told) else "expected_results"
    is_long = sum(map(len, told)) > LONG_TEXT * len(told)
    return "expected_results" if is_long and len(set(told)) == len(told) > 1 else key


def by_levels(keys: Sequence[tuple[Heading, str]], index: HeadingIndex) -> list:
    """The columns of the two upper levels, when headings name more than two or only one kind.

    « Axe | Orientation » are two levels; so are « Objectif stratégique | Objectif opérationnel ».
    Of more, the first is the enjeu and the nearest to the action the objective.
    """
    enjeux = [heading for heading, key in keys if key == "enjeu"]
    objectives = [heading for heading, key in keys if key == "objective"]
    own = [one for one in enjeux if index.own.get(words_of(one.names[-1])) == "enjeu"]
    if not enjeux and len(objectives) > 1:
        enjeux, objectives = objectives[:1], objectives[1:]
    elif len(enjeux) > 1 and not objectives:
        first = enjeux[0]
        return [(first, "enjeu"), (enjeux[1], "objective")]
    found = [((own or enjeux)[0], "enjeu")] if enjeux else []
    if objectives:
        found.append((min(objectives, key=distance), "objective"))
    return found


def distance(heading: Heading) -> int:
    """How far from the action an objective so headed is."""
    words = heading_key(heading.text)
    return next((place for place, word in enumerate(NEAREST_LEVEL) if word in words), 2)


def by_content(keys: Sequence[tuple[Heading, str]], sheet: Sheet) -> list:
    """The columns of the title and of the number, when the words above do not tell them apart.

    « Fiche » heads « FA 3 » as well as « Ouvrir un guichet », and « Action | Intitulé » are both.
    """
    titles = [heading for heading, key in keys if key == "title"]
    codes = [heading for heading, key in keys if key == "code"]
    if len(titles) > 1:
        numbers = [one for one in titles if holds_numbers(sheet, one.column)]
        worded = [one for one in titles if one not in numbers]
        found = [((worded or titles)[0], "title")]
        return found + ([(numbers[0], "code")] if numbers and worded and not codes else [])
    if (not titles and len(codes) > 1) or (codes and not titles and is_card(codes[0])):
        worded = [one for one in codes if not holds_numbers(sheet, one.column)]
        return [(worded[0], "title")] if worded else []
    return []


def of_organisations(keys: Sequence[tuple[Heading, str]]) -> list[tuple[Heading, str]]:
    """The column of the lead, of two: « Structure » rather than « Référent », who is a person."""
    leads = [heading for heading, key in keys if key == "lead"]
    names = [one for one in leads if not PERSONAL.search(heading_key(one.text))]
    return [(names[0], "lead")] if names and leads[1:] else []


def is_card(heading: Heading) -> bool:
    return words_of(heading.names[-1]) in ("fiche", "fiches")


def unread(sheet: Sheet, mapping: Mapping[str, int]) -> list[str]:
    """What heads the columns of a `sheet` that hold something and are no column of the plan."""
    taken = set(mapping.values())
    return [
        heading.text or f"colonne {heading.letter}"
        for heading in sheet.headings
        if heading.sample and heading.column not in taken
    ]


def checked(mapping: Mapping[str, int], sheet: Sheet) -> ColumnMap:
    """`mapping` made of known keys and of columns of the file; raise TableRefused otherwise."""
    columns = {heading.column for heading in sheet.headings}
    kept: ColumnMap = {}
    # A mapping that a database kept may come back in another order.
    series = [BY_KEY[key] for key in sorted(mapping) if key in BY_KEY]
    for column in dict.fromkeys((*READ, *series)):
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
