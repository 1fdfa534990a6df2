"""The answers given on the page of a conflict, written into what is sent."""

import re

from django.forms.formsets import DELETION_FIELD_NAME

from records.editing import versions
from records.editing.conflicts import CHOICE, MINE, THEIRS


def resolve(version: versions.Version, form, formsets, data, files) -> None:
    """Write in `data` and `files` (changed in place) what the answers about `version` ask for.

    Unbound `form` and `formsets` say which fields there are. Lines are numbered anew: those the
    database knows first.
    """
    for bound in versions.compared_fields(form):
        apply_answer(data, files, bound, version.shown["fields"])
    for formset in formsets:
        known = version.shown["lines"].get(formset.prefix, {})
        renumber(formset, known, data, files)
    for name in [name for name in data if name.startswith(CHOICE)]:
        del data[name]


def apply_answer(data, files, bound, saved):
    if data.get(CHOICE + bound.html_name) == THEIRS and bound.name in saved:
        versions.put_value(data, bound, saved[bound.name])
        files.pop(bound.html_name, None)


def renumber(formset, known, data, files):
    prefix, pk = formset.prefix, formset.model._meta.pk.name
    ranks = sorted(
        {int(m[1]) for name in data if (m := re.match(rf"{prefix}-([0-9]{{1,4}})-", name))}
    )
    kept: list[int] = []
    added: list[int] = []
    for rank in ranks:
        name = f"{prefix}-{rank}"
        key, choice = data.get(f"{name}-{pk}", ""), data.get(CHOICE + name)
        if key in known:
            line = formset.empty_form
            line.prefix = name
            for bound in versions.compared_fields(line):
                if choice == THEIRS:
                    data[CHOICE + bound.html_name] = THEIRS
                apply_answer(data, files, bound, known[key])
            if choice == THEIRS:
                data.pop(f"{name}-{DELETION_FIELD_NAME}", None)
            kept.append(rank)
        elif choice == THEIRS:
            continue
        else:
            if choice == MINE:
                data[f"{name}-{pk}"] = ""
            (kept if data.get(f"{name}-{pk}") else added).append(rank)
    places = {old: new for new, old in enumerate([*kept, *added])}
    for values in (data, files):
        rename_lines(values, prefix, places)
    if f"{prefix}-TOTAL_FORMS" in data:
        data[f"{prefix}-TOTAL_FORMS"] = str(len(places))
        data[f"{prefix}-INITIAL_FORMS"] = str(len(kept))


def rename_lines(values, prefix, places):
    """Rename in place the entries of the lines of `prefix`; a line without a place is dropped."""
    found = {}
    for name in list(values):
        if match := re.match(rf"{prefix}-([0-9]{{1,4}})(-.*)", name):
            given = values.pop(name)
            if int(match[1]) in places:
                found[f"{prefix}-{places[int(match[1])]}{match[2]}"] = given
    for name, given in found.items():
        values.setlist(name, given)
