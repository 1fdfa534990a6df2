"""`manage.py draw_transitions`: docs/remontees.md, drawn from the table of transitions.

What may happen to an answer, and who may. A test compares the committed page with what it gives.
"""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from partners import permissions
from reporting.models import ReportState
from reporting.models.event import Side
from reporting.report.transitions import TRANSITIONS

PAGE = Path(settings.BASE_DIR) / "docs" / "remontees.md"
ROLES = {
    permissions.may_edit: "rédaction",
    permissions.may_review: "publication",
}
HEAD = """# Ce qui peut arriver à une réponse

Cette page est écrite par `manage.py draw_transitions` à partir de
`reporting/report/transitions.py` : ne la modifiez pas à la main. Chaque verbe est une fonction de
`reporting/workflow.py`, la seule à changer l’état (décision
[0017](decisions/0017-one-writer-of-state.md)).

```mermaid
stateDiagram-v2
    [*] --> {first}
{lines}
    {last} --> [*]
```

| verbe | d’où | vers | qui |
|---|---|---|---|
{rows}

Sur une réponse déjà dans l’état où mène le verbe, le demander encore ne change rien. Une flèche
qui revient au même état écrit seulement un fait dans l’historique.
"""


def who(transition):
    """Who may do `transition`, in words."""
    staff = f"l’équipe, à partir du rôle « {ROLES[transition.may]} »"
    if transition.side == Side.STAFF:
        return staff
    return f"qui parle pour l’organisation ; pour elle, {staff}"


def transitions_page():
    """The text of docs/remontees.md."""
    lines = [f'    state "{state.label}" as {state}' for state in ReportState]
    rows = []
    for transition in TRANSITIONS.values():
        moves = transition.moves.items()
        lines += [f"    {before} --> {after}: {transition.label}" for before, after in moves]
        rows += [
            f"| {transition.label} | {before.label} | {after.label} | {who(transition)} |"
            for before, after in moves
        ]
    return HEAD.format(
        first=ReportState.TODO,
        last=ReportState.PUBLISHED,
        lines="\n".join(lines),
        rows="\n".join(rows),
    )


class Command(BaseCommand):
    help = "Écrit docs/remontees.md : ce qui peut arriver à une réponse, et par qui."

    def handle(self, *args, **options):
        PAGE.write_text(transitions_page())
        self.stdout.write(f"{PAGE.name} est à jour.")
