import datetime as dt

import pytest
from django.apps import apps

from reviews.models import CarryState
from tests.constraints import (
    Case,
    accepted,
    check_accepted,
    check_refused,
    constraints_of,
    refused,
)
from tests.factories import (
    CarryOverFactory,
    ConventionFactory,
    EnjeuFactory,
    ReviewEditionFactory,
    ReviewFactory,
    ReviewWordFactory,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)


def second_review():
    first = ReviewFactory(year=2024)
    return ReviewFactory(convention=first.convention, year=2025)


def second_round():
    first = CarryOverFactory()
    return CarryOverFactory(convention=first.convention, applied=True)


def covering(year):
    """A convention of `year`."""
    return ConventionFactory(starts_on=dt.date(year, 1, 1), ends_on=dt.date(year, 12, 31))


def second_word():
    first = ReviewWordFactory()
    return ReviewWordFactory(review=first.review)


def second_edition():
    """A row not written yet: what is published is never written again."""
    first = ReviewEditionFactory()
    return ReviewEditionFactory.build(
        review=first.review, number=2, data=first.data, correction="Un montant était faux."
    )


CASES = [
    Case(
        "review_once_a_year",
        "Le bilan de cette année est déjà commencé.",
        second_review,
        wrong=[{"year": 2024}],
        right=[{"year": 2026}, {"year": 2024, "convention": lambda row: ConventionFactory()}],
    ),
    Case(
        "review_year_plausible",
        # No convention goes so far: what it covers is said before.
        "Cette année n’est pas dans la convention.",
        ReviewFactory,
        wrong=[{"year": 24}, {"year": 1999}, {"year": 2101}],
        right=[
            {"year": 2000, "convention": lambda row: covering(2000)},
            {"year": 2100, "convention": lambda row: covering(2100)},
        ],
        field="year",
    ),
    Case(
        "reviewword_once",
        "Cet enjeu a déjà son mot dans ce bilan.",
        second_word,
        wrong=[{"enjeu": lambda row: row.review.words.earliest("pk").enjeu}],
        right=[
            {},
            {"enjeu": lambda row: EnjeuFactory(convention=row.review.convention)},
            {
                "enjeu": lambda row: row.review.words.earliest("pk").enjeu,
                "review": lambda row: ReviewFactory(),
            },
        ],
    ),
    Case(
        "reviewedition_number_once",
        "Cette version existe déjà.",
        second_edition,
        wrong=[{"number": 1}],
        right=[{}, {"number": 1, "review": lambda row: ReviewFactory()}],
    ),
    Case(
        "reviewedition_number_positive",
        "La première version porte le numéro 1.",
        second_edition,
        wrong=[{"number": 0}],
        right=[{"number": 3}],
    ),
    Case(
        "reviewedition_correction_said",
        "Dites en une phrase ce que cette version corrige.",
        second_edition,
        wrong=[{"correction": ""}],
        right=[{"correction": "x"}],
    ),
    Case(
        "carryover_one_draft",
        "Cette convention est déjà en train d’être préparée.",
        second_round,
        wrong=[{"state": CarryState.DRAFT, "applied_on": None}],
        right=[{"state": CarryState.UNDONE, "undone_on": NOW}],
    ),
    Case(
        "carryover_applied_is_dated",
        "Un passage appliqué porte la date de son application.",
        CarryOverFactory,
        wrong=[{"state": CarryState.APPLIED}, {"applied_on": NOW}],
        right=[{"state": CarryState.APPLIED, "applied_on": NOW}],
    ),
    Case(
        "carryover_undone_is_dated",
        "Un passage annulé porte la date de son annulation.",
        CarryOverFactory,
        wrong=[{"state": CarryState.UNDONE, "applied_on": NOW}],
        right=[{"state": CarryState.UNDONE, "applied_on": NOW, "undone_on": NOW}],
    ),
]


@refused(CASES)
def test_constraint_refuses(case, values):
    check_refused(case, values)


@accepted(CASES)
def test_constraint_accepts_its_neighbour(case, values):
    check_accepted(case, values)


def test_every_constraint_is_tested():
    assert {case.name for case in CASES} == constraints_of(apps.get_app_config("reviews"))
