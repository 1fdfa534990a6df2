"""What becomes of each action of the old plan: said by the team, else proposed from its outcome."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch, TextChoices

from actions.models import Action, ActionOutcome, ActionPartner
from partners.models import Organisation


class Fate(TextChoices):
    KEEP = "telle", "Se poursuit telle quelle"
    REWRITE = "reecrite", "Se poursuit, à réécrire"
    MERGE = "fusion", "Fusionne avec une autre"
    STOP = "arret", "S’arrête là"


GOES_ON = (Fate.KEEP, Fate.REWRITE)
# The outcome of an action at the end → what is proposed of it.
PROPOSED = {
    ActionOutcome.ACHIEVED: Fate.STOP,
    ActionOutcome.CONTINUED: Fate.KEEP,
    ActionOutcome.PERMANENT: Fate.KEEP,
    ActionOutcome.STOPPED: Fate.STOP,
}


@dataclass(eq=False)
class OldAction:
    """An old action and its Fate; `with_code` names the one it merges with, `place` is the key of
    a NextLevel. `is_said` when the team chose it."""

    action: Action
    fate: Fate
    with_code: str = ""
    place: str = ""
    place_name: str = ""
    is_said: bool = False
    joins: list = field(default_factory=list)  # OldActions that merge into this one

    @property
    def is_open(self):
        """True when something more than its fate is to be said."""
        return self.fate == Fate.MERGE or (self.goes_on and not self.place)

    @property
    def goes_on(self):
        return self.fate in GOES_ON


def continued_in(convention, *, archived=False):
    """The condition of an old action that an action of `convention` continues, in use unless
    `archived`."""
    links = Action.origins.through.objects.filter(
        to_action=OuterRef("pk"),
        from_action__convention=convention,
        from_action__archived_on__isnull=not archived,
    )
    return Exists(links)


def old_actions(former, following):
    """Actions of `former` that the team may carry over: not archived, not carried yet.

    One whose continuation was archived is proposed again: `was_continued` is true of it.
    """
    rows = Action.objects.in_use().filter(~continued_in(following), convention=former)
    return rows.annotate(was_continued=continued_in(following, archived=True))


def with_all_they_hold(actions):
    """The same, with all that a copy takes: a constant number of queries."""
    roles = ActionPartner.objects.select_related("organisation")
    return (
        actions.select_related("lead")
        .prefetch_related(
            *("audiences", "domains", "communes", "places", "milestones"),
            "indicators__measures",
            Prefetch("action_partners", roles),
        )
        .in_plan_order()
    )


def lines_of(actions, structure, choices):
    """An OldAction for each of the `actions`, as chosen or proposed."""
    said = choices.get("actions", {})
    return [line_of(action, structure, said.get(str(action.pk), {})) for action in actions]


def line_of(action, structure, chosen):
    outcome = action.outcome or action.proposed_outcome[0]
    fate = chosen.get("fate")
    place = chosen.get("place", "")
    if place not in structure.levels:  # carried since, it has another key
        place = structure.led(place)
    if place not in structure.levels:
        place = structure.place_of(action)
    return OldAction(
        action,
        Fate(fate) if fate in Fate.values else PROPOSED[ActionOutcome(outcome)],
        chosen.get("with", ""),
        place,
        structure.levels[place].name if place else "",
        bool(chosen),
    )


def live(organisation: Organisation | None):
    """`organisation` unless it was archived: it takes part in nothing new."""
    return None if organisation is None or organisation.archived_on else organisation
