"""Lines under an action or an indicator."""

from collections import Counter

from django.core.exceptions import ValidationError

from actions.models import ActionPartner, Funding, Indicator, Measure, Milestone
from records.admin.lines import PlainFormSet, PortalInline


class ActionPartnerInline(PortalInline):
    model = ActionPartner
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


class MilestoneInline(PortalInline):
    model = Milestone
    verbose_name_plural = "Étapes"
    intro = "Les moments du calendrier. Une étape « Faite » a une date ; les autres n’en ont pas."
    add_text = "Ajouter une étape"
    remove_text = "Retirer cette étape"
    permanent_once_public = True


class FundingInline(PortalInline):
    model = Funding
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


class MeasureInline(PortalInline):
    model = Measure
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
