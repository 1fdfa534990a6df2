from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from actions.admin.attached import AttachedFiles, attached_list
from actions.admin.choices import action_choice, objective_choice
from actions.admin.filters import LatenessFilter, MissingFilter, SilenceFilter
from actions.admin.inlines import (
    ActionPartnerInline,
    FundingInline,
    IndicatorInline,
    MilestoneInline,
    PlaceInline,
)
from actions.models import Action, Update
from actions.models.avancement import declared
from actions.models.completeness import missing_from, with_lacks
from actions.models.outcome import decided
from actions.models.practical import PRACTICAL_FIELDS
from conventions.admin.plan import OriginsAdmin, enjeu_choice
from conventions.models import Convention
from conventions.models.levels import natural_position
from records.admin.forms import REASON, RowForm
from records.admin.published import PublishedAdmin

NEWS_SHOWN = 10


class ActionForm(RowForm):
    sometimes_required = ("summary", "avancement_reason", "outcome_reason")

    def clean(self):
        """A new state is declared today, by nobody named, unless the person says otherwise.

        A new outcome does not keep the reason of the former one.
        """
        cleaned = super().clean()
        given = {name: cleaned[name] for name in self.changed_data if name in cleaned}
        implied = declared(self.instance.avancement, given, timezone.localdate())
        implied = decided(self.instance.outcome, implied)
        shown = {name: value for name, value in implied.items() if name in self.fields}
        return cleaned | shown


PLACE = (
    "Sa place dans le plan",
    {
        "fields": ["convention", "enjeu", "objective", "code", "position"],
        "classes": ["collapse"],
        "description": "Choisissez un enjeu et un objectif de la même convention.",
    },
)


PRACTICAL = (
    "En profiter",
    {
        "fields": ["kind", *PRACTICAL_FIELDS, "practical_verified_on"],
        "description": "Un service, on en profite : sa page commence par son nom d’usage, ses "
        "lieux et son téléphone. Un projet n’en montre rien. Les lieux et leurs horaires se "
        "remplissent plus bas, dans « Lieux ».",
    },
)


def open_place():
    title, options = PLACE
    return title, {name: value for name, value in options.items() if name != "classes"}


