"""What a script saves while somebody types: the same rules as `pages.edit`, without a page.

The key of the form is not used up: it serves for the moment when the person sends it.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Model

from records.editing import form_recovery
from records.editing import views as editing_views


@dataclass(frozen=True)
class Outcome:
    """What became of what was typed.

    `kind` is "saved", "moved" (somebody saved meanwhile: nothing is written), "mistakes" (the
    sentences of `words`) or "absent" (no row any more); `version` is what the form shows now, `row`
    the row that was read.
    """

    kind: str
    version: str = ""
    words: tuple = ()
    row: Model | None = None


@transaction.atomic
def save_quietly(request, rows, form_class, *, read, formsets=(), saved=None):
    """Save what `request` holds for the only row of the queryset `rows`; gives an Outcome.

    `read(rows)` gives the row locked, None without one; `saved(row, changed)` as for `edit`.
    """
    page = editing_views.Page(request, form_class, formsets, "", None)
    page.saved = saved
    page.row = read(rows)
    if page.row is None:
        return Outcome("absent")
    forms, is_saved = page.unmoved(), False
    if forms is None:
        _version, _saved, forms, found = editing_views.judge(request, page.row, page.forms)
        if found.moved and not found.identical:
            return Outcome("moved", row=page.row)
        is_saved = found.moved
    if not is_saved:
        mistakes = [words for form in forms if not form.is_valid() for words in sentences(form)]
        if mistakes:
            return Outcome("mistakes", words=tuple(mistakes), row=page.row)
        page.write(forms)
    form_recovery.forget(request)
    return Outcome("saved", editing_views.sign(page.row, page.forms()), row=page.row)


def sentences(form):
    """The mistakes of a form, or of all those of a formset."""
    several = form.errors if isinstance(form.errors, list) else [form.errors]
    return [str(words) for errors in several for found in errors.values() for words in found]
