"""Letters leave once, are tried again, and say why they did not arrive."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from letters import smtp as conversation
from letters.models import CLAIM_LIFE
from letters.sending import DELAYS, send_due
from partners.models import MailFault, User
from reporting import workflow
from reporting.models import Letter, LetterKind, LetterState
from reporting.report.links import link_for, token_of
from tests.bench.servers import free_port
from tests.factories import TerritoryFactory
from tests.reporting.posting import written
from tests.reporting_factories import (
    InvitationFactory,
    PersonalLinkFactory,
    ReportFactory,
    Speaker,
)
from tests.smtp_server import mail_to

pytestmark = pytest.mark.django_db
WAITING, SENT = LetterState.WAITING, LetterState.SENT
REFUSED, FAILED, CANCELLED = LetterState.REFUSED, LetterState.FAILED, LetterState.CANCELLED


@pytest.fixture
def smtp(settings):
    with mail_to(settings) as server:
        yield server


def now_due(letter):
    """`letter` from the database, its next try come."""
    Letter.objects.filter(pk=letter.pk).update(next_try_at=timezone.now())
    letter.refresh_from_db()
    return letter


def test_letter_leaves_with_its_links_and_the_database_holds_none(smtp):
    TerritoryFactory(main=True, name="Tarn-Agout", email="ctg@example.org")
    speaker = Speaker()
    letter = written(speaker)
    token = token_of(link_for(speaker.person))

    assert send_due() == {SENT: 1}
    assert send_due() == {}

    [arrived] = smtp.letters
    text, html = arrived.get_body(("plain",)).get_content(), arrived.get_body(("html",))
    assert f"/r/{token}/" in text
    assert f'href="http://127.0.0.1:8000/r/{token}/"' in html.get_content()
    assert arrived["List-Unsubscribe"].strip() == f"<http://127.0.0.1:8000/r/{token}/rappels/>"
    assert arrived["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert arrived["From"] == "Tarn-Agout <ne-pas-repondre@localhost>"
    assert arrived["Reply-To"] == "ctg@example.org"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["Message-ID"].startswith(f"<lettre-{letter.pk}-")
    letter.refresh_from_db()
    assert token not in f"{letter.text}{letter.html}{letter.headers}"
    assert (letter.state, letter.tries, letter.claimed_at) == (SENT, 1, None)
    assert letter.sent_at is not None


def test_link_of_somebody_else_is_never_put_in(smtp):
    theirs = PersonalLinkFactory()
    invitation = InvitationFactory()
    speaker = Speaker()
    marks = f"[[lien:{theirs.pk}]] [[invitation:{invitation.pk}]]"
    written(speaker, body=f"Vous avez écrit : {marks}")

    send_due()

    text = smtp.letters[0].get_body(("plain",)).get_content()
    assert marks in text
    assert token_of(theirs) not in text


def test_letter_that_waits_follows_its_person_to_a_corrected_address(smtp):
    """Sent where it was first addressed, a stranger would hold a link that opens the answers."""
    speaker = Speaker()
    letter = written(speaker)
    former = token_of(link_for(speaker.person))
    User.objects.filter(pk=speaker.person.pk).update(email="juste@example.org")
    speaker.person.refresh_from_db()

    send_due()

    [arrived] = smtp.letters
    text = arrived.get_body(("plain",)).get_content()
    assert arrived["To"] == "juste@example.org"
    assert token_of(link_for(speaker.person)) in text and former not in text
    letter.refresh_from_db()
    assert letter.to == "juste@example.org"


def test_one_connection_serves_the_batch_and_is_opened_again_when_it_breaks(smtp):
    for _ in range(3):
        written(Speaker())
    assert send_due() == {SENT: 3}
    assert smtp.conversations == 1

    smtp.mode = "dies"
    for _ in range(2):
        written(Speaker())
    assert send_due() == {WAITING: 2}
    assert smtp.conversations == 3


# --- failures ------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["4xx", "slow", "dies", "down"])
def test_passing_failure_is_tried_again_with_the_same_message_id(mode, smtp, settings, caplog):
    letter = written(Speaker())
    port = settings.EMAIL_PORT
    if mode == "down":
        settings.EMAIL_PORT = free_port()
    else:
        smtp.mode = mode
    before = timezone.now()

    assert send_due() == {WAITING: 1}
    assert send_due() == {}

    letter.refresh_from_db()
    assert letter.tries == 1
    assert before + DELAYS[0] <= letter.next_try_at <= timezone.now() + DELAYS[0]
    assert letter.fault.startswith("Le serveur")
    assert [record.name for record in caplog.records] == ["letters.sending"]
    assert "@" not in caplog.text + letter.fault

    smtp.mode, settings.EMAIL_PORT = "accept", port
    now_due(letter)
    assert send_due() == {SENT: 1}
    assert smtp.letters[-1]["Message-ID"] == letter.message_id
    assert User.objects.exclude(mail_fault="").count() == 0


def test_server_slow_to_accept_gets_the_letter_once(smtp, settings):
    smtp.pause = 3 * settings.EMAIL_TIMEOUT
    letter = written(Speaker())

    assert send_due() == {SENT: 1}
    now_due(letter)
    assert send_due() == {}
    assert len(smtp.letters) == 1


def test_silent_server_is_asked_once_for_the_whole_batch(smtp):
    smtp.mode = "slow"
    for _ in range(3):
        written(Speaker())

    assert send_due() == {WAITING: 3}
    assert smtp.conversations == 1
    assert set(Letter.objects.values_list("tries", flat=True)) == {1}


def test_a_letter_that_may_have_left_is_not_sent_again_by_itself(smtp):
    letter, speaker = written(speaker := Speaker()), speaker
    smtp.mode = "cut"

    assert send_due() == {FAILED: 1}
    now_due(letter)
    assert send_due() == {}

    letter.refresh_from_db()
    speaker.person.refresh_from_db()
    assert len(smtp.letters) == 1
    assert "peut-être parti" in letter.fault
    assert speaker.person.mail_fault == ""


def test_recipients_for_whom_a_server_hangs_do_not_hold_the_others(smtp, monkeypatch):
    monkeypatch.setattr(conversation, "ENVELOPE", 0.2)
    silent = [written(Speaker()) for _ in range(3)]
    smtp.hangs_at = [letter.to for letter in silent]
    for _ in range(2):
        written(Speaker())

    assert send_due() == {WAITING: 2}  # and three that nobody tried
    assert Letter.objects.filter(tries=0).count() == 3
    assert send_due() == {WAITING: 1, SENT: 2}
    smtp.awake.set()


def test_retries_last_a_day_then_the_letter_is_given_up(smtp):
    smtp.mode = "4xx"
    letter = written(Speaker())
    waits = []
    while letter.state == WAITING:
        send_due()
        letter.refresh_from_db()
        waits.append(round((letter.next_try_at - timezone.now()).total_seconds() / 60))
        letter = now_due(letter)

    assert waits == [1, 5, 15, 60, 240, 720, 399, 0]
    assert sum(DELAYS, dt.timedelta()) == dt.timedelta(hours=24)
    assert (letter.state, letter.tries) == (FAILED, 8)
    assert letter.fault == "Pas parti en 24 heures. Le serveur demande d’attendre (code 450)."
    assert Letter.objects.faulty().get() == letter


def test_refused_address_is_marked_at_once_and_the_others_leave(smtp):
    refused, other = Speaker(), Speaker()
    smtp.refused[refused.person.email] = "550 5.1.1 <x@example.org> unknown"
    letter = written(refused)
    written(other)

    assert send_due() == {REFUSED: 1, SENT: 1}

    letter.refresh_from_db()
    refused.person.refresh_from_db()
    assert letter.fault == "Le serveur du destinataire refuse cette adresse (code 550 5.1.1)."
    assert refused.person.mail_fault == MailFault.REFUSED
    assert refused.person.mail_fault_on == timezone.localdate()


def test_server_that_does_not_want_us_blames_no_address(smtp):
    speaker = Speaker()
    smtp.refused[speaker.person.email] = "554 5.7.1 your server is listed"
    letter = written(speaker)

    assert send_due() == {REFUSED: 1}

    letter.refresh_from_db()
    speaker.person.refresh_from_db()
    assert "l’adresse n’est pas en cause" in letter.fault
    assert speaker.person.mail_fault == ""


def test_refused_content_is_final_and_blames_no_address(smtp):
    smtp.verdict = "554 5.6.0 we do not like it"
    speaker = Speaker()
    letter = written(speaker)

    assert send_due() == {REFUSED: 1}

    letter.refresh_from_db()
    speaker.person.refresh_from_db()
    assert letter.fault == "Le serveur refuse le contenu du courriel (code 554 5.6.0)."
    assert speaker.person.mail_fault == ""


def test_refused_invitation_says_so(smtp):
    invitation = InvitationFactory(email="arrivee@example.org", sent_at=timezone.now())
    smtp.mode = "5xx"
    letter = written(
        Speaker(), LetterKind.INVITATION, to=invitation.email, person=None, invitation=invitation,
        body=f"[[invitation:{invitation.pk}]]",
    )  # fmt: skip

    assert send_due() == {REFUSED: 1}

    invitation.refresh_from_db()
    letter.refresh_from_db()
    assert invitation.fault == MailFault.REFUSED
    assert letter.fault == "Le serveur du destinataire refuse cette adresse (code 550)."


def test_request_never_talks_to_the_mail_server(settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    monkeypatch.setattr("smtplib.SMTP.connect", lambda *args: pytest.fail("waited for SMTP"))
    speaker = Speaker()
    report = ReportFactory(organisation=speaker.organisation, draft=True)

    with transaction.atomic():
        workflow.submit(report, by=speaker.person, at=timezone.now())

    assert Letter.objects.get().state == WAITING


# --- several senders -----------------------------------------------------------------------------


def test_claimed_letter_is_left_to_its_sender_until_the_claim_lapses(smtp):
    letter = written(Speaker())
    Letter.objects.update(claimed_at=timezone.now() - CLAIM_LIFE + dt.timedelta(minutes=1))
    assert send_due() == {}

    Letter.objects.update(claimed_at=timezone.now() - CLAIM_LIFE - dt.timedelta(minutes=1))
    assert send_due() == {SENT: 1}
    assert smtp.letters[0]["Message-ID"] == letter.message_id


def test_sender_whose_claim_lapsed_writes_nothing(smtp, monkeypatch):
    letter = written(Speaker())
    taken = timezone.now() + dt.timedelta(seconds=30)

    def slept(self, message):
        Letter.objects.filter(pk=letter.pk).update(claimed_at=taken)

    monkeypatch.setattr("letters.smtp.Post.send", slept)
    send_due()

    letter.refresh_from_db()
    assert (letter.state, letter.claimed_at) == (WAITING, taken)
