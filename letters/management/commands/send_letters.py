"""Send the letters that wait; meant for a scheduled task, every minute. Two may run at once."""

from django.core.management.base import BaseCommand

from letters.models import LetterState
from letters.sending import send_due

TOLD = {
    LetterState.SENT: "Partis",
    LetterState.WAITING: "À essayer de nouveau",
    LetterState.REFUSED: "Refusés",
    LetterState.FAILED: "Abandonnés",
    LetterState.CANCELLED: "Annulés",
}


class Command(BaseCommand):
    help = "Envoie les courriels en attente, et essaie de nouveau ceux qui ne sont pas partis."

    def handle(self, **options):
        found = send_due()
        told = [f"{words} : {found[state]}." for state, words in TOLD.items() if found[state]]
        self.stdout.write(" ".join(told) or "Aucun courriel à envoyer.")
