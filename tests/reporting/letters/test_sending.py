"""Letters leave once, are tried again, and say why they did not arrive."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone
from post_office.mail import get_queued
from post_office.models import STATUS, Email

from partners.models import MailFault, User
from reporting import workflow
from reporting.letters import send_guards
from reporting.letters.sending import DELAYS, send_due
from reporting.letters.smtp import blames_address
from reporting.models import Letter, LetterKind, LetterState, ReportState
from reporting.models.letter import CLAIM_LIFE
from reporting.report.links import link_for, revoke_links, token_of
from tests.bench.servers import free_port
from tests.factories import TerritoryFactory
from tests.reporting.posting import mail_to, written
from tests.reporting_factories import (
    CampaignFactory,
    InvitationFactory,
    PersonalLinkFactory,
    ReportFactory,
    Speaker,
)

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
    email = Email.objects.get()
    assert token not in f"{email.message}{email.html_message}{email.headers}"
    letter.refresh_from_db()
    assert (letter.state, letter.tries, letter.claimed_at) == (SENT, 1, None)
    assert (letter.sent_at is not None, email.status) == (True, STATUS.sent)


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
    change(speaker.person, email="juste@example.org")
    speaker.person.refresh_from_db()

    send_due()

    [arrived] = smtp.letters
    text = arrived.get_body(("plain",)).get_content()
    assert arrived["To"] == "juste@example.org"
    assert token_of(link_for(speaker.person)) in text and former not in text
    letter.refresh_from_db()
    assert letter.to == "juste@example.org"


def test_library_alone_sends_nothing():
    letter = written(Speaker())
    assert list(get_queued()) == []

    Email.objects.update(status=STATUS.queued)
    assert [email.letter for email in get_queued()] == [letter]


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
    assert [record.name for record in caplog.records] == ["reporting.letters.sending"]
    assert "@" not in caplog.text + letter.fault

    smtp.mode, settings.EMAIL_PORT = "accept", port
    now_due(letter)
    assert send_due() == {SENT: 1}
    assert smtp.letters[-1]["Message-ID"] == letter.email.message_id
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
    assert letter.fault == "Pas partie en 24 heures. Le serveur demande d’attendre (code 450)."
    assert Email.objects.get().status == STATUS.failed
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
    assert letter.fault == "Le serveur refuse le contenu de la lettre (code 554 5.6.0)."
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


@pytest.mark.parametrize(
    ("status", "blamed"),
    [
        ((5, 1, 1), True), ((5, 1, 2), True), ((5, 2, 1), True), ((5, 2, 2), True),
        ((5, 4, 4), True), ((5, 2, 3), False), ((5, 7, 1), False), ((5, 4, 7), False),
        ((5, 3, 4), False), (None, False),
    ],
)  # fmt: skip
def test_which_failures_are_those_of_the_address(status, blamed):
    assert blames_address(status) is blamed


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
    assert smtp.letters[0]["Message-ID"] == letter.email.message_id


def test_sender_whose_claim_lapsed_writes_nothing(smtp, monkeypatch):
    letter = written(Speaker())
    taken = timezone.now() + dt.timedelta(seconds=30)

    def slept(self, message):
        Letter.objects.filter(pk=letter.pk).update(claimed_at=taken)

    monkeypatch.setattr("reporting.letters.smtp.Post.send", slept)
    send_due()

    letter.refresh_from_db()
    assert (letter.state, letter.claimed_at) == (WAITING, taken)


# --- letters that must not leave any more --------------------------------------------------------


def asked(kind=LetterKind.REMINDER, **campaign):
    """(letter, speaker, report) of a campaign: what is asked of whom."""
    speaker = Speaker()
    report = ReportFactory(
        organisation=speaker.organisation, campaign=CampaignFactory(open=True, **campaign)
    )
    return written(speaker, kind, report.campaign, report=report), speaker, report


def change(row, **values):
    type(row)._base_manager.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize("kind", [LetterKind.OPENING, LetterKind.REMINDER, LetterKind.SENT_BACK])
def test_what_is_asked_leaves_while_nothing_changed(kind, smtp):
    asked(kind)

    assert send_due() == {SENT: 1}


TODAY, NOW = timezone.localdate, timezone.now
OPENING, REMINDER = LetterKind.OPENING, LetterKind.REMINDER
SENT_BACK, PUBLISHED = LetterKind.SENT_BACK, LetterKind.PUBLISHED
# What happens to (letter, speaker, report) meanwhile, and what becomes of a letter of each kind.
EVENTS = {
    "closed": (
        lambda _, who, report: change(report.campaign, closed_at=NOW()),
        (REMINDER, CANCELLED, send_guards.NOT_OPEN),
    ),
    "answered": (
        lambda _, who, report: change(report, state=ReportState.SUBMITTED, submitted_at=NOW()),
        (REMINDER, CANCELLED, send_guards.ANSWERED),
    ),
    "reminders-off": (
        lambda _, who, report: change(who.person, reminders_off_on=TODAY()),
        (REMINDER, CANCELLED, send_guards.REMINDERS_OFF),
    ),
    "left": (
        lambda _, who, report: change(who.membership, ended_on=TODAY()),
        (OPENING, CANCELLED, send_guards.ANSWERED),
        (PUBLISHED, CANCELLED, send_guards.LEFT),
        (SENT_BACK, FAILED, send_guards.NO_CONTACT),
    ),
    "revoked": (
        lambda _, who, report: revoke_links(who.person),
        (OPENING, CANCELLED, send_guards.REVOKED),
    ),
    "account-closed": (
        lambda _, who, report: change(who.person, is_active=False),
        (PUBLISHED, CANCELLED, send_guards.CLOSED),
    ),
    "anonymised": (
        lambda _, who, report: change(who.person, anonymised_on=TODAY()),
        (PUBLISHED, CANCELLED, send_guards.CLOSED),
    ),
    "unreachable": (
        lambda _, who, report: change(who.person, mail_fault=MailFault.BOUNCED),
        (PUBLISHED, FAILED, send_guards.UNREACHABLE),
    ),
    "unknown": (
        lambda letter, who, report: change(letter, person=None),
        (PUBLISHED, CANCELLED, send_guards.NOBODY),
    ),
    "erased": (
        lambda letter, who, report: letter.email.delete(),
        (PUBLISHED, FAILED, send_guards.NO_TEXT),
    ),
    "old": (
        lambda letter, who, report: change(
            letter, next_try_at=NOW() - dt.timedelta(days=3, minutes=1)
        ),
        (PUBLISHED, FAILED, send_guards.TOO_OLD),
    ),
}


@pytest.mark.parametrize("event", EVENTS)
def test_letter_overtaken_by_events_does_not_leave(event, smtp):
    happens, *expected = EVENTS[event]
    for kind, state, words in expected:
        letter, speaker, report = asked(kind)

        happens(letter, speaker, report)

        assert send_due() == {state: 1}
        letter.refresh_from_db()
        assert (letter.fault, smtp.letters) == (words, [])


@pytest.mark.parametrize(
    "over", [{"accepted_at": 0}, {"declined_at": 0}, {"cancelled_at": 0}, {"sent_at": 8}, {}]
)
def test_invitation_that_is_over_does_not_leave(over, smtp):
    days = {name: timezone.now() - dt.timedelta(days=ago) for name, ago in over.items()}
    invitation = InvitationFactory(**{"sent_at": timezone.now()} | days)
    body = f"http://127.0.0.1:8000/invitation/[[invitation:{invitation.pk}]]/"
    written(
        Speaker(), LetterKind.INVITATION, to=invitation.email, person=None, invitation=invitation,
        body=body, unsubscribe="",
    )  # fmt: skip

    assert send_due() == ({CANCELLED: 1} if over else {SENT: 1})
    if not over:
        text = smtp.letters[0].get_body(("plain",)).get_content()
        assert f"/invitation/{token_of(invitation)}/" in text


def test_person_who_is_back_gets_a_link_that_the_former_one_does_not_open():
    speaker = Speaker()
    former = token_of(link_for(speaker.person))
    revoke_links(speaker.person)

    again = link_for(speaker.person)

    assert (again.revoked_at, token_of(again) == former) == (None, False)
