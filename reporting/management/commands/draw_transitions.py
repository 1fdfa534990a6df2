"""`manage.py draw_transitions`: write docs/remontees.md from the table of transitions."""

from django.core.management.base import BaseCommand

from reporting.workflow_drawing import PAGE, page


class Command(BaseCommand):
    help = "Écrit docs/remontees.md : ce qui peut arriver à une remontée, et par qui."

    def handle(self, *args, **options):
        PAGE.write_text(page())
        self.stdout.write(f"{PAGE.name} est à jour.")
