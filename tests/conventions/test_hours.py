"""Meetings under way, the hour that comes twice, a correction planned for later."""

import datetime as dt

import pytest
from django import forms
from django.utils import timezone

from actions.admin.update import is_replaced
from conventions.models import Meeting
from records.admin.fields import MomentField
from tests.factories import MeetingFactory, UpdateFactory

PARIS = timezone.get_default_timezone()
NOON = dt.datetime(2026, 3, 4, 12, tzinfo=PARIS)
MINUTE = dt.timedelta(minutes=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts_at", "ends_at", "is_coming"),
    [
        (NOON - 5 * MINUTE, None, True),  # under way
        (NOON.replace(hour=0), None, True),
        (NOON.replace(hour=0) - MINUTE, None, False),
        (NOON - 60 * MINUTE, NOON - MINUTE, False),
        (NOON - 60 * MINUTE, NOON + MINUTE, True),
    ],
)
def test_meeting_is_past_once_over(starts_at, ends_at, is_coming):
    MeetingFactory(starts_at=starts_at, ends_at=ends_at)

    assert Meeting.objects.upcoming(NOON).exists() is is_coming
    assert Meeting.objects.past(NOON).exists() is not is_coming


def test_hour_that_comes_twice_is_the_first():
    """What is published « now » that night is seen at once, not in an hour."""
    found = MomentField().clean(["25/10/2026", "02:30"])

    assert found.astimezone(dt.UTC) == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


def test_hour_that_never_comes_is_refused_in_words():
    with pytest.raises(forms.ValidationError, match="Cette heure n’existe pas"):
        MomentField().clean(["29/03/2026", "02:30"])


@pytest.mark.django_db
def test_planned_correction_replaces_nothing_yet(staff_client):
    first = UpdateFactory(public=True)
    UpdateFactory(action=first.action, replaces=first, correction_reason="Chiffre", scheduled=True)
    address = f"/admin/actions/update/{first.pk}/change/"

    first.refresh_from_db()

    assert not is_replaced(first)
    page = staff_client.get(address).content.decode()
    assert "Visible sur le site jusqu’à sa correction" in page
    assert "Remplacée par une correction" not in page
