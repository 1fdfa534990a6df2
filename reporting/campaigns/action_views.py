"""Opening, giving up and closing a campaign: what will happen is shown before the button."""

from collections import Counter

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from partners.permissions import may_edit, may_publish
from partners.staff_access import staff_page
from reporting.campaigns import campaigns as verbs
from reporting.campaigns.recipients import mark_of_expected
from reporting.campaigns.views import Expected, campaign_context, the_campaign
from reporting.models import ReportState
from reporting.models.report import STILL_ASKED, WRITABLE

DISCARD = "abandonner"
# What becomes of the answers of a campaign that closes; right for one as for many.
REMAINS = {
    ReportState.TODO: "sans réponse",
    ReportState.DRAFT: "en brouillon",
    ReportState.SUBMITTED: "à relire",
    ReportState.RETURNED: "à compléter par le partenaire",
    ReportState.PUBLISHED: "sur le site",
}


@staff_page(may_publish)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_open(request, pk):
    """Who receives what, then the button; sent twice, by one or by two, it opens once."""
    campaign, at = the_campaign(pk), timezone.now()
    if campaign.opened_at is not None:
        messages.info(request, "Cette campagne est déjà ouverte : elle ne s’ouvre qu’une fois.")
        return redirect(campaign)
    fault, status = "", 200
    if request.method == "POST":
        try:
            count = verbs.open_campaign(
                campaign, by=request.user, at=at, shown=request.POST.get("shown", "")
            )
        except verbs.Discarded as refusal:
            messages.warning(request, str(refusal))
            return redirect("campaigns")
        except verbs.CannotOpen as refusal:
            fault, status = str(refusal), 409
        else:
            messages.success(request, opened_words(count))
            return redirect(campaign)
        campaign = the_campaign(pk)
    on = timezone.localdate(at)
    expected = Expected(campaign, on)
    context = campaign_context(request, campaign, on)
    context |= {"expected": expected, "shown": mark_of_expected(expected.all), "fault": fault}
    return render(request, "reporting/campaigns/open.html", context, status=status)


def opened_words(count):
    """What is said once it is open; 0 when somebody else opened it a moment before."""
    if not count:
        return "La campagne est ouverte."
    letters = "courriels partent" if count > 1 else "courriel part"
    return f"La campagne est ouverte : {count} {letters} dans les minutes qui viennent."


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_discard(request, pk):
    """Give up a campaign that is not open: it goes to the corbeille, whole."""
    campaign = the_campaign(pk)
    if campaign.opened_at is not None:
        messages.info(request, "Cette campagne est ouverte : vous pouvez seulement la fermer.")
        return redirect(campaign)
    if DISCARD in request.POST:
        if not verbs.discard(campaign, by=request.user):
            messages.info(request, "Rien n’est supprimé : la campagne vient d’être ouverte.")
            return redirect("campaigns")
        messages.success(
            request,
            format_html(
                "La campagne est supprimée. Elle est dans "
                '<a href="{}">la corbeille</a>, d’où vous pouvez la restaurer.',
                reverse("trash"),
            ),
        )
        return redirect("campaigns")
    context = campaign_context(request, campaign, timezone.localdate())
    return render(request, "reporting/campaigns/discard.html", context)


@staff_page(may_publish)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_close(request, pk):
    """Close before the day, after having read what remains."""
    campaign, at = the_campaign(pk), timezone.now()
    on = timezone.localdate(at)
    if not campaign.is_open(on):
        words = {
            "preparation": "Cette campagne n’est pas ouverte.",
            "fermee": "Cette campagne est déjà fermée.",
        }
        messages.info(request, words.get(campaign.state(on)[0], "Elle n’est pas encore ouverte."))
        return redirect(campaign)
    if request.method == "POST":
        verbs.close(campaign, by=request.user, at=at)
        messages.success(
            request,
            "La campagne est fermée. Les brouillons restent ; plus aucun rappel ne partira.",
        )
        return redirect(campaign)
    asked = campaign.reports.filter(STILL_ASKED | ~Q(state__in=WRITABLE))  # as the table counts
    counts = Counter(asked.values_list("state", flat=True))
    remains = REMAINS | ({ReportState.PUBLISHED: "validées"} if campaign.is_evaluation else {})
    context = campaign_context(request, campaign, on)
    context["remains"] = [
        (counts[state], words) for state, words in remains.items() if counts[state]
    ]
    return render(request, "reporting/campaigns/close.html", context)
