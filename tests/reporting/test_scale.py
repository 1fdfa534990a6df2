"""Sixty organisations, a hundred people, 170 actions, three campaigns: no page asks more for it."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners.models import Invitation, Membership
from records.history.timeline import stamp_of
from reporting.models import Letter, Report, ReportState
from reporting.urls import urlpatterns
from tests import big
from tests.factories import ConventionFactory
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db


def pages(place):
    """Name of each page of the team → the arguments of its address, and what comes after it."""
    closed, current, prepared = ([campaign.pk] for campaign in place.campaigns)
    slug = place.organisations[0].slug
    member = Membership.objects.filter(organisation__slug=slug).order_by("pk").first()
    invitation = Invitation.objects.filter(organisation__slug=slug).first()
    letter = Letter.objects.faulty().order_by("pk").first()
    reports = Report.objects.filter(campaign=current[0], fallback="").order_by("pk")
    told = {state: [reports.filter(state=state).first().pk] for state in ReportState}
    stamp = stamp_of(place.campaigns[1].history.earliest().history_date)
    late = Report.objects.filter(campaign=closed[0], state=ReportState.TODO).first()
    return {
        "board": ([],),
        "contacts": ([],),
        "contact-organisation": ([slug],),
        "contact-add": ([slug],),
        "contact-member": ([slug, member.pk],),
        "contact-invitation": ([slug, invitation.pk],),
        "letters": ([], "?etat=", "?tout=1"),
        "letter": ([letter.pk],),
        "campaigns": ([],),
        "campaign-add": ([],),
        "campaign": (current, "?choix=a-dire", "?tri=organisation"),
        "campaign closed": (closed,),
        "campaign prepared": (prepared,),
        "campaign-edit": (prepared,),
        "campaign-texts": (current,),
        "campaign-text": ([*current, "ouverture"],),
        "campaign-text-html": ([*current, "ouverture"],),
        "campaign-open": (prepared,),
        "campaign-reminders": (current,),
        "campaign-write": (current,),
        "campaign-close": (current,),
        "campaign-discard": (prepared,),
        "campaign-history": (current,),
        "campaign-version": ([*current, stamp],),
        "campaign-export": ([*current, "csv"],),
        "reviews": ([], "?etat="),
        "review": (told[ReportState.SUBMITTED],),
        "review published": (told[ReportState.PUBLISHED],),
        "review-nothing-new": ([],),
        "review-enter": (told[ReportState.TODO],),
        "review-reopen": ([late.pk],),
        "convention-close": ([place.convention.pk],),
    }


# Not pages: they send something, give a file, or lead elsewhere.
NO_PAGE = {
    "campaign-text-test", "campaign-text-reset", "campaign-trial", "review-file", "review-forget",
    "go-to-contact", "convention-reopen",
}  # fmt: skip
MOST = 42  # the board, which counts everything; other pages ask for less than thirty


def test_pages_of_the_team_cost_the_same_at_every_size():
    modest, real = measured(big.MODEST), measured(big.REAL)
    assert real == modest
    assert {name: counts for name, counts in real.items() if max(counts) > MOST} == {}


def measured(size):
    """Name of each page → its numbers of queries, on a territory that does not last."""
    with transaction.atomic():
        place = big.build(size, ConventionFactory(public=True))
        client = sign_in_as(place.staff)
        client.get(reverse("board"))  # what is read once for all
        found = {}
        for name, (arguments, *queries) in pages(place).items():
            address = reverse(name.split()[0], args=arguments)
            found[name] = [cost(client, address + query) for query in ("", *queries)]
        transaction.set_rollback(True)
    names = {one.name for one in urlpatterns if str(one.pattern).lstrip("^").startswith("suivi/")}
    assert names - NO_PAGE == {name.split()[0] for name in found} - {"board"}
    return found


def cost(client, address):
    """Number of queries of the page at `address`."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
        if answer.streaming:
            b"".join(answer)  # which also closes the file
    assert (address, answer.status_code) == (address, 200)
    return len(captured)
