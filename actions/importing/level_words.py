"""How tables write the levels of a plan: « Axe 1 : Petite enfance », « 1.2 Aller vers »."""

import re
from dataclasses import dataclass
from functools import lru_cache

from actions.importing.reading import Sheet
from actions.importing.reading.headings import LevelNames
from records.folding import fold

ENJEU_WORDS = (
    "enjeu", "axe", "orientation", "thematique", "theme", "priorite", "axe strategique",
    "orientation strategique", "volet", "champ", "domaine", "pilier", "ambition", "chantier",
)  # fmt: skip
OBJECTIVE_WORDS = (
    "objectif", "objectif operationnel", "objectif strategique", "objectif specifique",
    "objectif general", "sous-objectif", "sous objectif", "sous-axe", "sous-thematique",
    "sous-theme", "oo", "os",
)  # fmt: skip
# Names that spreadsheets and people give to a sheet, which say nothing of what it holds.
PLAIN_WORDS = (
    *("feuil(?:le)?s?", "sheet", "tableau(?: de (?:bord|suivi))?", "table", "plan", "suivi"),
    *("plan d?e? ?actions?", "actions?", "donnees", "synthese", "ctg", "export", "onglet", "page"),
    *("classeur", "fiches?", "bilan", "base", "liste", "global", "general", "des"),
)
PLAIN_SHEET = re.compile(rf"(?:(?:{'|'.join(PLAIN_WORDS)}|[0-9]+|de|du|la) ?)*\Z")
LONGEST_LEVEL = 250  # characters of a title
NUMBER = r"[0-9]+(?:[.-][0-9a-z]+)*"
MARK = r"\s*(?:[.:)–—]\s+|\s-\s|[:)–—])"


@dataclass(frozen=True)
class Level:
    """What « Enjeu 1 : Accès aux droits » says: a code or "", a title or ""."""

    code: str
    title: str


@lru_cache(maxsize=4096)
def read_level(text: str, level_name: str = "") -> Level:
    """The code and the title of an enjeu or an objective, as tables write them."""
    text = " ".join(text.split())
    folded = fold(text)
    if len(folded) == len(text):  # so that places match
        words = alternatives((*ENJEU_WORDS, *OBJECTIVE_WORDS, fold(level_name)))
        named = (
            rf"(?:{words})\s+(?:n\s?[°º]\s*)?(?:({NUMBER})(?:{MARK}|\s|\Z)|([a-z]|[ivx]+){MARK})"
        )
        bare = rf"({NUMBER}|[a-z]|[ivx]+)\s*(?:[.:)–—]\s+|\s-\s)|([0-9]+(?:\.[0-9]+)+)\s"
        match = re.match(named, folded) or re.match(bare, folded)
        if match:
            at = 1 if match[1] is not None else 2
            return Level(text[match.start(at) : match.end(at)], text[match.end() :].strip())
        if match := re.match(rf"(?:{words})\s*[:–—]\s*(?=\S)", folded):
            return Level("", text[match.end() :].strip())
        if match := re.match(r"([0-9]{1,2}) (?=[A-ZÀ-Ý][a-zà-ÿ]|[A-ZÀ-Ý]{3})", text):
            return Level(match[1], text[match.end() :])  # « 1 Habiter »
        if re.fullmatch(r"[0-9]+(?:[.-][0-9]+)*", folded):
            return Level(text, "")
    return Level("", text)


def alternatives(words: tuple[str, ...]) -> str:
    """A pattern of any of `words`, the longest first, in the plural too."""
    longest = sorted(filter(None, words), key=len, reverse=True)
    return "|".join(re.escape(word) + "s?" for word in longest)


class LevelWords:
    """The words by which a territory and its neighbours call the levels of their plans."""

    def __init__(self, names: LevelNames) -> None:
        objective = {fold(name) for name in names.objective if name}
        enjeu = {fold(name) for name in names.enjeu if name} - objective
        self.objective = re.compile(
            self.head(objective | (set(OBJECTIVE_WORDS) - enjeu)), re.DOTALL
        )
        self.enjeu = re.compile(self.head(enjeu | (set(ENJEU_WORDS) - objective)), re.DOTALL)

    @staticmethod
    def head(words: set[str]) -> str:
        """« Axe 1 … », « Axe A – … », « Axe : … »; not « Axe de travail »."""
        number = rf"\s*(?:n\s?[°º]\s*)?(?:{NUMBER}(?:\W.*)?|(?:[a-z]|[ivx]+)\s*[.:)–—-].*)"
        return rf"(?:{alternatives(tuple(words))})(?:{number}|\s*[:–—]\s*\S.*)\Z"

    def level_of(self, text: str) -> str:
        """ "enjeu" or "objective" when `text` says it is one, "" otherwise."""
        if named := self.named_level(text):
            return named
        folded = fold(" ".join(text.split()))
        if match := re.match(r"([0-9]+(?:\.[0-9]+)*)\s*[.):–—-]?\s+[^\W\d]", folded):
            return "objective" if "." in match[1] else "enjeu"
        return ""

    def named_level(self, text: str) -> str:
        """The same, a number alone being no sign."""
        folded = fold(" ".join(text.split()))
        if self.objective.match(folded):
            return "objective"
        return "enjeu" if self.enjeu.match(folded) else ""

    def of_sheet(self, sheet: Sheet, *, is_alone: bool) -> str:
        """The enjeu that the lines above the header say, or else the name of the sheet when it
        is one of several; or "".
        """
        for text in reversed(sheet.above):
            if len(text) <= LONGEST_LEVEL and self.enjeu.match(fold(text)):
                return text
        name = sheet.name.strip()
        folded = re.sub(r"[\s\W_]+", " ", fold(name)).strip()
        if self.named_level(name) and not read_level(name).title and sheet.above:
            return f"{name} : {sheet.above[-1]}"[:LONGEST_LEVEL]
        if is_alone or not name or (len(name) <= 60 and PLAIN_SHEET.match(folded)):
            return ""
        return name
