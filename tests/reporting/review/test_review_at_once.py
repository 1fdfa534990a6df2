"""Several reviewers at the same moment: one publication, one letter, whoever presses first."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.utils import timezone

from actions.models import Update
from reporting.models import Letter, Report, ReportState
from tests.factories import UserFactory
from tests.reporting.answer_pages import form_of, full_report, quiet_report

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
