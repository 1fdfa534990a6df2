"""A long form in parts: its table of contents."""

from dataclasses import dataclass

from django.utils.text import capfirst, slugify


@dataclass(frozen=True)
class FormPart:
    """A part of the form: where it is, its title, how many lines it holds, whether it has faults.

    `count` is None for a part that holds no lines.
    """

    anchor: str
    title: str
    count: int | None
    has_faults: bool


def parts_of(adminform, inline_formsets):
    """The FormPart of each fieldset of `adminform`, then of each set of lines."""
    faulty = set(adminform.form.errors)
    found = [
        FormPart(anchor(one.name), one.name, None, not faulty.isdisjoint(flat(one.fields)))
        for one in adminform
        if one.name
    ]
    for one in inline_formsets:
        formset = one.formset
        has_faults = bool(any(formset.errors) or formset.non_form_errors())
        title, count = capfirst(one.opts.verbose_name_plural), formset.initial_form_count()
        found.append(FormPart(f"{formset.prefix}-group", title, count, has_faults))
    return found


def anchor(title):
    """The id of the part called `title`: the template says the same."""
    return f"partie-{slugify(title)}"


def flat(fields):
    return [name for row in fields for name in (row if isinstance(row, list | tuple) else [row])]
