"""Forget the words that found nothing and that nobody types any more."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from search.models import UnansweredWord


class Command(BaseCommand):
    help = "Efface les mots cherchés sans réponse que personne n’a tapés depuis 12 mois."

    def handle(self, *args, **options):
        gone, _ = UnansweredWord.objects.expired(timezone.localdate()).delete()
        self.stdout.write(f"Mots effacés : {gone}.")
