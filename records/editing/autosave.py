"""What a script saves while somebody types: the same rules as `pages.edit`, without a page.

The key of the form is not used up: it serves for the moment when the person sends it.
"""

from dataclasses import dataclass

from django.db import transaction

from records.editing import form_recovery
from records.editing import views as editing_views


@dataclass(frozen=True)
class Outcome:
    """What became of what was typed.

    `kind` is "saved", "moved" (somebody saved meanwhile: nothing is written), "mistakes" (the
    sentences of `words`) or "absent" (no row any more); `version` is what the form shows now.
    """

    kind: str
    version: str = ""
    words: tuple = ()


@transaction.atomic
def save_quietly(request, rows, form_class, *, formsets=(), saved=None):
    """Save what `request` holds for the only row of the queryset `rows`; gives an Outcome."""
    page = editing_views.Page(request, form_class, formsets, "", None)
    page.saved = saved
    page.row = editing_views.locked(rows, formsets)
    if page.row is None:
        return Outcome("absent")
    found = editing_views.judge(request, page.row, page.forms)[-1]
    if found.moved and not found.identical:
        return Outcome("moved")
    if not found.moved:
        forms = page.forms(request.POST, request.FILES)
        mistakes = [words for form in forms if not form.is_valid() for words in sentences(form)]
        if mistakes:
            return Outcome("mistakes", words=tuple(mistakes))
        page.write(forms)
    form_recovery.forget(request)
    page.row = rows.all().first()
    return Outcome("saved", editing_views.sign(page.row, page.forms()))


def sentences(form):
    """The mistakes of a form, or of all those of a formset."""
    several = form.errors if isinstance(form.errors, list) else [form.errors]
    return [str(words) for errors in several for found in errors.values() for words in found]
