"""Words that found nothing are counted; nothing personal is kept, and not for ever."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone

from search import unanswered
from search.models import MOST_WORDS, UnansweredWord
from search.unanswered import note
from tests.word_factories import UnansweredWordFactory

pytestmark = pytest.mark.django_db


def kept():
    return dict(UnansweredWord.objects.values_list("word", "times"))


def test_a_word_is_counted_each_time():
    note("trottinette", ["trottinette"])
    note("une trottinette", ["trottinette"])
    assert kept() == {"trottinette": 2}


@pytest.mark.parametrize(
    "text",
    [
        "jeanne.dupont@example.org",
        "06 12 34 56 78",
        "0612345678 jeanne",
        "https://example.org/jeanne",
        "je cherche une place pour mon fils Hugo",
        "dossier 12345",
    ],
)
def test_what_may_be_somebodys_is_not_kept(text):
    note(text, ["jeanne", "hugo"])
    assert kept() == {}


@pytest.mark.parametrize("word", ["ab", "x" * 31, "abc1", "2024", "", "a b", "-"])
def test_only_single_words_are_kept(word):
    note("mot", [word])
    assert kept() == {}


def test_no_more_than_so_many_words(monkeypatch):
    monkeypatch.setattr(unanswered, "MOST_WORDS", 2)
    for word in ("un", "premier", "deuxieme", "troisieme", "premier"):
        note(word, [word])
    assert kept() == {"premier": 2, "deuxieme": 1}
    assert MOST_WORDS == 500


def test_a_failure_is_no_fault_of_the_reader(monkeypatch):
    def fail(word):
        raise DatabaseError("full")

    monkeypatch.setattr(unanswered, "count", fail)
    note("mot", ["mot"])
    assert kept() == {}


def test_old_words_are_forgotten(capsys):
    today = timezone.localdate()
    UnansweredWordFactory(word="ancien", last_on=today - dt.timedelta(days=366))
    UnansweredWordFactory(word="recent", last_on=today - dt.timedelta(days=365))

    call_command("purge_searched_words")

    assert capsys.readouterr().out == "Mots effacés : 1.\n"
    assert kept() == {"recent": 1}
