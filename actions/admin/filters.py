"""Filters of the lists: the three axes of progress, and what awaits publication."""

from django.contrib import admin
from django.utils import timezone

from actions.models.completeness import LACKS
from conventions.models import Territory


class LatenessFilter(admin.SimpleListFilter):
    title = "délai"
    parameter_name = "delai"

    def lookups(self, request, model_admin):
        return [("en-retard", "En retard"), ("a-temps", "Dans les temps")]

    def queryset(self, request, queryset):
        if self.value() == "en-retard":
            return queryset.late(timezone.localdate())
        if self.value() == "a-temps":
            return queryset.on_time(timezone.localdate())
        return queryset


class SilenceFilter(admin.SimpleListFilter):
    """By the delay set on the main territory."""

    title = "nouvelles"
    parameter_name = "nouvelles"

    def lookups(self, request, model_admin):
        return [("sans", "Sans nouvelles depuis longtemps")]

    def queryset(self, request, queryset):
        if self.value() != "sans":
            return queryset
        months = Territory.objects.filter(is_main=True).values_list("silence_months", flat=True)
        return queryset.silent(timezone.localdate(), months.first() or 6)


class AccessFilter(admin.SimpleListFilter):
    """Documents that a screen reader cannot read, while nobody gave their text."""

    title = "lecture à voix haute"
    parameter_name = "lecture"

    def lookups(self, request, model_admin):
        return [("manque", "Le texte manque")]

    def queryset(self, request, queryset):
        return queryset.unreadable() if self.value() == "manque" else queryset


class MissingFilter(admin.SimpleListFilter):
    title = "ce qui manque"
    parameter_name = "manque"

    def lookups(self, request, model_admin):
        return [(slug, lack.label.capitalize()) for slug, lack in LACKS.items()]

    def queryset(self, request, queryset):
        lack = LACKS.get(self.value())
        return queryset.filter(lack.condition) if lack else queryset
