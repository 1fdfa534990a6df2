"""Open data: the page that says what exists, and its files."""

import json
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile

from django.http import FileResponse, Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from actions import opendata
from actions.opendata.catalogue import BY_NAME, TABLES
from actions.opendata.freshness import changed_at, validator
from actions.opendata.package import TITLE, describe, json_ld
from actions.opendata.writing import write_csv, write_json, write_workbook
from conventions.main_territory import main_territory
from conventions.models import Page
from conventions.models.editorial import FIXED_PAGES
from tables.formats import FORMATS

CSV, JSON, XLSX = FORMATS["csv"].content_type, "application/json", FORMATS["xlsx"].content_type


# Programs that the page shows: kept apart, they are no French.
EXAMPLES = {
    path.stem: path.read_text().rstrip()
    for path in (Path(opendata.__file__).parent / "examples").glob("*.txt")
}


def base_of(request):
    """The address of the site, without a last slash."""
    return f"{request.scheme}://{request.get_host()}"


def data_file(request, name, content_type, write):
    """304 to who has the file `name`, else what `write(file, at, base)` writes.

    It is written whole before it is sent: memory does not grow with it, and a fault is an error
    page, never a file cut short. Any site may read it from its own pages.
    """
    at, base = timezone.now(), base_of(request)
    changed = changed_at(at)
    headers = {
        "ETag": validator(at, base, name),
        "Cache-Control": "public, no-cache",  # keep it, but ask each time
        "Access-Control-Allow-Origin": "*",
    }
    if changed:
        headers["Last-Modified"] = http_date(changed.timestamp())
    response = get_conditional_response(
        request, headers["ETag"], changed and int(changed.timestamp())
    )
    if response is None:
        with ExitStack() as stack:
            file = stack.enter_context(TemporaryFile())
            write(file, at, base)
            file.seek(0)
            stack.pop_all()  # from now on the response closes it
        response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    for header, value in headers.items():
        response[header] = value
    return response


def table_or_404(name):
    if name not in BY_NAME:
        raise Http404
    return BY_NAME[name]


@require_safe
def table_csv(request, name):
    """One table as a CSV."""
    table = table_or_404(name)
    return data_file(
        request, f"{name}.csv", CSV, lambda file, at, base: write_csv(file, table, at, base)
    )


@require_safe
def table_json(request, name):
    """One table as an array of objects."""
    table = table_or_404(name)
    return data_file(
        request, f"{name}.json", JSON, lambda file, at, base: write_json(file, table, at, base)
    )


@require_safe
def package(request):
    """The description of every table, for programs."""

    def write(file, at, base):
        found = describe(base, main_territory(), changed_at(at))
        file.write(json.dumps(found, ensure_ascii=False, indent=1).encode())

    return data_file(request, "datapackage.json", JSON, write)


@require_safe
def workbook(request):
    """Every table in one file for a spreadsheet."""

    def write(file, at, base):
        site, changed = main_territory(), changed_at(at)
        notes = [
            ["Qui publie", site.name or site.site_title],
            ["Licence", f"{site.get_data_licence_display()} : {site.data_licence_url}"],
            ["Dernier changement", timezone.localdate(changed) if changed else "inconnu"],
        ]
        write_workbook(file, at, base, title=TITLE, author=site.site_title, notes=notes)

    return data_file(request, "ctg.xlsx", XLSX, write)


@require_safe
def about(request):
    """What exists, under which licence, since when, and three ways to use it."""
    at, base = timezone.now(), base_of(request)
    site, changed = main_territory(), changed_at(at)
    address = base + reverse("data-json", args=["actions"])
    context = {
        "examples": {name: text.replace("ADRESSE", address) for name, text in EXAMPLES.items()},
        "page": Page.objects.intro("donnees", FIXED_PAGES["donnees"]),
        "tables": TABLES,
        "licensed": site,
        "changed": changed,
        "json_ld": json_ld(base, site, changed),
    }
    return render(request, "actions/opendata.html", context)
