"""What the constraints on what becomes of an action refuse, and accept."""

from tests.constraints import Case
from tests.factories import ActionFactory

OUTCOME_CASES = [
    Case(
        "action_stopped_says_why",
        "Dites pourquoi l’action est arrêtée : ce sera visible sur le site.",
        ActionFactory,
        wrong=[{"outcome": "arretee", "outcome_reason": ""}],
        right=[
            {"outcome": "arretee", "outcome_reason": "Voté."},
            {"outcome": "achevee"},
            {},
        ],
    ),
    Case(
        "action_outcome_reason_of_an_outcome",
        "Choisissez la suite que ces mots expliquent.",
        ActionFactory,
        wrong=[{"outcome": "", "outcome_reason": "Voté."}],
        right=[{"outcome": "achevee", "outcome_reason": "Voté."}, {}],
    ),
]
