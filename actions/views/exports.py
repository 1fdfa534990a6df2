"""Lists of actions as files for a spreadsheet."""

from contextlib import ExitStack
from tempfile import TemporaryFile

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.exporting.committee import committee_sheet
from actions.exporting.plan import plan_sheet
from actions.exporting.template import template_sheets
from actions.exporting.workbook import workbook_sheets
from actions.views.actions import asked_for
from actions.views.staff import asked_of_the_list
from conventions.main_territory import main_territory
from conventions.models import Convention
from partners.permissions import may_edit, may_read
from partners.staff_access import staff_page
from tables.formats import FORMATS

SHEET_TITLE = "Plan d’actions"


def download(write, filename, suffix):
    """What `write(file)` writes to a binary file, to download as the table `filename`."""
    with ExitStack() as stack:
        file = stack.enter_context(TemporaryFile())
        write(file)
        file.seek(0)
        stack.pop_all()  # from now on the response closes it
    content_type = FORMATS[suffix].content_type
    return FileResponse(file, as_attachment=True, filename=filename, content_type=content_type)


def table_response(suffix, sheets, name):
    """A file of the format `suffix` to download, named « name-2026-03-21.xlsx »."""
    filename = f"{name}-{timezone.localdate():%Y-%m-%d}.{suffix}"
    author = main_territory().site_title

    def write(file):
        FORMATS[suffix].write(file, sheets, title=SHEET_TITLE, author=author)

    response = download(write, filename, suffix)
    response["Cache-Control"] = "no-cache"
    return response


def plan_response(suffix, found, name, *, exact):
    """The file of the queryset `found`: the whole workbook, or the actions alone in a CSV."""
    today = timezone.localdate()
    if suffix == "csv":
        sheet = plan_sheet(found, SHEET_TITLE, public_on=None if exact else today)
        return table_response(suffix, [sheet], name)
    sheets = workbook_sheets(found, on=today, exact=exact)
    return table_response(suffix, sheets, name)


@require_safe
def export_actions(request, suffix):
    """The public list that the query string asks of /actions/, every page of it."""
    convention, _, found = asked_for(request, timezone.localdate())
    name = f"actions-{convention.slug}" if convention else "actions"
    return plan_response(suffix, found, name, exact=False)


def committee_response(suffix, found, convention, form):
    """The table for the committee of the queryset `found`, chosen by `form`; no CSV is printed."""
    if suffix == "csv":
        raise Http404
    choices = [f"{one.label} : {one.value}" for one in form.active]
    site = main_territory().site_title
    sheet = committee_sheet(found, convention, site, at=timezone.now(), choices=choices)
    name = f"comite-{convention.slug}" if convention else "comite"
    return table_response(suffix, [sheet], name)


@require_safe
def public_committee(request, suffix):
    """The public list that the query string asks of /actions/, made to be printed."""
    convention, form, found = asked_for(request, timezone.localdate())
    return committee_response(suffix, found, convention, form)


@staff_page(may_read)
@require_safe
def team_committee(request, suffix):
    """The published actions of the list that the query string asks of /suivi/actions/."""
    asked = asked_of_the_list(request.GET)
    return committee_response(suffix, asked.found, asked.convention, asked.form)


def chosen_convention(request):
    """The convention whose slug is in the query string, or the one in force, or the latest."""
    conventions = Convention.objects.for_staff()
    if slug := request.GET.get("convention"):
        return get_object_or_404(conventions, slug=slug)
    return conventions.first()


@staff_page(may_read)
@require_safe
def export_plan(request, suffix):
    """The list that the query string asks of /suivi/actions/, every page of it, drafts included.

    Without a filter, the whole plan of a convention.
    """
    convention = chosen_convention(request)
    name = f"plan-{convention.slug}" if convention else "plan"
    found = asked_of_the_list(request.GET).found
    return plan_response(suffix, found, name, exact=True)


@staff_page(may_edit)
@require_safe
def import_template(request, suffix):
    """The blank table to fill for the plan of a convention."""
    convention = chosen_convention(request)
    if convention is None or suffix == "csv":
        raise Http404
    return table_response(suffix, template_sheets(convention), f"modele-{convention.slug}")
