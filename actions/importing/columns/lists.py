"""The lists to choose from that the blank table offers."""

from collections.abc import Callable
from dataclasses import dataclass

from actions.models import ActionKind, ActionOutcome, Audience, Avancement
from conventions.models import Commune, Convention, Domain
from partners.models import Organisation
from tables.cells import NO, YES

WHOLE_TERRITORY = "Tout le territoire"
NO_OBJECTIVE = "Sans objectif"  # an empty cell takes the objective written above it


@dataclass(frozen=True)
class ListOfChoices:
    """`values(convention)` are offered under `title`; another text may be typed, or not."""

    title: str
    values: Callable[[Convention], list[str]]
    only_these: bool = False


def names(rows) -> list[str]:
    return list(rows.values_list("name", flat=True))


STATES = ListOfChoices(
    "Choix des avancements",
    lambda convention: [str(one.label) for one in Avancement],
    only_these=True,
)
OUTCOMES = ListOfChoices(
    "Choix des suites",
    lambda convention: [str(one.label) for one in ActionOutcome],
    only_these=True,
)
YES_OR_NO = ListOfChoices("Oui ou non ?", lambda convention: [YES, NO], only_these=True)
KIND_WORDS = {ActionKind.PROJECT: "Projet", ActionKind.SERVICE: "Service"}  # in a cell
KINDS = ListOfChoices(
    "Projet ou service ?", lambda convention: list(KIND_WORDS.values()), only_these=True
)
ENJEUX = ListOfChoices(
    "Choix des enjeux", lambda convention: [str(row) for row in convention.enjeux.all()]
)
OBJECTIVES = ListOfChoices(
    "Choix des objectifs",
    lambda convention: [*(str(row) for row in convention.objectives.all()), NO_OBJECTIVE],
)
ORGANISATIONS = ListOfChoices(
    "Choix des organisations",
    lambda convention: names(Organisation.objects.filter(archived_on=None).order_by("name")),
)
AUDIENCES = ListOfChoices("Choix des publics", lambda convention: names(Audience.objects.in_use()))
DOMAINS = ListOfChoices("Choix des thèmes", lambda convention: names(Domain.objects.all()))
COMMUNES = ListOfChoices(
    "Choix des communes",
    lambda convention: [
        WHOLE_TERRITORY,
        *names(Commune.objects.filter(territory=convention.territory_id)),
    ],
)
LISTS = (
    *(STATES, YES_OR_NO, ENJEUX, OBJECTIVES, ORGANISATIONS, AUDIENCES, DOMAINS, COMMUNES),
    *(KINDS, OUTCOMES),
)
