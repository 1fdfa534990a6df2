"""Try again to send what residents wrote; meant for a scheduled task, every few minutes."""

from django.core.management.base import BaseCommand

from contact.letters import send_unsent
from conventions.main_territory import main_territory


class Command(BaseCommand):
    help = "Envoie par courriel les messages de contact qui ne sont pas encore partis."

    def handle(self, **options):
        if not main_territory().email:
            self.stderr.write("Aucune adresse ne reçoit les messages : rien n’est parti.")
        sent, left = send_unsent()
        self.stdout.write(f"Messages envoyés : {sent}. Encore en attente : {left}.")
