"""The past of a campaign, and the way back to its earlier words and dates."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from partners.permissions import may_edit, may_read
from partners.staff_access import staff_page
from records.editing import earlier
from records.history.revert_plan import plan_revert
from records.history.timeline import Timeline
from reporting.campaigns.forms import CampaignForm
from reporting.campaigns.views import the_campaign
from reporting.models import Campaign, CampaignText

CHANGES_PER_PAGE = 20


@staff_page(may_read)
@require_safe
def campaign_history(request, pk):
    """Who changed the dates, the letters and the reminders, the latest first."""
    found = the_campaign(pk)
    timeline = Timeline(Campaign, found.pk)
    page = Paginator(timeline.moments, CHANGES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "campaign": found,
        "page": page,
        "entries": timeline.entries(list(page.object_list)),
        "may_revert": may_edit(request.user) and found.closed_at is None,
    }
    return render(request, "reporting/campaigns/history.html", context)


@staff_page(may_edit)
@require_safe
def campaign_version(request, pk, stamp):
    """What differs since a version, and the forms to which its words and dates can come back.

    Nothing changes here: the forms judge what comes back, and reminders follow the due date.
    """
    found = the_campaign(pk)
    if found.closed_at:
        raise Http404
    timeline = Timeline(Campaign, found.pk)
    try:
        at = timeline.at(stamp)
    except LookupError as unknown:
        raise Http404 from unknown
    allowed = set(CampaignForm(instance=found).changeable)
    lines = [
        (one, f"{form_address(one.row)}?{earlier.VERSION}={stamp}")
        for one in plan_revert(found, timeline, at, allowed).rows
        if isinstance(one.row, Campaign | CampaignText) and not one.is_deleted
    ]
    context = {"campaign": found, "at": at, "lines": lines}
    return render(request, "reporting/campaigns/version.html", context)


def form_address(row):
    """Of the form that changes `row`, a Campaign or one of its texts."""
    if isinstance(row, Campaign):
        return reverse("campaign-edit", args=[row.pk])
    return reverse("campaign-text", args=[row.campaign_id, row.kind])
