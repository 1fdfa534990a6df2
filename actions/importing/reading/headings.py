"""What the words above a column mean: the names of the territory’s levels first, then ours."""

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from actions.importing.columns import BY_HEADING, BY_KEY, heading_key
from actions.importing.name_matching import name_key

CLOSE = 0.85
ASIDE = re.compile(r"\([^)]*\)")
UNITS = re.compile(r"\b(?:en )?[kM]?(?:€|\beuros?\b|\beur\b)|\b(?:ttc|ht)\b", re.IGNORECASE)
ARTICLES = {"la", "le", "les"}
NUMBERED = ("n", "no", "num", "numero", "code", "ref", "reference", "identifiant")
TITLED = ("intitule", "intitules", "titre", "titres", "libelle", "libelles", "nom", "denomination")
# One cell that gives both a start and an end.
PERIOD = (
    *("calendrier", "période", "calendrier prévisionnel", "période de réalisation", "échéancier"),
    *("calendrier de réalisation", "temporalité", "durée", "planning", "dates", "programmation"),
    *("calendrier de mise en œuvre", "période de mise en œuvre", "année", "années"),
)


@dataclass(frozen=True)
class LevelNames:
    """What the territory calls an enjeu, an objective and an action, each in all its forms.

    `communes` are the names of its communes, which may head columns.
    """

    enjeu: tuple[str, ...] = ("enjeu", "enjeux")
    objective: tuple[str, ...] = ("objectif", "objectifs")
    action: tuple[str, ...] = ("action", "actions")
    communes: tuple[str, ...] = ()


def names_of(territory: Any) -> LevelNames:
    """The level names of the settings of `territory`."""
    return LevelNames(
        (territory.enjeu_name, territory.enjeu_names),
        (territory.objective_name, territory.objective_names),
        (territory.action_name, territory.action_names),
    )


def with_communes(territory: Any) -> LevelNames:
    """The same with the names of its communes, at the cost of a query: to propose columns."""
    communes = tuple(territory.communes.values_list("name", flat=True))
    return replace(names_of(territory), communes=communes)


def words_of(text: str) -> str:
    """`text` as headings are compared, articles aside."""
    return " ".join(word for word in heading_key(text).split() if word not in ARTICLES)


class HeadingIndex:
    """The column that a heading names, for a territory that calls its levels `names`."""

    def __init__(self, names: LevelNames) -> None:
        self.own: dict[str, str] = {}
        levels = {"title": names.action, "objective": names.objective, "enjeu": names.enjeu}
        for key, called in levels.items():
            for name in filter(None, map(words_of, called)):
                self.own[name] = key
                self.own |= {f"{title} {name}": key for title in TITLED}
                if key == "title":
                    self.own |= {f"{number} {name}": "code" for number in NUMBERED}
        if "period" in BY_KEY:
            self.own |= {words_of(text): "period" for text in PERIOD}
        self.communes = set(map(name_key, names.communes))
        self.known = {words_of(text): column.key for text, column in BY_HEADING.items()} | self.own

    def key(self, text: str) -> str:
        """The key of the column that `text` heads, "" when it is unknown."""
        exact = heading_key(text)
        if exact in self.own:
            return self.own[exact]
        if exact in BY_HEADING:
            return BY_HEADING[exact].key
        if words_of(text) in self.known:
            return self.known[words_of(text)]
        for aside in (ASIDE, UNITS):  # « État (à renseigner) », « Montant € TTC »
            plain = aside.sub(" ", text)
            if plain != text and plain.strip() and (key := self.key(plain)):
                return key
        return ""

    def is_commune(self, text: str) -> bool:
        """True for the name of a commune of the territory, or the beginning of only one."""
        key = name_key(text)
        begun = [name for name in self.communes if key and name.startswith(f"{key} ")]
        return key in self.communes or len(begun) == 1

    def close(self, text: str) -> list[str]:
        """The keys of the columns whose names are near `text`, the nearest first."""
        words = words_of(text)
        near = get_close_matches(words, self.known, n=3, cutoff=CLOSE) if words else []
        return [self.known[word] for word in near]


@lru_cache(maxsize=32)
def heading_index(names: LevelNames | None = None) -> HeadingIndex:
    """The index of the territory that calls its levels so, made once."""
    return HeadingIndex(names or LevelNames())
