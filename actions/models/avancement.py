"""The declared progress of an action, and what each state asks for."""

from django.db import models


class Avancement(models.TextChoices):
    """Declared progress: never computed, never mixed with lateness or freshness."""

    PLANNED = "a_venir", "À venir"
    ONGOING = "en_cours", "En cours"
    DONE = "realisee", "Réalisée"
    SETTLED = "en_place", "En place et continue"
    PAUSED = "en_pause", "En pause"
    DROPPED = "abandonnee", "Abandonnée"


NEEDS_REASON = (Avancement.PAUSED, Avancement.DROPPED)
HAS_DEADLINE = (Avancement.PLANNED, Avancement.ONGOING)
EXPECTS_NEWS = (Avancement.PLANNED, Avancement.ONGOING, Avancement.SETTLED, Avancement.PAUSED)

# Once the convention is over, nothing is to come any more: its word says so.
LABELS_OVER = {Avancement.PLANNED: "Non commencée"}


def label_of(state, *, over):
    """The label of a `state`; `over` says that the convention of the action is over."""
    return (over and LABELS_OVER.get(state)) or Avancement(state).label


_reasoned = " et ".join(f"« {Avancement(state).label} »" for state in NEEDS_REASON)
REASON_HINT = f"Nécessaire pour {_reasoned}. Visible de tous."


def declared(before, values, on):
    """`values` given to an action whose state was `before`, with what a new state brings along.

    It is declared on the day given, or on the date `on`, by the organisation given, or by nobody
    named: the former day, organisation and reason told of another state. Decision 0029.
    """
    state = values.get("avancement", before)
    if state == before:
        return values
    found = {"avancement_by": None, **values}
    found["avancement_on"] = values.get("avancement_on") or on
    if state not in NEEDS_REASON:
        found.setdefault("avancement_reason", "")
    return found
