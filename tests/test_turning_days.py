"""Every page holds on the days when time turns: the end of the convention, and what follows it."""

import re

import pytest
from django.urls import reverse

from tests.clock import TURNING_DAYS
from tests.factories import UserFactory
from tests.reading import crawl, is_page, main_of, text_of
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
LAST_DAY = TURNING_DAYS[0]
# True of a convention in force only, wherever the portal says it itself.
FALSE_AFTER = re.compile(
    r"\b(?:En retard|(?:est|sont|Étapes) en retard|Bientôt|dure jusqu’au|sera publié ici|À venir)\b"
)
# Texts that somebody wrote, or that explain every word of the portal; what was frozen on a day of
# before, and says so.
EDITORIAL = ("/actualites/", "/aide/", "/glossaire/", "/la-ctg/", "/donnees/")
FROZEN = re.compile("/bilan/|/evaluation/")
TEAM = (
    *("board", "launch-checklist", "staff-actions", "staff-sentences", "values", "import", "trash"),
    *("contacts", "letters", "reviews", "campaigns", "campaign-add", "territory-settings"),
    "searched-words",
)
ADMIN = (
    *("conventions_convention", "conventions_enjeu", "conventions_meeting", "conventions_page"),
    *("actions_action", "actions_update", "actions_indicator", "partners_organisation"),
)


def false_sentences(seen):
    """(address, words) of what the fetched pages say that stopped being true."""
    return [
        (address, found[0])
        for address, response in seen.items()
        if is_page(response) and response.status_code == 200
        if not address.startswith(EDITORIAL) and not FROZEN.search(address)
        for found in FALSE_AFTER.finditer(text_of(main_of(response)))
    ]


@pytest.mark.parametrize("day", TURNING_DAYS, ids=str)
def test_public_pages_hold_and_say_nothing_false(demonstration, reader, on_day, day):
    on_day(day)

    # What a file holds is what pages hold: making all of them once is enough.
    left_out = re.compile(r"\?" if day == LAST_DAY else r"\?|\.\w+$")
    seen = crawl(reader, only=lambda address: not left_out.search(address))

    wrong = {address: r.status_code for address, r in seen.items() if r.status_code >= 400}
    assert wrong == {}
    assert len(seen) > 60
    home = text_of(main_of(seen["/"]))
    if day > LAST_DAY:
        assert false_sentences(seen) == []
        assert "Entre deux conventions" in home
    else:
        assert "dure jusqu’au 31 décembre 2026" in home
        assert false_sentences(seen) != []  # the words are looked for where they stand


@pytest.mark.parametrize("day", TURNING_DAYS, ids=str)
def test_pages_of_the_team_hold(demonstration, on_day, day):
    on_day(day)
    client = sign_in_as(UserFactory(administration=True))
    asked = [reverse(name) for name in TEAM]
    asked += [reverse(f"admin:{name}_changelist") for name in ADMIN]

    answers = {address: client.get(address) for address in asked}

    assert {a: r.status_code for a, r in answers.items() if r.status_code != 200} == {}
    board = text_of(main_of(answers["/suivi/"]))
    told = "Elle est finie depuis" if day > LAST_DAY else "il reste 1 jour"
    assert told in board
