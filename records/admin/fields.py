"""Form fields of the back-office: what people type, as they type it in French."""

import re
from datetime import UTC, datetime
from decimal import Decimal

from django import forms
from django.contrib.admin import widgets
from django.db import models
from django.utils import timezone

from records.admin.choices import RowChoiceField, in_use

MARKDOWN_HELP = (
    "Une ligne vide sépare les paragraphes. Pour mettre en forme : **mot** le met en gras, "
    "un tiret en début de ligne fait une liste, [mots](https://…) un lien, ## un intertitre."
)


LONG_SENTENCE = 250


class SpacedNumber:
    """Part of a field that takes a number with any kind of space."""

    input_mode = ""

    def to_python(self, value):
        if isinstance(value, str):
            value = re.sub(r"\s", "", value)
        return super().to_python(value)

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"inputmode": self.input_mode}


class FrenchDecimalField(SpacedNumber, forms.DecimalField):
    """Takes « 1,5 », « 1 234,5 » and « 1.5 »."""

    input_mode = "decimal"

    def prepare_value(self, value):
        """« 12 » rather than « 12,000 », which reads like twelve thousand."""
        if isinstance(value, Decimal):
            value = Decimal(format(value.normalize(), "f"))
        return value


class FrenchIntegerField(SpacedNumber, forms.IntegerField):
    """Takes « 29 678 »; shows it as it was stored."""

    widget = forms.TextInput
    input_mode = "numeric"


class MomentField(forms.SplitDateTimeField):
    """A day and an hour in Paris. Of the hour that comes twice in October, the first is meant:
    what is published « now » is not hidden for an hour.
    """

    def compress(self, data_list):
        if len(data_list) < 2 or None in data_list:
            return super().compress(data_list)
        typed = datetime.combine(*data_list)
        found = timezone.make_aware(typed)
        if timezone.localtime(found.astimezone(UTC)).replace(tzinfo=None) != typed:
            raise forms.ValidationError(
                "Cette heure n’existe pas : ce jour-là, le passage à l’heure d’été la saute."
            )
        return found


class OneLineField(forms.CharField):
    """A sentence too long for a line of the screen: shown on two or three, kept on one."""

    widget = forms.Textarea(attrs={"rows": 2, "class": "one-line"})

    def to_python(self, value):
        return " ".join(super().to_python(value).split("\n")).replace("\r", "")


class DateWidget(forms.DateInput):
    """The browser's own calendar, which has a name and obeys the keyboard."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")  # the only writing that browsers take


class TimeWidget(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


class DateTimeWidget(forms.SplitDateTimeWidget):
    """A day and an hour, each with its name; seconds are nobody's concern."""

    template_name = "django/forms/widgets/multiwidget.html"

    def __init__(self, attrs=None):
        day = DateWidget({"aria-label": "Date"})
        hour = TimeWidget({"aria-label": "Heure"})
        forms.MultiWidget.__init__(self, [day, hour], attrs)


FORMFIELD_OVERRIDES = {
    models.URLField: {"assume_scheme": "https"},
    models.DecimalField: {"form_class": FrenchDecimalField, "localize": True},
    models.IntegerField: {"form_class": FrenchIntegerField, "widget": forms.TextInput},
    models.TextField: {"widget": forms.Textarea(attrs={"rows": 5})},
    models.DateTimeField: {
        "form_class": MomentField,
        "widget": DateTimeWidget,
    },
    models.DateField: {"widget": DateWidget},
}


class FrenchFields:
    """Part of every ModelAdmin and inline: French input, plain hints, no pop-up window.

    `choice_labels` gives, for a foreign key shown as a list, the path of rows to fetch with it and
    the words of one choice.
    """

    formfield_overrides = FORMFIELD_OVERRIDES
    choice_labels = {}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if type(db_field) is models.CharField and db_field.max_length >= LONG_SENTENCE:
            kwargs |= {"form_class": OneLineField, "widget": OneLineField.widget}
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is None:
            return None
        field.help_text = plain_help(db_field)
        if isinstance(field.widget, widgets.RelatedFieldWidgetWrapper):
            field.widget.can_change_related = False
            field.widget.can_delete_related = False
            field.widget.can_view_related = False
            field.widget.can_add_related = False
            field.widget.use_fieldset = field.widget.widget.use_fieldset
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs.setdefault("empty_label", "Aucun choix" if db_field.blank else "Choisissez…")
        field = super().formfield_for_foreignkey(
            db_field, request, form_class=RowChoiceField, **kwargs
        )
        related, label = self.choice_labels.get(db_field.name, (None, None))
        rows = self.offered(field.queryset, db_field, request)
        field.restrict(rows.select_related(related) if related else rows, label)
        return field

    def offered(self, queryset, db_field, request):
        """Rows of `queryset` that `db_field` proposes on this page."""
        return in_use(queryset, self.path_to_row(db_field), request)

    def path_to_row(self, db_field):
        """From a choice of `db_field` to the row whose page it stands on."""
        return db_field.related_query_name()

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.blank and not db_field.has_default():
            field.choices = [("", "Aucun choix"), *db_field.choices]
        return field

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple())
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field is not None:
            field.queryset = self.offered(field.queryset, db_field, request)
        return field


def plain_help(db_field):
    """The hint of a model field, with the word « Markdown » replaced by what can be typed."""
    text = str(db_field.help_text)
    for jargon in ("Mise en forme Markdown.", "Markdown."):
        if text.endswith(jargon):
            return f"{text.removesuffix(jargon)}{MARKDOWN_HELP}"
    if text.startswith("Markdown : "):
        return MARKDOWN_HELP
    return text
