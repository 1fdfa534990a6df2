"""What the pages and the files of every kind of edition share."""

from django.http import Http404

from actions.models import Action
from records.french import full_date
from reviews.documents.keeping import file_answer, kept

OFFICE = "application/vnd.openxmlformats-officedocument"
FORMS = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "pptx": f"{OFFICE}.presentationml.presentation",
}


def the_edition(rows, number=None):
    """(the edition `number` of the queryset `rows`, or the latest; all of them), or 404: one query.

    The latest comes first. Only the one shown bears its data.
    """
    rows = list(rows.defer("data"))
    found = rows[0] if rows and number is None else next(
        (row for row in rows if row.number == number), None
    )  # fmt: skip
    if found is None:
        raise Http404
    return found, rows


def shown_of(edition, editions, number=None):
    """What the page of an edition says of it; `number` is that of its address, if any."""
    return {
        "edition": edition,
        "editions": editions,
        "is_last": edition == editions[0],
        "is_numbered": number is not None,
    }


def action_addresses(convention, lines):
    """Dict number → address of the actions of `lines` that residents may still read: one query."""
    rows = Action.objects.of(convention).filter(number__in=[row.number for row in lines])
    return {row.number: row.get_absolute_url() for row in rows.only("number", "title")}


def version_words(edition, published="Publié"):
    """« Publié le 3 février 2027, version 2. Cette version corrige la précédente : … »."""
    version = f", version {edition.number}" if edition.number > 1 else ""
    said = f"{published} le {full_date(edition.published_at)}{version}."
    if edition.correction:
        said += f" Cette version corrige la précédente : {edition.correction}"
    return said


def kept_file(edition, form, make, *more):
    """Bytes of the `edition` in one of the FORMS, as `make()` gives them, made once.

    `more` is what it also depends on.
    """
    return kept((type(edition), edition.pk, edition.published_at, form, *more), make)


def answer_with(request, content, form, name):
    """The response that gives the file `content` to download as `name`."""
    return file_answer(request, content, FORMS[form], f"{name}.{form}")
