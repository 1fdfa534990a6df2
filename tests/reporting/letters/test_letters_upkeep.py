"""Letters as they age: after a restore, once old, and without a timer in the demonstration."""

import datetime as dt

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from actions.months import months_before
from letters import sending
from letters.sending import send_due
from reporting.letters.follow_up import resend
from reporting.models import Letter, LetterKind, LetterState
from reporting.report.links import link_for, token_of
from tests.reporting.posting import written
from tests.reporting_factories import (
    LetterFactory,
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


def test_after_a_restore_nothing_leaves_before_somebody_looked(smtp, capsys):
    letter = written(Speaker())
    gone = LetterFactory(sent=True)

    call_command("hold_letters")
    call_command("hold_letters")

    assert capsys.readouterr().out == "Courriels retenus : 1.\nCourriels retenus : 0.\n"
    assert send_due() == {}
    letter.refresh_from_db()
    gone.refresh_from_db()
    assert (letter.state, letter.fault, gone.state) == (FAILED, sending.RESTORED, SENT)


def test_old_texts_and_addresses_are_erased_and_the_trace_stays(capsys):
    old, recent, waiting = (written(Speaker()) for _ in range(3))
    Letter.objects.exclude(pk=waiting.pk).update(state=SENT, sent_at=timezone.now())
    Letter.objects.exclude(pk=recent.pk).update(created_at=timezone.now() - dt.timedelta(days=366))

    call_command("purge_letters")
    call_command("purge_letters")

    assert capsys.readouterr().out == "Courriels effacés : 1.\nCourriels effacés : 0.\n"
    old.refresh_from_db()
    assert (old.text, old.to, old.subject, old.state) == ("", "", "Vos nouvelles", SENT)
    assert Letter.objects.exclude(text="").count() == 2


def test_letters_keep_their_texts_for_the_months_asked(capsys):
    today = timezone.localdate()
    for days in (0, 1):
        letter = LetterFactory(sent=True)
        day = months_before(today, 3) - dt.timedelta(days=days)
        at = timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
        Letter.objects.filter(pk=letter.pk).update(created_at=at)

    call_command("purge_letters", months=3)
    call_command("purge_letters", months=100_000)

    assert capsys.readouterr().out == "Courriels effacés : 1.\nCourriels effacés : 0.\n"


def test_old_letter_to_the_team_no_longer_names_who_left():
    letter = written(
        Speaker(), LetterKind.NOT_ME, subject="Léa Martin n’est plus un contact la mairie"
    )
    long_ago = timezone.now() - dt.timedelta(days=366)
    Letter.objects.update(state=SENT, sent_at=long_ago, created_at=long_ago)

    call_command("purge_letters")

    letter.refresh_from_db()
    assert letter.subject == "Changement de contact"


def test_command_says_what_it_did(smtp, capsys):
    call_command("send_letters")
    written(Speaker())
    refused = Speaker()
    smtp.refused[refused.person.email] = "550 never"
    written(refused)
    call_command("send_letters")

    assert capsys.readouterr().out == ("Aucun courriel à envoyer.\nPartis : 1. Refusés : 1.\n")


def test_demonstration_needs_no_timer(settings, reader, django_capture_on_commit_callbacks):
    settings.DEMO = True
    settings.EMAIL_BACKEND = "demonstration.entrance.LetterBackend"
    speaker = Speaker()
    with django_capture_on_commit_callbacks(execute=True):
        written(speaker)

    page = reader.get("/demonstration/lettres/").text

    link = f"http://127.0.0.1:8000/r/{token_of(link_for(speaker.person))}/"
    assert f'<a href="{link}"' in page
    letter = Letter.objects.get()
    assert letter.state == SENT

    Letter.objects.update(state=FAILED)
    with django_capture_on_commit_callbacks(execute=True):
        resend(letter)
    assert Letter.objects.get().state == SENT


def test_elsewhere_the_act_sends_nothing(settings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        written(Speaker())

    assert (callbacks, mail.outbox) == ([], [])
