"""`manage.py clean_files`: files that no row and no history holds."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from actions.models import ImportBatch, Picture
from conventions.files import remove_files
from conventions.models import Document
from reporting.models import ReportFile

FOLDERS = ("documents", "imports", "photos", "remontees")


def held_names():
    """Names of the files to keep.

    Those of documents, past ones included: a deleted draft may come back from its history. Those
    of today's pictures only: what was withdrawn or deleted must not come back. Those of partners'
    files and of tables being imported, as long as their rows name them.
    """
    held = set(Document.objects.values_list("file", flat=True))
    held |= set(Document.history.values_list("file", flat=True))
    for versions in Picture.objects.values_list("versions", flat=True):
        held |= {version["name"] for version in versions}
    for rows in (ReportFile, ImportBatch):
        held |= set(rows.objects.values_list("file", flat=True))
    return held


def stored_names():
    """Names of the files of our folders, in order."""
    for folder in FOLDERS:
        try:
            names = default_storage.listdir(folder)[1]
        except FileNotFoundError:
            continue  # nothing was ever sent
        yield from (f"{folder}/{name}" for name in sorted(names))


class Command(BaseCommand):
    help = "Liste les fichiers envoyés que plus rien n’utilise. Avec --delete, les efface."

    def add_arguments(self, parser):
        parser.add_argument(
            "--days", type=int, default=30, help="âge minimal des fichiers, en jours (30)"
        )
        parser.add_argument("--delete", action="store_true", help="effacer au lieu de lister")

    def handle(self, *args, days, delete, **options):
        if days < 1:
            raise CommandError("Donnez au moins un jour : un envoi est peut-être en cours.")
        before, held, found = timezone.now() - timedelta(days=days), held_names(), []
        for name in stored_names():
            modified_at = default_storage.get_modified_time(name)
            if name in held or modified_at >= before:
                continue
            found.append(name)
            size, day = default_storage.size(name), timezone.localtime(modified_at)
            self.stdout.write(f"{name} ({filesizeformat(size)}, {day:%d/%m/%Y})")
        if not found:
            self.stdout.write("Aucun fichier à effacer.")
        elif delete:
            remove_files(default_storage, found)
            self.stdout.write(f"Fichiers effacés : {len(found)}.")
        else:
            self.stdout.write(f"Fichiers à effacer : {len(found)}. Ajoutez --delete.")
