"""What columns say an indicator starts from and aims at: « Situation de départ », « Cible 2026 ».

An indicator has one goal: that of the last year told. Those of the years before are kept in its
comment, and the preview says so.
"""

import re
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from actions.importing.name_matching import is_unknown
from records.french import figure

BASELINE, TARGET, UNIT = "baseline", "target", "unit"
GOAL = re.compile(rf"({BASELINE}|{TARGET}|{UNIT})(?:_(20\d\d))?(?:_([1-9]))?")
Told = dict[int | None, Any]  # year, or None → what its cell says
EARLIER = "« {} » : la valeur visée est celle de {}, les autres sont gardées en commentaire."


def take_goals(values: dict[str, Any]) -> dict[str, dict[str, Told]]:
    """Take out of `values` the goals of a line: column of the indicator → kind → what is told."""
    found: dict[str, dict[str, Told]] = defaultdict(lambda: defaultdict(dict))
    for key in list(values):
        if match := GOAL.fullmatch(key):
            value = values.pop(key)
            if value is not None and not (isinstance(value, str) and is_unknown(value)):
                of_indicator = f"indicators_{match[3]}" if match[3] else "indicators"
                year = int(match[2]) if match[2] else None
                found[of_indicator][match[1]][year] = value
    return found


def goal_column(kind: str, year: int | None, of_indicator: str) -> str:
    """The key of the column that says a goal, for faults."""
    rank = of_indicator.removeprefix("indicators")
    return f"{kind}_{year}{rank}" if year else f"{kind}{rank}"


def give_goals(wish: Any, goals: dict[str, Told], days: tuple[date, date]) -> str:
    """Write `goals` in the `wish` of an indicator; what is to be told of it, "" most often.

    `days` are those of the action: when a cell says no year. A date already known stays.
    """
    start, end = days
    targets, baselines = goals.get(TARGET, {}), goals.get(BASELINE, {})
    years = sorted(filter(None, targets))
    told = ""
    if targets:
        last = years[-1] if years else None
        if isinstance(value := targets[last], Decimal):
            wish.values["target_value"] = value
            dated = wish.values if last else wish.defaults
            dated["target_on"] = date(last, 12, 31) if last else end
        else:
            wish.values["target_text"] = str(value)
        if years[1:]:
            earlier = [f"{in_words(targets[year])} en {year}" for year in years[:-1]]
            wish.defaults["comment"] = f"Valeurs visées auparavant : {', '.join(earlier)}."
            told = EARLIER.format(wish.values["label"], last)
    for unit in goals.get(UNIT, {}).values():
        wish.defaults["unit"] = str(unit)
    if baselines:
        value = next(iter(baselines.values()))
        if not isinstance(value, Decimal):
            wish.fault("baseline_value", value, "Écrivez un nombre.")
            return told
        wish.values["baseline_value"] = value
        before = date(years[0] - 1, 12, 31) if years else end - timedelta(days=1)
        wish.defaults["baseline_on"] = min(start, before)
    return told


def in_words(value: Any) -> str:
    return figure(value) if isinstance(value, Decimal) else str(value)
