"""What becomes of an action when its convention ends: said by the team, proposed from its state.

Residents read it once the convention is over (`Action.public_outcome`): a decision being prepared
is not news.
"""

from django.db import models
from django.db.models import Q

from actions.models.avancement import Avancement


class ActionOutcome(models.TextChoices):
    ACHIEVED = "achevee", "Achevée"
    CONTINUED = "a_poursuivre", "À poursuivre"
    PERMANENT = "perennisee", "Pérennisée"
    STOPPED = "arretee", "Arrêtée"


# What the state of an action lets expect; somebody confirms it, or says otherwise.
_PROPOSED = {
    Avancement.PLANNED: ActionOutcome.CONTINUED,
    Avancement.ONGOING: ActionOutcome.CONTINUED,
    Avancement.PAUSED: ActionOutcome.CONTINUED,
    Avancement.DONE: ActionOutcome.ACHIEVED,
    Avancement.SETTLED: ActionOutcome.PERMANENT,
    Avancement.DROPPED: ActionOutcome.STOPPED,
}
REASON_HINT = f"Nécessaire pour « {ActionOutcome.STOPPED.label} ». Visible de tous après la fin."


def proposed(state, why):
    """The (outcome, reason) that a `state` and its reason `why` let expect.

    The reason is "" but for an action that stops: residents already read why.
    """
    found = _PROPOSED[Avancement(state)]
    return found, why.strip() if found == ActionOutcome.STOPPED else ""


def decided(before, values):
    """`values` given to an action whose outcome was `before`, with what a new one brings along.

    The former reason told of another outcome: it goes, unless the new one needs one. The rule of
    `avancement.declared`, for every door.
    """
    found = values.get("outcome", before)
    if found in (before, ActionOutcome.STOPPED):
        return values
    return {"outcome_reason": "", **values}


class WithOutcome(models.Model):
    """The columns of an action that say what becomes of it."""

    outcome = models.CharField(
        "suite donnée",
        max_length=12,
        choices=ActionOutcome,
        blank=True,
        help_text="Ce que devient l’action à la fin de la convention. Visible de tous après la "
        "fin.",
    )
    outcome_reason = models.TextField("pourquoi cette suite", blank=True, help_text=REASON_HINT)

    class Meta:
        abstract = True

    @property
    def proposed_outcome(self):
        """The (outcome, reason) that the state of the action lets expect."""
        return proposed(self.avancement, self.avancement_reason)

    def public_outcome(self, on):
        """What residents may read of it on the date `on`: an ActionOutcome, or "" until the end."""
        over = self.outcome and self.convention.is_over(on)
        return ActionOutcome(self.outcome) if over else ""


def outcome_constraints():
    """Always true of an action; the messages say what to do."""
    return [
        models.CheckConstraint(
            condition=~Q(outcome=ActionOutcome.STOPPED) | ~Q(outcome_reason=""),
            name="action_stopped_says_why",
            violation_error_message=(
                "Dites pourquoi l’action est arrêtée : ce sera visible sur le site."
            ),
        ),
        models.CheckConstraint(
            condition=~Q(outcome="") | Q(outcome_reason=""),
            name="action_outcome_reason_of_an_outcome",
            violation_error_message="Choisissez la suite que ces mots expliquent.",
        ),
    ]
