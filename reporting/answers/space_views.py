"""« Ce que j’ai à dire » : the first page of a partner."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from partners.contacts import organisations_of
from reporting.answers.link_session import partner_page
from reporting.report import partner_summary

RETURNED = ("a-reprendre", "a-rouvrir")


@partner_page
@require_http_methods(["GET", "HEAD"])
def space(request):
    """Every answer of this desk, the most urgent first."""
    desk, today = request.desk, timezone.localdate()
    groups = partner_summary.work_groups(desk.reports(), today)
    organisations = [
        (str(one), "" if desk.by_link else reverse("space-organisation", args=[one.slug]))
        for one in organisations_of(desk.person)
    ]
    context = {
        "desk": desk,
        "groups": groups,
        "all_said": bool(groups)
        and not any(group.slug in partner_summary.UNSAID for group in groups),
        "waiting": sum(len(group.reports) for group in groups if group.waits),
        "quiet": any(
            not report.campaign.is_evaluation
            for group in groups
            if group.waits and group.slug not in RETURNED
            for report in group.reports
        ),
        "returned": sum(len(group.reports) for group in groups if group.slug in RETURNED),
        "organisations": organisations,
    }
    return render(request, "reporting/answers/space.html", context)
