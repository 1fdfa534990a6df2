"""The two upper levels of the plan."""

from django.contrib import admin
from django.db.models import Q

from conventions.models import Convention, Enjeu, Objective
from conventions.models.levels import natural_position
from records.admin.base import PortalAdmin
from records.admin.forms import RowForm
from records.admin.row_page import maybe_key


def enjeu_choice(enjeu):
    """« 2023-2026 · 1. Accès aux droits »: two conventions may have an enjeu 1."""
    return f"{enjeu.convention.slug} · {enjeu}"


ORIGINS = (
    "D’où il vient",
    {
        "fields": ["origins"],
        "classes": ["collapse"],
        "description": "Plusieurs quand ils ont fusionné. Sans convention précédente, rien n’est "
        "proposé.",
    },
)


class OriginsAdmin:
    """Part of the screen of a row of a plan: it comes from rows of the convention before."""

    def offered(self, queryset, db_field, request):
        rows = super().offered(queryset, db_field, request)
        if db_field.name != "origins":
            return rows
        match = request.resolver_match
        key = maybe_key(match.kwargs.get("object_id", "") if match else "")
        if key is None:
            return rows.none()
        mine = self.model._base_manager.filter(pk=key).values("convention__predecessor")
        return rows.filter(Q(convention__in=mine) | Q(continuations=key)).distinct()


class PlanLevelAdmin(OriginsAdmin, PortalAdmin):
    """A level residents read as soon as its convention is published."""

    readonly_fields = ["demonstration", "modified_on"]

    def is_public(self, obj):
        return obj.convention.is_published

    def get_fieldsets(self, request, obj=None):
        """The order comes from the code when a row is added; it can be changed afterwards."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None:
            return fieldsets
        later = {"position", "demonstration", "modified_on", "origins"}
        shown = [(title, [f for f in o["fields"] if f not in later], o) for title, o in fieldsets]
        return [(title, o | {"fields": fields}) for title, fields, o in shown if fields]

    def save_model(self, request, obj, form, change):
        if not change or ("code" in form.changed_data and "position" not in form.changed_data):
            obj.position = natural_position(obj.code)
        super().save_model(request, obj, form, change)

    @admin.display(description="code", ordering="code_order")
    def numbered(self, obj):
        """The code, in a column that sorts as people count: 1.2 before 1.10."""
        return obj.code

    @admin.display(description="état du titre", boolean=False, ordering="title_is_provisional")
    def wording(self, obj):
        return "Provisoire" if obj.title_is_provisional else "Définitif"


@admin.register(Enjeu)
class EnjeuAdmin(PlanLevelAdmin):
    add_title = "Ajouter un enjeu"
    index_note = "Le premier niveau du plan."
    list_display = ["numbered", "title", "convention", "wording", "site_link"]
    list_display_links = ["numbered", "title"]
    list_filter = ["convention", "title_is_provisional", "is_demo"]
    list_select_related = ["convention"]
    search_fields = ["code", "title", "convention__title"]
    search_help_text = "Numéro ou titre."
    fieldsets = [
        ("Sa place", {"fields": ["convention", "code", "position"]}),
        ORIGINS,
        (
            "Ce qu’en lisent les habitants",
            {"fields": ["title", "title_is_provisional", "summary", "description"]},
        ),
        (
            "Son apparence",
            {
                "fields": ["icon", "accent"],
                "description": "Le numéro est toujours écrit à côté du dessin et de la couleur.",
            },
        ),
        (
            "Informations",
            {
                "fields": ["demonstration", "modified_on"],
                "description": "Un enjeu d’une convention publiée est visible aussitôt : qui peut "
                "publier l’ajoute ou le déplace. Il ne peut pas être supprimé.",
            },
        ),
    ]

    def get_readonly_fields(self, request, obj=None):
        """An enjeu that already has rows below it stays in its convention."""
        fields = super().get_readonly_fields(request, obj)
        if obj is not None and (obj.objectives.exists() or obj.actions.exists()):
            return [*fields, "convention"]
        return fields

    def get_changeform_initial_data(self, request):
        return {"convention": Convention.objects.current()} | super().get_changeform_initial_data(
            request
        )


class ObjectiveForm(RowForm):
    """The convention is the one of the enjeu: never asked, yet checked with the code."""

    def clean(self):
        cleaned = super().clean()
        if enjeu := self.cleaned_data.get("enjeu"):
            self.instance.convention = enjeu.convention
        return cleaned

    def _get_validation_exclusions(self):
        exclude = super()._get_validation_exclusions()
        if self.instance.convention_id:
            exclude.discard("convention")
        return exclude


@admin.register(Objective)
class ObjectiveAdmin(PlanLevelAdmin):
    form = ObjectiveForm
    add_title = "Ajouter un objectif"
    index_note = "Le deuxième niveau du plan, entre enjeux et actions."
    list_display = ["numbered", "title", "enjeu", "wording", "site_link"]
    list_display_links = ["numbered", "title"]
    list_filter = ["convention", "enjeu", "title_is_provisional", "is_demo"]
    list_select_related = ["convention", "enjeu"]
    search_fields = ["code", "title"]
    search_help_text = "Code ou titre."
    choice_labels = {"enjeu": ("convention", enjeu_choice)}
    fieldsets = [
        (
            "Sa place",
            {
                "fields": ["enjeu", "code", "position"],
                "description": "Le code commence par le numéro de l’enjeu, par exemple 1.2.",
            },
        ),
        ORIGINS,
        (
            "Ce qu’en lisent les habitants",
            {"fields": ["title", "title_is_provisional", "description"]},
        ),
        (
            "Informations",
            {
                "fields": ["demonstration", "modified_on"],
                "description": "Un objectif d’une convention publiée est visible aussitôt : qui "
                "peut publier l’ajoute ou le déplace. Il ne peut pas être supprimé.",
            },
        ),
    ]

    def get_readonly_fields(self, request, obj=None):
        """An objective that already has actions stays under its enjeu."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "enjeu"] if obj is not None and obj.actions.exists() else fields
