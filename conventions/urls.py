"""What was agreed, the texts that explain it, and the words they use."""

from django.urls import path, register_converter

from conventions import views
from conventions.converters import CodeConverter, NumberConverter, TableSuffixConverter
from conventions.models.editorial import DRAWN_ELSEWHERE, FIXED_PAGES

register_converter(CodeConverter, "code")
register_converter(NumberConverter, "number")
register_converter(TableSuffixConverter, "table_suffix")

urlpatterns = [
    path("conventions/", views.convention_list, name="conventions"),
    path("conventions/<slug:slug>/", views.convention_detail, name="convention"),
    path("glossaire/", views.glossary, name="glossary"),
    *(
        path(f"{slug}/", views.page, {"slug": slug}, name=f"page-{slug}")
        for slug in FIXED_PAGES
        if slug not in DRAWN_ELSEWHERE
    ),
    path("pages/<slug:slug>/", views.page, name="page"),
]
