"""The contact form when mail, machines or people misbehave."""

import datetime as dt
import io
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from contact import letters
from contact.models import ContactMessage
from letters.models import LetterState, OutboxLetter
from letters.sending import send_due
from letters.smtp import Post
from tests import databases, forks, prebuilt
from tests.bench import servers
from tests.databases import portal_database
from tests.factories import ContactMessageFactory, TerritoryFactory
from tests.smtp_server import mail_server, mail_to

pytestmark = pytest.mark.processes

# --- bad input ---------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["name", "subject"])
def test_header_injection_stays_in_the_text(
    field, reader, written, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = reader.post(
            "/contact/", written(**{field: "Bonjour\r\nBcc: all@example.org\u2028X: y\x0bZ: z"})
        )

    assert response.status_code == 303
    assert getattr(ContactMessage.objects.get(), field).startswith("Bonjour Bcc: all@example.org X")
    letter = mail.outbox[0]
    assert letter.recipients() == ["ctg@example.org"]
    assert {"Bcc", "X"}.isdisjoint(letter.message().keys())


def test_header_injection_in_the_address_is_an_error(reader, written):
    page = reader.post("/contact/", written(email="a@example.org\nBcc: all@example.org")).text

    assert "est incomplète" in page
    assert ContactMessage.objects.count() == 0


def test_invisible_characters_are_dropped(reader, written):
    body = "Un\0 mot \u202egauche\u202c \u2066caché\u2069, 👩‍👧 et\ttabulé"

    assert reader.post("/contact/", written(body=body)).status_code == 303
    assert ContactMessage.objects.get().body == "Un mot gauche caché, 👩‍👧 et\ttabulé"


def test_refused_text_comes_back_without_nul(reader, written):
    assert "\0" not in reader.post("/contact/", written(subject="a\0b", email="")).text


def test_ten_megabytes_are_refused_in_words(reader, written):
    response = reader.post("/contact/", written(body="é" * 5_000_000))

    assert response.status_code == 200
    assert "dépasse 10 000 caractères" in response.text
    assert len(response.content) < 500_000
    assert ContactMessage.objects.count() == 0


def test_more_than_the_server_reads_is_a_400_in_french(reader, written):
    body = urlencode(written(body="a" * 12_000_000))

    response = reader.post("/contact/", body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 400
    assert "rien n’a été enregistré" in response.text


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"key": [1]}'),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data", b"no boundary"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"email=a"),
        ("application/x-www-form-urlencoded", b"email=%FF%FE&body=%ED%A0%80&email=b"),
        ("text/plain", b"\xff\x00"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % i for i in range(2000))),
    ],
)
def test_broken_bodies_never_break_the_page(content_type, body, reader, territory):
    response = reader.post("/contact/", body, content_type=content_type)

    assert response.status_code in (200, 400)
    assert ContactMessage.objects.count() == 0


