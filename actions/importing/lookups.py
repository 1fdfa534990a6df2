"""All that the lines of a file are compared with, loaded once whatever their number."""

from collections import defaultdict
from typing import Any

from actions.importing.attached.sheets import fetch_attached
from actions.importing.columns.lists import WHOLE_TERRITORY
from actions.importing.columns.rows import LINKED
from actions.importing.name_matching import CREATE, IGNORE, WHOLE, NameIndex
from actions.models import Action, Audience, Avancement, ImportWord, WordKind
from conventions.models import Commune, Convention, Domain, Enjeu, Objective
from partners.models import Organisation

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
        organisations = list(Organisation._base_manager.order_by("name", "pk"))
        # What is archived is recognised, so that it may stay where it is, but never proposed.
        self.archived: dict[str, set[str]] = defaultdict(set)
        self.archived[WordKind.ORGANISATION] = {
            str(row.pk) for row in organisations if row.archived_on
        }
        self.know(
            WordKind.ORGANISATION, [(r.pk, r.name, r.short_name, r.slug) for r in organisations]
        )
        self.know(WordKind.ENJEU, [(row.pk, str(row)) for row in self.enjeux.values()])
        self.know(WordKind.OBJECTIVE, [(row.pk, str(row)) for row in self.objectives.values()])
        self.know(WordKind.STATE, [(one.value, str(one.label), one.value) for one in Avancement])
        for kind, model in ((WordKind.AUDIENCE, Audience), (WordKind.DOMAIN, Domain)):
            self.know(kind, [(row.pk, row.name) for row in model.objects.all()])
        communes = Commune.objects.filter(territory=convention.territory_id)
        self.know(WordKind.COMMUNE, [(row.pk, row.name) for row in communes])
        self.labels[WordKind.COMMUNE][WHOLE] = WHOLE_TERRITORY
        self.remembered: dict[str, dict[str, str]] = defaultdict(dict)
        for word in ImportWord.objects.exclude(kind=WordKind.COLUMN):
            if word.target == IGNORE or word.target in self.labels[word.kind]:
                self.remembered[word.kind][word.word] = word.target
        # By code, archived or not.
        rows: Any = Action._base_manager.filter(convention=convention).order_by("number")
        rows = rows.select_related("lead", "avancement_by")
        rows = list(rows.prefetch_related(*LINKED))
        fetch_attached(rows)
        self.actions = {row.code: row for row in rows}

    def know(self, kind: str, rows: list[tuple]) -> None:
        names = self.names[kind] = NameIndex()
        for pk, *words in rows:
            names.add(str(pk), *words, proposed=str(pk) not in self.archived[kind])
        self.labels[kind] = {str(pk): words[0] for pk, *words in rows}

    def label(self, kind: str, target: str) -> str:
        """What people read for a target of this kind of word."""
        if target == IGNORE:
            return "Ignorer"
        if target == CREATE:
            return "Créer"
        return self.labels[kind].get(target, "")

    def choices(self, kind: str) -> list[tuple[str, str]]:
        """(target, label) of all that a word of this kind may be taken for."""
        found = [pair for pair in self.labels[kind].items() if pair[0] not in self.archived[kind]]
        if kind in CREATABLE:
            found.insert(0, (CREATE, "Créer"))
        if kind not in (WordKind.STATE, WordKind.ENJEU):
            found.append((IGNORE, "Ignorer"))
        return found
