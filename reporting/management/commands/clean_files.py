"""`manage.py clean_files`: files that no row and no history holds."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from conventions.files import remove_files
from reporting.report.orphan_files import orphans


class Command(BaseCommand):
    help = (
        "Liste les fichiers envoyés qu’aucune fiche ni aucun historique ne tient plus. "
        "Avec --delete, les efface."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--days", type=int, default=30, help="âge minimal des fichiers, en jours (30)"
        )
        parser.add_argument("--delete", action="store_true", help="effacer au lieu de lister")

    def handle(self, *args, days, delete, **options):
        if days < 1:
            raise CommandError("Donnez au moins un jour : un envoi est peut-être en cours.")
        found = orphans(before=timezone.now() - timedelta(days=days))
        if not found:
            self.stdout.write("Aucun fichier à effacer.")
            return
        for orphan in found:
            day = timezone.localtime(orphan.modified_at)
            self.stdout.write(f"{orphan.name} ({filesizeformat(orphan.size)}, {day:%d/%m/%Y})")
        if delete:
            remove_files(default_storage, [orphan.name for orphan in found])
            self.stdout.write(f"Fichiers effacés : {len(found)}.")
        else:
            self.stdout.write(f"Fichiers à effacer : {len(found)}. Ajoutez --delete.")
