"""What the sections of an answer give to pages and letters, and how they ask the reviewer."""

from dataclasses import dataclass, field
from typing import Any

from django import forms

from records.history.diff import pieces

NEEDED, OPTIONAL = "nécessaire pour envoyer", "facultatif"
NEEDED_THEN = "nécessaire dans ce cas"  # what the question itself makes depend on another answer
ALIKE = 0.4  # below, two texts have little in common: a difference would only confuse


@dataclass(frozen=True)
class AskedField:
    """How one field of the answer is asked; `widget` and `errors` as Django's forms take them.

    `need` says beside the label whether it may stay empty: NEEDED, NEEDED_THEN,
    OPTIONAL, or "" when it cannot.
    """

    label: str
    help_text: str = ""
    widget: forms.Widget | None = None
    errors: dict = field(default_factory=dict)
    need: str = OPTIONAL
    fate: str = ""  # what becomes of it, when it is neither public as typed nor private


@dataclass(frozen=True)
class Missing:
    """Something to do before sending: `words` says it, `anchor` is the id of its field."""

    words: str
    anchor: str
    section: str


@dataclass(frozen=True)
class Summary:
    """One section as its partner reads it back: `text` (a long one), or `items`."""

    title: str
    text: str = ""
    items: list = field(default_factory=list)


@dataclass
class ReviewedRow:
    """One indicator, step or file: its name, what is public, what is proposed, its bound fields."""

    label: str
    public: str = ""
    proposed: str = ""
    warning: str = ""
    file: object = None
    fields: list = field(default_factory=list)

    @property
    def touched(self):
        return touched(self.fields)


@dataclass
class ReviewedSection:
    """One section as the reviewer reads it; `fields` and `comment` are bound fields.

    `public` and `proposed` are texts; `pieces` is the readable difference between them, when they
    are alike, and `since` the one from what was sent back; `lines` are the indicators, steps or
    files; `secret` is never published.
    """

    name: str
    label: str
    public: str = ""
    public_state: str = ""
    proposed: str = ""
    proposed_state: str = ""
    pieces: list = field(default_factory=list)
    since: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    fields: list = field(default_factory=list)
    comment: object = None
    secret: bool = False
    is_published: bool = False  # `public` is what was there before, `proposed` what is since

    @property
    def touched(self):
        return touched(self.fields)


def touched(fields):
    """True when one of the bound `fields` has an error, or no longer says what it started from."""
    return any(
        bound.errors or field_text(bound.value()) != field_text(bound.initial) for bound in fields
    )


def field_text(value):
    """A value of a field as text, its line ends as browsers and databases agree on them."""
    return str(value or "").replace("\r\n", "\n")


def difference(before, after):
    """Pieces from the text `before` to `after`; [] when they are the same, or too far apart."""
    if not before or not after or before == after:
        return []
    found = pieces(before, after)
    same = sum(len(piece.text) for piece in found if piece.kind == "same")
    return found if same >= ALIKE * min(len(before), len(after)) else []


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

    def field(self, name):
        return self.form.fields[self.name(name)]

    def fault(self, name, words):
        self.form.add_error(self.name(name), words)

    @property
    def bound(self):
        """Its bound fields; [] when nobody reviews."""
        return self.form.fields_of(self.section, self.key) if self.form else []
