"""Factories of the words of the site, and of residents; tests take them from tests.factories."""

from factory import Sequence

from conventions.models import GlossaryEntry
from search.models import Synonym, UnansweredWord
from tests.factory_base import Factory


class GlossaryEntryFactory(Factory):
    class Meta:
        model = GlossaryEntry

    term = Sequence(lambda n: f"MOT{n}")


class SynonymFactory(Factory):
    class Meta:
        model = Synonym

    typed = Sequence(lambda n: f"mot{n} des habitants")
    meant = "accueil du jeune enfant"


class UnansweredWordFactory(Factory):
    class Meta:
        model = UnansweredWord

    word = Sequence(lambda n: f"mot{n}")
