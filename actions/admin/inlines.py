"""Lines under an action or an indicator."""

from collections import Counter

from django import forms
from django.core.exceptions import ValidationError

from actions.models import ActionPartner, Funding, Indicator, Measure, Milestone, Place
from records.admin.forms import RowForm
from records.admin.lines import PlainFormSet, PortalInline


class ActionPartnerInline(PortalInline):
    model = ActionPartner
    classes = ["collapse"]
    verbose_name = "partenaire"
    verbose_name_plural = "Partenaires"
    intro = (
        "Qui aide le pilote, et comment. Une organisation manque à la liste ? Ajoutez-la d’abord "
        "dans « Organisations »."
    )
    add_text = "Ajouter un partenaire"
    remove_text = "Retirer ce partenaire"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("organisation")  # names each line


class PlaceInline(PortalInline):
    """A place can be taken away though its action is public: nobody should go where it closed."""

    model = Place
    classes = ["collapse"]
    intro = (
        "Pour un service : où l’on est reçu, et quand. Une ligne par lieu. Un lieu fermé se "
        "retire : l’historique le garde."
    )
    add_text = "Ajouter un lieu"
    remove_text = "Retirer ce lieu"


class MilestoneInline(PortalInline):
    model = Milestone
    classes = ["collapse"]
    verbose_name_plural = "Étapes"
    intro = "Les moments du calendrier. Une étape « Faite » a une date ; les autres n’en ont pas."
    add_text = "Ajouter une étape"
    remove_text = "Retirer cette étape"
    permanent_once_public = True


class FundingInline(PortalInline):
    model = Funding
    classes = ["collapse"]
    verbose_name_plural = "Financements"
    intro = "Une ligne par année et par financeur. Vous pouvez écrire « 1 234,50 »."
    add_text = "Ajouter un financement"
    remove_text = "Retirer ce financement"
    permanent_once_public = True


class IndicatorFormSet(PlainFormSet):
    """Two new indicators with one code: the database would refuse, say it before."""

    def clean(self):
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms]
        codes = Counter(form.cleaned_data.get("code", "") for form in kept if form.is_valid())
        twice = sorted(code for code, count in codes.items() if code and count > 1)
        if twice:
            raise ValidationError(f"Deux indicateurs ont le même code : {', '.join(twice)}.")


class IndicatorInline(PortalInline):
    model = Indicator
    classes = ["collapse"]
    formset = IndicatorFormSet
    verbose_name_plural = "Indicateurs"
    intro = (
        "Ce que l’on compte, d’où l’on part et où l’on va. Enregistrez d’abord l’indicateur : "
        "le lien « Saisir ses valeurs » vient ensuite à côté de son nom."
    )
    add_text = "Ajouter un indicateur"
    remove_text = "Retirer cet indicateur"
    change_text = "Saisir ses valeurs"
    show_change_link = True
    permanent_once_public = True


class MeasureForm(RowForm):
    """A value far from those known is asked to be confirmed, once, by a box that comes then."""

    indicator = None  # given by the formset
    is_confirmed = forms.BooleanField(
        label="Cette valeur est la bonne", required=False, widget=forms.HiddenInput
    )

    def clean(self):
        cleaned = super().clean()
        if words := self.doubt(cleaned):
            self.fields["is_confirmed"].widget = forms.CheckboxInput()
            confirm = "Corrigez-la, ou cochez « Cette valeur est la bonne »."
            self.add_error("value", f"{words} {confirm}")
        return cleaned

    def doubt(self, cleaned):
        """Why the value typed has to be confirmed, or ""."""
        if "value" not in self.changed_data or cleaned.get("is_confirmed"):
            return ""
        indicator, on, last = self.indicator, cleaned.get("on"), None
        if indicator is None or on is None:
            return ""
        if indicator.pk:  # a new one has its target alone
            before = indicator.measures.filter(on__lt=on, value__isnull=False)
            last = before.order_by("-on").values_list("value", flat=True).first()
        return indicator.doubt(cleaned.get("value"), last)


class MeasureFormSet(PlainFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.indicator = self.instance  # with what the page gives it, its target among others


class MeasureInline(PortalInline):
    model = Measure
    form, formset = MeasureForm, MeasureFormSet
    verbose_name_plural = "Valeurs"
    intro = (
        "Une ligne par date. Donnez un chiffre, ou des mots, ou cochez « non disponible » : un "
        "seul des trois. Zéro est un chiffre."
    )
    add_text = "Ajouter une valeur"
    remove_text = "Retirer cette valeur"
    permanent_once_public = True

    def parent_is_public(self, obj):
        return obj.action.is_published
