"""`manage.py remove_demo`: takes every demonstration row away."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from demonstration.removal import (
    claim_visitors_rows,
    real_rows_on_demo_rows,
    remove_demo_rows,
)


def described(row):
    """What to call `row` in a message: its kind, its name, and its action when it has one."""
    label = f"{row._meta.verbose_name} « {row} »"
    return f"{label} (action « {row.action} »)" if getattr(row, "action_id", None) else label


class Command(BaseCommand):
    help = (
        "Retire toutes les données de démonstration, comptes compris. "
        "Refuse d’en retirer une partie seulement quand de vraies fiches s’appuient dessus."
    )

    @transaction.atomic
    def handle(self, *args, **options):
        claim_visitors_rows()
        if pairs := real_rows_on_demo_rows():
            lines = [f"- {described(real)} s’appuie sur {described(demo)}" for real, demo in pairs]
            raise CommandError(
                "Rien n’a été retiré : de vraies fiches s’appuient sur des exemples.\n"
                + "\n".join(lines)
                + "\nModifiez ces fiches, puis lancez de nouveau la commande."
            )
        removed = remove_demo_rows()
        if removed:
            self.stdout.write(f"Données de démonstration retirées. Fiches effacées : {removed}.")
        else:
            self.stdout.write("Aucune donnée de démonstration à retirer.")
