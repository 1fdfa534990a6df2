"""What is written of delays and limits is what the code keeps: tests/promises.py."""

import re

import pytest
from django.conf import settings

from tests.french_sources import written
from tests.promises import ESTIMATES, PROMISES, N, number
from tests.reading import main_of, text_of

MEASURE = re.compile(
    rf"\b{N}[ \u00a0\u202f](?:mois|jours?|heures?|minutes?|ans?|années?|semaines?|secondes?|quart"
    r"|[MG]o|caractères)\b",
    re.IGNORECASE,
)
HISTORY = {"CHANGELOG.md"}  # what was true of a version


@pytest.fixture(scope="module")
def texts():
    return [
        (place, re.sub(r"[ \n\u00a0]+", " ", text))
        for place, said in written().items()
        if place not in HISTORY
        for text in said
    ]


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.says)
def test_what_is_written_is_kept(texts, promise):
    found = [
        (place, match[0], number(next(filter(None, match.groups()))))
        for place, text in texts
        for match in promise.pattern.finditer(text)
    ]
    assert found
    assert [said for said in found if said[2] != promise.kept] == []


def test_how_often_is_told_one_way(texts):
    said = {
        found[0].lower()
        for place, text in texts
        for found in re.finditer(r"\w+ fois par an\b(?:, le plus souvent)?", text, re.IGNORECASE)
    }
    assert said == {"deux fois par an, le plus souvent"}


@pytest.mark.django_db
def test_no_page_that_a_reader_opens_leaves_a_cookie(reader, shipped_content):
    told = text_of(main_of(reader.get("/donnees-personnelles/")))
    assert "Aucun cookie n’est déposé, sauf si vous allez vous connecter ou répondre." in told
    assert "Le formulaire ne dépose aucun cookie." in told
    for address in ("/", "/actions/", "/contact/", "/donnees-personnelles/", "/aide/", "/suivre/"):
        assert dict(reader.get(address).cookies) == {}, address
    assert dict(reader.post("/contact/", {"message": "Bonjour"}).cookies) == {}
    assert set(reader.get("/connexion/").cookies) == {settings.CSRF_COOKIE_NAME}


def test_every_measure_that_is_written_is_a_promise_or_an_estimate(texts):
    untied = []
    for place, text in texts:
        kept = [match.span() for one in PROMISES for match in one.pattern.finditer(text)]
        kept += [match.span() for match in ESTIMATES.finditer(text)]
        untied += [
            f"{place} | {text[max(0, said.start() - 40) : said.end() + 30]}"
            for said in MEASURE.finditer(text)
            if not any(start <= said.start() < end for start, end in kept)
        ]
    assert untied == []
