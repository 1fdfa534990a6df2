"""Files that nothing holds: listed, then removed when asked, never those that may come back."""

import os
import time

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models

from actions.models import Picture
from conventions.models import Document
from reporting.management.commands.clean_files import FOLDERS
from tests.factories import DocumentFactory, ImportBatchFactory, PictureFactory
from tests.media import stored_files
from tests.reporting_factories import stored_file
from tests.repository import ORDER

pytestmark = pytest.mark.django_db
DAY = 24 * 60 * 60


@pytest.fixture
def old(media):
    """A function: make every file kept look `days` old, but for those named."""

    def make_old(days, *but):
        for name in stored_files():
            if name not in but:
                when = time.time() - days * DAY
                os.utime(media / name, (when, when))

    return make_old


def stray(media, name):
    path = media / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * 2000)
    return name


def told(capsys, **options):
    call_command("clean_files", **options)
    return capsys.readouterr().out.splitlines()


def test_nothing_ever_sent_is_nothing_to_remove(media, capsys):
    assert told(capsys) == ["Aucun fichier à effacer."]


def test_stray_files_are_listed_then_removed(media, old, capsys):
    held = [DocumentFactory().file.name, *PictureFactory().names()]
    held += [stored_file().file.name, ImportBatchFactory().file.name]
    strays = [
        stray(media, name)
        for name in ("documents/a.pdf", "imports/b", "photos/c-480.jpg", "remontees/d.pdf")
    ]
    young = stray(media, "photos/e-480.jpg")
    elsewhere = stray(media, "autres/f.pdf")
    old(31, young)
    before = stored_files()

    lines = told(capsys)

    assert [line.split()[0] for line in lines[:-1]] == strays
    assert lines[-1] == "Fichiers à effacer : 4. Ajoutez --delete."
    assert stored_files() == before

    assert told(capsys, delete=True)[-1] == "Fichiers effacés : 4."
    assert stored_files() == sorted([*held, young, elsewhere])


def test_every_folder_files_are_written_to_is_looked_at():
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in ORDER]
    written = {
        field.generate_filename(None, "a.pdf").split("/")[0]
        for model in ours
        for field in model._meta.get_fields()
        if isinstance(field, models.FileField)
    }

    assert written == set(FOLDERS)


def test_file_of_a_row_withdrawn_or_purged_is_a_stray(media, old, capsys):
    row, batch = stored_file(), ImportBatchFactory()
    row.delete()
    batch.file = ""
    batch.save()
    old(31)

    told(capsys, delete=True)

    assert stored_files() == []


def test_age_is_asked_in_days(media, old, capsys):
    stray(media, "photos/a-480.jpg")
    old(5)

    assert told(capsys, days=6) == ["Aucun fichier à effacer."]
    assert len(told(capsys, days=4)) == 2
    with pytest.raises(CommandError, match="au moins un jour"):
        call_command("clean_files", days=0)


def test_deleted_draft_may_come_back_a_deleted_picture_not(media, old, capsys):
    document, picture = DocumentFactory(), PictureFactory()
    kept, gone = [document.file.name], sorted(picture.names())
    Document.objects.get().delete()
    Picture.objects.get().delete()
    old(31)

    told(capsys, delete=True)

    assert gone
    assert stored_files() == kept
