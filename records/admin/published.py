"""Publishing and withdrawing rows from a list, and what follows for their deletion."""

from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import format_html

from records.admin.base import PortalAdmin
from records.closing import closed_words
from records.rights import PUBLISH

NAMES_SHOWN = 5
STATES, STATES_SALT = "_etats", "partners.admin.states"
CHANGED_SINCE = (
    "Rien n’a été fait pour {} : quelqu’un y a touché depuis que cette liste est affichée. "
    "Relisez, puis recommencez."
)


def state_shown(row):
    """What one must have seen of `row` before publishing or withdrawing it."""
    modified = getattr(row, "modified_on", None)
    return [row.is_published, modified.isoformat() if modified else ""]


def name_some(rows):
    """The names of `rows`, the first five spelt out: « A », « B » et 3 autres."""
    names = [f"« {row} »" for row in rows[:NAMES_SHOWN]]
    rest = len(rows) - len(names)
    if rest:
        return f"{', '.join(names)} et {rest} autre{'s' if rest > 1 else ''}"
    return ", ".join(names)


class PublishedAdmin(PortalAdmin):
    """Base of the screens of what has `is_published`, which only those who may publish change.

    `still_hidden_because(obj)` may say why a published row is not readable yet.
    """

    actions = ["publish", "withdraw"]

    def is_public(self, obj):
        return obj.is_published

    def still_hidden_because(self, obj):
        return ""

    def has_publish_permission(self, request):
        return request.user.has_perm(PUBLISH)

    def get_readonly_fields(self, request, obj=None):
        fields = list(super().get_readonly_fields(request, obj))
        return fields if self.has_publish_permission(request) else [*fields, "is_published"]

    def site_address(self, obj):
        return None if self.still_hidden_because(obj) else super().site_address(obj)

    @admin.display(description="publication", ordering="is_published")
    def publication(self, obj):
        words = "Visible sur le site" if obj.is_published else "Brouillon"
        kind = "on" if obj.is_published else "off"
        if obj.is_published and self.still_hidden_because(obj):
            words, kind = "Pas encore visible sur le site", "wait"
        demo = " · exemple" if getattr(obj, "is_demo", False) else ""
        mark = format_html('<span class="mark mark-{}">{}{}</span>', kind, words, demo)
        return format_html("{} {}", mark, self.site_link(obj)) if self.site_address(obj) else mark

    @admin.action(description="Publier", permissions=["publish"])
    def publish(self, request, queryset):
        """Publish each row that may be; name the others with the reason."""
        self._move(request, queryset, True)

    @admin.action(description="Retirer de la publication", permissions=["publish"])
    def withdraw(self, request, queryset):
        self._move(request, queryset, False)

    def changelist_view(self, request, extra_context=None):
        """Adds what the list shows of each row: its actions are done only on what was seen."""
        response = super().changelist_view(request, extra_context)
        if "cl" in (getattr(response, "context_data", None) or {}):
            rows = response.context_data["cl"].result_list
            response.context_data["shown_states"] = signing.dumps(
                {str(row.pk): state_shown(row) for row in rows}, salt=STATES_SALT, compress=True
            )
        return response

    def _states_shown(self, request):
        try:
            return signing.loads(request.POST.get(STATES, ""), salt=STATES_SALT)
        except signing.BadSignature:
            return {}

    def _move(self, request, queryset, is_published):
        moved, refused, same, stale = [], [], [], []
        shown = self._states_shown(request)
        written = ["is_published", *(["modified_on"] if hasattr(self.model, "modified_on") else [])]
        beyond_the_page = request.POST.get("select_across") == "1"
        with transaction.atomic():
            keys = list(queryset.values_list("pk", flat=True))
            rows = self.model._base_manager.filter(pk__in=keys).select_for_update()
            list(rows.values_list("pk"))  # nobody else moves them meanwhile
            for obj in queryset.all():
                if obj.is_published is is_published:
                    same.append(obj)
                    continue
                unseen = beyond_the_page and str(obj.pk) not in shown
                if not unseen and shown.get(str(obj.pk)) != state_shown(obj):
                    stale.append(obj)
                    continue
                owner = getattr(
                    obj, "action", None
                )  # a closed action loses a picture, and gains none
                if words := closed_words(obj) or (is_published and closed_words(owner)):
                    refused.append((obj, words))
                    continue
                obj.is_published = is_published
                try:
                    obj.validate_constraints()
                except ValidationError as error:
                    refused.append((obj, " ".join(error.messages)))
                    continue
                obj.save(update_fields=written)
                self.log_change(request, obj, "Publié." if is_published else "Retiré du site.")
                moved.append(obj)
        self._tell(request, moved, refused, same, stale, is_published)

    def _tell(self, request, moved, refused, same, stale, is_published):
        if moved:
            act = "Publication faite" if is_published else "Retrait fait, de nouveau en brouillon"
            self.message_user(request, f"{act} : {name_some(moved)}.", messages.SUCCESS)
        for obj, reason in refused:
            state = "reste en brouillon" if is_published else "reste sur le site"
            self.message_user(request, f"« {obj} » {state}. {reason}", messages.ERROR)
        if same:
            state = "Publication déjà faite" if is_published else "Déjà en brouillon"
            self.message_user(request, f"{state} : {name_some(same)}.", messages.INFO)
        if stale:
            self.message_user(request, CHANGED_SINCE.format(name_some(stale)), messages.WARNING)
        reasons = {self.still_hidden_because(obj) for obj in moved} - {""} if is_published else ()
        for reason in sorted(reasons):
            self.message_user(request, reason, messages.WARNING)
