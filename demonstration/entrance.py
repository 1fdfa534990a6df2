"""The demonstration: accounts known to all, and letters that stay here. Only with DEMO=1."""

import time

from django.conf import settings
from django.core.cache import cache
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Prefetch
from django.http import Http404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partners.models import Membership, User
from partners.sign_in.factors import PERIOD, current_code
from partners.sign_in.views import page

SECRET = "DEMONSTRATIONTARNAGOUTCTGPORTAL2"  # of every demonstration account's app
KEPT, KEPT_SECONDS = 40, 60 * 60  # a campaign that opens writes some twenty letters at once
KEY = "demonstration-letters"


class LetterBackend(BaseEmailBackend):
    """Letters never leave: they are printed, and kept an hour for the page below."""

    def send_messages(self, messages):
        for message in messages:
            letter = {
                "to": ", ".join(message.recipients()),
                "subject": message.subject,
                "body": message.body,
                "at": timezone.now(),
            }
            print(
                f"--- Courriel pour {letter['to']} ---\n{letter['subject']}\n\n{letter['body']}---",
                flush=True,
            )
            cache.set(KEY, [letter, *cache.get(KEY, [])][:KEPT], KEPT_SECONDS)
        return len(messages)


@never_cache
@require_safe
def letters(request):
    """The last letters, and what the phones of the demonstration accounts show now."""
    if not settings.DEMO:
        raise Http404
    now = time.time()
    people = User.objects.filter(is_demo=True, is_active=True).order_by("pk")
    current = Membership.objects.current().select_related("organisation")
    context = {
        "letters": cache.get(KEY, []),
        "team": people.exclude(role=""),
        "partners": [
            (person, [one.organisation for one in person.speaking])
            for person in people.filter(role="").prefetch_related(
                Prefetch("memberships", queryset=current, to_attr="speaking")
            )
            if person.speaking
        ],
        "code": current_code(SECRET, now),
        "seconds": PERIOD - int(now) % PERIOD,
    }
    return page(request, "demonstration/letters.html", context)
