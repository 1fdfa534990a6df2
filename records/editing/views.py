"""Edit forms of ordinary views (`/suivi/…`), with the protections of the back-office.

    @staff_page(may_administer)
    def identity(request):
        return edit(
            request,
            Territory.objects.filter(is_main=True),
            TerritoryForm,
            "suivi/territory.html",
            done=lambda territory: reverse("board"),
            words="Les réglages sont enregistrés.",
        )

`edit` changes one row, `add` creates one; both give the template `form`, `formsets`, `row` (None
in `add`), `version` and `is_kept`. The template holds, inside its form,

    {% once_only %}{% include "records/_version.html" with version=version only %}

and after it `{% if is_kept %}{% include "records/_forget.html" %}{% endif %}`. With crispy, give
the helper `form_tag = False` and write the <form> around.

A plain form (a bulk edit, a reason) keeps what is typed when the session ends: it holds
`{% once_only %}` and is shown by `form_recovery.take_up(request, form)`.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import Http404
from django.shortcuts import redirect, render

from records.editing import display, form_recovery
from records.editing.form_page import FormPage
from records.editing.once_only import unsaved


class TemplatePage(FormPage):
    """The FormPage of an ordinary view, shown by `template`.

    `done(row)` is the address to go to once saved, `words` what is said there; `context` is a dict;
    both may be functions of the row. `opened(forms)` may add to what is shown first,
    `saved(row, changed)` to what is saved, in the same transaction. A conflict is shown in the
    dress of `layout`.
    """

    def __init__(
        self, request, form_class, template="", done=None, *, words="", formsets=(), context=None,
        layout="staff_base.html", opened=None, saved=None,
    ):  # fmt: skip
        super().__init__(request)
        self.form_class, self.formset_classes, self.template = form_class, formsets, template
        self.done, self.words, self.context, self.layout = done, words, context or {}, layout
        self.opened, self.saved = opened, saved

    def build(self, data=None, files=None):
        form = self.form_class(data, files, instance=self.row)
        lines = [kind(data, files, instance=form.instance) for kind in self.formset_classes]
        return [form, *lines]

    def show(self, forms, version, *, is_kept=False, status=200):
        context = {
            "form": forms[0],
            "formsets": forms[1:],
            "row": self.row,
            "version": version if self.row else "",
            "is_kept": is_kept,
        }
        given = self.context(self.row) if callable(self.context) else self.context
        return render(self.request, self.template, given | context, status=status)

    def write(self, forms):
        """Save the valid `forms`; gives the row."""
        changed = any(form.has_changed() for form in forms)
        row = forms[0].save()
        for formset in forms[1:]:
            formset.save()
        if self.saved:
            self.saved(row, changed)
        return row

    def save(self, forms):
        row = self.write(forms)
        messages.success(self.request, self.words(row) if callable(self.words) else self.words)
        return redirect(self.done(row))

    def up_to_date(self):
        return redirect(self.done(self.row))

    def conflict(self, context):
        context |= {"title": str(self.row), "layout": self.layout}
        return render(self.request, "records/conflict.html", context, status=409)

    def gone(self):
        """The row was deleted while somebody wrote: their text, to copy."""
        typed = display.typed(self.build(self.request.POST)[:1], self.request.POST)
        context = {"title": "Cette fiche n’existe plus", "typed": typed}
        return render(self.request, "records/gone.html", context, status=409)


def edit(request, rows, form_class, template, done, *, absent=None, read=None, **options):
    """A page that changes the only row of the queryset `rows`; 404 when there is none.

    The other arguments are those of TemplatePage. `absent(page)` answers when there is no row.
    `read(rows)` gives the row locked, with its lines when its formsets share them.
    """
    page = TemplatePage(request, form_class, template, done, **options)
    if request.method != "POST":
        page.row = rows.first()
        if page.row is not None:
            return page.open()
        if absent is None:
            raise Http404
        return absent(page)
    with transaction.atomic(savepoint=False):  # the middleware most often opened one
        page.row = read(rows) if read else locked(rows, page.formset_classes)
        if page.row is not None:
            return page.send()
    return unsaved(absent(page) if absent else page.gone())


def add(request, form_class, template, done, *, refusal="", **options):
    """A page that creates a row, in a view that `needs_key`; the same arguments as `edit`."""
    page = TemplatePage(request, form_class, template, done, **options)
    if request.method != "POST":
        return page.open()
    if refusal:
        return page.show_again(refusal)
    with transaction.atomic():
        return page.send()


def locked(rows, formsets):
    """The only row of `rows`, kept with its lines from other writers until the transaction ends."""
    row = rows.first()
    if row is None:
        return None
    if not list(type(row)._base_manager.select_for_update().filter(pk=row.pk).values_list("pk")):
        return None
    for formset in formsets:
        lines = formset.model._base_manager.filter(**{formset.fk.name: row.pk})
        # In the order of keys: that of the model may join what PostgreSQL cannot lock.
        list(lines.order_by("pk").select_for_update().values_list("pk"))
    return rows.all().first()


# --- what a script saves -----------------------------------------------------------------------


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
    """Save what a script sends while somebody types, by the rules of `edit`, without a page.

    The key of the form is not used up: it serves for the moment when the person sends it.

    `read(rows)` gives the only row locked, None without one; `saved(row, changed)` as for `edit`.
    """
    page = TemplatePage(request, form_class, formsets=formsets, saved=saved)
    page.row = read(rows)
    if page.row is None:
        return Outcome("absent")
    forms, moved = page.read_sent()
    if moved and not moved.identical:
        return Outcome("moved", row=page.row)
    if not moved:
        mistakes = [words for form in forms if not form.is_valid() for words in sentences(form)]
        if mistakes:
            return Outcome("mistakes", words=tuple(mistakes), row=page.row)
        page.write(forms)
    form_recovery.forget(request)
    return Outcome("saved", page.sign_left_open(), row=page.row)


def sentences(form):
    """The mistakes of a form, or of all those of a formset."""
    several = form.errors if isinstance(form.errors, list) else [form.errors]
    return [str(words) for errors in several for found in errors.values() for words in found]
