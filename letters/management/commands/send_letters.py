"""Send the letters that wait; meant for a scheduled task, every minute. Two may run at once."""

from django.core.management.base import BaseCommand

from letters.models import LetterState
from letters.sending import send_due

TOLD = {
    LetterState.SENT: "Parties",
    LetterState.WAITING: "À essayer de nouveau",
    LetterState.REFUSED: "Refusées",
    LetterState.FAILED: "Abandonnées",
    LetterState.CANCELLED: "Annulées",
}


class Command(BaseCommand):
    help = "Envoie les lettres en attente, et essaie de nouveau celles qui ne sont pas parties."

    def handle(self, **options):
        found = send_due()
        told = [f"{words} : {found[state]}." for state, words in TOLD.items() if found[state]]
        self.stdout.write(" ".join(told) or "Aucune lettre à envoyer.")
