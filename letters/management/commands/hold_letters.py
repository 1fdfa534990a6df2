"""To be run once after a backup was restored, before send_letters runs again."""

from django.core.management.base import BaseCommand

from letters.sending import hold_waiting


class Command(BaseCommand):
    help = (
        "Retient les lettres en attente d’une base restaurée : peut-être déjà parties, elles "
        "attendent qu’une personne les renvoie depuis la page « Lettres »."
    )

    def handle(self, **options):
        self.stdout.write(f"Lettres retenues : {hold_waiting()}.")
