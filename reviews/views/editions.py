"""What the pages and the files of every kind of edition share."""

import hashlib
from collections import OrderedDict
from threading import Lock

from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response

from actions.models import Action
from records.french import full_date

OFFICE = "application/vnd.openxmlformats-officedocument"
FORMS = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "pptx": f"{OFFICE}.presentationml.presentation",
}
KEPT = 12  # documents in the memory of a process: an edition never changes
_made, _one_at_a_time = OrderedDict(), Lock()


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

    `more` is what it also depends on. One is made at a time: it takes a second, and visitors who
    ask the same one together wait for it.
    """
    key = (type(edition), edition.pk, edition.published_at, form, *more)
    with _one_at_a_time:
        if key not in _made:
            _made[key] = make()
            while len(_made) > KEPT:
                _made.popitem(last=False)
        _made.move_to_end(key)
        return _made[key]


def answer_with(request, content, form, name):
    """The response that gives the file `content` to download as `name`."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag)
    if response is None:
        response = HttpResponse(content, content_type=FORMS[form])
        # Never inside the page: the policy of the site lets no viewer in.
        response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response["ETag"], response["Cache-Control"] = etag, "public, no-cache"
    return response
