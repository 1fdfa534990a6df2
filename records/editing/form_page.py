"""One page that holds one form, and the lines under it: opened, sent, shown again.

`FormPage` is the order of things, the same for an ordinary page (`views`), for a screen of the
back-office (`records.admin.change_page`) and for what a script saves (`save_quietly`); each says
how its forms are built, shown and written.
"""

from typing import Any

from django.contrib import messages
from django.forms.utils import ErrorDict, ErrorList

from records.closing import closed_words
from records.editing import (
    conflict_page,
    conflicts,
    defaults,
    display,
    form_recovery,
    resolution,
    versions,
)
from records.editing.idempotency import writer_of

UP_TO_DATE = "Rien à enregistrer : ce que vous avez écrit est déjà enregistré."


def unjudged(form):
    """`form`, or a formset, bound to what was typed and shown as such: nothing of it is checked."""
    if hasattr(form, "forms"):
        form._errors = [unjudged(line)._errors for line in form.forms]
        form._non_form_errors = ErrorList()
    else:
        form._errors, form.cleaned_data = ErrorDict(), {}
    return form


def refuse_closed(form):
    """True, with its words on it, when the valid `form` or a line of it changes what is closed."""
    if hasattr(form, "forms"):
        return bool([line for line in form.forms if refuse_closed(line)])
    row = getattr(form, "instance", None)
    if row is None or not form.has_changed():
        return False
    words = closed_words(row)
    if not words and getattr(type(row), "closed_with", None) in form.changed_data and row.pk:
        words = closed_words(type(row)._base_manager.filter(pk=row.pk).first())  # where it leaves
    if words:
        form.add_error(None, words)
    return bool(words)


class FormPage:
    """One request for one form; `row` is None when the form creates one.

    `build(data, files)` gives [form, *formsets]; `show(forms, version, is_kept=…, status=…)` is the
    page, `conflict(context)` the one that asks what to keep; `save(forms)` writes valid forms and
    answers, as `up_to_date()` does when there is nothing to write.
    """

    build: Any
    show: Any
    save: Any
    conflict: Any
    up_to_date: Any
    row: Any = None
    may_send = True
    untouched: list = []  # what take_defaults() gave
    opened: Any = None  # opened(forms) may add to the unbound `forms` that are shown first

    def __init__(self, request):
        self.request = request

    @property
    def version_sent(self):
        return self.request.POST.get(conflict_page.VERSION, "")

    def sign(self, forms):
        """The hidden value that tells what the unbound `forms` show; "" for a new row."""
        if self.row is None:
            return ""
        return versions.sign_version(self.row, versions.snapshot(forms[0], forms[1:]))

    def sign_left_open(self):
        """The same for the page that stays open, whose defaults show what they showed."""
        forms = self.build()
        values = versions.snapshot(forms[0], forms[1:])
        defaults.show_again(values, self.untouched)
        return versions.sign_version(self.row, values)

    def open(self):
        """The page as it stands, or with what was typed when the session ended."""
        kept = form_recovery.kept_form(self.request) if self.may_send else None
        if kept is None:
            forms = self.build()
            version = self.sign(forms)
            if self.opened:
                self.opened(forms)
            return self.show(forms, version)
        data = form_recovery.typed_in(kept)
        messages.warning(self.request, form_recovery.notice(kept))
        forms = [unjudged(form) for form in self.build(data)]
        return self.show(forms, data.get(conflict_page.VERSION, ""), is_kept=True)

    def show_again(self, words):
        """What was sent, not judged, under the sentence `words`."""
        messages.warning(self.request, words)
        forms = [unjudged(form) for form in self.build(self.request.POST, self.request.FILES)]
        return self.show(forms, self.version_sent, status=409)

    def read_sent(self):
        """(forms, Comparison or None): what is sent, not judged yet, and what else was saved since.

        None, the common case, when the row still says what the form was opened on: nothing more is
        read then. Answers given on the page of a conflict are written in `request.POST` first.
        """
        request = self.request
        version = versions.read_version(self.row, self.version_sent) if self.row else None
        has_answers = any(name.startswith(conflicts.CHOICE) for name in request.POST)
        if self.row is None or (version and not has_answers):
            forms = self.build(request.POST, request.FILES)
            if version is None or versions.still_shown(version, forms[0], forms[1:]):
                return forms, None
        saved = self.build()
        if version:
            request.POST = request.POST.copy()
            if has_answers:
                resolution.resolve(version, saved[0], saved[1:], request.POST, request.FILES)
        forms = self.build(request.POST, request.FILES)
        if version:
            self.untouched = defaults.take_defaults(version, forms, saved, request.POST)
        if self.untouched:
            forms = self.build(request.POST, request.FILES)
        found = conflicts.compare(version, forms[0], forms[1:], saved)
        return forms, found if found.moved else None

    def send(self):
        """Save what is sent, unless somebody saved something else since the form was opened."""
        forms, moved = self.read_sent()
        if moved and moved.identical:
            messages.info(self.request, UP_TO_DATE)
            return self.up_to_date()
        if moved:
            return self.conflict(self.conflict_context(forms, moved))
        return self.save(forms) if self.is_valid(forms) else self.show(forms, self.version_sent)

    def conflict_context(self, forms, moved):
        """What records/_conflict.html shows of the `forms` sent and of the Comparison `moved`."""
        request, version = self.request, moved.version
        sections = conflict_page.sections(moved, type(self.row))
        lines = [(formset.model, formset.fk.name) for formset in forms[1:]]
        writing = display.last_writing(self.row, version and version.at, lines)
        return {
            "sections": sections,
            "who": display.writing_sentence(writing, writer_of(request)),
            "is_known": version is not None,
            "files_lost": bool(request.FILES),
            "carried": conflict_page.carried(request.POST, sections),
            "version": self.sign(moved.saved),
            "address": request.get_full_path(),
            "media": forms[0].media,
        }

    def is_valid(self, forms):
        """Judge all the `forms`: every mistake at once, what is closed included."""
        judged = [form.is_valid() for form in forms]
        return all(judged) and not [form for form in forms if refuse_closed(form)]
