"""The words that found nothing: counted, so that the team gives them a synonym.

Only single words are kept, never a search, its day apart, nor who typed it. What may be an address,
a telephone or a sentence to somebody is not a search: nothing of it is kept.
"""

import logging
import re

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from search.models import MOST_WORDS, UnansweredWord
from search.words import chunks

logger = logging.getLogger(__name__)

LONGEST_SEARCH = 5  # words of a search worth reading: beyond, it is a letter
MOST_DIGITS = 4  # a year; more may be a telephone or a file number
WORD = re.compile(r"[a-z]{3,30}\Z")


def is_private(text):
    """True when `text` may say something of a person: an address, a number, a long sentence."""
    digits = sum(letter.isdigit() for letter in text)
    return (
        digits > MOST_DIGITS
        or any(sign in text for sign in "@/\\:")
        or len(chunks(text)) > LONGEST_SEARCH
    )


def note(text, words):
    """Count the folded `words` of the search `text` that found nothing. Never raises.

    Beyond MOST_WORDS different words, those already known are still counted.
    """
    kept = [] if is_private(text) else {word for word in words if WORD.match(word)}
    for word in sorted(kept):
        try:
            with transaction.atomic():
                count(word)
        except DatabaseError:
            logger.warning("a word that found nothing was not counted", exc_info=True)


def count(word):
    """One time more for `word`."""
    rows = UnansweredWord.objects
    if rows.filter(word=word).update(times=F("times") + 1, last_on=timezone.localdate()):
        return
    if rows.count() < MOST_WORDS:
        rows.bulk_create([UnansweredWord(word=word)], ignore_conflicts=True)
