"""Forget what letters said and to which address; that they were sent stays known."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from actions.months import months_before
from reporting.letters.follow_up import purge_letters

MONTHS = 12


class Command(BaseCommand):
    help = "Efface le texte et l’adresse des courriels anciens ; leur trace reste."

    def add_arguments(self, parser):
        parser.add_argument(
            "--months", type=int, default=MONTHS, help=f"gardés en entier ({MONTHS} mois)"
        )

    def handle(self, *, months, **options):
        if months < 1:
            raise CommandError("Gardez les courriels au moins un mois : --months=1.")
        before = months_before(timezone.localdate(), months)
        self.stdout.write(f"Courriels effacés : {purge_letters(before)}.")
