"""A line of a list of actions, as plain values: what `actions/_rows.html` prints."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One action in a list; nothing here asks the database."""

    url: str
    code: str
    title: str
    summary: str
    state: str
    late: bool
    lead: str
    ends_on: object
    permanent: bool
    period: str


def period(action):
    """« 2023–2026 », « depuis 2023 », « jusqu’en 2026 » or « dates à préciser »."""
    first = action.starts_on.year if action.starts_on else None
    last = action.ends_on.year if action.ends_on and not action.is_permanent else None
    if first and last:
        return str(first) if first == last else f"{first}–{last}"
    if first:
        return f"depuis {first}"
    return f"jusqu’en {last}" if last else "dates à préciser"


def lines(actions, on):
    """Lines of fetched `actions` (`with_labels()`) as they stand on the date `on`."""
    return [
        Line(
            url=action.get_absolute_url(),
            code=action.code,
            title=action.title,
            summary=action.summary,
            state=action.avancement,
            late=action.is_late(on),
            lead=action.lead.label if action.lead else "",
            ends_on=action.ends_on,
            permanent=action.is_permanent,
            period=period(action),
        )
        for action in actions
    ]


def shows_demo(*groups):
    """True when any row of the given groups is a demonstration record."""
    return any(row.is_demo for group in groups for row in group)
