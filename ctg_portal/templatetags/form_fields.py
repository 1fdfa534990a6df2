"""What the template pack « ctg » asks of a field that a template cannot answer."""

import re

from django import forms, template

register = template.Library()

NO_BREAK = "\u00a0"

# Browsers show their calendar only for these values; a localised one would leave the field empty.
ISO_INPUTS = {
    forms.DateInput: ("date", "%Y-%m-%d"),
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
    forms.TimeInput: ("time", "%H:%M"),
}


@register.filter
def is_group(field):
    """True for several inputs under one question: they need a fieldset and its legend."""
    return field.use_fieldset and not isinstance(field.field.widget, forms.ClearableFileInput)


@register.filter
def first_input_id(field):
    """The id that a link of the error summary leads to: the first input of the field."""
    if not is_group(field):
        return field.id_for_label
    if isinstance(field.field.widget, forms.MultiWidget):
        return f"{field.auto_id}_0"
    return next((choice.id_for_label for choice in field.subwidgets), field.auto_id)


@register.simple_tag
def field_input(field, described=""):
    """HTML of the input: dates in ISO form, hint and errors linked by aria-describedby.

    So is what has the id `described`. A list of choices that must be made, or a file, is not
    « required » for the browser, which calls it invalid before anybody chose.
    """
    widget = field.field.widget
    if type(widget) in ISO_INPUTS and widget.input_type == "text":
        widget.input_type, widget.format = ISO_INPUTS[type(widget)]
    attrs = {}
    about = " ".join(filter(None, (described, field.aria_describedby)))
    if about and not is_group(field):
        attrs["aria-describedby"] = about
    if isinstance(widget, forms.FileInput):  # says it by its label, without « facultatif »
        widget.use_required_attribute = lambda initial: False
    elif isinstance(widget, forms.Select | forms.RadioSelect):
        widget.use_required_attribute = lambda initial: False
        if field.field.required and not is_group(field):
            attrs["aria-required"] = "true"
    return field.as_widget(attrs=attrs)


@register.filter(is_safe=True)
def tied(words):
    """`words` whose double signs stay on the line of the word before them: « fois ? »."""
    return re.sub(r" (?=[?!:;»])", NO_BREAK, re.sub(r"(?<=«) ", NO_BREAK, str(words)))