@admin.register(Action)
class ActionAdmin(OriginsAdmin, AttachedFiles, PublishedAdmin):
    form = ActionForm
    add_title = "Ajouter une action"
    index_note = "Les fiches du plan : ce qui est fait, par qui, pour qui, où en est-on."
    list_display = ["numbered", "title", "state", "freshness", "lead_label", "publication"]
    list_display_links = ["numbered", "title"]
    list_filter = [
        "is_published",
        "avancement",
        "kind",
        LatenessFilter,
        SilenceFilter,
        MissingFilter,
        "convention",
        "enjeu",
        "domains",
        ("lead", admin.RelatedOnlyFieldListFilter),
        "is_demo",
    ]
    search_fields = ["code", "title", "use_name", "summary", "lead__name", "lead__short_name"]
    search_help_text = "Code, titre, nom d’usage ou pilote, avec ou sans accents."
    readonly_fields = [
        "pictures", "documents", "permanent_number", "still_missing", "demonstration", "news",
        "created_on", "modified_on",
    ]  # fmt: skip
    choice_labels = {
        "enjeu": ("convention", enjeu_choice),
        "objective": ("convention", objective_choice),
        "successor": ("convention", action_choice),
    }
    inlines = [
        PlaceInline, ActionPartnerInline, MilestoneInline, FundingInline, IndicatorInline,
    ]  # fmt: skip
    in_parts = True
    fieldsets = [
        (
            "Où en est-on ?",
            {
                "fields": [
                    "avancement",
                    "avancement_reason",
                    REASON,
                    "avancement_on",
                    "avancement_by",
                    "verified_on",
                ],
                "description": "L’avancement est ce que le pilote déclare. Quand il change, il est "
                "déclaré aujourd’hui, au nom de personne : sinon, dites le jour et qui le déclare. "
                "« Vérifiée le » dit la "
                "dernière fois que quelqu’un a confirmé que tout est exact, même si rien n’a "
                "changé. Le site calcule seulement le retard, d’après les dates.",
            },
        ),
        (
            "Quand ?",
            {
                "fields": ["starts_on", "ends_on", "is_permanent"],
                "description": "Une date publiée change ? Dites pourquoi dans « Où en est-on ? ».",
            },
        ),
        (
            "L’essentiel",
            {
                "fields": ["title", "summary", "still_missing", "news"],
                "description": "Ce que l’on lit en premier. Écrivez pour quelqu’un qui n’a jamais "
                "entendu parler de la convention.",
            },
        ),
        PRACTICAL,
        (
            "Avec qui, pour qui, où ?",
            {
                "fields": ["lead", "audiences", "domains", "whole_territory", "communes"],
                "description": "Cochez « tout le territoire », ou bien les communes concernées.",
            },
        ),
        (
            "Photos et documents",
            {
                "fields": ["pictures", "documents"],
                "description": "Enregistrez d’abord ce que vous avez écrit ici : ces liens mènent "
                "à d’autres pages.",
            },
        ),
        (
            "Le détail de la fiche",
            {
                "fields": [
                    "context",
                    "description",
                    "expected_results",
                    "perspectives",
                    "human_means",
                ],
                "classes": ["collapse"],
            },
        ),
        PLACE,
        (
            "À la fin de la convention",
            {
                "fields": ["outcome", "outcome_reason"],
                "classes": ["collapse"],
                "description": "Ce que devient l’action. Les habitants le lisent quand la "
                "convention est finie, jamais avant.",
            },
        ),
        (
            "D’une convention à l’autre",
            {
                "fields": ["origins", "successor"],
                "classes": ["collapse"],
                "description": "D’où elle vient, parmi les actions de la convention précédente. "
                "Pour une action abandonnée ou fusionnée : celle qui la remplace.",
            },
        ),
        (
            "Publication",
            {
                "fields": [
                    "is_published",
                    "permanent_number",
                    "demonstration",
                    "created_on",
                    "modified_on",
                ],
                "description": "Une action publiée ne peut pas être supprimée : retirez-la "
                "d’abord de la publication.",
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("convention__territory", "lead")

    def get_fieldsets(self, request, obj=None):
        """The place in the plan comes first while it has to be chosen; what the portal fills by
        itself is shown once the action exists, and the reason to who changes it.
        """
        later, fieldsets = set(), super().get_fieldsets(request, obj)
        if obj is None:
            later = {"position", "origins", REASON, *self.readonly_fields}
            fieldsets = [open_place(), *(one for one in fieldsets if one is not PLACE)]
        elif not self.has_change_permission(request, obj):
            later = {REASON}
        kept = [
            (title, options | {"fields": [f for f in options["fields"] if f not in later]})
            for title, options in fieldsets
        ]
        return [(title, options) for title, options in kept if options["fields"]]

    def get_changeform_initial_data(self, request):
        return {"convention": Convention.objects.current()} | super().get_changeform_initial_data(
            request
        )

    def save_model(self, request, obj, form, change):
        """A new action takes the next number; its order follows its code until someone sets it."""
        if not change:
            # Two people adding at once: the second waits for the first, then counts it.
            list(Convention.objects.select_for_update().order_by("pk").values_list("pk"))
            obj.number = Action.objects.next_number()
        if not change or ("code" in form.changed_data and "position" not in form.changed_data):
            obj.position = natural_position(obj.code)
        super().save_model(request, obj, form, change)

    def still_hidden_because(self, obj):
        if obj.convention.is_published:
            return ""
        return "Visible seulement quand la convention sera publiée elle aussi."

    @admin.display(description="code", ordering="code_order")
    def numbered(self, obj):
        """The code, in a column that sorts as people count: 1.2 before 1.10."""
        return obj.code

    @admin.display(description="avancement", ordering="avancement")
    def state(self, obj):
        words = format_html(
            '<span class="mark mark-{}">{}</span>', obj.avancement, obj.get_avancement_display()
        )
        if not (late := obj.late_words(timezone.localdate())):
            return words
        return format_html('{} <span class="mark mark-late">{}</span>', words, late)

    @admin.display(description="vérifiée le", ordering="verified_on")
    def freshness(self, obj):
        today = timezone.localdate()
        day = f"{obj.verified_on:%d/%m/%Y}" if obj.verified_on else "Jamais vérifiée"
        if not obj.is_silent(today, obj.convention.territory.silence_months):
            return day if obj.verified_on else "–"
        return format_html('{} <span class="mark mark-wait">{}</span>', day, "sans nouvelles")

    @admin.display(description="pilote", ordering="lead__name")
    def lead_label(self, obj):
        return obj.lead.label if obj.lead else "–"

    @admin.display(description="ce qui manque à la fiche")
    def still_missing(self, obj):
        found = with_lacks(Action.objects.filter(pk=obj.pk)).first()
        missing = missing_from(found) if found else []
        return f"{', '.join(missing).capitalize()}." if missing else "Rien : la fiche est complète."

    @admin.display(description="numéro permanent")
    def permanent_number(self, obj):
        return f"{obj.number} – donné par le site, il ne change jamais"

    @admin.display(description="actualités")
    def news(self, obj):
        """The latest news of the action, and a way to write one."""
        replaced = Update.objects.filter(replaces=OuterRef("pk"), published_at__lte=timezone.now())
        updates = obj.updates.filter(~Exists(replaced))[:NEWS_SHOWN]
        rows = format_html_join(
            "",
            '<li><a href="{}">{} – {}</a></li>',
            (
                (
                    reverse("admin:actions_update_change", args=[update.pk]),
                    f"{timezone.localtime(update.published_at):%d/%m/%Y}",
                    update.title,
                )
                for update in updates
            ),
        )
        return attached_list(rows, "admin:actions_update_add", obj, "Écrire une actualité")
