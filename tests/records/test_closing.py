"""What is closed, told of rows in memory."""

import pytest

from actions.models import Action, Milestone
from conventions.models.phase import ConventionStatus
from records.closing import closed_among
from tests.factories import ActionFactory, ConventionFactory

pytestmark = pytest.mark.django_db


def test_rows_not_written_yet_are_judged_too():
    over = ConventionFactory(status=ConventionStatus.CLOSED)
    old = ActionFactory(convention=over)
    rows = [Action(convention=over), Milestone(action=old), Action(), ActionFactory()]

    found = closed_among(rows)

    assert sorted(id(row) for row, _words in found) == sorted(map(id, rows[:2]))
    assert all("est close" in words for _row, words in found)
