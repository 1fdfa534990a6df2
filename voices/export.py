"""All that was received as a table: no address, and what became of each."""

from django.utils import timezone

from actions.models import Action
from tables.output import OutputColumn, OutputSheet
from voices.models import Voice
from voices.shown import actions_of

COLUMNS = [
    OutputColumn("Numéro", 10),
    OutputColumn("Genre", 10),
    OutputColumn("Reçu le", 14),
    OutputColumn("Convention", 16),
    OutputColumn("Enjeu", 40),
    OutputColumn("Ce que cela a changé", 24),
    OutputColumn("Texte reçu", 60),
    OutputColumn("Commune", 24),
    OutputColumn("Âge", 18),
    OutputColumn("Décision", 14),
    OutputColumn("Mots publics", 60),
    OutputColumn("Cité", 8),
    OutputColumn("Pourquoi l’écarter", 40),
    OutputColumn("Actions nées de l’idée", 40),
]


def voices_sheet():
    """The OutputSheet of every Voice, the latest first: three queries."""
    rows = list(Voice.objects.select_related("convention", "enjeu", "commune"))
    born = actions_of(rows, Action.objects.all())
    return OutputSheet("Paroles d’habitants", COLUMNS, [cells(row, born[row.pk]) for row in rows])


def cells(row, actions):
    return [
        row.pk,
        row.get_kind_display(),
        timezone.localdate(row.received_at),
        row.convention.slug,
        row.about,
        row.get_felt_display(),
        row.text,
        row.commune.name if row.commune else "",
        row.get_age_display(),
        row.get_state_display(),
        row.words,
        "Oui" if row.is_quoted else "",
        row.reason,
        "\n".join(f"{action.number} {action.title}" for action in actions),
    ]
