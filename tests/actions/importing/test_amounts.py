"""Amounts, indicators and steps as people write them in a cell."""

import datetime as dt
from decimal import Decimal

import pytest

from actions.importing.attached.amounts import BadAmount, read_amount
from actions.importing.attached.money import SaidAmount, read_amounts
from actions.importing.attached.sheets import read_told
from actions.importing.attached.texts import (
    SaidIndicator,
    SaidStep,
    read_indicators,
    read_steps,
)
from actions.importing.columns import BY_HEADING, BY_KEY, heading_key
from tables.cells import Percentage


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("12 k€", "12000"),
        ("12K€", "12000"),
        ("2,5 k€", "2500"),
        ("0,5 M€", "500000"),
        ("1 234,50 €", "1234.50"),
        ("1\u202f234,50\u00a0€", "1234.50"),
        ("1234.5", "1234.5"),
        ("12.000 €", "12000"),
        ("1.234,50 €", "1234.5"),
        ("3000", "3000"),
        (3000.0, "3000"),
        (1234.56, "1234.56"),
        ("12 000 euros", "12000"),
        ("12 000 EUR TTC", "12000"),
        ("environ 3 000 €", "3000"),
        ("~ 500 €", "500"),
        ("0", "0"),
        ("gratuit", "0"),
        ("à définir", None),
        ("NC", None),
        ("–", None),
        ("", None),
    ],
)
def test_amounts_are_read_as_people_write_them(cell, amount):
    assert read_amount(cell) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    "cell",
    [
        *("beaucoup", "1,234", "12 k€ + 3 k€", "3 000 €/an", "-5", -5.0, "1,234,567", "12,345 €"),
        *(True, 10.0**10, "10 à 12 k€", 0.001),
    ],
)
def test_what_is_no_amount_is_said(cell):
    with pytest.raises(BadAmount, match=r"\w+"):
        read_amount(cell)


def test_several_funders_share_a_cell():
    assert read_amounts("CAF : 3 000 €\nCCTA : 2 k€") == [
        SaidAmount("CAF", Decimal(3000)),
        SaidAmount("CCTA", Decimal(2000)),
    ]
    assert read_amounts("3 000 € (CAF)") == [SaidAmount("CAF", Decimal(3000))]
    with pytest.raises(BadAmount):
        read_amounts("3 000 € ; 2 000 €")


def test_indicators_of_a_cell_have_their_value_and_unit():
    assert read_indicators("Nombre de familles : 12") == [
        SaidIndicator("Nombre de familles", Decimal(12))
    ]
    assert read_indicators("- Taux : 45,5 %\n• Places : à définir\nSatisfaction") == [
        SaidIndicator("Taux", Decimal("45.5"), "%"),
        SaidIndicator("Places"),
        SaidIndicator("Satisfaction"),
    ]
    assert read_indicators("Heures : 1 200 heures") == [
        SaidIndicator("Heures", Decimal(1200), "heures")
    ]
    assert read_indicators("12 familles") == [SaidIndicator("12 familles")]
    assert read_indicators("") == []


def test_steps_of_a_cell_have_the_last_day_of_their_period():
    assert read_steps("09/2024 : Ouverture\n- Bilan (fin 2025)\nComité : juin 2026 ; Simple") == [
        SaidStep("Ouverture", dt.date(2024, 9, 30)),
        SaidStep("Bilan", dt.date(2025, 12, 31)),
        SaidStep("Comité", dt.date(2026, 6, 30)),
        SaidStep("Simple"),
    ]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (12.5, Decimal("12.5")),
        ("1 234,5", Decimal("1234.5")),
        ("", None),
        ("Non disponible", "non disponible"),
        ("Moins de 5", "moins de 5"),
        ("Bien", "Bien"),
    ],
)
def test_values_of_a_year_are_figures_or_words(cell, said):
    assert read_told(cell) == said


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Budget", "planned"),
        ("Coût prévisionnel", "planned"),
        ("Budget 2024", "planned_2024"),
        ("Budget prévu 2024 (en euros)", "planned_2024"),
        ("2024 réalisé", "actual_2024"),
        ("Montant 1", "planned_1"),
        ("Montant financeur n°2", "planned_2"),
        ("Financeur 2", "funder_2"),
        ("Cofinanceur 3", "funder_3"),
        ("Valeur 2023", "value_2023"),
        ("Indicateurs de suivi", "indicators"),
        ("Jalons", "milestones"),
        ("2024", "year-2024"),
        ("3", ""),
        ("Action 2", ""),
        ("Budget 1999", ""),
    ],
)
def test_headings_with_a_number_or_a_year(heading, key):
    column = BY_HEADING.get(heading_key(heading))

    assert (column.key if column else "") == key
    assert not key or BY_KEY[key] is column


def test_a_percentage_is_read_as_it_is_shown_and_is_no_amount():
    assert read_told(Percentage(0.5)) == Decimal(50)
    assert read_told("0.500") == Decimal("0.500")
    with pytest.raises(BadAmount):
        read_amount(Percentage(0.5))
