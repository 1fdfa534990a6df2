"""What the rooms that write letters say of theirs: as one leaves, and once it is over."""

from django.conf import settings
from django.utils.module_loading import import_string

from letters.models import OutboxLetter


class Stopped(Exception):
    """The letter has not to leave: it becomes `state`, for the reason `words`, a sentence.

    FAILED when somebody has to do something about it, else CANCELLED.
    """

    def __init__(self, state, words):
        super().__init__(words)
        self.state, self.words = state, words


class LetterSource:
    """One room's say on its letters. As it stands: they leave as written, and nothing stays.

    Named in settings.LETTER_SOURCES, so that the outbox depends on no room.
    """

    def prepare(self, letter, at):
        """Dict of what to put in the place of the marks of the OutboxLetter, as it leaves.

        May correct `letter.to`, which is then kept. Raises Stopped.
        """
        return {}

    def over(self, letter, *, blames_address):
        """`letter` reached another state than WAITING: to be written in the same transaction.

        `blames_address` says that its address does not work.
        """
        OutboxLetter.objects.filter(pk=letter.pk).update(
            to="", subject="", text="", html="", headers={}
        )


def source_of(letter):
    """The LetterSource of an OutboxLetter."""
    return import_string(settings.LETTER_SOURCES[letter.source])()
