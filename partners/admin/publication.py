"""Publishing and withdrawing rows from a list, and what follows for their deletion."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import format_html

NAMES_SHOWN = 5


def name_some(rows):
    """The names of `rows`, the first five spelt out: « A », « B » et 3 autres."""
    names = [f"« {row} »" for row in rows[:NAMES_SHOWN]]
    rest = len(rows) - len(names)
    if rest:
        return f"{', '.join(names)} et {rest} autre{'s' if rest > 1 else ''}"
    return ", ".join(names)


class PublicationAdmin:
    """Mixin for models with `is_published`.

    `still_hidden_because(obj)` may say why a published row is not readable yet.
    """

    actions = ["publish", "withdraw"]

    def is_public(self, obj):
        return obj.is_published

    def still_hidden_because(self, obj):
        return ""

    def site_address(self, obj):
        return None if self.still_hidden_because(obj) else super().site_address(obj)

    @admin.display(description="publication", ordering="is_published")
    def publication(self, obj):
        words = "En ligne" if obj.is_published else "Brouillon"
        kind = "on" if obj.is_published else "off"
        if obj.is_published and self.still_hidden_because(obj):
            words, kind = "Pas encore visible", "wait"
        demo = " · exemple" if getattr(obj, "is_demo", False) else ""
        mark = format_html('<span class="mark mark-{}">{}{}</span>', kind, words, demo)
        return format_html("{} {}", mark, self.site_link(obj)) if self.site_address(obj) else mark

    @admin.action(description="Publier", permissions=["change"])
    def publish(self, request, queryset):
        """Publish each row that may be; name the others with the reason."""
        self._move(request, queryset, True)

    @admin.action(description="Retirer de la publication", permissions=["change"])
    def withdraw(self, request, queryset):
        self._move(request, queryset, False)

    def _move(self, request, queryset, is_published):
        moved, refused, same = [], [], []
        with transaction.atomic():
            for obj in queryset:
                if obj.is_published is is_published:
                    same.append(obj)
                    continue
                obj.is_published = is_published
                try:
                    obj.validate_constraints()
                except ValidationError as error:
                    refused.append((obj, " ".join(error.messages)))
                    continue
                obj.save(update_fields=self._written_fields())
                self.log_change(request, obj, "Publié." if is_published else "Retiré du site.")
                moved.append(obj)
        self._tell(request, moved, refused, same, is_published)

    def _written_fields(self):
        names = {field.name for field in self.opts.concrete_fields}
        return ["is_published", *({"modified_on"} & names)]

    def _tell(self, request, moved, refused, same, is_published):
        if moved:
            act = "En ligne" if is_published else "Retiré du site, gardé ici en brouillon"
            self.message_user(request, f"{act} : {name_some(moved)}.", messages.SUCCESS)
        for obj, reason in refused:
            self.message_user(request, f"« {obj} » reste en brouillon. {reason}", messages.ERROR)
        if same:
            state = "Déjà en ligne" if is_published else "Déjà en brouillon"
            self.message_user(request, f"{state} : {name_some(same)}.", messages.INFO)
        reasons = {self.still_hidden_because(obj) for obj in moved} - {""} if is_published else ()
        for reason in sorted(reasons):
            self.message_user(request, reason, messages.WARNING)


class AddressKept:
    """Mixin for models with a `slug`: filled from a name, then frozen by publication."""

    slug_from = "name"

    def get_readonly_fields(self, request, obj=None):
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "slug"] if self.slug_is_frozen(obj) else fields

    def get_prepopulated_fields(self, request, obj=None):
        return {} if self.slug_is_frozen(obj) else {"slug": [self.slug_from]}

    def slug_is_frozen(self, obj):
        """Addresses are permanent once residents may have kept them."""
        return obj is not None and self.is_public(obj)
