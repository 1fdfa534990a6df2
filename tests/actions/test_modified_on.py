"""« Modifiée le » moves when what the public reads has changed, only then."""

import datetime as dt

import pytest
from django.utils import timezone

from actions.action_page import modified_on
from actions.models import Action
from tests.factories import ActionFactory, AudienceFactory, MilestoneFactory
from tests.reading import main_of, text_of

pytestmark = pytest.mark.django_db
AGO = timezone.now() - dt.timedelta(days=400)


@pytest.fixture
def action():
    """A public action whose only version is old."""
    action = ActionFactory(public=True, ongoing=True)
    action.history.update(history_date=AGO)
    return Action.objects.get()


def is_old(action):
    return modified_on(Action.objects.get(pk=action.pk)) == AGO


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("position", 9),
        ("verified_on", dt.date(2026, 1, 2)),
        ("is_published", False),
        ("title", None),  # saved again as it was
    ],
)
def test_what_nobody_reads_moves_nothing(action, field, value):
    setattr(action, field, action.title if value is None else value)
    action.save()

    assert is_old(action)


@pytest.mark.parametrize(
    ("field", "value"), [("title", "Autre"), ("human_means", "Deux postes"), ("code", "9.9")]
)
def test_a_text_that_changes_moves_it(action, field, value):
    setattr(action, field, value)
    action.save()

    assert not is_old(action)


def test_a_link_or_a_line_that_changes_moves_it(action):
    step = MilestoneFactory(action=action)
    step.history.update(history_date=AGO)
    assert is_old(action)

    step.title = "Autre"
    step.save()
    assert not is_old(action)
    step.history.update(history_date=AGO)
    action.audiences.add(AudienceFactory())
    assert not is_old(action)


def test_many_versions_that_say_the_same_move_nothing(action):
    for position in range(25):
        action.position = position
        action.save()

    assert is_old(action)


def test_row_without_history_says_its_own_date(action):
    action.history.all().delete()

    assert modified_on(action) == action.modified_on


def test_page_tells_it(reader, action):
    action.verified_on = timezone.localdate()
    action.save()

    page = text_of(main_of(reader.get(action.get_absolute_url())))

    assert f"modifiée le {timezone.localtime(AGO).day}" in page
    assert str(timezone.localtime(AGO).year) in page
