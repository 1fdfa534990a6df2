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

`edit` tells what it did of a row it changed to `saved(row, changed)`, in the same transaction, and
shows conflicts in the dress of `layout`. A row whose formsets share its lines is read by
`read(rows)`, once and under lock. `reporting/answers/views.py` uses all of it.

A plain form (a bulk edit, a reason) keeps what is typed when the session ends: it holds
`{% once_only %}` and is shown by `form_recovery.take_up(request, form)`.
"""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render

from records.editing import conflict_page, conflicts, display, form_recovery, resolution, versions
from records.editing.author import writer_of
from records.editing.once_only import unsaved
from records.editing.unvalidated import unjudged, unjudged_set

UP_TO_DATE = "Rien à enregistrer : ce que vous avez écrit est déjà enregistré."


def is_unmoved(request, row, forms):
    """True when `row` still says what the bound `forms` were opened on, and nothing is chosen.

    False leaves it to `judge`.
    """
    version = versions.read(row, request.POST.get(conflict_page.VERSION))
    if version is None or any(name.startswith(conflicts.CHOICE) for name in request.POST):
        return False
    return versions.still_shown(version, forms[0], forms[1:])


def judge(request, row, forms_of):
    """Whether what is sent for `row` may be saved: (Version, saved forms, sent forms, Comparison).

    `forms_of(data, files)` gives [form, *formsets]. Answers given on the page of a conflict are
    written in `request.POST` first.
    """
    saved = forms_of(None, None)
    version = versions.read(row, request.POST.get(conflict_page.VERSION))
    if version and any(name.startswith(conflicts.CHOICE) for name in request.POST):
        request.POST = request.POST.copy()
        resolution.resolve(version, saved[0], saved[1:], request.POST, request.FILES)
    sent = forms_of(request.POST, request.FILES)
    return version, saved, sent, conflicts.compare(version, sent[0], sent[1:], saved)


def conflict_context(request, row, judged):
    """What records/_conflict.html shows; `judged` comes from `judge`."""
    version, saved, sent, found = judged
    sections = conflict_page.sections(found, type(row))
    lines = [(formset.model, formset.fk.name) for formset in saved[1:]]
    writing = display.last_writing(row, version and version.at, lines)
    return {
        "sections": sections,
        "who": display.writing_sentence(writing, writer_of(request)),
        "is_known": version is not None,
        "files_lost": bool(request.FILES),
        "carried": conflict_page.carried(request.POST, sections),
        "version": sign(row, saved),
        "address": request.get_full_path(),
        "media": sent[0].media,
    }


def sign(row, forms):
    return versions.sign(row, versions.snapshot(forms[0], forms[1:]))


def typed(form, data):
    """(label, words) of what was sent in the bound `form`, when its row is gone."""
    pairs = [
        (bound.label, display.value_text(bound.field, versions.sent(bound)))
        for bound in versions.compared_fields(form)
        if any(name in data for name in versions.input_names(bound))
    ]
    return [(label, words) for label, words in pairs if words != display.EMPTY]


def typed_over(forms, data):
    """The same for all of `forms`, [form, *formsets]: a line is named by its row."""
    lines = [line for formset in forms[1:] for line in formset.forms]
    return typed(forms[0], data) + [
        (f"{line.instance} : {label}" if line.instance.pk else label, words)
        for line in lines
        for label, words in typed(line, data)
    ]


# --- the views ---------------------------------------------------------------------------------


class Page:
    """One request for one form; `row` is None when the form creates one."""

    def __init__(self, request, form_class, formset_classes, template, context):
        self.request, self.template, self.context = request, template, context or {}
        self.form_class, self.formset_classes = form_class, formset_classes
        self.row, self.opened, self.saved = None, None, None

    def forms(self, data=None, files=None, judged=True):
        form, formsets = self.form_class, self.formset_classes
        if not judged:
            form, formsets = unjudged(form), [unjudged_set(formset) for formset in formsets]
        found = form(data, files, instance=self.row)
        return [found, *(kind(data, files, instance=found.instance) for kind in formsets)]

    def show(self, forms, version=None, status=200, is_kept=False):
        context = {
            "form": forms[0],
            "formsets": forms[1:],
            "row": self.row,
            "version": version,
            "is_kept": is_kept,
        }
        given = self.context(self.row) if callable(self.context) else self.context
        return render(self.request, self.template, given | context, status=status)

    def open(self):
        row = form_recovery.kept_form(self.request)
        if row is None:
            forms = self.forms()
            version = sign(self.row, forms) if self.row else None
            if self.opened:
                self.opened(forms)
            return self.show(forms, version)
        data = form_recovery.typed_in(row)
        messages.warning(self.request, form_recovery.notice(row))
        version = data.get(conflict_page.VERSION, "") if self.row else None
        return self.show(self.forms(data, judged=False), version, is_kept=True)

    def show_again(self, words):
        messages.warning(self.request, words)
        return self.show(self.forms(self.request.POST, judged=False), status=409)

    def write(self, forms):
        """Save the valid `forms`; gives the row."""
        changed = any(form.has_changed() for form in forms)
        row = forms[0].save()
        for formset in forms[1:]:
            formset.save()
        if self.saved:
            self.saved(row, changed)
        return row

    def unmoved(self):
        """The forms as sent, when the row still says what they were opened on; None otherwise.

        The common case: nothing is compared, and what is judged next is what was read here.
        """
        forms = self.forms(self.request.POST, self.request.FILES)
        return forms if is_unmoved(self.request, self.row, forms) else None

    def save(self, done, words, forms=None):
        """(answer, address) of a form that may be saved; (the form and its mistakes, None).

        `forms` are those sent, when they were made before.
        """
        forms = forms or self.forms(self.request.POST, self.request.FILES)
        version = self.request.POST.get(conflict_page.VERSION, "") if self.row else None
        valid = [form.is_valid() for form in forms]  # every mistake at once
        if not all(valid):
            return self.show(forms, version), None
        row = self.write(forms)
        messages.success(self.request, words(row) if callable(words) else words)
        address = done(row)
        return redirect(address), address


def edit(
    request, rows, form_class, template, done, *, words, formsets=(), context=None,
    layout="staff_base.html", opened=None, saved=None, absent=None, read=None,
):  # fmt: skip
    """A page that changes the only row of the queryset `rows`; 404 when there is none.

    `done(row)` is the address to go to once saved, `words` what is said there; `context` is a dict;
    both may be functions of the row. `opened(forms)` may add to what is shown first,
    `saved(row, changed)` to what is saved; `absent(page)` answers when there is no row.
    `read(rows)` gives the row locked, with its lines when its formsets share them.
    """
    page = Page(request, form_class, formsets, template, context)
    page.opened, page.saved = opened, saved
    if request.method != "POST":
        page.row = rows.first()
        if page.row is not None:
            return page.open()
        if absent is None:
            raise Http404
        return absent(page)

    def save():
        page.row = read(rows) if read else locked(rows, formsets)
        if page.row is None:
            return None, None
        forms = page.unmoved()
        if forms:
            return page.save(done, words, forms)
        judged = judge(request, page.row, page.forms)
        found = judged[-1]
        if found.moved and found.identical:
            messages.info(request, UP_TO_DATE)
            return redirect(done(page.row)), done(page.row)
        if found.moved:
            context = conflict_context(request, page.row, judged)
            context |= {"title": str(page.row), "layout": layout}
            return render(request, "records/conflict.html", context, status=409), None
        return page.save(done, words, judged[2])

    with transaction.atomic(savepoint=False):  # the middleware most often opened one
        answer, address = save()
    if page.row is None:
        return unsaved((absent or gone)(page))
    return answer if address else unsaved(answer)


def add(request, form_class, template, done, *, words, formsets=(), context=None, refusal=""):
    """A page that creates a row, in a view that `needs_key`; the same arguments as `edit`."""
    page = Page(request, form_class, formsets, template, context)
    if request.method != "POST":
        return page.open()
    if refusal:
        return page.show_again(refusal)
    with transaction.atomic():
        return page.save(done, words)[0]


def locked(rows, formsets):
    """The only row of `rows`, kept with its lines from other writers until the transaction ends."""
    row = rows.first()
    if row is None:
        return None
    if not list(type(row)._base_manager.select_for_update().filter(pk=row.pk).values_list("pk")):
        return None
    for formset in formsets:
        lines = formset.model._base_manager.filter(**{formset.fk.name: row.pk})
        list(lines.select_for_update().values_list("pk"))
    return rows.all().first()


def gone(page):
    form = page.forms(page.request.POST)[0]
    context = {"title": "Cette fiche n’existe plus", "typed": typed(form, page.request.POST)}
    return render(page.request, "records/gone.html", context, status=409)
