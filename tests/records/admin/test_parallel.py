"""The same form sent five times at once, to two real servers on one database."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from tests import forks, prebuilt
from tests.bench import servers
from tests.databases import portal_database
from tests.records.admin.forms import line, typed

pytestmark = pytest.mark.processes

PREPARE = """
import json
from actions.models import Action
from partners.permissions import Role
from tests.factories import ActionFactory, UserFactory
from tests.signing import sign_in_as
ActionFactory(title="Ouvrir un relais", code="1.1.1", public=True)
client = sign_in_as(UserFactory(role=Role.ADMINISTRATION))
print(json.dumps([client.cookies["sessionid"].value, Action.objects.get().pk]))
"""
COUNT = """
from actions.models import Action, Audience, Milestone
print(Audience.objects.count(), Milestone.objects.count(), Action.history.count())
"""


class Portal:
    """Two servers, and the browser of somebody who administers, or whom `prepare` signs in."""

    def __init__(self, stack, folder, prepare=PREPARE):
        url = stack.enter_context(portal_database(folder))
        self.environment = prebuilt.environment(folder, url)
        session, self.action = json.loads(self.shell(prepare))
        self.cookie = f"sessionid={session}"
        self.ports = [
            stack.enter_context(servers.gunicorn("ctg_portal.wsgi:application", self.environment))
            for _ in range(2)
        ]

    def shell(self, code):
        """The last line that `code` prints."""
        return forks.shell(self.environment, code).strip().splitlines()[-1]

    def ask(self, port, method, path, data=()):
        """(status, headers, text) of one request."""
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as channel:
            channel.request(method, path, urlencode(data, doseq=True), headers)
            answer = channel.getresponse()
            return answer.status, answer.headers, answer.read().decode()

    def form(self, path):
        """What the form at `path` holds; its proof against forged requests is kept."""
        status, headers, text = self.ask(self.ports[0], "GET", path)
        assert status == 200
        token = headers["Set-Cookie"].split(";")[0]
        self.cookie = f"{self.cookie.split(';')[0]}; {token}"
        return typed(SimpleNamespace(content=text.encode()))

    def send_five(self, path, data):
        """(status, address) of each of the five answers."""
        return self.send_each(path, [data] * 5)

    def send_each(self, path, forms):
        """(status, address) of the answer to each of `forms`, all sent at once."""
        ports = [self.ports[turn % 2] for turn in range(len(forms))]
        with ThreadPoolExecutor(len(forms)) as pool:
            answers = list(
                pool.map(lambda *sent: self.ask(sent[0], "POST", path, sent[1]), ports, forms)
            )
        return [(status, headers["Location"]) for status, headers, _text in answers]


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    with ExitStack() as stack:
        yield Portal(stack, tmp_path_factory.mktemp("parallel"))


def counts(portal):
    return [int(count) for count in portal.shell(COUNT).split()]


def test_five_identical_additions_are_one_row(portal):
    path = "/admin/actions/audience/add/"
    audiences, *_rest = counts(portal)

    answers = portal.send_five(path, portal.form(path) | {"name": "Aînés", "slug": "aines"})

    assert answers == [(302, "/admin/actions/audience/")] * 5
    assert counts(portal)[0] == audiences + 1


def test_five_identical_changes_are_one_change(portal):
    path = f"/admin/actions/action/{portal.action}/change/"
    _audiences, milestones, versions = counts(portal)
    sent = portal.form(path) | {"context": "Écrit une fois."}
    sent |= line("milestones", 0, title="Une étape", state="a_faire", position="1")

    answers = portal.send_five(path, sent)

    assert answers == [(302, "/admin/actions/action/")] * 5
    assert counts(portal)[1:] == [milestones + 1, versions + 1]


def test_five_identical_bulk_changes_are_one_change(portal):
    path = "/suivi/actions/modifier/"
    *_rest, versions = counts(portal)
    asked = portal.form(path) | {"verified": "on", "voir": "1"}
    status, _headers, text = portal.ask(portal.ports[0], "POST", path, asked)
    assert status == 200
    sent = typed(SimpleNamespace(content=text.encode())) | {"appliquer": "1"}

    answers = portal.send_five(path, sent)

    assert [status for status, _address in answers] == [303] * 5
    assert counts(portal)[2] == versions + 1
