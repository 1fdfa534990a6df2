"""Who followed an action or an enjeu follows what continues it, once residents may read it."""

import datetime as dt

import pytest
from django.utils import timezone

from conventions.models import Convention
from follow.published import published
from follow.scopes import actions_of
from tests.factories import ActionFactory, ConventionFactory, EnjeuFactory, FollowFactory
from tests.follow.test_telling import aged, letters

pytestmark = pytest.mark.django_db
NEXT = {"starts_on": dt.date(2090, 1, 1), "ends_on": dt.date(2093, 12, 31), "slug": "2090-2093"}


@pytest.fixture
def old(action):
    return aged(action)


@pytest.fixture
def new(old):
    """What continues `old` in a convention that nobody reads yet."""
    following = ConventionFactory(territory=old.convention.territory, **NEXT)
    enjeu = EnjeuFactory(convention=following)
    enjeu.origins.add(old.enjeu)
    return ActionFactory(
        enjeu=enjeu, title="Le grand jardin", is_published=True, summary="x", origins=[old]
    )


def open_the_next(new):
    convention = Convention.objects.get(pk=new.convention_id)
    convention.is_published = True
    convention.save()


@pytest.mark.parametrize("kind", ["action", "enjeu"])
def test_it_is_told_once_when_the_next_convention_is_published(old, new, kind):
    key = f"action-{old.number}" if kind == "action" else f"enjeu-{old.enjeu_id}"
    FollowFactory(scope=key)
    assert letters() == []

    open_the_next(new)
    (said,) = letters()
    assert "Le grand jardin" in said
    assert "Suite de « Ouvrir un jardin », de la convention 2023-2026. Avancement : À venir" in said
    assert new.get_absolute_url() in said
    assert letters(timezone.now() + dt.timedelta(days=10)) == []


def test_of_a_draft_nothing_is_followed(old, new):
    keys = [f"action-{old.number}", f"enjeu-{old.enjeu_id}"]

    assert actions_of(keys) == {key: {old.pk} for key in keys}
    open_the_next(new)
    assert actions_of(keys) == {key: {old.pk, new.pk} for key in keys}
    assert actions_of([f"action-{new.number}"]) == {f"action-{new.number}": {new.pk}}


def test_what_goes_on_twice_is_followed_to_the_end(old, new):
    open_the_next(new)
    later = ConventionFactory(
        published=True,
        territory=old.convention.territory,
        starts_on=dt.date(2094, 1, 1),
        ends_on=dt.date(2096, 12, 31),
    )
    last = ActionFactory(published=True, convention=later, origins=[new])

    assert actions_of([f"action-{old.number}"])[f"action-{old.number}"] == {old.pk, new.pk, last.pk}


def test_actions_that_merged_are_named_together(old, new):
    other = ActionFactory(convention=old.convention, published=True, title="Semer")
    new.origins.add(other)
    open_the_next(new)
    since = timezone.now() - dt.timedelta(days=1)

    words = [row.words for row in published(since, timezone.now()) if row.action == new.pk]
    assert words[0].startswith("Suite de « Ouvrir un jardin » et de « Semer », de la convention")
