"""Forget what the forms of the team left behind: keys already used, texts never taken up again."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from records.models import KeptForm, Submission


class Command(BaseCommand):
    help = "Efface les textes gardés et les clés de formulaires de plus de 7 jours."

    def handle(self, *args, **options):
        at = timezone.now()
        kept, _ = KeptForm.objects.expired(at).delete()
        sent, _ = Submission.objects.expired(at).delete()
        self.stdout.write(f"Textes effacés : {kept}. Clés effacées : {sent}.")
