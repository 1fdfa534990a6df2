"""The words that residents type find what they mean on the demonstration, among the first three."""

import csv
from pathlib import Path

import pytest

from actions.models import Action
from actions.search import public_index
from search.answers import answers_to
from search.index import keys_of
from search.models import Synonym
from tests.reading import find, main_of, of_class, text_of

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
FILES = ("recherches.csv", "recherches-autres.csv")


def rows_of(name):
    with (SAMPLES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


ROWS = [(row["recherche"], row["parmi_les_trois_premiers"]) for f in FILES for row in rows_of(f)]


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "wanted"), ROWS)
def test_word(query, wanted, reader, demonstration):
    codes = dict(Action.objects.values_list("code", "number"))
    page = main_of(reader.get("/recherche/", {"q": query}))
    assert "/contact/" in [link.get("href") for link in find(page, "a")]
    found = [find(row, "a")[0].get("href") for row in of_class(page, "rows", "li")][:3]
    page = text_of(page)
    assert "05 63 41 89 12" in page.replace("\u00a0", " ").replace("\u202f", " ")
    if wanted:
        starts = [f"/actions/{codes[one]}-" if one in codes else one for one in wanted.split("|")]
        assert any(address.startswith(start) for address in found for start in starts), found


@pytest.mark.django_db
def test_enough_synonyms_are_shipped_and_each_word_says_one_thing(shipped_content):
    rows = list(Synonym.objects.all())
    assert len(rows) >= 80
    for row in rows:
        row.full_clean()
        typed, _meant = row.group
        keys = [key for phrase in typed for key in keys_of(phrase) if key[0].startswith("=")]
        assert len(keys) == len(set(keys)), row.typed


@pytest.mark.django_db
def test_no_synonym_answers_with_half_of_the_site(demonstration):
    index = public_index.get()
    for row in Synonym.objects.all():
        for phrase in row.group[0]:
            asked = answers_to(index, phrase).asked
            for way in (way for concept in asked.concepts for way in concept.ways):
                for term in way.terms if len(way.terms) == 1 else ():
                    holders = len(index.postings[term][0])
                    assert holders < len(index.documents) / 3, (phrase, term)
