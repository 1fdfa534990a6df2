"""What was published since a moment: what the letters tell of. Only what residents read.

News, a change of progress, a new action, a step done, a value. Nothing else: a page rewritten, a
typing mistake mended, « rien de nouveau » would make letters that say nothing.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise
from textwrap import shorten

from django.db.models import Min
from django.db.models.functions import Greatest

from actions.models import Action, Avancement, Measure, Milestone, MilestoneState, Update
from actions.opendata.states import states_by_action
from records.french import figure, full_date

LONGEST = 300  # characters of a value in words: the page has them all


class Kind(Enum):
    NEWS, NEW, STATE, OTHER = range(4)


@dataclass(frozen=True)
class Published:
    """`words` is a line of a letter; a change of progress goes from `before` to `state`."""

    at: dt.datetime
    action: int
    kind: Kind
    words: str = ""
    before: str = ""
    state: str = ""


def state_name(value):
    return Avancement(value).label


def origins():
    """Dict key of a public action → « Suite de « … », de la convention 2023-2026 »: one query."""
    links = Action.origins.through.objects.filter(to_action__in=Action.objects.public())
    told = links.order_by("to_action__number").values_list(
        "from_action", "to_action__title", "to_action__convention__slug"
    )
    titles = defaultdict(list)
    for action, title, period in told:
        titles[action, period].append(f"« {title} »")
    return {
        action: f"Suite de {' et de '.join(names)}, de la convention {period}"
        for (action, period), names in titles.items()
    }


def states():
    """What happened to the states of the public actions, ever: the first one is a new action, or
    the one that continues another."""
    found, before_of = [], origins()
    for action, told in states_by_action(Action.objects.public()):
        what = before_of.get(action.pk, "Nouvelle action")
        words = f"{what}. Avancement : {state_name(told[-1][1])}."
        found.append(Published(told[0][0], action.pk, Kind.NEW, words))
        for (_moment, before, _day), (moment, state, _declared) in pairwise(told):
            if state != before:
                found.append(Published(moment, action.pk, Kind.STATE, before=before, state=state))
    return found


def news(since, at):
    """A date of publication may be told late: what was written after counts from its writing."""
    rows = Update.objects.published(at).filter(nothing_new=False)
    rows = rows.annotate(known_at=Greatest("published_at", "created_on"))
    return [
        Published(
            row.known_at,
            row.action_id,
            Kind.NEWS,
            f"{'Correction' if row.replaces_id else 'Actualité'} : {row.title}",
        )
        for row in rows.filter(known_at__gt=since, known_at__lte=at).order_by("known_at", "pk")
    ]


def steps_done(since):
    """Steps, each once: when it was first told done."""
    done = Milestone.objects.public().filter(state=MilestoneState.DONE)
    told = Milestone.history.filter(state=MilestoneState.DONE, id__in=done.values("pk"))
    first = dict(told.order_by().values_list("id").annotate(at=Min("history_date")))
    keys = [key for key, moment in first.items() if moment > since]
    return [
        Published(
            first[row.pk],
            row.action_id,
            Kind.OTHER,
            f"Étape faite le {full_date(row.done_on)} : {row.title}",
        )
        for row in done.filter(pk__in=keys)
    ]


def values(since):
    """Values by the rules of the pages: a count of few people is hidden, « non disponible » is not
    a value."""
    rows = Measure.objects.filter(
        indicator__action__in=Action.objects.public(),
        is_unavailable=False,
        recorded_on__gt=since,
    )
    return [
        Published(row.recorded_on, row.indicator.action_id, Kind.OTHER, value_words(row))
        for row in rows.select_related("indicator").order_by("recorded_on", "pk")
    ]


def value_words(measure):
    indicator, day = measure.indicator, full_date(measure.on)
    if measure.value is None:
        return f"Indicateur « {indicator.label} », le {day} : {shorten(measure.text, LONGEST)}"
    said = "moins de 5" if indicator.is_small(measure.value) else figure(measure.value)
    unit = f" {indicator.unit}" if indicator.unit else ""
    return f"Indicateur « {indicator.label} », le {day} : {said}{unit}"


def published(since, at):
    """What was published after `since` and until `at`, news first: a list of Published.

    As many queries whatever was published.
    """
    rows = [*news(since, at), *states(), *steps_done(since), *values(since)]
    return [row for row in rows if since < row.at <= at]


def told_to(rows, since_of):
    """Dict action → lines, of the `rows` to tell to somebody who knows each action until
    `since_of[action]`; actions that are not in it are left out.

    A new action is told whole, in one line beside its news; a state that came back to what it was
    is no change.
    """
    found = defaultdict(list)
    for row in rows:
        if row.action in since_of and row.at > since_of[row.action]:
            found[row.action].append(row)
    told = {action: lines_of(kept) for action, kept in found.items()}
    return {action: lines for action, lines in told.items() if lines}


def lines_of(rows):
    """The Published of one action, each with its words, as a letter tells them."""
    if any(row.kind == Kind.NEW for row in rows):
        return [row for row in rows if row.kind in (Kind.NEWS, Kind.NEW)]
    lines = [row for row in rows if row.kind != Kind.STATE]
    changes = [row for row in rows if row.kind == Kind.STATE]
    if changes and changes[0].before != changes[-1].state:
        before, now = state_name(changes[0].before), state_name(changes[-1].state)
        lines.append(replace(changes[-1], words=f"Avancement : {now} (avant : {before})"))
    return lines
