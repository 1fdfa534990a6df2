"""Erase an address at the request of its owner, who lost every link."""

from django.core.management.base import BaseCommand
from django.db import transaction

from follow.letters import forget


class Command(BaseCommand):
    help = "Efface tout ce que le site sait d’une adresse qui suit par courriel."

    def add_arguments(self, parser):
        parser.add_argument("adresse")

    @transaction.atomic
    def handle(self, adresse, **options):
        found = forget(adresse.strip().lower())
        self.stdout.write("Effacé." if found else "Cette adresse ne suit rien.")
