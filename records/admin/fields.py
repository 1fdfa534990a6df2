"""Form fields of the back-office: what people type, as they type it in French."""

import re
from datetime import UTC, datetime
from decimal import Decimal

from django import forms
from django.contrib.admin import widgets
from django.db import models
from django.utils import timezone

from records.admin.archive_page import in_use

MARKDOWN_HELP = (
    "Pour mettre en forme : une ligne vide sépare les paragraphes, **mot** le met en gras, "
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


class DateTimeWidget(widgets.AdminSplitDateTime):
    """A day and an hour, each with its name; seconds are nobody's concern."""

    # The admin's own template is a <p>, which cannot stand inside the field's own.
    template_name = "django/forms/widgets/multiwidget.html"

    def __init__(self, attrs=None):
        day = widgets.AdminDateWidget(attrs={"aria-label": "Date", "placeholder": "jj/mm/aaaa"})
        hour = widgets.AdminTimeWidget(
            attrs={"aria-label": "Heure", "placeholder": "hh:mm"}, format="%H:%M"
        )
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
    models.DateField: {"widget": widgets.AdminDateWidget(attrs={"placeholder": "jj/mm/aaaa"})},
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
        if db_field.name not in self.get_autocomplete_fields(request):
            kwargs.setdefault("empty_label", "Aucun choix" if db_field.blank else "Choisissez…")
        label = None
        if db_field.name in self.choice_labels:
            related, label = self.choice_labels[db_field.name]
            kwargs["queryset"] = db_field.remote_field.model._default_manager.select_related(
                related
            )
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name not in self.get_autocomplete_fields(request):
            field.queryset = in_use(field.queryset, db_field, request)
        if field is not None and label:
            field.label_from_instance = label
        return field

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.blank and not db_field.has_default():
            field.choices = [("", "Aucun choix"), *db_field.choices]
        return field

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple())
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def plain_help(db_field):
    """The hint of a model field, with the word « Markdown » replaced by what can be typed."""
    text = str(db_field.help_text)
    for jargon in ("Mise en forme Markdown.", "Markdown."):
        if text.endswith(jargon):
            return f"{text.removesuffix(jargon)}{MARKDOWN_HELP}"
    if text.startswith("Markdown : "):
        return MARKDOWN_HELP
    return text
