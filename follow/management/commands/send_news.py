"""Write to who follows what is new; for a scheduled task, every morning. Twice is harmless."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from follow.telling import write_due


class Command(BaseCommand):
    help = (
        "Écrit à qui suit par courriel ce qui est publié depuis son dernier courriel : un par "
        "semaine au plus."
    )

    def handle(self, **options):
        self.stdout.write(f"Courriels écrits : {write_due(timezone.now())}.")
