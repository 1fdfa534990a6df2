"""The worker that takes an answer is killed: nothing is sent, or everything, and never twice.

A real server, a real SIGKILL, on the database of this run.
"""

import json
import re
import socket
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPException
from urllib.parse import urlencode, urlsplit

import psutil
import psycopg
import pytest

from tests import prebuilt
from tests.databases import portal_database
from tests.e2e.server import Portal, serving

pytestmark = pytest.mark.processes

PREPARE = """
import datetime as dt, json, time
from partners.sign_in.session_store import SessionStore
from django.utils import timezone
from actions.models import Action
from conventions.models import Convention
from partners.models import Membership, Organisation, User
from partners.sign_in import sessions
from reporting import workflow
from reporting.models import Campaign, Report
now, today = timezone.now(), timezone.localdate()
convention = Convention.objects.current()
town = Organisation.objects.create(name="Ville", slug="ville")
person = User.objects.create_user("ville@partenaire.example", full_name="Maya Essai")
Membership.objects.create(user=person, organisation=town)
campaign = Campaign.objects.create(
    title="Bilan", convention=convention, opens_on=today, due_on=today, figures_on=today,
    closes_on=today + dt.timedelta(days=1), opened_at=now,
)
keys = []
for rank in range(2):
    action = Action.objects.create(
        number=rank + 1, convention=convention, enjeu=convention.enjeux.first(), code=f"9.{rank}",
        title=f"Action {rank}", summary="Une phrase.", lead=town, is_published=True,
    )
    report = Report.objects.create(
        campaign=campaign, action=action, organisation=town, done="Le lieu a ouvert."
    )
    workflow.note_writing(report, by=person, at=now)
    keys.append(report.pk)
session, moment = SessionStore(), time.time()
session.update({
    "_auth_user_id": str(person.pk), "_auth_user_backend": sessions.BACKEND,
    "_auth_user_hash": person.get_session_auth_hash(),
    "entered_at": moment, "seen_at": moment, "proved_at": 0,
})
session.create()
print(json.dumps([session.session_key, keys]))
"""
COUNT = """
import json
from reporting.models import Letter, Report
report = Report.objects.get(pk={pk})
print(json.dumps([
    report.state, report.events.filter(verb="submit").count(),
    Letter.objects.filter(report=report).count(),
]))
"""
INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@contextmanager
def held(database_url):
    """Keep every writer of letters waiting, as a slow disk would."""
    if database_url.startswith("sqlite"):
        connection = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
    else:
        connection = psycopg.connect(database_url)
        connection.execute("LOCK TABLE reporting_letter IN EXCLUSIVE MODE")
    try:
        yield
    finally:
        connection.rollback()
        connection.close()


class Desk:
    """A partner's browser on the page « Vérifier avant d’envoyer » of one answer."""

    def __init__(self, portal, session, pk):
        self.portal, self.pk = portal, pk
        self.path = f"/espace/remontees/{pk}/verifier/"
        page = portal.ask(self.path, Cookie=f"sessionid={session}")
        assert page.status == 200
        token = page.headers["set-cookie"].split("csrftoken=")[1].split(";")[0]
        self.cookies = f"sessionid={session}; csrftoken={token}"
        form = page.text.split("Envoyer ma réponse")[0].rsplit("<form", 1)[1]
        self.form = dict(INPUT.findall(form))

    def send(self):
        return self.portal.ask(self.path, "POST", self.form, Cookie=self.cookies)

    def send_and_leave(self):
        """The same, without waiting for the answer; gives the open connection."""
        body = urlencode(self.form)
        host = urlsplit(self.portal.url).netloc
        lines = [
            f"POST {self.path} HTTP/1.1", f"Host: {host}", f"Cookie: {self.cookies}",
            "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}",
        ]  # fmt: skip
        name, port = host.split(":")
        connection = socket.create_connection((name, int(port)))
        connection.sendall("\r\n".join([*lines, "", body]).encode())
        return connection

    def counts(self):
        """[state, times sent, letters] in the database."""
        found = self.portal.shell(COUNT.format(pk=self.pk)).strip().splitlines()[-1]
        return json.loads(found)


def kill_worker(portal):
    """Kill at once the process that answers; gunicorn starts another."""
    address = f"127.0.0.1:{urlsplit(portal.url).port}"
    [master] = [
        process
        for process in psutil.process_iter(["cmdline"])
        if address in (process.info["cmdline"] or []) and address not in process.parent().cmdline()
    ]
    [worker] = master.children()
    worker.kill()
    worker.wait(10)


def wait_for_answers(portal):
    deadline = time.monotonic() + 30
    while True:
        try:
            assert portal.ask("/sante/").status == 200
            return
        except (OSError, HTTPException):
            assert time.monotonic() < deadline, "no worker came back"
            time.sleep(0.2)


@pytest.fixture
def server(tmp_path):
    """(portal, session of a partner, keys of two answers ready to send, address of the base)."""
    for name in ("mail", "media"):
        (tmp_path / name).mkdir()
    with portal_database(tmp_path, "content") as database_url:
        environment = prebuilt.environment(tmp_path, database_url, LOG_LEVEL="CRITICAL")
        before = Portal(tmp_path, environment, 0)
        session, keys = json.loads(before.shell(PREPARE).strip().splitlines()[-1])
        with serving(tmp_path, environment) as portal:
            yield portal, session, keys, database_url


def test_worker_killed_before_and_after_the_commit(server):
    portal, session, (first, second), database_url = server
    desk = Desk(portal, session, first)

    with held(database_url), ThreadPoolExecutor() as threads:
        sending = threads.submit(desk.send)
        time.sleep(3)
        assert not sending.done()
        kill_worker(portal)
        with pytest.raises((OSError, HTTPException)):
            sending.result(timeout=10)
    wait_for_answers(portal)

    assert desk.counts() == ["brouillon", 0, 0]
    assert desk.send().headers["location"] == f"/espace/remontees/{first}/envoyee/"
    assert desk.counts() == ["envoyee", 1, 1]

    desk = Desk(portal, session, second)
    connection = desk.send_and_leave()
    deadline = time.monotonic() + 20
    while desk.counts()[0] != "envoyee":
        assert time.monotonic() < deadline
    kill_worker(portal)
    connection.close()
    wait_for_answers(portal)
    for _ in range(2):
        assert desk.send().headers["location"] == f"/espace/remontees/{second}/envoyee/"
    assert desk.counts() == ["envoyee", 1, 1]
