"""What differs between the version a form was opened on, the one saved now, and what is sent.

For each field: changed only by them, the saved value is proposed; by the person who sends, what
they wrote. Nothing is decided without being shown.
"""

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.forms.formsets import DELETION_FIELD_NAME

from records.editing import versions

CHOICE = "choix-"  # name of the answer about a field or a line, before its own name
MINE, THEIRS = "mien", "enregistre"

# What happened to a line, in the eyes of the person who sends the form.
ADDED_BY_ME, ADDED_BY_THEM = "added-by-me", "added-by-them"
REMOVED_BY_ME, REMOVED_BY_THEM = "removed-by-me", "removed-by-them"


@dataclass
class Difference:
    """One field whose saved value is not the one sent. `opened` is None when it is not known.

    `line` names the line it belongs to, None for the row itself.
    """

    bound: BoundField
    opened: list | None
    saved: list
    sent: list
    line: str | None = None

    @property
    def choice(self):
        return CHOICE + self.bound.html_name

    @property
    def by_me(self):
        return self.opened is None or not versions.same(self.bound.field, self.opened, self.sent)

    @property
    def by_them(self):
        return self.opened is None or not versions.same(self.bound.field, self.opened, self.saved)

    @property
    def proposed(self):
        return MINE if self.by_me else THEIRS


@dataclass
class Line:
    """One line added or removed since; `edited` by who did not remove it.

    `form` holds what was sent, or for a line somebody else added, what is saved.
    """

    kind: str
    form: Any
    title: str = ""
    edited: bool = False

    @property
    def choice(self):
        return CHOICE + self.form.prefix

    @property
    def is_mine(self):
        return self.kind in (ADDED_BY_ME, REMOVED_BY_ME)

    @property
    def by_me(self):
        return self.is_mine or self.edited

    @property
    def by_them(self):
        return self.edited or not self.is_mine

    @property
    def proposed(self):
        """What each added or removed is kept so, unless the other one wrote in what is removed."""
        return MINE if self.is_mine != self.edited else THEIRS


@dataclass
class Comparison:
    """The Differences and the Lines that differ, in the order of the form.

    `frozen` holds (name, what was typed) of fields that can no longer be changed; `version` is what
    the form was opened on, None when it is not known, `saved` the forms as they stand now.
    """

    found: list[Difference | Line]
    moved: bool  # something was saved since the form was opened
    frozen: list[tuple]
    version: versions.Version | None
    saved: list

    @property
    def identical(self):
        """Sending would change nothing: what is sent is what is saved."""
        theirs = [isinstance(one, Line) and one.kind == ADDED_BY_THEM for one in self.found]
        return all(theirs) and not self.frozen


def compare(version, form, formsets, saved):
    """The Comparison of `version` (None: unknown) with what `form` and `formsets` were sent.

    `saved` is the list of the same form and formsets, unbound, read from the database now.
    """
    saved_form, *saved_formsets = saved
    now = versions.snapshot(saved_form, saved_formsets)
    before = version.shown if version else None
    found = field_differences(before and before["fields"], form, now["fields"])
    for formset, saved_formset in zip(formsets, saved_formsets, strict=True):
        prefix = formset.prefix
        opened = before and before["lines"].get(prefix, {})
        found += line_differences(opened, formset, saved_formset, now["lines"][prefix])
    moved = before is None or has_moved(before, now, saved)
    frozen = frozen_fields(before, form, now)
    return Comparison(found, moved, frozen, version, saved)


def frozen_fields(before, form, now):
    """(name, text) of what was typed in fields that the form no longer has."""
    opened = before["fields"] if before else {}
    gone = [name for name in opened if name not in now["fields"]]
    typed = [(name, form.data.get(name)) for name in gone]
    return [(name, text) for name, text in typed if text and text != "".join(opened[name])]


def has_moved(before, now, saved):
    """Whether the database says something else than when the form was opened."""
    if before == now:
        return False
    form, *formsets = saved
    if not alike(form, before["fields"], now["fields"]):
        return True
    if before["lines"].keys() != now["lines"].keys():
        return True
    for formset in formsets:
        opened, current = before["lines"][formset.prefix], now["lines"][formset.prefix]
        if opened.keys() != current.keys():
            return True
        if not all(alike(formset.empty_form, opened[key], current[key]) for key in current):
            return True
    return False


def alike(form, before, now):
    """Whether two versions of one form mean the same."""
    return before.keys() == now.keys() and all(
        versions.same(form.fields[name], before[name], now[name]) for name in now
    )


def field_differences(opened, form, saved, line=None):
    """Differences of the fields of `form`; `opened` and `saved` map names to values."""
    found: list = []
    for bound in versions.compared_fields(form):
        if bound.name not in saved:
            continue
        current, value = saved[bound.name], versions.sent(bound)
        if not versions.same(bound.field, current, value):
            before = None if opened is None else opened.get(bound.name, current)
            found.append(Difference(bound, before, current, value, line))
    return found


# --- lines -------------------------------------------------------------------------------------


def line_differences(opened, formset, saved_formset, saved):
    """What differs in the lines of `formset`; `opened` and `saved` map keys to values."""
    if not formset.management_form.is_valid():
        return []
    lines = {str(line.instance.pk): line for line in saved_formset.initial_forms}
    found: list = []
    keys = set()
    for form in formset.forms:
        key = formset.data.get(form.add_prefix(formset.model._meta.pk.name), "")
        keys.add(key)
        removed = DELETION_FIELD_NAME in form.fields and form[DELETION_FIELD_NAME].data
        if key in saved:
            title = str(lines[key].instance)
            differences = field_differences(opened and opened.get(key), form, saved[key], title)
            edited = any(difference.by_them for difference in differences)
            found += [Line(REMOVED_BY_ME, form, title, edited)] if removed else differences
        elif key and not removed:
            before = (opened or {}).get(key)
            edited = before is None or any(
                not versions.same(bound.field, before.get(bound.name, []), versions.sent(bound))
                for bound in versions.compared_fields(form)
            )
            found.append(Line(REMOVED_BY_THEM, form, edited=edited))
        elif not key and not removed and form.has_changed():
            found.append(Line(ADDED_BY_ME, form))
    for key, line in lines.items():
        if opened is not None and key not in opened and key not in keys:
            found.append(Line(ADDED_BY_THEM, line, str(line.instance)))
    return found
