"""Dates that a plan may hold, at every door; an end or « permanente », never both."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from actions.bulk import BulkEdit, plan_changes
from actions.bulk_form import BulkForm
from actions.models import Action, Milestone
from conventions.models import Convention
from records.dates import not_in_future, plausible
from tests.actions.importing.samples import confirmed, received
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    EnjeuFactory,
    IndicatorFactory,
    MeasureFactory,
    MilestoneFactory,
    UpdateFactory,
)
from tests.reading import main_of, text_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
END = dt.date(2026, 3, 2)


def tomorrow():
    return timezone.localdate() + DAY


# --- an end, or « permanente » -----------------------------------------------------------------


def test_constraint_refuses_a_permanent_action_with_an_end():
    action = ActionFactory(is_permanent=True)
    action.ends_on = END

    with pytest.raises(ValidationError, match="Une action permanente n’a pas de fin"):
        action.full_clean()


@pytest.mark.parametrize(
    ("before", "headings", "cells", "after"),
    [
        ({"is_permanent": True}, "fin", "02/03/2026", (END, False)),
        ({"ends_on": END}, "permanente", "oui", (None, True)),
        ({"ends_on": END}, "fin;permanente", ";oui", (None, True)),
        ({"ends_on": END}, "fin", "permanent", (None, True)),
    ],
)
def test_import_leaves_one_of_the_two(before, headings, cells, after):
    convention = ConventionFactory(public=True)
    ActionFactory(enjeu=EnjeuFactory(convention=convention), code="1.1", title="A", **before)

    plan = confirmed(received(f"code;titre;{headings}\n1.1;A;{cells}\n"))
    (row,) = plan.rows

    assert plan.faults == []
    assert (row.row.ends_on, row.row.is_permanent) == after


def test_import_refuses_a_line_that_says_both():
    ActionFactory(enjeu=EnjeuFactory(public=True), code="1.1", title="A")

    plan = confirmed(received("code;titre;fin;permanente\n1.1;A;02/03/2026;oui\n"))

    assert [(fault.letter, fault.value) for fault in plan.faults] == [("C", "02/03/2026")]
    assert "Une action permanente n’a pas de fin" in plan.faults[0].expected


def test_bulk_edit_gives_an_end_and_the_action_is_no_longer_permanent():
    ActionFactory(is_permanent=True)

    (row,) = plan_changes(Action.objects.all(), BulkEdit({"ends_on": END})).rows

    assert row.faults == []
    assert [change.name for change in row.changes] == ["ends_on", "is_permanent"]


# --- an abandoned action announces nothing -----------------------------------------------------


def test_abandoned_action_announces_no_step(reader):
    for facts in ({"dropped": True}, {"ongoing": True}):
        action = ActionFactory(public=True, **facts)
        MilestoneFactory(action=action, title=f"Étape {action.avancement}", planned_on=tomorrow())
    pages = {address: text_of(main_of(reader.get(address))) for address in ("/", "/agenda/")}
    dropped = Action.objects.get(avancement="abandonnee")
    pages["action"] = text_of(main_of(reader.get(dropped.get_absolute_url())))

    assert all("Étape abandonnee" not in page for page in pages.values())
    assert "Étape en_cours" in pages["/agenda/"]
    assert "aucune étape n’est plus prévue" in pages["action"]
    assert [step.title for step in Milestone.objects.upcoming(timezone.localdate())] == [
        "Étape en_cours"
    ]


# --- bounds ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "said"),
    [
        (dt.date(203, 1, 1), dt.date(206, 12, 31), "entre 2000 et 2100"),
        (dt.date(2098, 1, 1), dt.date(2101, 12, 31), "entre 2000 et 2100"),
        (dt.date(2023, 1, 1), dt.date(2033, 1, 2), "de 1 à 10 ans"),
        (dt.date(2023, 1, 1), dt.date(2023, 12, 30), "de 1 à 10 ans"),
    ],
)
def test_convention_lasts_from_one_to_ten_years(starts_on, ends_on, said):
    row = ConventionFactory.build(territory=ConventionFactory().territory, slug="x")
    row.starts_on, row.ends_on = starts_on, ends_on

    with pytest.raises(ValidationError, match=said):
        row.full_clean()


@pytest.mark.parametrize(
    "ends_on", [dt.date(2023, 12, 31), dt.date(2026, 12, 31), dt.date(2032, 12, 31)]
)
def test_convention_of_one_four_or_ten_years_is_accepted(ends_on):
    row = ConventionFactory(starts_on=dt.date(2023, 1, 1), ends_on=ends_on)

    row.full_clean()

    assert Convention.objects.get() == row


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (ActionFactory, "avancement_on"),
        (ActionFactory, "verified_on"),
        (IndicatorFactory, "baseline_on"),
        (MeasureFactory, "on"),
        (MilestoneFactory, "done_on"),
    ],
)
def test_nobody_tells_what_has_not_come(made, field):
    row = made()
    setattr(row, field, tomorrow())

    with pytest.raises(ValidationError) as refused:
        row.clean_fields()

    assert "Cette date est à venir" in refused.value.message_dict[field][0]
    setattr(row, field, timezone.localdate())
    row.clean_fields()


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (ActionFactory, "starts_on"),
        (ActionFactory, "ends_on"),
        (IndicatorFactory, "target_on"),
        (MilestoneFactory, "planned_on"),
    ],
)
def test_a_mistyped_year_is_refused(made, field):
    row = made()
    setattr(row, field, dt.date(203, 1, 1))

    with pytest.raises(ValidationError, match="entre 1990 et 2100"):
        row.clean_fields()


def test_news_may_be_scheduled_but_not_in_another_century():
    row = UpdateFactory(scheduled=True)
    row.clean_fields()
    row.published_at = row.published_at.replace(year=2206)

    with pytest.raises(ValidationError, match="entre 1990 et 2100"):
        row.clean_fields()


def test_import_says_which_cell_is_in_the_future():
    ActionFactory(enjeu=EnjeuFactory(public=True), code="1.1", title="A")
    told = "code;titre;état;avancement déclaré le;début\n"

    plan = confirmed(received(f"{told}1.1;A;En cours;{tomorrow():%d/%m/%Y};01/01/1950\n"))

    assert [fault.letter for fault in plan.faults] == ["D", "E"]
    assert "Cette date est à venir" in plan.faults[0].expected
    assert "entre 1990 et 2100" in plan.faults[1].expected


@pytest.mark.parametrize("field", ["starts_on", "ends_on", "avancement_on"])
def test_bulk_form_refuses_a_mistyped_year(field):
    form = BulkForm({field: "01/01/0203"}, territory=None, today=timezone.localdate(), publisher=1)

    assert "Donnez une date entre 1990 et 2100." in form.errors[field]


def test_bounds_take_moments_too():
    plausible(timezone.now())
    not_in_future(timezone.now())
    with pytest.raises(ValidationError):
        not_in_future(timezone.now() + DAY)
