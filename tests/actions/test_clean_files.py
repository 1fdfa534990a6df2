"""Files that nothing holds: listed, then removed when asked, never those that may come back."""

import os
import time

import pytest
from django.core.management import CommandError, call_command

from actions.models import Picture
from conventions.models import Document
from tests.factories import DocumentFactory, PictureFactory
from tests.media import stored_files

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
    strays = [stray(media, "documents/a.pdf"), stray(media, "photos/b-480.jpg")]
    young = stray(media, "photos/c-480.jpg")
    elsewhere = stray(media, "imports/d.xlsx")
    old(31, young)
    before = stored_files()

    lines = told(capsys)

    assert [line.split()[0] for line in lines[:-1]] == strays
    assert lines[-1] == "Fichiers à effacer : 2. Ajoutez --delete."
    assert stored_files() == before

    assert told(capsys, delete=True)[-1] == "Fichiers effacés : 2."
    assert stored_files() == sorted([*held, young, elsewhere])


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
