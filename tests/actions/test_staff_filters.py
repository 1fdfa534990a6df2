"""What the team looks for: who has been silent since a day, money, and the same list as a file."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.selection import select
from tests.actions.test_staff_list import add, ask, listed
from tests.factories import (
    ConventionFactory,
    FundingFactory,
    OrganisationFactory,
)
from tests.reading import body, find, text_of

pytestmark = pytest.mark.django_db
THIS_YEAR = timezone.localdate().year


@pytest.fixture
def convention():
    return ConventionFactory(public=True)


def choices(page, name):
    """Words of the choices of a filter of the page."""
    fields = [one for one in find(page, "select") if one.get("name") == name]
    return [text_of(option) for option in find(fields[0], "option")]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-06-01", ["1", "2"]),
        ("01/06/2025", ["1", "2"]),
        ("2025-05-31", ["1"]),
        ("2025-06-02", ["1", "2", "3"]),
        ("hier", ["1", "2", "3", "4"]),
    ],
)
def test_silent_since_any_day(day, expected, staff_client, convention):
    add(convention, "1", ongoing=True)
    add(convention, "2", ongoing=True, verified_on=dt.date(2025, 5, 31))
    add(convention, "3", ongoing=True, verified_on=dt.date(2025, 6, 1))
    add(convention, "4", done=True)

    page = ask(staff_client, f"depuis={day}")

    assert listed(page) == expected
    said = text_of(page)
    if day == "hier":
        assert "Le filtre « Sans nouvelles depuis le » n’a pas été compris" in said
    else:
        assert "Sans nouvelles depuis le : " in said


def test_the_day_is_said_in_words_and_kept_in_the_field(staff_client, convention):
    add(convention, "1", ongoing=True)
    page = ask(staff_client, "depuis=2025-06-01")

    assert "Sans nouvelles depuis le : 1er juin 2025" in text_of(page)
    assert [one.get("value") for one in find(page, "input") if one.get("name") == "depuis"] == [
        "2025-06-01"
    ]


@pytest.fixture
def funded(convention):
    caf, msa = (OrganisationFactory(name=name, slug=name.lower()) for name in ("CAF", "MSA"))
    add(convention, "1")
    second, third, fourth = (add(convention, code) for code in "234")
    FundingFactory(action=second, funder=caf, year=THIS_YEAR - 1, planned=100, actual=90)
    FundingFactory(action=third, funder=caf, year=THIS_YEAR - 1, planned=100, actual=None)
    FundingFactory(action=third, funder=msa, year=THIS_YEAR, planned=100, actual=None)
    FundingFactory(action=fourth, funder=msa, year=THIS_YEAR, planned=None, actual=10)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("argent=avec", ["2", "3", "4"]),
        ("argent=sans", ["1"]),
        ("argent=sans-prevu", ["4"]),
        ("argent=sans-reel", ["3"]),
        ("financeur=caf", ["2", "3"]),
        ("financeur=msa&argent=sans-reel", ["3"]),
        ("financeur=personne", ["1", "2", "3", "4"]),
    ],
)
@pytest.mark.usefixtures("funded")
def test_money(query, expected, staff_client):
    assert listed(ask(staff_client, query)) == expected


@pytest.mark.usefixtures("funded")
def test_counts_are_those_of_the_lists(staff_client):
    page = ask(staff_client)

    assert choices(page, "argent") == [
        "Tous",
        "Avec un financement (3)",
        "Sans financement (1)",
        "Un montant prévu manque (1)",
        "Le montant réel d’une année finie manque (1)",
    ]
    assert choices(page, "financeur") == ["Tous", "CAF (2)", "MSA (2)"]


@pytest.mark.usefixtures("funded")
@pytest.mark.parametrize("query", ["financeur=caf", "argent=sans", "depuis=2020-01-01"])
def test_the_file_holds_the_list(query, staff_client):
    page = ask(staff_client, query)
    link = next(
        one.get("href") for one in find(page, "a") if one.get("href", "").endswith(f"csv?{query}")
    )

    rows = list(
        csv.reader(io.StringIO(body(staff_client.get(link)).decode("utf-8-sig")), delimiter=";")
    )

    place = rows[0].index("Code")
    assert [row[place] for row in rows[1:]] == listed(page)


def test_a_selection_kept_by_a_campaign_knows_them(convention, funded):
    on = timezone.localdate()

    found = select({"financeur": ["msa"]}, convention=convention, on=on)
    silent = select({"depuis": ["2025-06-01"]}, convention=convention, on=on)

    assert sorted(one.code for one in found.actions) == ["3", "4"]
    assert found.labels == [("Financeur", "MSA")]
    assert silent.labels == [("Sans nouvelles depuis le", "1er juin 2025")]


def test_the_list_costs_the_same_whatever_its_money(staff_client, convention):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            ask(staff_client, "argent=avec&depuis=2025-06-01")
        return len(queries)

    FundingFactory(action=add(convention, "1", ongoing=True))
    cost()
    costs = [cost()]
    for count in (2, 10):
        for rank in range(count):
            FundingFactory(action=add(convention, f"{count}.{rank}", ongoing=True))
        costs.append(cost())

    assert len(set(costs)) == 1
