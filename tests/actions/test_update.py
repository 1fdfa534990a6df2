"""News: shown at its hour, never changed, corrected by another."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from actions.models import Update
from conventions.models import Convention
from tests.factories import ActionFactory, UpdateFactory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2025, 3, 1, 9, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


def published(at=AT):
    return list(Update.objects.published(at))


def test_update_is_published_from_its_very_second():
    update = UpdateFactory(public=True, published_at=AT)

    assert published(AT - SECOND) == []
    assert published(AT) == [update]


def test_published_shows_the_newest_first():
    first, second = (UpdateFactory(public=True, published_at=AT) for _ in range(2))
    newest = UpdateFactory(public=True, published_at=AT + SECOND)

    assert published(AT + SECOND) == [newest, second, first]


@pytest.mark.parametrize("hidden", [{}, {"is_published": False, "public": True}])
def test_update_of_an_unpublished_action_is_not_published(hidden):
    UpdateFactory(action=ActionFactory(**hidden), published_at=AT)

    assert published() == []


def test_update_of_an_unpublished_convention_is_not_published():
    update = UpdateFactory(public=True, published_at=AT)
    assert published() == [update]

    Convention.objects.update(is_published=False)
    assert published() == []


def test_published_correction_takes_the_place_of_what_it_replaces():
    wrong = UpdateFactory(public=True, published_at=AT - SECOND)
    right = UpdateFactory(replaces=wrong, published_at=AT)

    assert published(AT - SECOND) == [wrong]
    assert published(AT) == [right]


def test_scheduled_correction_leaves_the_first_version_in_place():
    wrong = UpdateFactory(public=True, published_at=AT)
    right = UpdateFactory(replaces=wrong, published_at=AT + SECOND)

    assert published(AT) == [wrong]
    assert published(AT + SECOND) == [right]


def test_only_the_last_of_a_chain_of_corrections_is_published():
    first = UpdateFactory(public=True, published_at=AT - 2 * SECOND)
    second = UpdateFactory(replaces=first, published_at=AT - SECOND)
    third = UpdateFactory(replaces=second, published_at=AT)
    other = UpdateFactory(public=True, published_at=AT - SECOND)

    assert published() == [third, other]


def test_published_can_start_from_a_part_of_the_news():
    kept = UpdateFactory(public=True, published_at=AT)
    UpdateFactory(action=ActionFactory(public=True), published_at=AT)
    wrong = UpdateFactory(action=kept.action, published_at=AT - SECOND)
    right = UpdateFactory(replaces=wrong, published_at=AT + SECOND)

    assert list(kept.action.updates.published(AT)) == [kept, wrong]
    assert list(kept.action.updates.published(AT + SECOND)) == [right, kept]


@pytest.mark.parametrize("rows", [1, 3])
def test_published_costs_one_query(rows, django_assert_num_queries):
    UpdateFactory.create_batch(rows, public=True, published_at=AT)

    with django_assert_num_queries(1):
        assert len(published()) == rows


def test_correction_of_another_action_is_refused():
    update = UpdateFactory.build(action=ActionFactory(), replaces=UpdateFactory(), title="x")
    update.correction_reason = "Erreur"

    with pytest.raises(ValidationError) as refusal:
        update.full_clean()
    assert refusal.value.message_dict == {
        "replaces": ["Choisissez une actualité de la même action."]
    }


def test_update_is_corrected_once():
    wrong = UpdateFactory()
    UpdateFactory(replaces=wrong)

    with pytest.raises(IntegrityError), transaction.atomic():
        UpdateFactory(replaces=wrong)


# --- append-only -------------------------------------------------------------------------------


def assert_unchanged(update):
    assert Update.objects.values_list("title", "body").get(pk=update.pk) == (
        update.title,
        update.body,
    )


def test_saving_again_is_refused():
    update = UpdateFactory()
    again = Update.objects.get(pk=update.pk)
    again.title = "Changé"

    for keywords in ({}, {"update_fields": ["title"]}, {"force_update": True}):
        with pytest.raises(ValidationError, match="ne se modifie pas"):
            again.save(**keywords)
    assert_unchanged(update)


def test_saving_over_an_existing_key_is_refused():
    update = UpdateFactory()
    impostor = Update(
        pk=update.pk,
        action=update.action,
        title="Changé",
        body="x",
        published_at=AT,
        created_on=AT,
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        impostor.save()
    assert_unchanged(update)


@pytest.mark.parametrize(
    "write",
    [
        lambda update: Update.objects.update(title="Changé"),
        lambda update: Update.objects.filter(pk=update.pk).update(title="Changé"),
        lambda update: update.action.updates.update(title="Changé"),
        lambda update: update.action.updates.all().update(title="Changé"),
        lambda update: Update.objects.bulk_update([Update(pk=update.pk, title="x")], ["title"]),
    ],
)
def test_updating_in_bulk_is_refused(write):
    update = UpdateFactory()

    with pytest.raises(TypeError, match="never changed"), transaction.atomic():
        write(update)
    assert_unchanged(update)


def test_update_or_create_never_updates():
    update = UpdateFactory()

    with pytest.raises(ValidationError), transaction.atomic():
        Update.objects.update_or_create(pk=update.pk, defaults={"title": "Changé"})
    assert_unchanged(update)


@pytest.mark.parametrize(
    "erase",
    [
        lambda update: update.delete(),
        lambda update: Update.objects.all().delete(),
        lambda update: update.action.updates.all().delete(),
    ],
)
def test_deleting_is_refused(erase):
    update = UpdateFactory()
    UpdateFactory(demo=True, action=update.action)

    with pytest.raises(TypeError, match="never deleted"):
        erase(update)
    assert Update.objects.count() == 2


def test_demonstration_is_deleted():
    kept = UpdateFactory()
    UpdateFactory.create_batch(2, demo=True)
    UpdateFactory(demo=True).delete()
    Update.objects.filter(is_demo=True).delete()

    assert list(Update.objects.all()) == [kept]
