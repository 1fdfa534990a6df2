"""The workbook of a plan: its steps, its values year by year, its money and who takes part."""

import datetime as dt
import io

import openpyxl
import pytest
import python_calamine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    FundingFactory,
    IndicatorFactory,
    MeasureFactory,
    MilestoneFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db
SUFFIXES = ["xlsx", "ods"]
THIS_YEAR = str(timezone.localdate().year)


def book_of(client, address):
    return python_calamine.load_workbook(io.BytesIO(client.get(address).getvalue()))


def lines_of(book, name):
    """The lines of the sheet `name` of a workbook, as dicts heading → value."""
    header, *lines = book.get_sheet_by_name(name).to_python()
    return [dict(zip(header, line, strict=True)) for line in lines]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_workbook_holds_the_plan_and_what_hangs_on_it(reader, suffix):
    ActionFactory(public=True)
    book = book_of(reader, f"/actions/export.{suffix}")

    assert book.sheet_names == [
        *("Actions", "Étapes", "Indicateurs", "Financements", "Lieux", "Organisations")
    ]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_steps_are_named_by_the_permanent_number_of_their_action(reader, suffix):
    action = ActionFactory(public=True, code="1.2", title="Ouvrir un lieu")
    MilestoneFactory(action=action, title="Choisir", done=True, position=1)
    MilestoneFactory(action=action, title="=1+1", planned_on=dt.date(2026, 5, 1), position=2)
    MilestoneFactory(action=ActionFactory())  # a draft

    first, second = lines_of(book_of(reader, f"/actions/export.{suffix}"), "Étapes")
    assert first == {
        "Numéro permanent": action.number,
        "Code": "1.2",
        "Action": "Ouvrir un lieu",
        "Étape": "Choisir",
        "État de l’étape": "Faite",
        "Prévue le": "",
        "Faite le": dt.date(2024, 3, 1),
        "Ordre": 1,
    }
    assert (second["Étape"], second["Prévue le"]) == ("=1+1", dt.date(2026, 5, 1))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_years_are_columns_that_show_the_last_value_of_each(reader, suffix):
    indicator = IndicatorFactory(public=True, unit="familles", with_target=True)
    for on, value in (("2024-03-01", 3), ("2024-12-31", "12.5"), ("2023-01-01", 0)):
        MeasureFactory(indicator=indicator, on=dt.date.fromisoformat(on), value=value)
    said = IndicatorFactory(action=indicator.action, in_words=True)
    MeasureFactory(indicator=said, in_words=True, on=dt.date(2023, 5, 1))
    MeasureFactory(indicator=said, unavailable=True, on=dt.date(2024, 5, 1))

    line, other = lines_of(book_of(reader, f"/actions/export.{suffix}"), "Indicateurs")
    assert [key for key in line if key.isdigit()] == ["2023", "2024", THIS_YEAR]
    assert (line["2023"], line["2024"], line[THIS_YEAR]) == (0, 12.5, "")
    assert (line["Valeur visée"], line["Date visée"]) == (100, dt.date(2026, 12, 31))
    assert other["2023"] == "Les familles sont satisfaites."
    assert other["2024"] == "non disponible"


def test_residents_never_read_a_small_count_of_people(reader, staff_client):
    indicator = IndicatorFactory(
        public=True, people=True, baseline_value=2, baseline_on=dt.date(2022, 1, 1)
    )
    MeasureFactory(indicator=indicator, value=3, on=dt.date(2024, 1, 1))

    (public,) = lines_of(book_of(reader, "/actions/export.xlsx"), "Indicateurs")
    (exact,) = lines_of(book_of(staff_client, "/suivi/export.xlsx"), "Indicateurs")
    assert (public["Valeur de départ"], public["2024"]) == ("moins de 5", "moins de 5")
    assert (exact["Valeur de départ"], exact["2024"]) == (2, 3)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_money_is_told_with_its_totals(reader, suffix):
    action, other = ActionFactory.create_batch(2, public=True)
    caf, msa = OrganisationFactory(name="CAF"), OrganisationFactory(name="MSA")
    FundingFactory(action=action, year=2024, funder=caf, planned="1000.50", actual=None)
    FundingFactory(action=action, year=2024, funder=msa, planned=200, actual=150)
    FundingFactory(action=other, year=2025, funder=caf, planned=None, actual=50)

    lines = lines_of(book_of(reader, f"/actions/export.{suffix}"), "Financements")
    keys = ("Action", "Année", "Financeur", "Montant prévu", "Montant réel")
    assert [tuple(line[key] for key in keys) for line in lines] == [
        (action.title, 2024, "CAF", 1000.5, ""),
        (action.title, 2024, "MSA", 200, 150),
        (other.title, 2025, "CAF", "", 50),
        ("Total", 2024, "", 1200.5, 150),
        ("Total", 2025, "", "", 50),
        ("Total", "", "CAF", 1000.5, 50),
        ("Total", "", "MSA", 200, 150),
        ("Total", "", "", 1200.5, 200),
    ]


def test_amounts_are_numbers_in_euros(reader):
    FundingFactory(action=ActionFactory(public=True), planned="1234.5")
    content = reader.get("/actions/export.xlsx").getvalue()
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Financements"]

    year, planned = sheet.cell(2, 4), sheet.cell(2, 6)
    assert (year.value, year.number_format) == (2024, "General")
    assert (planned.value, planned.data_type) == (1234.5, "n")
    assert planned.number_format.endswith('"€"')


def test_organisations_say_what_each_does(reader):
    lead, other = OrganisationFactory(name="CAF", short_name="CAF81"), OrganisationFactory(name="A")
    action, second = ActionFactory.create_batch(2, public=True, lead=lead)
    ActionPartnerFactory(action=action, organisation=other, role="copilote")
    ActionPartnerFactory(action=second, organisation=other)
    FundingFactory(action=action, funder=lead, planned=10)
    OrganisationFactory(name="Nommée nulle part")

    first, line = lines_of(book_of(reader, "/actions/export.xlsx"), "Organisations")
    assert list(first.values()) == ["A", "", 0, 1, 1, 0, "", ""]
    assert list(line.values()) == ["CAF", "CAF81", 2, 0, 0, 0, 10, ""]


def test_queries_do_not_depend_on_what_hangs_on_actions(reader):
    found = set()
    for size in (1, 3, 30):
        for _ in range(size):
            action = ActionFactory(public=True)
            MilestoneFactory.create_batch(2, action=action)
            FundingFactory.create_batch(2, action=action)
            MeasureFactory(indicator__action=action)
        with CaptureQueriesContext(connection) as captured:
            reader.get("/actions/export.xlsx").getvalue()
        found.add(len(captured))

    assert len(found) == 1
