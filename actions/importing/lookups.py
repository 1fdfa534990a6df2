"""All that the lines of a file are compared with, loaded once whatever their number."""

from collections import defaultdict
from itertools import chain
from typing import Any

from actions.importing.attached.doubtful import GOOD_ANSWERS
from actions.importing.attached.sheets import fetch_attached
from actions.importing.attached.wishes import ABOVE_ANSWERS, ANSWERS, ONE_FOR_SEVERAL_ANSWERS
from actions.importing.columns.dates import TICK_ANSWERS
from actions.importing.columns.lists import WHOLE_TERRITORY
from actions.importing.columns.named import ROLES
from actions.importing.columns.rows import LINKED
from actions.importing.dates import from_target, in_words
from actions.importing.name_matching import CREATE, IGNORE, WHOLE, NameIndex
from actions.models import Action, ActionOutcome, Audience, Avancement, ImportWord, WordKind
from conventions.models import Commune, Convention, Domain, Enjeu, Objective
from partners.models import Organisation
from records.models.merged import kept_keys

# What 1.1 stands for after 1.9, in a column of numbers.
DECIMALS = [("10", "1.10 : le tableur a retiré le zéro"), ("1", "1.1, comme il est écrit")]
# Answers that are no row: what staff may say of a date, or of the cell of a year.
DATE_ANSWERS = {
    "permanent": "Permanente, sans fin",
    "convention": "Toute la durée de la convention",
}
IGNORED: dict[str, str] = {
    WordKind.DATE: "Date inconnue",
    WordKind.ORGANISATION: "Ce n’est pas une organisation : ignorer",
    WordKind.OUTCOME: "Rien n’est encore dit : ignorer",
}
# What a word that stands for nothing known should have been.
EXPECTED: dict[str, str] = {
    WordKind.STATE: f"Écrivez l’un de ces mots : {', '.join(map(str, Avancement.labels))}.",
    WordKind.OUTCOME: f"Écrivez l’un de ces mots : {', '.join(map(str, ActionOutcome.labels))}.",
    WordKind.COMMUNE: "Écrivez le nom d’une commune du territoire, ou « toutes ».",
    WordKind.DOMAIN: "Écrivez le nom d’un thème connu du site.",
    WordKind.ORGANISATION: "Dites de quelle organisation il s’agit.",
    WordKind.AUDIENCE: "Dites de quel public il s’agit.",
}
MONEY_ANSWERS = [*chain(*ANSWERS.values()), *ABOVE_ANSWERS]
NEVER_IGNORED = (WordKind.STATE, WordKind.ENJEU, WordKind.TICK)
CREATABLE = (WordKind.ENJEU, WordKind.OBJECTIVE, WordKind.ORGANISATION, WordKind.AUDIENCE)


class Reference:
    """The convention, its plan and the vocabulary, as they are now."""

    def __init__(self, convention: Convention) -> None:
        self.convention = convention
        self.enjeux = {str(row.pk): row for row in Enjeu.objects.filter(convention=convention)}
        self.objectives = {
            str(row.pk): row for row in Objective.objects.filter(convention=convention)
        }
        self.names: dict[str, NameIndex] = {}
        self.labels: dict[str, dict[str, str]] = {}
        # Key of a row merged with another → key of the one that stays, known by both names.
        self.merged: dict[str, dict[str, str]] = defaultdict(dict)
        self.merged[WordKind.ORGANISATION] = kept_keys(Organisation)
        self.merged[WordKind.AUDIENCE] = kept_keys(Audience)
        organisations = list(Organisation._base_manager.order_by("name", "pk"))
        # What is archived is recognised, so that it may stay where it is, but never proposed.
        self.archived: dict[str, set[str]] = defaultdict(set)
        self.archived[WordKind.ORGANISATION] = {
            str(row.pk) for row in organisations if row.archived_on and not row.merged_into_id
        }
        self.know(
            WordKind.ORGANISATION, [(r.pk, r.name, r.short_name, r.slug) for r in organisations]
        )
        self.know(WordKind.ENJEU, [(row.pk, str(row)) for row in self.enjeux.values()])
        self.know(WordKind.OBJECTIVE, [(row.pk, str(row)) for row in self.objectives.values()])
        self.know(WordKind.STATE, [(one.value, str(one.label), one.value) for one in Avancement])
        self.know(
            WordKind.OUTCOME, [(one.value, str(one.label), one.value) for one in ActionOutcome]
        )
        for kind, model in ((WordKind.AUDIENCE, Audience), (WordKind.DOMAIN, Domain)):
            self.know(kind, [(row.pk, row.name) for row in model.objects.all()])
        communes = Commune.objects.filter(territory=convention.territory_id)
        self.know(WordKind.COMMUNE, [(row.pk, row.name) for row in communes])
        self.labels[WordKind.COMMUNE][WHOLE] = WHOLE_TERRITORY
        self.know(WordKind.DATE, list(DATE_ANSWERS.items()))
        self.know(WordKind.TICK, [*TICK_ANSWERS.items(), *ROLES[:-1]])
        self.know(WordKind.MONEY, MONEY_ANSWERS)
        self.know(WordKind.VALUE, [*ONE_FOR_SEVERAL_ANSWERS, *GOOD_ANSWERS])
        # By code, archived or not.
        rows: Any = Action._base_manager.filter(convention=convention).order_by("number")
        rows = rows.select_related("lead", "avancement_by")
        rows = list(rows.prefetch_related(*LINKED, "origins"))
        fetch_attached(rows)
        self.actions = {row.code: row for row in rows}
        self.know(WordKind.RECORD, [(row.pk, str(row)) for row in self.actions.values()])
        self.know(WordKind.CODE, DECIMALS)
        self.remembered: dict[str, dict[str, str]] = defaultdict(dict)
        for word in ImportWord.objects.exclude(kind=WordKind.COLUMN):
            target = self.merged[word.kind].get(word.target, word.target)
            if target == IGNORE or self.is_target(word.kind, target):
                self.remembered[word.kind][word.word] = target

    def know(self, kind: str, rows: list[tuple]) -> None:
        names = self.names[kind] = NameIndex()
        merged = self.merged[kind]
        for pk, *words in rows:
            target = merged.get(str(pk), str(pk))
            names.add(target, *words, proposed=target not in self.archived[kind])
        self.labels[kind] = {str(pk): words[0] for pk, *words in rows if str(pk) not in merged}

    def is_target(self, kind: str, target: str) -> bool:
        """Whether `target` is a row of today, or another answer that needs none."""
        return target in self.labels[kind] or (
            kind == WordKind.DATE and from_target(target) is not None
        )

    def label(self, kind: str, target: str) -> str:
        """What people read for a target of this kind of word."""
        if target == IGNORE:
            return IGNORED.get(kind, "Ignorer")
        if target == CREATE:
            return "Créer"
        if kind == WordKind.DATE and target not in self.labels[kind]:
            period = from_target(target)
            return in_words(period).capitalize() if period else ""
        return self.labels[kind].get(target, "")

    def choices(self, kind: str) -> list[tuple[str, str]]:
        """(target, label) of all that a word of this kind may be taken for."""
        found = [pair for pair in self.labels[kind].items() if pair[0] not in self.archived[kind]]
        if kind in CREATABLE:
            found.insert(0, (CREATE, "Créer"))
        if kind not in NEVER_IGNORED:
            found.append((IGNORE, self.label(kind, IGNORE)))
        return found
