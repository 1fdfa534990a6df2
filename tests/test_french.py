"""The French of every page, judged by tests/french.py; docs/lexique.toml is the list of words."""

from collections import defaultdict
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import override_settings

from tests.french import (
    EXCEPTIONS,
    bad_spaces,
    contradictions,
    missing_elisions,
    words_that_left,
    wrong_numbers,
)
from tests.french_pages import pages, typed_by_residents
from tests.french_sources import GUIDES, LETTERS, guide, letter, paragraphs, written
from tests.readability import EASE, long_sentences, reading_ease, sentences, syllables
from tests.spelling import ELIDED, dictionary_place, misspelt, own_words, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.typeset]
# « .ci/run » installs it; « make test » says when it is missing.
spelling = pytest.mark.skipif(not dictionary_place(), reason="no French dictionary (hunspell-fr)")
SAMPLE = 100  # words
HARD_PAGES = {page["adresse"] for page in EXCEPTIONS}
SPOKEN = {
    "action": 2,
    "l’action": 2,
    "habitants": 3,
    "ils": 1,
    "disent": 1,
    "moment": 2,
    "année": 2,
}
SPOKEN |= {"créé": 2, "réel": 2, "poésie": 3, "coopération": 5, "payer": 2, "langue": 1, "qui": 1}
SPOKEN |= {
    "rendez-vous": 3,
    "août": 1,
    "jeunes": 1,
    "le": 1,
    "2026": 1,
    "Noël": 2,
    "aujourd’hui": 3,
}
JUDGES = [bad_spaces, missing_elisions, words_that_left, wrong_numbers]


@pytest.fixture(scope="module")
def texts(module_world):
    call_command("load_content", verbosity=0)
    with override_settings(DEMO=True):
        call_command("load_demo", verbosity=0)
        call_command("demo_accounts", verbosity=0, stdout=StringIO())
        return list(pages())


def test_pages_of_everybody_are_read(texts):
    scopes = [text.scope for text in texts]
    assert scopes.count("public") > 30
    assert scopes.count("partenaires") > 10
    assert scopes.count("équipe") > 150


@pytest.mark.parametrize("judge", JUDGES, ids=lambda judge: judge.__name__)
def test_every_page_is_good_french(texts, judge):
    faults = {
        f"{text.place} | {fault}"
        for text in texts
        for block in text.blocks
        for fault in judge(block, text.scope)
    }
    assert sorted(faults) == []


@pytest.mark.parametrize("name", GUIDES)
def test_guides_have_one_word_for_one_thing(name):
    assert words_that_left(guide(name), "guides") == []


@pytest.mark.parametrize("kind", LETTERS)
def test_default_letters_are_good_french(kind):
    assert words_that_left(letter(kind), "courriels") == []
    assert missing_elisions(letter(kind), "courriels") == []


@spelling
def test_every_page_is_well_spelt(texts):
    faults = {
        f"{text.place} | {word}"
        for text in texts
        for typed in [typed_by_residents(text.place)]
        for block in text.blocks
        for word in misspelt(block)
        if word not in typed
    }
    assert sorted(faults) == []


@spelling
def test_every_source_is_well_spelt():
    faults = {
        f"{place} | {word}"
        for place, said in written().items()
        for text in said
        for word in misspelt(text)
    }
    assert sorted(faults) == []


@pytest.mark.parametrize(
    "judge", [words_that_left, missing_elisions], ids=lambda judge: judge.__name__
)
def test_every_source_is_good_french(judge):
    """What no page of the demonstration shows too; commands speak to who runs the portal."""
    faults = {
        f"{place} | {fault}"
        for place, said in written().items()
        for text in said
        if place not in GUIDES
        for fault in judge(" ".join(text.split()), "guides" if "management" in place else "équipe")
    }
    assert sorted(faults) == []


def test_own_list_has_no_word_that_nobody_reads(texts):
    read = {word for text in texts for block in text.blocks for word in words_of(block)}
    read |= {word for said in written().values() for text in said for word in words_of(text)}
    assert sorted(own_words() - read - {ELIDED.sub("", word) for word in read}) == []


@pytest.mark.parametrize("name", GUIDES)
def test_guides_are_easy_to_read(name):
    said = paragraphs(name)
    assert [long for text in said for long in long_sentences(text)] == []
    assert reading_ease(said) >= EASE


@pytest.mark.parametrize("kind", LETTERS)
def test_default_letters_are_easy_to_read(kind):
    assert [long for text in LETTERS[kind] for long in long_sentences(text)] == []
    assert reading_ease(LETTERS[kind]) >= EASE


def test_no_page_has_a_long_sentence(texts):
    faults = {
        f"{text.place} | {long}"
        for text in texts
        for part in text.main
        for long in long_sentences(part)
    }
    assert sorted(faults) == []


def test_pages_are_easy_to_read(texts):
    """Each page by itself; those of a few words, together: the formula is made for a hundred."""
    judged, few = {}, defaultdict(list)
    for text in texts:
        if sum(map(len, (words for part in text.main for words in sentences(part)))) < SAMPLE:
            few[text.scope] += text.main
        elif text.place not in HARD_PAGES:
            judged[text.place] = reading_ease(text.main)
    judged |= {scope: reading_ease(parts) for scope, parts in few.items()}
    assert len(judged) > 80
    assert {place: round(ease) for place, ease in judged.items() if ease < EASE} == {}


def test_reading_ease_can_tell():
    """Words per sentence and syllables per word, counted by hand."""
    for word, spoken in SPOKEN.items():
        assert (word, syllables(word)) == (word, spoken)
    assert reading_ease(["Le chat dort ici. Il a bien faim."]) == pytest.approx(
        207 - 4.06 - 73.6 * 9 / 8
    )
    assert reading_ease(["Contact"]) is None
    hard = "L’inscription préalable conditionne l’accessibilité intercommunale des prestations."
    assert reading_ease([hard]) < EASE
    assert long_sentences(" ".join(["mot"] * 26)) and not long_sentences(" ".join(["mot"] * 25))


def test_no_field_is_said_optional_and_needed_at_once(texts):
    said = [f"{text.place} | {field}" for text in texts for field in text.fields]
    assert any("(facultatif)" in field for field in said)
    assert [field for field in said if contradictions(field, "")] == []


@pytest.mark.parametrize(
    ("judge", "wrong", "right"),
    [
        (bad_spaces, "Quoi ?", "Quoi\u00a0?"),
        (bad_spaces, "« oui", "«\u00a0oui"),
        (bad_spaces, "87 % à 18 h", "87\u00a0% à 18\u00a0h"),
        (contradictions, "Phrase (facultatif) Nécessaire pour publier", "Phrase (facultatif)"),
        (missing_elisions, "Contacts de Association", "Contacts de CAF, de handicap, dites-le ici"),
        (words_that_left, "Une lettre vous le dira", "Un courriel vous le dira"),
        (words_that_left, "La nouvelle est publiée", "sans nouvelles depuis mai"),
        (wrong_numbers, "1 réponses", "0 réponse, 1 fois, 2 réponses, 1er mars"),
        (wrong_numbers, "2 réponse", "le 29 novembre, 2023 à 2026, 12 fois, 2 en cours"),
        (wrong_numbers, "0 actions en retard", "sur 10 actions, 1.1.2 titres"),
        pytest.param(misspelt, "Une adrese d’Azzas", "L’adresse d’Azas : a@b.fr", marks=spelling),
    ],
)
def test_judges_can_tell(judge, wrong, right):
    assert judge(wrong, "public")
    assert judge(right, "public") == []