@given(
    st.dictionaries(
        st.sampled_from(["name", "email", "subject", "body", "action", "details", "key"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=300),
    )
)
def test_any_text_gets_an_answer(reader, written, changes):
    ContactMessage.objects.all().delete()

    response = reader.post("/contact/", written(**changes))

    assert response.status_code in (200, 303)
    assert not response.cookies


# --- a mail server in every mood -----------------------------------------------------------------


def deliver(message):
    with Post() as post:
        return letters.deliver(message, post)


@pytest.fixture
def smtp(settings):
    with mail_to(settings) as server:
        yield server


def test_accepted_letter_arrives_as_written(smtp, territory):
    message = ContactMessageFactory(
        subject="À propos de l’été " * 10, body=".\n" + "é" * 3000, email="lea@été.example"
    )

    assert deliver(message)

    [letter] = smtp.letters
    # A long subject is folded on several lines: read it as a mail program shows it.
    assert " ".join(letter["Subject"].split()) == f"[{message.reference}] {message.subject}".strip()
    assert letter["To"] == "ctg@example.org"
    assert letter["From"] == django_settings.DEFAULT_FROM_EMAIL
    assert letter["Reply-To"] == "lea@xn--t-9fab.example"
    row = OutboxLetter.objects.get()
    assert letter["Message-ID"] == row.message_id
    assert "é" * 3000 in letter.get_content()
    message.refresh_from_db()
    assert message.sent_at is not None
    # The administration shows the message, and erases it: no copy stays in the outbox.
    assert (row.state, row.to, row.subject, row.text) == (LetterState.SENT, "", "", "")


@pytest.mark.parametrize("mode", ["4xx", "5xx", "slow", "dies"])
def test_letter_not_taken_is_sent_later_once(mode, smtp, territory):
    message = ContactMessageFactory()
    smtp.mode = mode

    assert not deliver(message)
    assert ContactMessage.objects.unsent().count() == 1

    smtp.mode = "accept"
    assert run("send_contact_messages") == "Messages envoyés : 1. Encore en attente : 0.\n"
    assert run("send_contact_messages") == "Messages envoyés : 0. Encore en attente : 0.\n"
    assert len(smtp.letters) == 1


def test_refused_connection_keeps_the_message(smtp, settings, territory):
    message = ContactMessageFactory()
    settings.EMAIL_PORT = servers.free_port()

    assert not deliver(message)
    assert ContactMessage.objects.unsent().get() == message


def test_territory_without_address_keeps_the_message(db, smtp):
    TerritoryFactory(main=True)
    message = ContactMessageFactory()

    assert not deliver(message)
    assert run("send_contact_messages").endswith("Encore en attente : 1.\n")
    assert smtp.letters == []


def test_claimed_message_is_left_to_its_sender(smtp, territory):
    message = ContactMessageFactory(sent=True)

    assert not deliver(message)
    assert smtp.letters == []


def test_claim_of_a_killed_sender_lapses(smtp, territory):
    message = ContactMessageFactory()
    letters.write_letter(message, soon=False)
    OutboxLetter.objects.update(claimed_at=timezone.now() - dt.timedelta(minutes=14))
    assert not deliver(message)

    OutboxLetter.objects.update(claimed_at=timezone.now() - dt.timedelta(minutes=16))

    assert deliver(message)
    assert len(smtp.letters) == 1


def test_unexpected_failure_gives_the_message_back(territory, monkeypatch):
    message = ContactMessageFactory()

    def stop(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr("letters.sending.message_of", stop)
    with pytest.raises(KeyboardInterrupt):
        deliver(message)

    assert ContactMessage.objects.unsent().get() == message
    assert OutboxLetter.objects.due(timezone.now()).exists()


def test_purge_takes_what_is_older_than_promised(territory):
    old, recent = ContactMessageFactory.create_batch(2)
    for message in (old, recent):
        letters.write_letter(message, soon=False)
    for message, days in ((old, 366), (recent, 364)):
        at = timezone.now() - dt.timedelta(days=days)
        ContactMessage.objects.filter(pk=message.pk).update(received_at=at)

    assert run("purge_contact_messages") == "Messages effacés : 1.\n"
    assert run("purge_contact_messages") == "Messages effacés : 0.\n"
    assert ContactMessage.objects.get() == recent
    assert OutboxLetter.objects.get().once == recent.form_key


def test_message_erased_meanwhile_does_not_leave(territory, mailoutbox):
    message = ContactMessageFactory()
    letters.write_letter(message, soon=False)
    message.delete()

    assert send_due() == {LetterState.CANCELLED: 1}
    assert (mailoutbox, OutboxLetter.objects.get().text) == ([], "")


def test_message_follows_the_territory_to_its_new_address(territory, mailoutbox):
    letters.write_letter(ContactMessageFactory(), soon=False)
    type(territory).objects.update(email="nouvelle@example.org")

    assert send_due() == {LetterState.SENT: 1}
    assert [letter.to for letter in mailoutbox] == [["nouvelle@example.org"]]


def test_letter_given_up_is_started_again_by_the_command(smtp, territory):
    message = ContactMessageFactory()
    letters.write_letter(message, soon=False)
    OutboxLetter.objects.update(tries=7)
    smtp.mode = "4xx"
    assert send_due() == {LetterState.FAILED: 1}

    smtp.mode = "accept"
    assert run("send_contact_messages") == "Messages envoyés : 1. Encore en attente : 0.\n"
    assert len(smtp.letters) == 1


def run(command):
    out = io.StringIO()
    call_command(command, stdout=out, stderr=io.StringIO())
    return out.getvalue()


# --- two real servers on one database ------------------------------------------------------------

PREPARE = """
from conventions.models import Territory
Territory.objects.create(name="T", slug="t", site_title="T", is_main=True, email="ctg@example.org")
"""


class Portal:
    """Two gunicorns that share a database of their own and one mail server."""

    def __init__(self, stack, folder):
        self.smtp = stack.enter_context(mail_server())
        self.url = stack.enter_context(portal_database(folder))
        self.environment = prebuilt.environment(
            folder, self.url, EMAIL_URL=f"smtp://127.0.0.1:{self.smtp.port}"
        )
        self.shell(PREPARE)
        self.ports = [
            stack.enter_context(servers.gunicorn("ctg_portal.wsgi", self.environment))
            for _ in range(2)
        ]

    def shell(self, code):
        return forks.shell(self.environment, code)

    def manage(self, *arguments):
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=servers.ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def sql(self, query):
        """Rows of `query`, empty when it gives none."""
        return databases.rows(self.url, query)

    def ask(self, port, method, path, data=None):
        """Status, headers and text of one request."""
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if data else {}
        connection.request(method, path, urlencode(data or {}), headers)
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        return response.status, response.headers, text

    def ready_form(self):
        """A form as a resident sends it, once its page has been open long enough."""
        page = self.ask(self.ports[0], "GET", "/contact/")[2]
        time.sleep(3.1)
        return {
            "key": re.search(r'name="key" value="([^"]+)"', page)[1],
            "email": "camille@example.org",
            "subject": "Question",
            "body": "Est-ce ouvert ?",
        }

    def wait_for(self, letters):
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            unsent = self.sql("SELECT id FROM contact_contactmessage WHERE sent_at IS NULL")
            if len(self.smtp.letters) >= letters and not unsent:
                return
            time.sleep(0.05)
        pytest.fail("letters did not leave in ten seconds")


@pytest.fixture(scope="module")
def running_portal(tmp_path_factory):
    with ExitStack() as stack:
        yield Portal(stack, tmp_path_factory.mktemp("portal"))


@pytest.fixture
def portal(running_portal):
    running_portal.smtp.mode = "accept"
    running_portal.smtp.letters.clear()
    running_portal.sql("DELETE FROM contact_contactmessage")
    return running_portal


def test_same_form_five_times_in_parallel_is_one_message(portal):
    data = portal.ready_form()

    with ThreadPoolExecutor(5) as pool:
        ports = [portal.ports[i % 2] for i in range(5)]
        answers = list(pool.map(lambda port: portal.ask(port, "POST", "/contact/", data), ports))

    portal.wait_for(letters=1)
    time.sleep(0.3)
    assert [status for status, _headers, _text in answers] == [303] * 5
    assert len({headers["Location"] for _status, headers, _text in answers}) == 1
    assert portal.sql("SELECT count(*) FROM contact_contactmessage") == [(1,)]
    assert len(portal.smtp.letters) == 1
    for _status, headers, _text in answers:
        assert "Set-Cookie" not in headers


def test_slow_mail_server_never_holds_the_visitor(portal):
    data = portal.ready_form()
    portal.smtp.mode = "slow"
    portal.smtp.awake.clear()
    before = portal.smtp.conversations

    status, headers, _text = portal.ask(portal.ports[0], "POST", "/contact/", data)
    portal.smtp.awake.set()

    # Who waits for the server gives up before it wakes, and its letter leaves by another call.
    assert status == 303
    path = urlsplit(headers["Location"]).path
    assert portal.ask(portal.ports[1], "GET", path)[0] == 200
    portal.wait_for(letters=1)
    assert portal.smtp.conversations == before + 1


def test_dead_mail_server_then_two_commands_at_once(portal):
    data = portal.ready_form()
    portal.smtp.mode = "dies"

    assert portal.ask(portal.ports[0], "POST", "/contact/", data)[0] == 303
    time.sleep(0.5)
    assert portal.sql("SELECT sent_at FROM contact_contactmessage") == [(None,)]

    portal.smtp.mode = "accept"
    with ThreadPoolExecutor(2) as pool:
        outputs = list(pool.map(lambda _: portal.manage("send_contact_messages"), range(2)))
    assert len(portal.smtp.letters) == 1
    assert sum("envoyés : 1." in output for output in outputs) == 1
