"""What the outbox does for any room that writes letters."""

import pytest
from django.conf import settings as django_settings
from django.utils.module_loading import import_string

from letters.models import LetterState, OutboxLetter
from letters.sending import send_due
from letters.sources import LetterSource, Stopped
from letters.writing import add
from reporting.models import Letter
from tests.reporting_factories import LetterFactory

pytestmark = pytest.mark.django_db


class FailingLetters(LetterSource):
    def prepare(self, letter, at):
        raise ValueError(letter.to)


class StoppedLetters(LetterSource):
    def prepare(self, letter, at):
        raise Stopped(LetterState.CANCELLED, "Plus la peine.")


@pytest.fixture
def sources(settings):
    settings.LETTER_SOURCES = {
        "plain": "letters.sources.LetterSource",
        "failing": f"{__name__}.FailingLetters",
        "stopped": f"{__name__}.StoppedLetters",
    }


def written(source, once="1", **values):
    return add(source, once=once, to="a@example.org", subject="Bonjour", text="Voilà.", **values)


def row(letter):
    letter.refresh_from_db()
    return letter.state, letter.fault, letter.text


def test_an_act_writes_its_letter_once_and_each_source_for_itself(sources):
    assert written("plain") and written("failing")
    assert written("plain") is None


def test_a_letter_leaves_as_written_and_nothing_stays_of_it(sources, mailoutbox):
    letter = written("plain", html="<p>Voilà.</p>", headers={"X-Essai": "1"})

    assert send_due() == {LetterState.SENT: 1}

    [message] = mailoutbox
    assert (message.from_email, message.to) == (
        django_settings.DEFAULT_FROM_EMAIL,
        ["a@example.org"],
    )
    assert (message.subject, message.body) == ("Bonjour", "Voilà.")
    assert message.alternatives == [("<p>Voilà.</p>", "text/html")]
    assert message.extra_headers == {"X-Essai": "1", "Message-ID": letter.message_id}
    assert row(letter) == (LetterState.SENT, "", "")
    assert (letter.to, letter.subject, letter.html, letter.headers) == ("", "", "", {})


def test_a_source_that_fails_does_not_hold_the_letters_of_others(sources, mailoutbox, caplog):
    failing, plain = written("failing"), written("plain")

    assert send_due() == {LetterState.WAITING: 1, LetterState.SENT: 1}

    words = "Une erreur inattendue a arrêté l’envoi (ValueError)."
    assert row(failing) == (LetterState.WAITING, words, "Voilà.")
    assert row(plain)[0] == LetterState.SENT
    assert "a@example.org" not in caplog.text


def test_a_letter_that_its_source_stops_does_not_leave(sources, mailoutbox):
    letter = written("stopped")

    assert send_due() == {LetterState.CANCELLED: 1}
    assert row(letter) == (LetterState.CANCELLED, "Plus la peine.", "")
    assert mailoutbox == []


def test_a_state_is_changed_by_one_statement_that_says_which_it_was(django_assert_num_queries):
    """By way of an inheriting model, Django reads the keys, then writes whatever they became."""
    waiting, gone = LetterFactory(), LetterFactory(sent=True)

    with django_assert_num_queries(1) as queries:
        assert Letter.objects.filter(kind=waiting.kind).cancel() == 1

    assert "attente" in queries[0]["sql"].partition("WHERE")[2]
    states = dict(OutboxLetter.objects.values_list("pk", "state"))
    assert states == {waiting.pk: LetterState.CANCELLED, gone.pk: LetterState.SENT}


def test_every_source_of_the_settings_is_one():
    for name in django_settings.LETTER_SOURCES.values():
        assert issubclass(import_string(name), LetterSource)
