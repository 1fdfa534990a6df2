"""The version of a row that a form shows: its values, written as a browser would send them.

Computed when the form opens, carried signed by the form, computed again from the database before
saving: whoever wrote in between, by any way, is noticed. Children shown under the form (formsets)
and many-to-many choices are part of it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.forms.formsets import DELETION_FIELD_NAME, ORDERING_FIELD_NAME
from django.forms.models import InlineForeignKeyField
from django.utils import timezone

SALT = "records.editing.version"


# --- values ------------------------------------------------------------------------------------


def plain_widget(field):
    """The widget of `field`, out of the wrapper that the admin puts around some."""
    return getattr(field.widget, "widget", field.widget)


def as_sent(widget, value):
    """`value` of a field as the strings that `widget` sends; [] when it is empty."""
    if isinstance(widget, forms.MultiWidget):
        values = value if isinstance(value, list | tuple) else widget.decompress(value) or []
        parts = [
            "".join(as_sent(part, given))
            for part, given in zip(widget.widgets, values, strict=False)
        ]
        return parts if any(parts) else []
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.check_test(value) else []
    if isinstance(widget, forms.FileInput):
        files = value if isinstance(value, list) else [value]  # one input may hold several
        return [file.name for file in files if file]
    if isinstance(widget, forms.widgets.ChoiceWidget):
        return sorted(choice for choice in widget.format_value(value) if choice)
    text = widget.format_value(value)
    return [str(text).replace("\r\n", "\n").replace("\r", "\n")] if text else []


def compared_fields(form) -> list[BoundField]:
    """Bound fields of `form` that somebody can change; what only serves the formset is left out."""
    pk = form._meta.model._meta.pk.name if hasattr(form, "_meta") else None
    technical = {pk, DELETION_FIELD_NAME, ORDERING_FIELD_NAME}
    return [
        bound
        for bound in form
        if bound.name not in technical
        and not bound.field.disabled
        and not isinstance(bound.field, InlineForeignKeyField)
    ]


def shown(bound):
    """What the bound field `bound` shows before anything is typed."""
    return as_sent(plain_widget(bound.field), bound.field.prepare_value(bound.initial))


def sent(bound):
    """What was sent for the bound field `bound`. No file sent leaves the file as it was."""
    value = as_sent(plain_widget(bound.field), bound.data)
    if isinstance(plain_widget(bound.field), forms.FileInput) and not value:
        return shown(bound)
    return value


def meaning(field, value):
    """Something equal for two writings of one value: « 1 234,5 » and « 1234,5 »."""
    widget = plain_widget(field)
    if isinstance(widget, forms.CheckboxInput | forms.FileInput | forms.widgets.ChoiceWidget):
        return tuple(value)
    given = value if isinstance(widget, forms.MultiWidget) else "".join(value)
    try:
        found = field.clean(given) if value else None
    except ValidationError:
        return tuple(value)
    return None if found == "" else found


def same(field, one, other):
    return one == other or meaning(field, one) == meaning(field, other)


def suffixes(widget: Any) -> list[str]:
    """What a MultiWidget adds to the name of its field, for each of its parts."""
    return widget.widgets_names


def put_value(data, bound, value):
    """Write `value` for the field `bound` in the QueryDict `data`, as a browser would send it."""
    widget, name = plain_widget(bound.field), bound.html_name
    if isinstance(widget, forms.MultiWidget):
        for rank, suffix in enumerate(suffixes(widget)):
            data[name + suffix] = value[rank] if value else ""
    elif isinstance(widget, forms.CheckboxInput | forms.FileInput):
        data.pop(name, None)
        if value and isinstance(widget, forms.CheckboxInput):
            data[name] = "on"
    elif getattr(widget, "allow_multiple_selected", False):
        data.setlist(name, value)
    else:
        data[name] = "".join(value)


def input_names(bound):
    """Names under which a browser sends the field `bound`."""
    widget = plain_widget(bound.field)
    if isinstance(widget, forms.MultiWidget):
        return [bound.html_name + suffix for suffix in suffixes(widget)]
    return [bound.html_name]


# --- a whole form ------------------------------------------------------------------------------


def snapshot(form, formsets=()) -> dict:
    """What `form` and the lines of its `formsets` show: the version that one is about to edit.

    Give forms that read the database: unbound, or bound before anything was saved.
    """
    return {
        "fields": {bound.name: shown(bound) for bound in compared_fields(form)},
        "lines": {
            formset.prefix: {
                str(line.instance.pk): {bound.name: shown(bound) for bound in compared_fields(line)}
                for line in formset.initial_forms
                if line.instance.pk is not None
            }
            for formset in formsets
        },
    }


def still_shown(version, form, formsets):
    """True when the bound `form` and `formsets` start from exactly what the Version shows.

    False does not mean that something changed: the same may be written otherwise.
    """
    now = snapshot(form, formsets)
    return now == version.shown and all(
        {str(row.pk) for row in formset.get_queryset()} == set(now["lines"][formset.prefix])
        for formset in formsets
    )


@dataclass(frozen=True)
class Version:
    """What somebody had before their eyes, and since when."""

    shown: dict
    at: datetime


def subject_of(row):
    return f"{row._meta.label_lower}:{row.pk}"


def sign_version(row, values) -> str:
    """The hidden value by which a form tells that it shows `values` of `row`."""
    payload = {"row": subject_of(row), "at": timezone.now().isoformat(), "shown": values}
    return signing.dumps(payload, salt=SALT, compress=True)


def read_version(row, token) -> Version | None:
    """The Version of `row` that a form carries; None when it carries none, or not ours."""
    try:
        payload = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if payload["row"] != subject_of(row):
        return None
    return Version(payload["shown"], datetime.fromisoformat(payload["at"]))
