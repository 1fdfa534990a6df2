"""What the database refuses in the outbox."""

import pytest
from django.apps import apps

from letters.models import OutboxLetter
from tests.constraints import (
    Case,
    accepted,
    check_accepted,
    check_refused,
    constraints_of,
    refused,
)
from tests.reporting_factories import LetterFactory

pytestmark = pytest.mark.django_db


def sent():
    return OutboxLetter.objects.get(pk=LetterFactory(sent=True).pk)


def second():
    """A second letter; the first is `row.first`."""
    first, row = sent(), sent()
    row.first = first
    return row


CASES = [
    Case(
        "letter_sent_is_dated",
        "Un courriel parti porte la date de son départ.",
        sent,
        wrong=[{"sent_at": None}, {"sent_at": None, "state": "revenue"}],
        right=[{}, {"sent_at": None, "state": "attente"}],
    ),
    Case(
        "letter_written_once",
        "Ce courriel est déjà écrit.",
        second,
        wrong=[{"once": lambda row: row.first.once}],
        right=[{}, {"once": lambda row: row.first.once, "source": "contact"}],
    ),
]


@refused(CASES)
def test_constraint_refuses(case, values):
    check_refused(case, values)


@accepted(CASES)
def test_constraint_accepts_its_neighbour(case, values):
    check_accepted(case, values)


def test_every_constraint_is_tested():
    assert {case.name for case in CASES} == constraints_of(apps.get_app_config("letters"))
