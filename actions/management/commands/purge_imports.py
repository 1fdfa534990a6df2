"""`manage.py purge_imports`: to run once a day."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from actions.importing.batch import KEPT_DAYS, purge_files


class Command(BaseCommand):
    help = f"Efface les tableaux reçus pour import il y a plus de {KEPT_DAYS} jours."

    def handle(self, *args, **options):
        purged = purge_files(timezone.now())
        if options["verbosity"] > 0:
            self.stdout.write(f"Tableaux effacés : {purged}.")
