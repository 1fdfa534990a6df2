"""What partners think of the actions of a convention: counted as they are, never averaged.

A count says how many gave each answer of the scale; the texts that the team chose to quote go with
it, named by their organisation. Decision 0057.
"""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field

from actions.models import Action
from actions.models.action_rows import LONG_TEXTS
from records.french import figure
from reviews.models import PartnerOpinion
from reviews.models.evaluation import Attainment


@dataclass(frozen=True)
class OpinionQuote:
    """What one organisation said of one action, that the team chose to quote."""

    organisation: str
    action: str
    attainment: str
    went_well: str
    to_change: str


@dataclass(frozen=True)
class Opinions:
    """The opinions on the actions of one goal: by value of `Attainment`, how many gave it."""

    counts: dict[str, int] = field(default_factory=dict)
    quotes: tuple[OpinionQuote, ...] = ()

    @property
    def total(self):
        return sum(self.counts.values())


def without_opinions(data):
    """The data of an evaluation as the schema 2 has them, from those of the schema 1."""
    parts = [
        {**part, "goals": [{**goal, "opinions": {}} for goal in part["goals"]]}
        for part in data["enjeux"]
    ]
    return {**data, "enjeux": parts}


def opinions_by_action(actions):
    """Key of an action → the opinions given on it, of those of the `actions`: one query."""
    rows = PartnerOpinion.objects.filter(action__in=[row.pk for row in actions])
    found = defaultdict(list)
    for row in rows.select_related("organisation", "action"):
        found[row.action_id].append(row)
    return found


def opinions_of(rows):
    """The Opinions that the PartnerOpinion `rows` make together."""
    rows = list(rows)
    given = [row.attainment for row in rows]
    return Opinions(
        counts={one.value: given.count(one) for one in Attainment if one in given},
        quotes=tuple(
            OpinionQuote(
                organisation=row.organisation.label,
                action=row.action.title,
                attainment=row.attainment,
                went_well=row.went_well,
                to_change=row.to_change,
            )
            for row in rows
            if row.is_quoted
        ),
    )


def opinions_by_goal(convention, enjeu=None):
    """(an Enjeu, an Objective or None, its PartnerOpinions) of each goal that has some.

    In the order of the plan; of one `enjeu` alone when it is given. What the evaluation counts, in
    two queries.
    """
    actions = Action.objects.of(convention).in_plan_order().select_related("enjeu", "objective")
    if enjeu is not None:
        actions = actions.filter(enjeu=enjeu)
    actions, found = list(actions.defer(*LONG_TEXTS)), {}
    given = opinions_by_action(actions)
    for action in actions:
        if given[action.pk]:
            objective = action.objective if convention.has_objectives else None
            key = (action.enjeu_id, objective and objective.pk)
            found.setdefault(key, (action.enjeu, objective, []))[2].extend(given[action.pk])
    return list(found.values())


def mark_of(opinion):
    """The same as long as `opinion` says the same: who quotes it has read it."""
    words = json.dumps([opinion.attainment, opinion.went_well, opinion.to_change])
    return hashlib.sha256(words.encode()).hexdigest()[:24]


# --- in words -----------------------------------------------------------------------------------


def opinions_words(given):
    """« 3 avis de partenaires : 2 « En bonne voie », 1 « Non atteint ». » of some Opinions."""
    counts = [
        f"{figure(count)}\u00a0«\u00a0{Attainment(value).label}\u00a0»"
        for value, count in given.counts.items()
    ]
    whose = "avis de partenaires" if given.total > 1 else "avis de partenaire"
    return f"{figure(given.total)}\u00a0{whose} : {', '.join(counts)}."


def quote_words(quote):
    """« CAF du Tarn, sur Relais petite enfance (En bonne voie) : « … » À garder ou … » »."""
    label = Attainment(quote.attainment).label
    change = f" À garder ou à changer : {quoted(quote.to_change)}" if quote.to_change else ""
    said = quoted(quote.went_well)
    return f"{quote.organisation}, sur {quoted(quote.action)} ({label}) : {said}{change}"


def quoted(text):
    return f"«\u00a0{' '.join(text.split())}\u00a0»"


def goal_opinions(goal):
    """The sentences of a Goal about its opinions: their count, then each quotation."""
    if not goal.opinions.total:
        return []
    return [opinions_words(goal.opinions), *map(quote_words, goal.opinions.quotes)]
