"""The personal link of a letter: a page that tells, a button that opens.

Mail scanners follow links and some press buttons: reading changes nothing, and a button pressed
faster than anybody reads is asked again. See docs/decisions/0016-two-doors-for-partners.md.
"""

import time

from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from partners.permissions import may_sign_in
from partners.sign_in.events import record
from reporting.answers.link_session import Desk, campaign_over, close_desk, open_desk
from reporting.models import PersonalLink
from reporting.models.report import WRITABLE
from reporting.report.links import link_of_token, token_of

SALT = "reporting.link.page"
SHOWN = "vue"
SHORTEST_READING = 1.5  # seconds
PAGE_LIFE = 12 * 60 * 60
TOO_FAST = "C’était trop rapide pour notre filtre contre les robots : appuyez encore sur le bouton."
TOO_OLD = "Cette page était ouverte depuis longtemps : appuyez encore sur le bouton."


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def personal_link(request, token):
    """Tell who is asked for what; the button's POST opens the answers of this campaign."""
    link = link_of_token(token)
    if link is None:
        return render(request, "reporting/answers/link_unknown.html", status=404)
    reports = reports_of(link)
    if link.revoked_at or not may_sign_in(link.person) or not reports:
        return render(request, "reporting/answers/link_revoked.html", status=410)
    if Desk(link.person, link.campaign).is_over(timezone.localdate()):
        return campaign_over(request, link.campaign)
    if (answer := somebody_else(request, link)) is not None:
        return answer
    if request.method == "POST":
        return enter(request, link, reports)
    if request.method == "GET":
        PersonalLink.objects.filter(pk=link.pk, seen_at=None).update(seen_at=timezone.now())
    return page(request, link, reports)


def reports_of(link):
    """What the link opens: a list, empty when its person speaks for nobody any more."""
    if link.campaign is None:
        return []
    reports = Desk(link.person, link.campaign).reports()
    return list(reports.select_related("action", "organisation"))


def somebody_else(request, link):
    """The answer to a browser where another person is, or None: two people never mix."""
    desk = request.desk
    if not desk or desk.person.pk == link.person_id:
        return None
    if request.method == "POST" and desk.by_link and "fermer" in request.POST:
        close_desk(request)
        return redirect(request.path)
    context = {"other": desk.person, "link": link, "by_link": desk.by_link}
    return render(request, "reporting/answers/link_other.html", context, status=409)


def page(request, link, reports, words="", shown=None, status=200):
    """The page of the link; `shown` is the mark of an earlier showing, kept so that it ages."""
    campaign, today = link.campaign, timezone.localdate()
    reopened = [report.reopened_until for report in reports if report.reopened_until]
    context = {
        "link": link,
        "campaign": campaign,
        "organisations": sorted({str(report.organisation) for report in reports}),
        "count": len(reports),
        "waiting": sum(
            report.state in WRITABLE and not report.action.archived_on for report in reports
        ),
        "is_open": campaign.is_open(today),
        "until": campaign.closes_on if campaign.is_open(today) else max(reopened),
        "words": words,
        "not_me": reverse("not-me", args=[token_of(link)]),
        "shown": shown or signing.dumps([link.pk, time.time()], salt=SALT),
    }
    return render(request, "reporting/answers/link.html", context, status=status)


def enter(request, link, reports):
    """Open the visit, unless the button was pressed by something that does not read."""
    shown = request.POST.get(SHOWN, "")
    try:
        pk, at = signing.loads(shown, salt=SALT, max_age=PAGE_LIFE)
    except (signing.BadSignature, ValueError, TypeError):
        return page(request, link, reports, TOO_OLD, status=409)
    if pk != link.pk:
        return page(request, link, reports, TOO_OLD, status=409)
    if time.time() - at < SHORTEST_READING:
        record("visit by link refused", request, link.person, "pressed too fast")
        return page(request, link, reports, TOO_FAST, shown, status=409)
    if not request.user.is_authenticated:
        open_desk(request, link)
        record("visit by link", request, link.person, f"campaign {link.campaign_id}")
    PersonalLink.objects.filter(pk=link.pk).update(used_at=timezone.now())
    answer = redirect("space")
    answer.status_code = 303
    return answer
