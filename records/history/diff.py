"""How a value of a field is said in French, and what differs between two texts."""

import re
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from django.db import models
from django.utils.text import capfirst

from records.french import full_date, moment
from records.history.recording import is_recorded, owner_field

LONG_TEXT = 120
MAX_COMPARISONS = 1_000_000
KEPT_AROUND = 80


def field_label(field):
    return capfirst(str(field.verbose_name))


def said(field, value, names):
    """`value` of `field` in French, "" when empty; `names` gives the words of related rows."""
    if value is None or value == "":
        return ""
    if field.is_relation:
        return names.of(field.related_model, value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.BooleanField):
        return "Oui" if value else "Non"
    if isinstance(field, models.DateTimeField):
        return moment(value)
    if isinstance(field, models.DateField):
        return full_date(value)
    if isinstance(field, models.FileField):
        return PurePosixPath(str(value)).name
    if isinstance(value, Decimal):
        return format(value.normalize(), "f").replace(".", ",")
    return str(value)


class Names:
    """Words of related rows: asked for first, then read with one query per table."""

    def __init__(self):
        self.wanted = {}
        self.rows = {}

    def want(self, model, keys):
        self.wanted.setdefault(model, set()).update(key for key in keys if key is not None)

    def fetch(self):
        """Read every row wanted; those that are gone come from their history."""
        for model, keys in self.wanted.items():
            known = self.rows.setdefault(model, {})
            known |= model._base_manager.in_bulk(keys - known.keys())
            missing = keys - known.keys()
            if missing and is_recorded(model):
                past = model.history.filter(id__in=missing).order_by("history_date", "history_id")
                known |= {version.id: version.instance for version in past}
        self.wanted = {}

    def row(self, model, key):
        return self.rows.get(model, {}).get(key)

    def of(self, model, key):
        row = self.row(model, key)
        return str(row) if row else f"n’existe plus : {model._meta.verbose_name} n° {key}"


@dataclass(frozen=True)
class Piece:
    """A part of two compared texts: `kind` is "same", "out" (removed) or "in" (added)."""

    kind: str
    text: str


def pieces(before, after):
    """What leads from the text `before` to the text `after`, word by word, as Pieces.

    Very long texts are compared line by line. What is the same is shortened in its middle.
    """
    old, new = (re.findall(r"\s+|\S+", text) for text in (before, after))
    if len(old) * len(new) > MAX_COMPARISONS:
        old, new = (text.splitlines(keepends=True) for text in (before, after))
    if len(old) * len(new) > MAX_COMPARISONS:
        return [Piece("out", before), Piece("in", after)]
    found = []
    for verb, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            found.append(Piece("same", shortened("".join(old[i:j]))))
            continue
        if i < j:
            found.append(Piece("out", "".join(old[i:j])))
        if k < m:
            found.append(Piece("in", "".join(new[k:m])))
    return found


def shortened(text):
    if len(text) <= 3 * KEPT_AROUND:
        return text
    return f"{text[:KEPT_AROUND]} […] {text[-KEPT_AROUND:]}"


@dataclass(frozen=True)
class FieldChange:
    """One field before and after, in words; links also say what was `added` and `removed`."""

    name: str
    label: str
    before: str
    after: str
    added: tuple = ()
    removed: tuple = ()
    is_link: bool = False

    @property
    def pieces(self):
        """The readable difference of two long texts; nothing for short ones."""
        if self.is_link or not self.before or not self.after:
            return []
        if max(len(self.before), len(self.after)) < LONG_TEXT:
            return []
        return pieces(self.before, self.after)


def shown_fields(model):
    """The fields of `model` whose changes are told, in the order of the model.

    Those people know: not keys, nor what the portal fills by itself.
    """
    hidden = (model._meta.pk, owner_field(model))
    return [one for one in model._meta.concrete_fields if one.editable and one not in hidden]


def link_fields(model):
    """The many-to-many fields of `model` that its history keeps, in the order of the model.

    The library lists them from a set: a page would name them in another order at each start.
    """
    return sorted(model.history.model._history_m2m_fields) if is_recorded(model) else []
