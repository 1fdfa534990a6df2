"""The plan on a day, or two of them compared: `/suivi/photographie/`. For the team."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.views.exports import table_response
from conventions.models import Convention
from partners.permissions import may_read
from partners.staff_access import staff_page
from reviews.photograph.comparing import compare
from reviews.photograph.forms import PhotographForm
from reviews.photograph.reading import photo_of
from reviews.photograph.table import comparison_sheets, photo_sheets


def asked(request):
    """(form, PlanPhoto or None, PlanComparison or None): what the query string asks for."""
    on = timezone.localdate()
    first = Convention.objects.for_staff().first()
    default = {"de": first.slug if first else "", "le": on.isoformat()}
    form = PhotographForm(request.GET or default, on=on)
    if not form.is_valid():
        return form, None, None
    said = form.cleaned_data
    photo = photo_of(said["de"], said["le"])
    if not said["au"]:
        return form, photo, None
    return form, photo, compare(photo, photo_of(said["vers"] or said["de"], said["au"]))


@staff_page(may_read)
@require_safe
def photograph(request):
    """The page: which days, what the counts say, what changed, every action."""
    form, photo, comparison = asked(request)
    context = {
        "form": form,
        "photo": photo,
        "comparison": comparison,
        "photos": [comparison.before, comparison.after] if comparison else [photo],
        "query": request.GET.urlencode(),
    }
    return render(request, "reviews/photograph.html", context)


@staff_page(may_read)
@require_safe
def photograph_file(request, suffix):
    """The same as a table, or the page with what is wrong in what was asked."""
    form, photo, comparison = asked(request)
    if photo is None:
        context = {"form": form, "query": request.GET.urlencode()}
        return render(request, "reviews/photograph.html", context, status=400)
    sheets = comparison_sheets(comparison) if comparison else photo_sheets(photo)
    if suffix == "csv":
        sheets = sheets[-1:]
    return table_response(suffix, sheets, "photographie")
