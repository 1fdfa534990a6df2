"""The queue under real faults: senders killed, two at once, on the database of this run."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack

import pytest

from tests import prebuilt
from tests.bench.servers import free_port
from tests.databases import portal_database, rows
from tests.e2e.server import ROOT, Portal
from tests.smtp_server import mail_server

pytestmark = pytest.mark.processes

LETTERS = 20
PREPARE = f"""
from partners.models import User
from reporting.letters.writing import link_address, write_letter
from reporting.report.links import link_for
from reporting.models import LetterKind
for n in range({LETTERS}):
    email = f"personne{{n}}@example.org"
    person = User.objects.create_user(email)
    write_letter(LetterKind.STAFF_WORD, to=email, person=person, once=f"essai:{{n}}",
                 subject="Essai", body=link_address(link_for(person)))
"""
AGAIN = """
UPDATE letters_outboxletter SET state = 'attente', claimed_at = NULL, sent_at = NULL, tries = 0
"""
DUE = "UPDATE letters_outboxletter SET next_try_at = created_at"
TRIES = "SELECT DISTINCT tries FROM letters_outboxletter WHERE state <> 'refusee'"
# Far more than CLAIM_LIFE passes, for who claimed a letter and was killed.
TIME_PASSES = """
UPDATE letters_outboxletter SET claimed_at = '2020-01-01 00:00:00+00:00'
WHERE claimed_at IS NOT NULL
"""
STATES = "SELECT state, count(*) FROM letters_outboxletter GROUP BY state ORDER BY state"


class Queue(Portal):
    """A portal without a server: its database, its commands, and a mail server."""

    def __init__(self, stack, folder):
        self.smtp = stack.enter_context(mail_server())
        self.database_url = url = stack.enter_context(portal_database(folder))
        smtp = f"smtp://127.0.0.1:{self.smtp.port}"
        super().__init__(folder, prebuilt.environment(folder, url, EMAIL_URL=smtp), 0)
        self.shell(PREPARE)

    def start(self, **changes):
        """A sender, running."""
        command = [sys.executable, "manage.py", "send_letters"]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment | changes, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def sql(self, query):
        return rows(self.database_url, query)

    def states(self):
        return dict(self.sql(STATES))

    def arrived(self):
        """How many times each letter arrived, by its Message-ID."""
        return Counter(letter["Message-ID"] for letter in self.smtp.letters)


@pytest.fixture(scope="module")
def running_queue(tmp_path_factory):
    with ExitStack() as stack:
        yield Queue(stack, tmp_path_factory.mktemp("queue"))


@pytest.fixture
def queue(running_queue):
    running_queue.sql(AGAIN)
    running_queue.smtp.letters.clear()
    running_queue.smtp.conversations = 0
    running_queue.smtp.pause, running_queue.smtp.pause_at = 0, None
    running_queue.smtp.mode, running_queue.smtp.refused = "accept", {}
    return running_queue


def wait_until(condition):
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline, "nothing happened in two minutes"
        time.sleep(0.02)


def test_two_senders_at_once_send_each_letter_once(queue):
    queue.smtp.pause = 0.3  # long enough for both to be at work together

    senders = [queue.start() for _ in range(2)]
    assert [sender.wait(90) for sender in senders] == [0, 0]

    assert sorted(queue.arrived().values()) == [1] * LETTERS
    assert queue.states() == {"partie": LETTERS}
    assert queue.smtp.conversations >= 2


def test_mail_server_in_every_mood_then_each_letter_arrives_once(queue):
    smtp, moods = queue.smtp, ["down", "slow", "4xx", "dies"]
    for tries, mood in enumerate(moods, 1):
        queue.sql(DUE)
        smtp.mode = mood
        url = f"smtp://127.0.0.1:{free_port() if mood == 'down' else smtp.port}"
        smtp.conversations = 0
        queue.start(EMAIL_URL=url).wait(90)
        if mood == "slow":
            assert smtp.conversations == 1  # silence is waited for once, not once a letter
        assert queue.states() == {"attente": LETTERS}, mood
        assert queue.sql(TRIES) == [(tries,)]

    queue.sql(DUE)
    smtp.mode, smtp.refused = "accept", {"personne3@example.org": "550 5.1.1 unknown"}
    queue.manage("send_letters")

    assert queue.states() == {"partie": LETTERS - 1, "refusee": 1}
    assert sorted(queue.arrived().values()) == [1] * (LETTERS - 1)
    queue.sql("UPDATE partners_user SET mail_fault = '', mail_fault_on = NULL")


def test_killed_sender_loses_nothing_and_its_letter_comes_under_the_same_name(queue):
    queue.smtp.pause, queue.smtp.pause_at = 30, 3  # the text is kept, its answer still to come
    sender = queue.start()
    wait_until(lambda: len(queue.smtp.letters) == 3)
    os.kill(sender.pid, signal.SIGKILL)
    sender.wait(10)

    queue.manage("send_letters")
    # The letter that was leaving is left to its sender, as long as it may be alive.
    assert sorted(queue.arrived().values()) == [1] * LETTERS
    assert queue.states() == {"attente": 1, "partie": LETTERS - 1}

    queue.sql(TIME_PASSES)
    queue.manage("send_letters")
    assert queue.states() == {"partie": LETTERS}
    assert sorted(queue.arrived().values()) == [1] * (LETTERS - 1) + [2]
