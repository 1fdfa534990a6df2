"""What an action is to a resident: to be used now, soon, never by them, or over.

A project to come is never « ce qui existe »: what somebody said of the action (a service or a
project) and its declared state decide together, and nothing else.
"""

from django.db import models
from django.db.models import Case, Q, Value, When

from actions.models.avancement import Avancement
from actions.models.practical import ActionKind

OPEN = (Avancement.ONGOING, Avancement.SETTLED, Avancement.DONE)  # a service then receives people


class Use(models.IntegerChoices):
    """In the order residents read them."""

    NOW = 1, "En profiter maintenant"
    SOON = 2, "Bientôt"
    BEHIND = 3, "Derrière les services"  # the work of partners among themselves, settled
    OVER = 4, "Terminé"


# The first that holds; what is left is under way or paused: it may come.
RULES = (
    ({"avancement": Avancement.DROPPED}, Use.OVER),
    ({"kind": ActionKind.SERVICE, "avancement__in": OPEN}, Use.NOW),
    ({"avancement": Avancement.DONE}, Use.OVER),
    ({"avancement": Avancement.SETTLED}, Use.BEHIND),
)


def use_case():
    """The expression that gives each action its Use."""
    rules = (When(Q(**wanted), then=Value(use.value)) for wanted, use in RULES)
    return Case(*rules, default=Value(Use.SOON.value), output_field=models.IntegerField())


def use_of(action):
    """The Use of a fetched `action`: what `use_case` would say."""
    if action.avancement == Avancement.DROPPED:
        return Use.OVER
    if action.is_service:
        return Use.NOW if action.avancement in OPEN else Use.SOON
    by_state = {Avancement.DONE: Use.OVER, Avancement.SETTLED: Use.BEHIND}
    return by_state.get(action.avancement, Use.SOON)
