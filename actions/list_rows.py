"""A row of a list of actions, as plain values: what `actions/_rows.html` prints."""

from dataclasses import dataclass

from django.urls import reverse

from actions.models.completeness import missing_from


@dataclass(frozen=True, slots=True)
class ListRow:
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


def list_rows(actions, on):
    """Rows of fetched `actions` (`with_labels()`) as they stand on the date `on`."""
    return [
        ListRow(
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


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One action as a coordinator scans it; nothing here asks the database."""

    edit_url: str
    public_url: str  # "" while residents cannot read it
    code: str
    title: str
    state: str
    late: bool
    lead: str
    lead_slug: str
    ends_on: object
    permanent: bool
    verified_on: object
    silent: bool
    published: bool
    missing: list
    unvalued: list  # indicators without a value for the year asked for


def staff_rows(actions, convention, on):
    """Rows of `actions`, fetched `with_lacks()`, of `convention` as they stand on the date `on`.

    Without a convention there is no action.
    """
    if convention is None:
        return []
    months = convention.territory.silence_months
    return [
        StaffRow(
            edit_url=reverse("admin:actions_action_change", args=[action.pk]),
            public_url=action.get_absolute_url()
            if action.is_published and convention.is_published
            else "",
            code=action.code,
            title=action.title,
            state=action.avancement,
            late=action.is_late(on),
            lead=action.lead.label if action.lead else "",
            lead_slug=action.lead.slug if action.lead else "",
            ends_on=action.ends_on,
            permanent=action.is_permanent,
            verified_on=action.verified_on,
            silent=action.is_published and action.is_silent(on, months),
            published=action.is_published,
            missing=missing_from(action),
            unvalued=[indicator.label for indicator in getattr(action, "unvalued", [])],
        )
        for action in actions
    ]
