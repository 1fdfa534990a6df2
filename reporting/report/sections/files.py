"""The photos and the documents of an answer, with their rights; published as copies."""

import datetime as dt
from dataclasses import dataclass
from pathlib import PurePosixPath

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db.models import Max

from actions.models import ActionDocument, People, Picture
from conventions.alternatives import NOTHING, says_nothing
from conventions.files import remove_after_commit
from conventions.models import Document
from records.french import full_date
from reporting.models import FileKind
from reporting.report.reading import file_rows
from reporting.report.sections.base import AnswerRows
from reporting.report.sections.shapes import ReviewedRow, Summary, line_field

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
            # No private copy of a published photo: withdrawn from the site, it must be nowhere.
            remove_after_commit(one.file.storage, [one.file.name])
            one.file = ""
        else:
            publish_document(report, one, words, answered_on)
        one.is_published = True
        one.save(update_fields=["is_published", "file"])


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


TITLES = {True: "Légende", False: "Titre du document"}  # of a photo, of a document
NO_TITLE = "Donnez un titre au document."
NO_ALT = "Dites en mots ce que montre la photo."
NO_CREDIT = "Dites à qui est la photo."
NO_CONSENT = (
    "L’accord des personnes de cette photo n’est pas dit, ou pas daté : décochez-la, ou "
    "demandez-le au partenaire."
)


class FilesSection(AnswerRows):
    """Its wording is a dict key of a ReportFile to show → FileWording."""

    name = "files"
    label = "Les photos et les documents"

    def lacks(self, report, on):
        for one in file_rows(report):
            for words in self.lacks_of(one, on):
                yield f"fichier-{one.pk}", words

    def lacks_of(self, one, on):
        """What a ReportFile lacks before it may be sent on the date `on`."""
        if one.kind == FileKind.DOCUMENT:
            if not one.title.strip():
                yield NO_TITLE
            return
        if says_nothing(one.alt):
            yield NOTHING if one.alt.strip() else NO_ALT
        if not one.credit.strip():
            yield NO_CREDIT
        if not one.people:
            yield "Dites si des personnes sont reconnaissables sur la photo."
        elif one.people == People.AGREED and one.consent_on is None:
            yield "Dites quand les personnes reconnaissables ont donné leur accord."
        elif one.consent_on and one.consent_on > on:
            yield "Un accord ne peut pas être daté de demain."

    def summary(self, report):
        return Summary(self.label, items=[str(one) for one in file_rows(report)])

    def recorded(self, report):
        return {
            "files": [
                {
                    "file": one.pk,
                    "name": str(one),
                    "kind": one.kind,
                    "title": one.title,
                    "alt": one.alt,
                    "credit": one.credit,
                    "people": one.people,
                    "consent_on": one.consent_on.isoformat() if one.consent_on else "",
                }
                for one in file_rows(report)
            ]
        }

    def recorded_words(self, said):
        return "\n".join(file_words(one) for one in said.get("files", []))

    def compared_rows(self, report, public, form):
        return [
            ReviewedRow(
                str(one), proposed=rights(one), file=one, fields=self.row_of(form, one).bound
            )
            for one in file_rows(report)
        ]

    def add_fields(self, form):
        for one in file_rows(form.report):
            row, is_photo = self.row_of(form, one), one.kind == FileKind.PHOTO
            show = {"initial": True, "required": False}
            row.put("show", forms.BooleanField(label="Publier ce fichier", **show))
            row.put("title", line_field(TITLES[is_photo], one.title, 200))
            if is_photo:
                row.put("alt", line_field("Ce que montre l’image, en mots", one.alt, 250))
                row.put("credit", line_field("Crédit", one.credit, 150))

    def clean(self, form):
        for one in file_rows(form.report):
            row = self.row_of(form, one)
            if row.get("show"):
                for field, words in self.faults(form, one, row):
                    row.fault(field, words)

    def faults(self, form, one, row):
        """(field, sentence) of what a ReportFile to show lacks to be published."""
        if one.kind == FileKind.DOCUMENT:
            if not row.get("title"):
                yield "title", NO_TITLE
            return
        if says_nothing(alt := row.get("alt") or ""):
            yield "alt", NOTHING if alt else NO_ALT
        if not row.get("credit"):
            yield "credit", NO_CREDIT
        agreed = one.people == People.AGREED and one.consent_on and one.consent_on <= form.on
        if not (agreed or (one.people == People.NOBODY and one.consent_on is None)):
            yield "show", NO_CONSENT

    def proposed(self, report):
        return {one.pk: FileWording(one.title, one.alt, one.credit) for one in file_rows(report)}

    def given(self, form):
        rows = {one.pk: self.row_of(form, one) for one in file_rows(form.report)}
        return {
            key: FileWording(row.get("title"), row.get("alt"), row.get("credit"))
            for key, row in rows.items()
            if row.get("show")
        }

    def publish(self, report, wording, on):
        publish_files(report, wording, report.answered_on)

    def compare_published(self, found, report, before, after):
        found.lines = self.compared_rows(report, None, None)


def file_words(one):
    """« La salle (crédit : Mairie ; accord des personnes, le 5 janvier 2026) » for a file said.

    `one` is a name alone in what was said before the rights were kept.
    """
    if isinstance(one, str):
        return one
    about = [f"crédit : {one['credit']}"] if one["credit"] else []
    if one["people"] in People.values:
        day = full_date(dt.date.fromisoformat(one["consent_on"])) if one["consent_on"] else ""
        about.append(People(one["people"]).label + (f", le {day}" if day else ""))
    return one["name"] + (f" ({' ; '.join(about)})" if about else "")


def rights(one):
    """What residents would read of a photo, and what the partner said of the people on it."""
    if one.kind != FileKind.PHOTO:
        return ""
    people = one.get_people_display() or "Rien n’est dit des personnes"
    consent = f", le {full_date(one.consent_on)}" if one.consent_on else ""
    words = [
        f"En mots : {one.alt.rstrip('.') or 'rien'}.",
        f"Crédit : {one.credit.rstrip('.') or 'rien'}.",
        f"{people}{consent}.",
    ]
    return " ".join(words)
