"""Read the letters that came back; meant for a scheduled task, every quarter of an hour."""

import logging

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DataError

from letters.bounces import note
from letters.mailbox import NoMailbox, reports

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Lit la boîte BOUNCES_URL et marque les courriels qui sont revenus."

    def handle(self, **options):
        if not settings.BOUNCES_URL:
            self.stdout.write("BOUNCES_URL n’est pas donnée : aucune boîte à lire.")
            return
        read = marked = 0
        try:
            for content in reports(settings.BOUNCES_URL):
                read += 1
                try:
                    marked += note(content)
                except (DataError, ValueError) as error:  # of this one only: the others wait
                    logger.warning("delivery report not kept: %s", type(error).__name__)
        except NoMailbox as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Avis lus : {read}. Courriels revenus : {marked}.")
