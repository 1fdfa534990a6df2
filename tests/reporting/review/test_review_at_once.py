"""Several reviewers at the same moment: one publication, one letter, whoever presses first."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from actions.models import Action, Update
from partners.models import Membership
from reporting.campaigns.campaigns import complete_answers
from reporting.models import Letter, Report, ReportState
from reporting.people.offboarding import end_memberships
from reporting.report.links import link_for
from reporting.report.reading import lock_report, locked_row
from tests.factories import IndicatorFactory, UserFactory
from tests.reporting.answer_pages import form_of, full_report, quiet_report
from tests.reporting_factories import CampaignFactory, MembershipFactory, ReportFactory, Speaker

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("media"),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="threads of one in-memory database"),
]


def at_once(*acts):
    """What each of `acts` gives, all begun together."""

    def run(act):
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def opened(signed_in, path):
    """(browser, form) of a new reviewer at the page `path`."""
    client = signed_in(UserFactory(publishing=True))
    return client, form_of(client.get(path)) | {"publier": "1"}


def published():
    return Update.objects.count(), Letter.objects.filter(kind="publication").count()


def test_five_times_the_same_form_is_one_publication(signed_in):
    report, _person = full_report()
    path = f"/suivi/remontees/{report.pk}/"
    client, form = opened(signed_in, path)
    cookies = client.cookies

    def press():
        other = type(client)()
        other.cookies = cookies
        return other.post(path, form)

    answers = at_once(*[press] * 5)

    assert {(a.status_code, a.headers["Location"]) for a in answers} == {(302, "/suivi/remontees/")}
    assert published() == (1, 1)


def test_two_reviewers_publish_once_and_the_second_is_told(signed_in):
    report, _person = full_report()
    path = f"/suivi/remontees/{report.pk}/"
    both = [opened(signed_in, path) for _ in range(2)]

    answers = at_once(*[lambda c=client, f=form: c.post(path, f) for client, form in both])

    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert published() == (1, 1)
    assert Report.objects.get().state == ReportState.PUBLISHED


def test_two_reviewers_publish_the_quiet_answers_once(signed_in):
    for _ in range(3):
        quiet_report()
    path = "/suivi/remontees/rien-de-nouveau/"
    both = [opened(signed_in, path) for _ in range(2)]

    answers = at_once(*[lambda c=client, f=form: c.post(path, f) for client, form in both])

    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert Update.objects.count() == 3
    assert timezone.localdate() in {r.action.verified_on for r in Report.objects.all()}


# --- two who hold what the other waits for --------------------------------------------------------


def until_blocked(other):
    """Wait until `other`, a future, is done or waits for a lock; never for long."""
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND wait_event_type = 'Lock'"
            )
            if other.done() or cursor.fetchone()[0]:
                return
        time.sleep(0.05)


def closing(act):
    try:
        return act()
    finally:
        connections.close_all()


def test_the_review_of_many_and_that_of_one_never_wait_for_each_other(signed_in):
    first = quiet_report()
    other = CampaignFactory(open=True, convention=first.campaign.convention)
    second = ReportFactory(campaign=other, action=first.action, nothing=True)
    client, form = opened(signed_in, "/suivi/remontees/rien-de-nouveau/")

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        lock_report(Report.objects.filter(pk=second.pk))
        many = pool.submit(
            closing, lambda: client.post("/suivi/remontees/rien-de-nouveau/", form).status_code
        )
        until_blocked(many)
        locked_row(Action, first.action_id)
        transaction.set_rollback(True)

    assert many.result() == 302


def test_two_ends_at_once_close_the_links():
    speaker = Speaker()
    second = MembershipFactory(user=speaker.person)
    link = link_for(speaker.person)

    def end(row):
        with transaction.atomic():
            mine = Membership.objects.filter(pk=row.pk)
            end_memberships(mine, by=None, at=timezone.now(), reason="Départ.")

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            end(speaker.membership)
            other = pool.submit(closing, lambda: end(second))
            until_blocked(other)
        other.result()

    link.refresh_from_db()
    assert link.revoked_at is not None


def test_no_line_lands_on_an_answer_just_sent():
    report = ReportFactory(draft=True)
    IndicatorFactory(action=report.action)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lock_report(Report.objects.filter(pk=report.pk))
            other = pool.submit(closing, lambda: complete_answers(timezone.now()))
            until_blocked(other)
            Report.objects.update(state=ReportState.SUBMITTED, submitted_at=timezone.now())
        other.result()

    assert not report.values.exists()
