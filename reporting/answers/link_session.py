"""The doors of the partners' pages: signing in, or the personal link of a letter.

A link opens a session that can only answer one campaign: `request.user` stays anonymous, so no
page of the account or of the team can mistake it for a sign-in. Its page tells, a button opens:
mail scanners follow links and some press buttons, so reading changes nothing, and a button pressed
faster than anybody reads is asked again. See docs/decisions/0016-two-doors-for-partners.md.
"""

import datetime as dt
import time
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from partners.models import User
from partners.permissions import may_sign_in
from partners.sign_in.events import record
from reporting.models import Campaign, PersonalLink, Report
from reporting.models.report import WRITABLE
from reporting.report.links import link_of_token, token_of

SESSION = "desk"  # what the session knows of the link that opened it
SEEN_EVERY = 60
METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Desk:
    """Who answers, and how far: everything of their organisations, or one `campaign` by a link."""

    person: User
    campaign: Campaign | None = None
    until: dt.datetime | None = None  # the end of a visit by link

    @property
    def by_link(self):
        return self.campaign is not None

    def is_over(self, on):
        """True when the link opens nothing any more on the date `on`: its campaign is closed.

        An answer that the team reopened keeps it alive, but in a closed convention.
        """
        if not self.by_link or self.campaign.is_open(on):
            return False
        if self.campaign.convention.is_read_only:
            return True
        return not self.reports().filter(reopened_until__gte=on).exists()

    def reports(self):
        """The reports that may be read and written from here; others do not exist."""
        found = Report.objects.of_person(self.person).filter(campaign__opened_at__isnull=False)
        return found.filter(campaign=self.campaign) if self.by_link else found


def open_desk(request, link):
    """Open the limited session of `link`, under a new key."""
    request.session.flush()
    now = time.time()
    request.session[SESSION] = {"link": link.pk, "token": token_of(link), "at": now, "seen": now}
    request.session.set_expiry(settings.SESSION_COOKIE_AGE)


def desk_of(request):
    """The Desk of `request`, or None: the person signed in first, else the link's."""
    if request.user.is_authenticated:
        if SESSION in request.session:  # who signs in over a visit by link leaves it
            del request.session[SESSION]
        return Desk(request.user)
    state = request.session.get(SESSION)
    if not state:
        return None
    now = time.time()
    is_old = (
        now - state["at"] > settings.SESSION_COOKIE_AGE
        or now - state["seen"] > settings.SESSION_IDLE_AGE
    )
    links = PersonalLink.objects.select_related("person", "campaign__convention__territory")
    link = None if is_old else links.filter(
        pk=state["link"], revoked_at=None, campaign__isnull=False
    ).first()  # fmt: skip
    if link is None or state.get("token") != token_of(link) or not may_sign_in(link.person):
        request.session.flush()
        return None
    if now - state["seen"] > SEEN_EVERY:
        request.session[SESSION] = state | {"seen": now}
    last = dt.datetime.combine(link.campaign.closes_on, dt.time.max)  # in Paris
    ends = state["at"] + settings.SESSION_COOKIE_AGE
    if now < (closing := timezone.make_aware(last).timestamp()):
        ends = min(ends, closing)
    until = dt.datetime.fromtimestamp(ends, timezone.get_current_timezone())
    return Desk(link.person, link.campaign, until)


class DeskMiddleware:
    """After the sign-in: `request.desk` and `request.writer`, read only by pages that write."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.desk = SimpleLazyObject(lambda: desk_of(request))
        request.writer = SimpleLazyObject(lambda: getattr(request.desk, "person", request.user))
        return self.get_response(request)


def partner_page(view):
    """Give `view` only to who may answer, with `request.desk`; others sign in, and come back.

    The answer is never stored. A view that must not be reached by a link asks
    Django's `login_required` instead. When the campaign of a link closes, what was being written is
    still saved, then the visit ends.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        desk = request.desk
        if not desk:
            return redirect_to_login(request.get_full_path())
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if not desk.is_over(timezone.localdate()):
            return view(request, *args, **kwargs)
        answer = view(request, *args, **kwargs) if request.method == "POST" else None
        is_saved = answer is not None and answer.status_code in (302, 303)
        if answer is not None and not is_saved:
            return answer  # something to choose or to correct first: nothing typed may be lost
        request.session.flush()
        return campaign_over(request, desk.campaign, is_saved=is_saved)

    return never_cache(guarded)


def campaign_over(request, campaign, *, is_saved=False):
    """Says that `campaign` is closed, and whether what was just sent is kept."""
    context = {"campaign": campaign, "is_saved": is_saved}
    return render(request, "reporting/answers/link_over.html", context)


SALT = "reporting.link.page"
SHOWN = "vue"
SHORTEST_READING = 1.5  # seconds
PAGE_LIFE = 12 * 60 * 60
TOO_FAST = "Appuyez encore une fois : notre filtre contre les robots vérifie."
TOO_OLD = "Cette page était ouverte depuis longtemps : appuyez encore sur le bouton."


@never_cache
@csrf_protect
@require_http_methods(METHODS)
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
        return open_visit(request, link, reports)
    if request.method == "GET":
        PersonalLink.objects.filter(pk=link.pk, seen_at=None).update(seen_at=timezone.now())
    return link_page(request, link, reports)


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
        request.session.flush()
        return redirect(request.path)
    context = {"other": desk.person, "link": link, "by_link": desk.by_link}
    return render(request, "reporting/answers/link_other.html", context, status=409)


def link_page(request, link, reports, words="", shown=None, status=200):
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


def open_visit(request, link, reports):
    """Open the visit, unless the button was pressed by something that does not read."""
    shown = request.POST.get(SHOWN, "")
    try:
        pk, at = signing.loads(shown, salt=SALT, max_age=PAGE_LIFE)
    except (signing.BadSignature, ValueError, TypeError):
        pk = None
    if pk != link.pk:
        return link_page(request, link, reports, TOO_OLD, status=409)
    if time.time() - at < SHORTEST_READING:
        record("visit by link refused", request, link.person, "pressed too fast")
        return link_page(request, link, reports, TOO_FAST, shown, status=409)
    if not request.user.is_authenticated:
        open_desk(request, link)
        record("visit by link", request, link.person, f"campaign {link.campaign_id}")
    PersonalLink.objects.filter(pk=link.pk).update(used_at=timezone.now())
    answer = redirect("space")
    answer.status_code = 303
    return answer
