"""The states that each action went through while residents could read it.

Read from the history: a state of a draft, or of before the convention was published, was told to
nobody and is left out. Only today's state has its reason, as on the action's page: a reason that
was corrected or withdrawn since must not come back.
"""

from itertools import groupby
from operator import attrgetter

from django.utils import timezone

from actions.models import Action
from actions.opendata.declaring import EXAMPLE, Field, Table, page
from actions.opendata.plan import OF_ACTION, STATE, action_page
from conventions.models import Convention

NEVER_ENDS = None
READ = ("id", "history_id", "history_date", "history_type", "is_published", "avancement")


def open_periods():
    """Dict key of a convention → (start, end or NEVER_ENDS) of each time that it was published."""
    found = {}
    versions = Convention.history.filter(id__in=Convention.objects.public().values("pk"))
    ordered = versions.order_by("id", "history_date", "history_id")
    for key, rows in groupby(ordered.only("id", "history_date", "is_published"), attrgetter("id")):
        rows = list(rows)
        ends = [*(row.history_date for row in rows[1:]), NEVER_ENDS]
        found[key] = [
            (row.history_date, end) for row, end in zip(rows, ends, strict=True) if row.is_published
        ]
    return found


def shown_from(start, end, periods):
    """When what stood from `start` to `end` first was public, or None when it never was."""
    for opened, closed in periods:
        first = max(start, opened)
        if (end is NEVER_ENDS or first < end) and (closed is NEVER_ENDS or first < closed):
            return first
    return None


def states_of(action, versions, periods):
    """[(moment, state, day declared)] of `action`, oldest first; the last one is that of today.

    The moment is when residents could first read it.
    """
    found = []
    ends = [*(version.history_date for version in versions[1:]), NEVER_ENDS]
    for version, end in zip(versions, ends, strict=False):  # no version has an end all the same
        if not version.is_published or version.history_type == "-":
            continue
        said = (version.avancement, version.avancement_on)
        first = shown_from(version.history_date, end, periods)
        if first and (not found or found[-1][1:] != said):
            found.append((first, *said))
    today = (action.avancement, action.avancement_on)
    if not found or found[-1][1:] != today:  # written without a version
        found.append((action.modified_on, *today))
    return found


def states_by_action(public):
    """(action, its states_of) of each action of the queryset `public`: two readings side by side.

    Little by little: memory holds the versions of one action.
    """
    periods = open_periods()
    versions = Action.history.filter(id__in=public.values("pk")).order_by(
        "id", "history_date", "history_id"
    )
    told = groupby(
        versions.only(*READ, "avancement_on").iterator(chunk_size=1000), attrgetter("id")
    )
    key, rows = next(told, (None, ()))
    columns = ("number", "convention_id", "avancement", "avancement_on", "avancement_reason")
    for action in public.only(*columns, "modified_on", "is_demo").order_by("pk").iterator(1000):
        while key is not None and key < action.pk:
            key, rows = next(told, (None, ()))
        of_action = list(rows) if key == action.pk else []
        yield action, states_of(action, of_action, periods.get(action.convention_id, ()))


def state_rows(at):
    """(action, rank, day, state, day declared, reason) of each state."""
    for action, states in states_by_action(Action.objects.public()):
        for rank, (moment, state, declared) in enumerate(states, 1):
            reason = action.avancement_reason if rank == len(states) else ""
            yield action, rank, timezone.localdate(moment), state, declared, reason


def state_values(row, base):
    action, rank, day, state, declared, reason = row
    return [
        f"{action.number}-{rank}",
        action.number,
        rank,
        state,
        declared,
        day,
        reason,
        action.is_demo,
        action_page(action, base),
    ]


STATES = Table(
    "etats",
    "Avancements successifs des actions",
    "Chaque avancement publié d’une action, dans l’ordre ; le dernier est celui d’aujourd’hui.",
    (
        Field("identifiant", "Numéro de l’action et rang : 17-2.", required=True),
        OF_ACTION,
        Field("rang", "1 pour le premier état publié.", "integer", required=True, minimum=1),
        STATE,
        Field("declare_le", "Jour déclaré.", "date"),
        Field("visible_le", "Jour où le site l’a montré.", "date", required=True),
        Field("motif", "Pourquoi elle est en pause ou abandonnée : pour l’état d’aujourd’hui."),
        EXAMPLE,
        page("de l’action"),
    ),
    state_rows,
    state_values,
    foreign=(("action", "actions", "numero"),),
)
