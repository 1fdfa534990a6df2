"""The past of a row: one change, one date, one reason, one person."""

import pytest
from django.apps import apps
from django.db import models

from actions.models import Action
from records.history.diff import link_fields, pieces
from records.history.recording import (
    change_date,
    family,
    is_history,
    is_recorded,
    needs_reason,
    one_change,
    reason_fields,
)
from records.history.timeline import Timeline, moment_of, stamp_of
from tests.factories import (
    ActionFactory,
    AudienceFactory,
    ConventionFactory,
    EnjeuFactory,
    IndicatorFactory,
    MeasureFactory,
    MilestoneFactory,
    PageFactory,
    SignatoryFactory,
    UserFactory,
)
from tests.records.admin.history import history, versions

pytestmark = pytest.mark.django_db

RECORDED = [model for model in apps.get_models() if not is_history(model) and is_recorded(model)]


def test_what_is_written_together_is_one_change():
    person = UserFactory()
    with one_change("Pour voir.", by=person):
        action = ActionFactory()
        action.audiences.add(AudienceFactory())
        MilestoneFactory(action=action)
        outside = change_date()
    action.save()

    timeline = Timeline(Action, action.pk)

    assert len(timeline.moments) == 2
    assert timeline.moments[-1] == (outside, person.pk)
    together, alone = action.history.last(), action.history.first()
    assert together.history_change_reason == "Pour voir."
    assert (alone.history_change_reason, alone.history_user) == (None, None)


def test_change_inside_another_keeps_its_date_and_gives_its_reason():
    with one_change("Dehors."):
        page = PageFactory()
        with one_change("Dedans."):
            page.save()
        page.save()

    reasons = [version.history_change_reason for version in page.history.order_by("history_id")]
    assert reasons == ["Dehors.", "Dedans.", "Dehors."]
    assert len({version.history_date for version in page.history.all()}) == 1


def test_failed_change_leaves_nothing_behind():
    with pytest.raises(ZeroDivisionError), one_change("Perdu."):
        raise ZeroDivisionError
    page = PageFactory()

    assert page.history.get().history_change_reason is None


def test_the_history_is_not_a_new_class_each_time_it_is_read():
    assert type(Action.history) is type(Action.history)


def test_stamp_gives_its_moment_back():
    page = PageFactory()
    (at, _by) = Timeline(type(page), page.pk).moments[0]

    assert moment_of(stamp_of(at)) == at


def test_family_of_an_action_is_all_that_leaves_with_it():
    names = [model._meta.model_name for model in family(Action)]

    assert names[0] == "action"
    assert {"actionpartner", "milestone", "funding", "indicator", "measure"} <= set(names)
    assert names.index("indicator") < names.index("measure")


@pytest.mark.parametrize("model", RECORDED, ids=lambda model: model._meta.label)
def test_fields_that_need_a_reason_exist(model):
    names = {field.name for field in model._meta.fields}

    assert reason_fields(model) <= names


@pytest.mark.parametrize("published", [True, False])
@pytest.mark.parametrize(
    ("make", "changed"),
    [
        (lambda p: ActionFactory(is_published=p, summary="Une phrase."), "avancement"),
        (lambda p: MilestoneFactory(action__is_published=p, action__summary="Une."), "planned_on"),
        (
            lambda p: MeasureFactory(
                indicator=IndicatorFactory(action__is_published=p, action__summary="Une.")
            ),
            "on",
        ),
        (lambda p: SignatoryFactory(convention=ConventionFactory(is_published=p)), "signed_on"),
    ],
)
def test_reason_is_needed_when_the_row_or_its_owner_is_published(make, changed, published):
    row = make(published)

    assert needs_reason(row, [changed, "note"]) is published
    assert needs_reason(row, ["note", "title"]) is False
    assert needs_reason(row, []) is False


def test_new_row_and_plain_row_need_no_reason():
    action = ActionFactory(public=True)

    assert needs_reason(type(action)(is_published=True), ["avancement"]) is False
    assert needs_reason(EnjeuFactory(public=True), ["title"]) is False


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("un deux trois", "un quatre trois"),
        ("", "tout"),
        ("a\n\nb", "a\n\nb c"),
        ("x " * 3000, "x " * 2000 + "y " * 2000),
        ("z" * 5_000_000, "y"),
        ("\n" * 2000, "a\n" * 2000),
    ],
    ids=["word", "empty", "lines", "long", "huge", "many-lines"],
)
def test_pieces_say_both_texts(before, after):
    found = pieces(before, after)

    assert {piece.kind for piece in found} <= {"same", "out", "in"}
    if not any("[…]" in piece.text for piece in found):
        assert "".join(piece.text for piece in found if piece.kind != "in") == before
        assert "".join(piece.text for piece in found if piece.kind != "out") == after


# --- rows that were there before ---------------------------------------------------------------


def test_change_without_a_known_past_does_not_say_created(staff_client):
    page = PageFactory(title="D’avant")
    models.QuerySet(page.history.model).all().delete()
    page.title = "D’après"
    page.save()

    (only,) = versions(history(staff_client, page))
    assert "Première version connue de la fiche" in only
    assert "Création" not in only


def test_links_are_told_in_the_order_of_the_model(monkeypatch):
    fields = link_fields(Action)
    monkeypatch.setattr(Action.history.model, "_history_m2m_fields", fields[::-1])

    assert [field.name for field in link_fields(Action)] == [
        *("audiences", "domains", "communes", "origins")
    ]
