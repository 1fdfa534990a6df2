"""Dates and numbers as French readers write them."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_portal.templatetags.figures import (
    counted,
    euros,
    figure,
    file_size,
    people_reached,
    unlocalized,
)
from records.french import months

NARROW = "\u202f"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        (0, "0"),
        (Decimal("0.000"), "0"),
        (Decimal("0.500"), "0,5"),
        (0.5, "0,5"),
        (Decimal("12.345"), "12,345"),
        (100, "100"),
        (Decimal("1000"), f"1{NARROW}000"),
        (1234567, f"1{NARROW}234{NARROW}567"),
        (Decimal("1234.5"), f"1{NARROW}234,5"),
        (-3, "−3"),
        (Decimal("-1234.56"), f"−1{NARROW}234,56"),
        (Decimal("99999999999.999"), f"99{NARROW}999{NARROW}999{NARROW}999,999"),
        (Decimal("1E+3"), f"1{NARROW}000"),
        (29678, f"29{NARROW}678"),
    ],
)
def test_figure(value, text):
    assert figure(value) == text


@given(st.decimals("-99999999999.999", "99999999999.999", places=3))
def test_figure_loses_nothing(value):
    text = figure(value)

    assert re.fullmatch(rf"−?\d{{1,3}}({NARROW}\d{{3}})*(,\d{{0,2}}[1-9])?", text)
    assert Decimal(text.replace(NARROW, "").replace(",", ".").replace("−", "-")) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0, f"0{NARROW}€"),
        (Decimal("1200.00"), f"1{NARROW}200{NARROW}€"),
        (Decimal("0.5"), f"0,5{NARROW}€"),
        (Decimal("12.34"), f"12,34{NARROW}€"),
    ],
)
def test_euros(value, text):
    assert euros(value) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1, "1 mois"),
        (9, "9 mois"),
        (11, "11 mois"),
        (12, "1 an"),
        (13, "13 mois"),
        (24, "2 ans"),
        (25, "25 mois"),
        (120, "10 ans"),
    ],
)
def test_months(count, text):
    assert months(count) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "1\u00a0ko"),
        (15, "1\u00a0ko"),
        (340_400, "340\u00a0ko"),
        (999_499, "999\u00a0ko"),
        (1_000_000, "1\u00a0Mo"),
        (1_250_000, "1,2\u00a0Mo"),
        (10_485_760, "10,5\u00a0Mo"),
    ],
)
def test_file_size(size, text):
    assert file_size(size) == text


@given(st.floats(0, 5000).map(lambda number: round(number, 1)))
def test_numbers_of_pictures_have_a_point_and_no_space(number):
    text = unlocalized(number)

    assert re.fullmatch(r"\d+(\.\d)?", text)
    assert float(text) == pytest.approx(number, abs=0.05)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0\u00a0action"),
        (1, "1\u00a0action"),
        (2, "2\u00a0actions"),
        (1500, "1\u202f500\u00a0actions"),
    ],
)
def test_counted_agrees_with_its_number(number, words):
    assert counted(number, "action,actions") == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (None, ""),
        (0, "0\u00a0personne aidée ou accueillie"),
        (1, "moins de 5 personnes aidées ou accueillies"),
        (4, "moins de 5 personnes aidées ou accueillies"),
        (5, "5\u00a0personnes aidées ou accueillies"),
        (1234, "1\u202f234\u00a0personnes aidées ou accueillies"),
    ],
)
def test_few_people_are_never_counted_one_by_one(number, words):
    assert people_reached(number) == words
