"""`manage.py renew_demo_base`: before `migrate`, sets aside a demonstration base of before."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from demonstration.former_base import comes_from_before, set_aside


class Command(BaseCommand):
    help = (
        "Met de côté une base de démonstration faite par une version antérieure du portail : "
        "« migrate » en fera une neuve. Demande DEMO=1 et SQLite."
    )
    requires_system_checks = []

    def handle(self, *args, **options):
        if not settings.DEMO or connection.vendor != "sqlite":
            raise CommandError("Cette commande ne sert qu’à la démonstration : DEMO=1 et SQLite.")
        if not comes_from_before(connection):
            return
        connection.close()
        kept = set_aside(connection.settings_dict["NAME"])
        self.stdout.write(
            "La base de démonstration venait d’une version antérieure du portail : elle est "
            f"refaite. L’ancienne est gardée ici : {kept}"
        )
