"""What becomes of many actions at once: the same for all, or what each one lets expect."""

from dataclasses import dataclass
from typing import Any

from django import forms

from actions.models import Action, ActionOutcome
from actions.models.outcome import REASON_HINT, decided, proposed

PROPOSE, CLEAR = "proposer", "effacer"
NAMES = ("outcome", "outcome_reason", "outcome_replaces")
PROPOSALS_COPY = (
    "Videz cette case : « Proposer » copie le motif de chaque action abandonnée. Pour écrire le "
    "même partout, choisissez une suite."
)


@dataclass(frozen=True)
class OutcomeEdit:
    """`outcome` is an ActionOutcome, "" to clear, or PROPOSE; `reason` goes with an ActionOutcome.

    A proposal leaves the rows that already have an outcome, unless it `replaces` them.
    """

    outcome: str
    reason: str = ""
    replaces: bool = False

    @property
    def leaves_some(self) -> bool:
        """True when the rows that already have an outcome keep it."""
        return self.outcome == PROPOSE and not self.replaces

    def values_after(self, action: Action, state: dict[str, Any]) -> dict[str, Any]:
        """Column → value that `action` would get; `state` is what the same edit changes in it."""
        outcome, reason = self.outcome, self.reason
        if outcome == PROPOSE:
            if action.outcome and not self.replaces:
                return {}
            names = ("avancement", "avancement_reason")
            outcome, reason = proposed(*(state.get(name, getattr(action, name)) for name in names))
        given = {"outcome": outcome} | ({"outcome_reason": reason} if reason else {})
        return decided(action.outcome, given)


class OutcomeFields(forms.Form):
    """The part of the bulk form that says what becomes of the actions."""

    outcome = forms.ChoiceField(
        label="Suite donnée",
        required=False,
        help_text="« Proposer » : une action réalisée est « Achevée », une action en place est "
        "« Pérennisée », une action abandonnée est « Arrêtée », les autres sont « À poursuivre ». "
        "Celles qui ont déjà une suite la gardent.",
    )
    outcome_reason = forms.CharField(
        label="Pourquoi cette suite",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=REASON_HINT,
    )
    outcome_replaces = forms.BooleanField(
        label="Proposer aussi pour les actions qui ont déjà une suite",
        required=False,
    )

    def offer_outcomes(self, keep: str) -> None:
        """Fill the choices; `keep` is what leaves everything as it is."""
        field: Any = self.fields["outcome"]
        field.choices = [
            ("", keep),
            (PROPOSE, "Proposer d’après l’avancement"),
            *ActionOutcome.choices,
            (CLEAR, "Effacer la suite : elle reste à dire"),
        ]

    def check_outcome(self, asked: dict[str, Any]) -> None:
        """Add the errors of answers that do not go together."""
        outcome, reason = asked.get("outcome"), asked.get("outcome_reason")
        if outcome == ActionOutcome.STOPPED and not reason:
            self.add_error("outcome_reason", "Dites pourquoi : ce sera visible sur le site.")
        if outcome == PROPOSE and reason:
            self.add_error("outcome_reason", PROPOSALS_COPY)
        if outcome not in ActionOutcome.values and outcome != PROPOSE and reason:
            self.add_error("outcome", "Choisissez la suite que ces mots expliquent.")
        if asked.get("outcome_replaces") and outcome != PROPOSE and "outcome" not in self.errors:
            self.add_error("outcome", "Choisissez « Proposer », ou décochez la case qui suit.")

    def outcome_edit(self) -> OutcomeEdit | None:
        """What the valid form asks, or None."""
        asked = self.cleaned_data
        outcome = asked.get("outcome")
        if not outcome:
            return None
        return OutcomeEdit(
            "" if outcome == CLEAR else outcome,
            asked.get("outcome_reason", ""),
            asked.get("outcome_replaces", False),
        )
