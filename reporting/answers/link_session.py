"""The doors of the partners' pages: signing in, or the personal link of a letter.

A link opens a session that can only answer one campaign: `request.user` stays anonymous, so no
page of the account or of the team can mistake it for a sign-in. See docs/decisions/0016.
"""

import datetime as dt
import time
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache

from partners.models import User
from partners.permissions import may_sign_in
from reporting.models import Campaign, PersonalLink, Report
from reporting.report.links import token_of

SESSION = "desk"  # what the session knows of the link that opened it
SEEN_EVERY = 60


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

        An answer that the team reopened keeps it alive.
        """
        if not self.by_link or self.campaign.is_open(on):
            return False
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


def close_desk(request):
    """End the limited session on the server."""
    request.session.flush()


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
    ends = state["at"] + settings.SESSION_COOKIE_AGE
    if now < (closing := end_of_day(link.campaign.closes_on)):
        ends = min(ends, closing)
    until = dt.datetime.fromtimestamp(ends, timezone.get_current_timezone())
    return Desk(link.person, link.campaign, until)


def end_of_day(day):
    """The Unix time when the date `day` ends in Paris."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.max)).timestamp()


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
        if not desk.is_over(timezone.localdate()):
            return view(request, *args, **kwargs)
        answer = view(request, *args, **kwargs) if request.method == "POST" else None
        is_saved = answer is not None and answer.status_code in (302, 303)
        if answer is not None and not is_saved:
            return answer  # something to choose or to correct first: nothing typed may be lost
        close_desk(request)
        return campaign_over(request, desk.campaign, is_saved=is_saved)

    return never_cache(guarded)


def campaign_over(request, campaign, *, is_saved=False):
    """Says that `campaign` is closed, and whether what was just sent is kept."""
    context = {"campaign": campaign, "is_saved": is_saved}
    return render(request, "reporting/answers/link_over.html", context)
