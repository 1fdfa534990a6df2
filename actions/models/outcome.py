"""What becomes of an action when its convention ends: said by the team, proposed from its state.

Residents read it once the convention is over (`Action.public_outcome`): a decision being prepared
is not news.
"""

from django.db import models
from django.db.models import Q

from actions.models.avancement import Avancement


class Outcome(models.TextChoices):
    ACHIEVED = "achevee", "Achevée"
    CONTINUED = "a_poursuivre", "À poursuivre"
    PERMANENT = "perennisee", "Pérennisée"
    STOPPED = "arretee", "Arrêtée"


# What the state of an action lets expect; somebody confirms it, or says otherwise.
_PROPOSED = {
    Avancement.PLANNED: Outcome.CONTINUED,
    Avancement.ONGOING: Outcome.CONTINUED,
    Avancement.PAUSED: Outcome.CONTINUED,
    Avancement.DONE: Outcome.ACHIEVED,
    Avancement.SETTLED: Outcome.PERMANENT,
    Avancement.DROPPED: Outcome.STOPPED,
}
REASON_HINT = f"Nécessaire pour « {Outcome.STOPPED.label} ». Visible de tous après la fin."


class WithOutcome(models.Model):
    """The columns of an action that say what becomes of it."""

    outcome = models.CharField(
        "suite donnée",
        max_length=12,
        choices=Outcome,
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
        found = _PROPOSED[Avancement(self.avancement)]
        return found, self.avancement_reason if found == Outcome.STOPPED else ""

    def public_outcome(self, on):
        """What residents may read of it on the date `on`: an Outcome, or "" until the end."""
        over = self.outcome and self.convention.is_over(on)
        return Outcome(self.outcome) if over else ""


def outcome_constraints():
    """Always true of an action; the messages say what to do."""
    return [
        models.CheckConstraint(
            condition=~Q(outcome=Outcome.STOPPED) | ~Q(outcome_reason=""),
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
