"""How a section asks the reviewer: a long text, a short one, the fields of one row."""

from dataclasses import dataclass
from typing import Any

from django import forms

LONGEST_TEXT = 10_000


def text_field(label, initial, rows=5, **options):
    """A long text of the review."""
    return forms.CharField(
        label=label,
        initial=initial,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        **options,
    )


def line_field(label, initial, length, **options):
    """A short text of the review, which may stay empty."""
    return forms.CharField(
        label=label, initial=initial, max_length=length, required=False, **options
    )


@dataclass(frozen=True)
class RowFields:
    """The fields of one row in the ReviewForm `form`: « values-3-typed » is « typed » of row 3."""

    form: Any
    section: str
    key: int

    def name(self, field):
        return f"{self.section}-{self.key}-{field}"

    def put(self, name, field):
        self.form.put(self.section, self.name(name), field, self.key)

    def get(self, name, default=""):
        """What was given, `default` for a field that is not there or is wrong."""
        return self.form.cleaned_data.get(self.name(name), default)

    def fault(self, name, words):
        self.form.add_error(self.name(name), words)

    @property
    def bound(self):
        """Its bound fields; [] when nobody reviews."""
        return self.form.fields_of(self.section, self.key) if self.form else []
