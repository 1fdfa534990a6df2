"""A SIREN number as people read and type it: « 200 034 023 »."""

import re

from django import forms

from records.french import NO_BREAK_SPACE


class SirenField(forms.CharField):
    """Shows the nine digits by three, takes them with any space, gives them without."""

    def prepare_value(self, value):
        if isinstance(value, str) and re.fullmatch("[0-9]{9}", value):
            return NO_BREAK_SPACE.join((value[:3], value[3:6], value[6:]))
        return value

    def to_python(self, value):
        return re.sub(r"\s", "", super().to_python(value))

    def widget_attrs(self, widget):
        """The spaces typed count for nothing: no `maxlength`."""
        return {"inputmode": "numeric"}
