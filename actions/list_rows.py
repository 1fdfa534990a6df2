"""Actions as lists print them: what depends on the day is noted on each, without a query."""

from actions.models.completeness import missing_from
from records.french import full_date


def list_rows(actions, on):
    """The fetched `actions` (`with_labels()`), each told on the date `on` the words of its lateness
    (`late`, "" for none), whether its convention `is_over`, and the `suite` that residents read."""
    rows = list(actions)
    for action in rows:
        action.late = action.late_words(on)
        action.is_over = action.convention.is_over(on)
        action.suite = action.public_outcome(on)
    return rows


def days_of(action):
    """« du 5 mars 2024 au 17 octobre 2025 »: in words, what its bar in a calendar shows."""
    first = action.starts_on
    last = None if action.is_permanent else action.ends_on
    if first and last:
        return f"du {full_date(first)} au {full_date(last)}"
    if first:
        return f"{'à partir du' if action.is_to_come else 'depuis le'} {full_date(first)}"
    return f"jusqu’au {full_date(last)}" if last else "dates à préciser"


def staff_rows(actions, convention, on):
    """The `actions` of `convention`, fetched `with_lacks`, as the team scans them on the date `on`.

    Each is told whether it is `late` or `silent`, and what is `missing` from its sheet. Without a
    convention there is no action.
    """
    rows = list_rows(actions, on)
    for action in rows:
        months = convention.territory.silence_months
        action.silent = action.is_published and action.is_silent(on, months)
        action.missing = missing_from(action)
    return rows


def shows_demo(*groups):
    """True when any row of the given groups is a demonstration record."""
    return any(row.is_demo for group in groups for row in group)
