"""Geometry of the pictures drawn on the server: plain numbers for SVG templates.

Every picture has its sentence and its table beside it (RGAA 1.1, 1.6).
"""

import datetime as dt
from calendar import isleap
from dataclasses import dataclass, replace
from decimal import Decimal

from records.french import figure

LABEL_WIDTH = 64
YEAR_WIDTH = 130
ROW_HEIGHT = 26
HEAD_HEIGHT = 28
UNITS_PER_REM = 18  # pixels of a rem, at the text size of most people


@dataclass(frozen=True)
class CalendarRow:
    """One action: a bar from `x` over `width`, on the line at `y`."""

    code: str
    title: str
    state: str
    y: int
    x: float
    width: float


@dataclass(frozen=True)
class Calendar:
    years: list
    rows: list
    width: int
    height: int
    today_x: float | None

    @property
    def room(self):
        """Width in rem: large letters make the drawing larger, what holds it scrolls."""
        return round(self.width / UNITS_PER_REM, 2)


def day_x(day, first_year):
    """Abscissa of the date `day` on an axis where every year is YEAR_WIDTH wide."""
    days = 366 if isleap(day.year) else 365
    passed = (day - day.replace(month=1, day=1)).days
    return round(LABEL_WIDTH + YEAR_WIDTH * (day.year - first_year + passed / days), 1)


def calendar(convention, actions, today):
    """Calendar of fetched `actions` over the years of `convention`, or None without any date."""
    dated = [action for action in actions if action.starts_on or action.ends_on]
    if not dated:
        return None
    first, last = convention.starts_on.year, convention.ends_on.year
    left, right = LABEL_WIDTH, LABEL_WIDTH + YEAR_WIDTH * (last - first + 1)

    def clip(x):
        return min(max(x, left), right)

    rows = []
    for index, action in enumerate(dated):
        begin = clip(day_x(action.starts_on, first)) if action.starts_on else left
        end = clip(day_x(action.ends_on, first)) if action.ends_on else right
        rows.append(
            CalendarRow(
                code=action.code,
                title=action.title,
                state=action.avancement.replace("_", "-"),
                y=HEAD_HEIGHT + index * ROW_HEIGHT,
                x=begin,
                width=round(max(end - begin, 4), 1),
            )
        )
    today_x = day_x(today, first) if first <= today.year <= last else None
    years = [(year, left + YEAR_WIDTH * (year - first)) for year in range(first, last + 1)]
    return Calendar(years, rows, right + 8, HEAD_HEIGHT + len(rows) * ROW_HEIGHT + 6, today_x)


# As wide as a telephone: drawn there at its own size, its words keep the size of words.
PATH_WIDTH, PATH_HEIGHT = 360, 156
PATH_LEFT, PATH_RIGHT, PATH_TOP, PATH_BOTTOM = 30, 330, 34, 112
DIGIT_WIDTH, YEAR_LABEL_WIDTH, LABEL_HEIGHT = 9, 40, 18


@dataclass(frozen=True)
class Point:
    """One dot. `told` and `dated`: its value and its year have room to be written beside it."""

    x: float
    y: float
    on: dt.date
    value: Decimal
    role: str  # "depart", "valeur" or "but"
    told: bool = True
    dated: bool = True

    @property
    def label_width(self):
        """How many units the value takes, as it is written."""
        return DIGIT_WIDTH * len(figure(self.value))

    @property
    def anchor(self):
        """What of the written value stands above the dot: it never leaves the frame."""
        if self.x < self.label_width / 2:
            return "start"
        return "end" if self.x + self.label_width / 2 > PATH_WIDTH else "middle"


def labelled(points):
    """The same `points`; of those whose words would cover each other, the last one says them.

    The goal and the start come before what is between; the table beside the drawing says all.
    """
    rank = {"but": 0, "depart": 2}
    told, dated = [], []
    for point in sorted(points, key=lambda one: (rank.get(one.role, 1), -one.x)):
        if all(
            abs(point.x - one.x) > (point.label_width + one.label_width) / 2
            or abs(point.y - one.y) > LABEL_HEIGHT
            for one in told
        ):
            told.append(point)
        if all(
            abs(point.x - one.x) >= YEAR_LABEL_WIDTH and point.on.year != one.on.year
            for one in dated
        ):
            dated.append(point)
    return [replace(one, told=one in told, dated=one in dated) for one in points]


@dataclass(frozen=True)
class IndicatorPath:
    points: list[Point]
    line: str  # points of the known values, for <polyline>
    goal: str  # from the last known value to the goal, dashed
    width: int = PATH_WIDTH
    height: int = PATH_HEIGHT
    base: int = PATH_BOTTOM


def indicator_path(indicator, measures):
    """Path of an indicator from baseline to goal, or None with fewer than two publishable dots.

    A count so small that it could name people is not drawn: its height would tell it.
    """
    known = [("depart", indicator.baseline_on, indicator.baseline_value)]
    known += [("valeur", measure.on, measure.value) for measure in measures]
    known = [dot for dot in known if dot[2] is not None and not indicator.is_small(dot[2])]
    goal = ("but", indicator.target_on, indicator.target_value)
    dots = sorted(known, key=lambda dot: dot[1])
    if goal[2] is not None and not indicator.is_small(goal[2]):
        dots.append(goal)
    if len(dots) < 2:
        return None
    first, last = min(dot[1] for dot in dots), max(dot[1] for dot in dots)
    span = (last - first).days or 1
    top = max(dot[2] for dot in dots)
    low = min(0, min(dot[2] for dot in dots))
    height = (top - low) or 1
    points = [
        Point(
            x=round(PATH_LEFT + (PATH_RIGHT - PATH_LEFT) * (on - first).days / span, 1),
            y=round(PATH_BOTTOM - (PATH_BOTTOM - PATH_TOP) * float((value - low) / height), 1),
            on=on,
            value=value,
            role=role,
        )
        for role, on, value in dots
    ]
    passed = [point for point in points if point.role != "but"]
    aim = [point for point in points if point.role == "but"]

    def line(dots):
        return " ".join(f"{dot.x},{dot.y}" for dot in dots) if len(dots) > 1 else ""

    return IndicatorPath(labelled(points), line(passed), line(passed[-1:] + aim) if aim else "")
