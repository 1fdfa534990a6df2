"""The examples of what residents say: some wait, some are counted; all leave, and forms close."""

import pytest

from conventions.models import Convention
from demonstration.removal import remove_demo_rows
from voices.models import Voice, VoiceState

pytestmark = pytest.mark.django_db


def test_examples_show_each_state_then_leave_and_close_the_forms(demonstration):
    convention = Convention.objects.get(slug="2023-2026")
    states = set(Voice.objects.values_list("state", flat=True))
    assert states == set(VoiceState.values) and convention.ideas.is_open_today

    remove_demo_rows()

    convention.refresh_from_db()
    assert Voice.objects.count() == Voice.history.count() == 0
    assert convention.ideas.first is None and convention.opinions.first is None


def test_days_that_the_team_chose_stay(demonstration):
    convention = Convention.objects.get(slug="2023-2026")
    convention.ideas_until = convention.ideas_from
    convention.save()

    remove_demo_rows()

    convention.refresh_from_db()
    assert convention.ideas.first is not None
