"""A conflict in words: values as people read them, who wrote when."""

import re
from collections.abc import Iterable

from django import forms
from django.utils.choices import flatten_choices

from records.editing import versions
from records.folding import fold
from records.french import clock, full_date

ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
EMPTY = "(rien)"
GONE = "(un choix qui n’existe plus)"


def value_text(field, value):
    """`value` of the form field `field` in words."""
    if isinstance(versions.plain_widget(field), forms.CheckboxInput):
        return "Oui" if value else "Non"
    if not value:
        return EMPTY
    if isinstance(field, forms.ModelChoiceField):
        names = {str(row.pk): field.label_from_instance(row) for row in rows_of(field, value)}
        return " ; ".join(sorted((str(names.get(key, GONE)) for key in value), key=fold))
    if hasattr(field, "choices"):
        choices: Iterable = flatten_choices(field.choices)
        labels = {str(key): label for key, label in choices}
        return " ; ".join(str(labels.get(key, key)) for key in value)
    return " ".join(as_read(part) for part in value if part)


def as_read(part):
    """A day as people read it: the browser's own calendar sends « 2026-03-12 »."""
    day = ISO_DAY.fullmatch(part)
    return "/".join(reversed(day.groups())) if day else part


def rows_of(field, keys):
    return field.queryset.model._default_manager.filter(
        pk__in=[key for key in keys if re.fullmatch(r"[0-9]{1,18}", key)]
    )


def typed(forms, data):
    """(label, words) of what was sent in the bound `forms`, [form, *formsets], when it is saved
    nowhere; a line is named by its row.
    """
    form, *formsets = forms
    named = [("", form)]
    for line in [line for formset in formsets for line in formset.forms]:
        named.append((f"{line.instance} : " if line.instance.pk else "", line))
    found = [
        (f"{place}{bound.label}", value_text(bound.field, versions.sent(bound)))
        for place, one in named
        for bound in versions.compared_fields(one)
        if any(name in data for name in versions.input_names(bound))
    ]
    return [(label, words) for label, words in found if words != EMPTY]


# --- who ---------------------------------------------------------------------------------------


def last_writing(row, since, lines=()):
    """(who, when) of the last writing of `row` or of its `lines` (models and their foreign key)
    after `since`; nobody when nothing tells who.

    A row without history may tell it by itself: `last_writing()`, (person, datetime) or None.
    None when nothing tells.
    """
    if hasattr(row, "last_writing"):
        last = row.last_writing()
        return last if last and (since is None or last[1] > since) else None
    entries = []
    if hasattr(type(row), "history"):
        entries.append(type(row).history.filter(**{row._meta.pk.name: row.pk}))
    for model, name in lines:
        if hasattr(model, "history"):
            entries.append(model.history.filter(**{name: row.pk}))
    found = [
        entry
        for query in entries
        if (entry := newest(query if since is None else query.filter(history_date__gt=since)))
    ]
    if not found:
        return None
    entry = max(found, key=lambda entry: entry.history_date)
    return entry.history_user, entry.history_date


def newest(entries):
    return entries.select_related("history_user").order_by("-history_date", "-history_id").first()


def writing_sentence(writing, person):
    """A sentence for `person`: who saved, and when."""
    if writing is None:
        return "Ces informations ont été modifiées depuis que vous avez ouvert la page."
    who, at = writing
    when = f"le {full_date(at)} à {clock(at)}"
    if who is None:
        return f"Ces informations ont été modifiées {when}."
    if who == person:
        return (
            f"Vous avez vous-même enregistré une autre version {when}, sans doute dans un autre "
            "onglet ou sur un autre appareil."
        )
    return f"{who} a enregistré une autre version {when}."
