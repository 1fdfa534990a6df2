"""Tell the team what waits; meant for a scheduled task, every morning."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from reporting.letters.digest import send_digest


class Command(BaseCommand):
    help = "Écrit à l’équipe ce qui l’attend : un courriel par jour au plus, jamais vide."

    @transaction.atomic
    def handle(self, **options):
        self.stdout.write(f"Résumés écrits : {send_digest(timezone.now())}.")
