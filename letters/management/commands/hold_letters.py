"""To be run once after a backup was restored, before send_letters runs again."""

from django.core.management.base import BaseCommand

from letters.sending import hold_waiting


class Command(BaseCommand):
    help = (
        "Retient les courriels en attente d’une base restaurée : peut-être déjà partis, ils "
        "attendent qu’une personne les envoie de nouveau depuis la page « Courriels »."
    )

    def handle(self, **options):
        self.stdout.write(f"Courriels retenus : {hold_waiting()}.")
