"""Letters that came back: what delivery reports say, as servers really write them."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DataError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from letters.bounces import Bounce, bounce_in, note
from partners.models import MailFault
from reporting.models import Letter, LetterState
from tests.bench.servers import free_port
from tests.imap_server import mailbox
from tests.reporting.posting import written
from tests.reporting_factories import Speaker

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[1] / "samples/bounces"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.eml"))


def sent_letter():
    letter = written(Speaker())
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENT, sent_at=timezone.now())
    letter.refresh_from_db()
    return letter


def report(name, letter=None, address=None):
    """The sample `name`, about `letter`."""
    text = (SAMPLES / f"{name}.eml").read_text()
    if letter is not None:
        text = text.replace("MESSAGE-ID", letter.message_id)
        text = text.replace("ADDRESS", address or letter.to)
    return text.replace("\n", "\r\n").encode()


# What each report makes of the letter: state, words, and whether the address serves no more.
UNKNOWN = "Revenu : le serveur du destinataire ne connaît plus cette adresse (code {})."
UNDELIVERED = "Revenu : le serveur du destinataire ne l’a pas remis (code {})."
FULL = "Revenu : la boîte du destinataire est pleine (code {})."
OURS = (
    "Revenu : le serveur du destinataire refuse nos courriels, l’adresse n’est pas en cause "
    "(code {})."
)
EXPECTED = {
    "postfix": (LetterState.BOUNCED, UNKNOWN.format("5.1.1"), MailFault.BOUNCED),
    "exim": (LetterState.BOUNCED, FULL.format("5.2.2"), ""),
    "exchange": (LetterState.BOUNCED, OURS.format("5.7.1"), ""),
    "delayed": (LetterState.SENT, "", ""),
    "no-quote": (LetterState.BOUNCED, UNDELIVERED.format("5.0.0"), ""),
}


@pytest.mark.parametrize("name", NAMES)
def test_report_of_each_server_marks_its_letter(name):
    letter, other = sent_letter(), sent_letter()

    count = note(report(name, letter))
    again = note(report(name, letter))

    letter.refresh_from_db()
    other.refresh_from_db()
    letter.person.refresh_from_db()
    state, words, fault = EXPECTED[name]
    assert (letter.state, letter.fault, letter.person.mail_fault) == (state, words, fault)
    assert (count, again) == (int(state == LetterState.BOUNCED), 0)
    assert other.state == LetterState.SENT


def test_letter_is_known_by_its_message_id_when_the_address_was_rewritten():
    letter = sent_letter()

    assert note(report("postfix", letter, address="boite.interne@serveur.example")) == 1

    letter.refresh_from_db()
    assert letter.state == LetterState.BOUNCED


def test_unknown_message_id_is_not_believed_on_the_address():
    letter = sent_letter()
    forged = report("postfix", letter).replace(
        letter.message_id.encode(), b"<lettre-1-0123456789abcdef@localhost>"
    )

    assert note(forged) == 0
    letter.refresh_from_db()
    assert letter.state == LetterState.SENT


def test_report_without_a_quote_is_about_the_last_letter_of_these_days():
    old = sent_letter()
    Letter.objects.update(sent_at=timezone.now() - dt.timedelta(days=16))

    assert note(report("no-quote", old)) == 0


HOSTILE = {
    "empty": b"",
    "binary": bytes(range(256)) * 50,
    "no report": b"Subject: bonjour\r\n\r\nMerci pour votre lettre !",
    "no parts": b"Content-Type: multipart/report; boundary=x\r\n\r\n",
    "broken status": b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n"
    b"Content-Type: message/delivery-status\r\n\r\n\xff\xfe: \xff\r\nStatus: 9.9\r\n\r\n"
    b"Final-Recipient: ;\r\nAction: failed\r\n\r\n--x--",
    "unknown charset": b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n"
    b"Content-Type: text/plain; charset=nothing\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    b"%%%\r\n--x\r\nContent-Type: message/delivery-status; charset=nothing\r\n\r\n"
    b"Final-Recipient: rfc822; a@b.c\r\nAction: failed\r\nStatus: 5.1.1\r\n--x--",
    "no such character": b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n"
    b"Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; a\0b@example.org\r\n"
    b"Action: failed\r\n--x--",
    "nested": b"".join(
        b"Content-Type: multipart/report; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(3000)
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_messages_are_read_without_a_word(name):
    assert note(HOSTILE[name]) == 0


def test_report_that_names_many_people_is_believed_on_one():
    letters = [sent_letter() for _ in range(3)]
    named = "".join(
        f"\r\nFinal-Recipient: rfc822; {one.to}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        for one in letters
    )
    forged = (
        "Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n"
        f"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n{named}\r\n--x--"
    )

    assert note(forged.encode()) == 1
    assert Letter.objects.filter(state=LetterState.BOUNCED).count() == 1


@given(st.sampled_from(NAMES), st.binary(max_size=60), st.integers(0, 3000))
def test_any_change_to_a_report_is_read_without_a_word(name, junk, where):
    content = report(name)

    assert isinstance(
        bounce_in(content[:where] + junk + content[where + len(junk) :]), Bounce | None
    )


# --- the mailbox ---------------------------------------------------------------------------------


def test_mailbox_is_read_once_and_nothing_is_deleted(settings, capsys):
    letters = [sent_letter() for _ in range(2)]
    contents = [report("postfix", letters[0]), b"Subject: Bonjour\r\n\r\nUne question.",
                report("exim", letters[1])]  # fmt: skip
    with mailbox(*contents) as box:
        settings.BOUNCES_URL = box.url
        call_command("read_bounces")
        call_command("read_bounces")

    assert capsys.readouterr().out == (
        "Avis lus : 2. Courriels revenus : 2.\nAvis lus : 0. Courriels revenus : 0.\n"
    )
    assert (box.seen, len(box.messages)) == ({1, 3}, 3)
    assert not [words for words in box.said if "Deleted" in words or "EXPUNGE" in words]
    assert Letter.objects.faulty().count() == 2


def test_report_is_read_again_when_the_reader_was_killed_before_it_counted(settings, monkeypatch):
    letter = sent_letter()
    with mailbox(report("postfix", letter)) as box:
        settings.BOUNCES_URL = box.url

        def killed(content):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr("letters.management.commands.read_bounces.note", killed)
            with pytest.raises(KeyboardInterrupt):
                call_command("read_bounces")
        assert box.seen == set()
        call_command("read_bounces")

    letter.refresh_from_db()
    assert letter.state == LetterState.BOUNCED


def test_report_that_the_database_refuses_does_not_stop_the_others(settings, monkeypatch):
    letter = sent_letter()
    poison = report("postfix", sent_letter())

    def hard_to_keep(content):
        if content == poison:
            raise DataError
        return note(content)

    monkeypatch.setattr("letters.management.commands.read_bounces.note", hard_to_keep)
    with mailbox(poison, report("postfix", letter)) as box:
        settings.BOUNCES_URL = box.url
        call_command("read_bounces")

    assert box.seen == {1, 2}
    letter.refresh_from_db()
    assert letter.state == LetterState.BOUNCED


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("imap://portail:faux@127.0.0.1:{port}", "refuse d’être lue"),
        ("imap://portail:secret@127.0.0.1:{closed}", "ne répond pas"),
        ("imap://portail:secret@127.0.0.1:port", "n’est pas un nombre"),
        ("imap://portail:s%C3%A9same@127.0.0.1:{port}", "accents"),
        ("https://127.0.0.1/", "s’écrit imaps://"),
    ],
)
def test_mailbox_that_cannot_be_read_is_said_in_words(url, words, settings):
    with mailbox() as box:
        port = box.server_address[1]
        settings.BOUNCES_URL = url.format(port=port, closed=free_port())
        with pytest.raises(CommandError, match=words):
            call_command("read_bounces")


def test_mailbox_is_optional(settings, capsys):
    settings.BOUNCES_URL = ""

    call_command("read_bounces")

    assert capsys.readouterr().out == "BOUNCES_URL n’est pas donnée : aucune boîte à lire.\n"
