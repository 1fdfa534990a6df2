"""The photos and documents of an answer, copied to the public side with their words and rights."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db.models import Max

from actions.models import ActionDocument, Picture
from conventions.files import remove_after_commit
from conventions.models import Document
from reporting.models import FileKind

LOST = "Le fichier « {} » ne se trouve plus : décochez-le, ou demandez-le de nouveau."


@dataclass(frozen=True)
class FileWording:
    """What residents will read of a file: `title` is the name of a document, a photo's caption."""

    title: str = ""
    alt: str = ""
    credit: str = ""


def publish_files(report, wordings, answered_on):
    """Copy the files of `report` named in the dict `wordings` (key → FileWording), and mark them.

    To be called in a transaction, inside no_file_without_row(). Raises ValidationError, in words.
    """
    for one in report.files.filter(pk__in=wordings).select_for_update():
        words = wordings[one.pk]
        if one.kind == FileKind.PHOTO:
            publish_photo(report, one, words)
            let_go(one)
        else:
            publish_document(report, one, words, answered_on)
        one.is_published = True
        one.save(update_fields=["is_published", "file"])


def let_go(one):
    """Keep no private copy of a published photo: withdrawn from the site, it must be nowhere."""
    remove_after_commit(one.file.storage, [one.file.name])
    one.file = ""


def content_of(one):
    """The stored content of a ReportFile, as an upload. Raises ValidationError when it is lost."""
    try:
        with one.file.storage.open(one.file.name, "rb") as stored:
            return ContentFile(stored.read(), name=PurePosixPath(one.file.name).name)
    except FileNotFoundError as error:
        raise ValidationError(LOST.format(one)) from error


def publish_photo(report, one, words):
    last = Picture.objects.filter(action=report.action).aggregate(n=Max("position"))["n"]
    picture = Picture(
        action=report.action,
        alt=words.alt,
        caption=words.title,
        credit=words.credit,
        people=one.people,
        consent_on=one.consent_on,
        position=last or 0,
        is_published=True,
        is_demo=report.is_demo,
    )
    picture.full_clean(exclude=["file", "stamp"], validate_constraints=False)
    picture.take_file(content_of(one))
    picture.validate_constraints()
    picture.save()


def publish_document(report, one, words, answered_on):
    document = Document(
        convention=report.action.convention,
        title=words.title,
        dated_on=answered_on,
        on_convention_page=False,
        is_published=True,
        is_demo=report.is_demo,
    )
    document.full_clean(exclude=["file"])
    document.take_file(content_of(one))
    document.save()
    ActionDocument.objects.create(action=report.action, document=document)
