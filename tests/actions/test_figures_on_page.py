"""Figures on the page of an action: small counts never told, zero, missing and unknown apart."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from actions.models import Indicator, Measure
from tests.factories import ActionFactory, IndicatorFactory, MeasureFactory
from tests.reading import SVG, body, find, main_of, text_of

small = st.sampled_from([Decimal("0.5"), *map(Decimal, range(1, 5))])


def section(client, action):
    """The part of the page that holds the figures."""
    page = main_of(client.get(action.get_absolute_url()))
    return next((s for s in find(page, "section") if s.get("class") == "indicators"), None)


def table(client, action):
    """Lines of the table of the only indicator."""
    return [
        [text_of(cell) for cell in row if cell.tag[-2:] in ("th", "td")]
        for row in find(section(client, action), "tbody tr")
    ]


@pytest.fixture
def action(db):
    return ActionFactory(public=True)


@hypothesis_settings(max_examples=25)
@given(
    some=st.lists(small, min_size=5, max_size=5),
    others=st.lists(small, min_size=5, max_size=5),
    shown=st.sets(st.integers(0, 4), max_size=3),
)
def test_page_is_the_same_whatever_the_small_counts(reader, action, some, others, shown):
    Indicator.objects.all().delete()
    indicator = IndicatorFactory(action=action, people=True, with_target=True)
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=200 * turn) for turn in range(3)]
    measures = [MeasureFactory(indicator=indicator, on=day) for day in days]

    def page(counts):
        said = [Decimal(40 + n) if n in shown else count for n, count in enumerate(counts)]
        Indicator.objects.update(baseline_value=said[0], target_value=said[1])
        for measure, value in zip(measures, said[2:], strict=True):
            Measure.objects.filter(pk=measure.pk).update(value=value)
        return body(reader.get(action.get_absolute_url()))

    assert page(some) == page(others)


@pytest.mark.parametrize("value", [1, 4, "0.5"])
def test_small_count_is_said_less_than_5(reader, action, value):
    indicator = IndicatorFactory(action=action, people=True, with_target=True)
    MeasureFactory(indicator=indicator, value=value, on=dt.date(2024, 6, 1))

    assert table(reader, action) == [
        ["Départ", "1er janvier 2023", "0"],
        ["Valeur", "1er juin 2024", "moins de 5"],
        ["But", "31 décembre 2026", "100"],
    ]
    said = text_of(section(reader, action))
    assert "Le 1er juin 2024 : moins de 5." in said
    assert "% du chemin" not in said


@pytest.mark.parametrize(
    ("people", "value", "said"), [(True, 5, "5"), (True, 0, "0"), (False, 3, "3")]
)
def test_other_counts_are_told(reader, action, people, value, said):
    indicator = IndicatorFactory(action=action, counts_people=people)
    MeasureFactory(indicator=indicator, value=value, on=dt.date(2024, 6, 1))

    assert table(reader, action) == [["Valeur", "1er juin 2024", said]]


def test_zero_is_a_figure_like_another(reader, action):
    MeasureFactory(indicator=IndicatorFactory(action=action, with_target=True), zero=True)
    found = section(reader, action)

    assert ": 0." in text_of(found)
    assert "Comme au départ." in text_of(found)
    assert "non disponible" not in text_of(found)
    assert len(list(found.iter(f"{SVG}circle"))) == 3


def test_not_available_is_said_and_not_drawn(reader, action):
    MeasureFactory(
        indicator=IndicatorFactory(action=action, with_target=True),
        unavailable=True,
        comment="l’enquête a été reportée",
        on=dt.date(2024, 6, 1),
    )
    found = section(reader, action)

    assert table(reader, action)[1] == ["Valeur", "1er juin 2024", "non disponible"]
    assert "(l’enquête a été reportée)" in text_of(found)
    assert "% du chemin" not in text_of(found)
    assert len(list(found.iter(f"{SVG}circle"))) == 2


def test_missing_value_is_said_missing(reader, action):
    IndicatorFactory(action=action)
    found = text_of(section(reader, action))

    assert "Aucune valeur n’est encore connue." in found
    assert "non disponible" not in found
    assert table(reader, action) == []


def test_rate_speaks_of_the_latest_value_only(reader, action):
    indicator = IndicatorFactory(action=action, with_target=True)
    MeasureFactory(indicator=indicator, value=60, on=dt.date(2024, 6, 1))
    MeasureFactory(indicator=indicator, value=45, on=dt.date(2025, 6, 1))

    assert "Le 1er juin 2025 : 45. 45 % du chemin" in text_of(section(reader, action))

    MeasureFactory(indicator=indicator, unavailable=True, on=dt.date(2026, 6, 1))
    assert "% du chemin" not in text_of(section(reader, action))


@pytest.mark.parametrize(
    "missing",
    [
        {"baseline_value": None, "baseline_on": None},
        {"target_value": None, "target_on": None},
        {"baseline_value": 100},
    ],
)
def test_no_rate_without_a_baseline_a_target_and_a_way(reader, action, missing):
    indicator = IndicatorFactory(action=action, with_target=True)
    Indicator.objects.filter(pk=indicator.pk).update(**missing)
    MeasureFactory(indicator=indicator, value=50)

    assert "% du chemin" not in text_of(section(reader, action))
    assert "50" in text_of(section(reader, action))


def test_indicator_in_words_has_no_picture(reader, action):
    indicator = IndicatorFactory(
        action=action, in_words=True, target_text="Des familles plus à l’aise"
    )
    MeasureFactory(indicator=indicator, in_words=True, on=dt.date(2024, 6, 1))
    found = section(reader, action)

    assert table(reader, action) == [
        ["Valeur", "1er juin 2024", "Les familles sont satisfaites."],
        ["But", "sans date", "Des familles plus à l’aise"],
    ]
    assert not list(found.iter(f"{SVG}svg"))


def test_every_figure_of_the_picture_is_in_the_table(reader, action):
    indicator = IndicatorFactory(action=action, with_target=True)
    for turn, value in enumerate((1234.5, 0.5, -3)):
        MeasureFactory(indicator=indicator, value=value, on=dt.date(2024 + turn, 2, 1))
    found = section(reader, action)
    drawn = [text_of(text) for text in found.iter(f"{SVG}text") if not text.get("class")]

    assert drawn == [row[2] for row in table(reader, action)]
    assert drawn == ["0", "1 234,5", "0,5", "−3", "100"]


@pytest.mark.parametrize("value", ["99999999999.999", "-99999999999.999", "0.001"])
def test_huge_and_tiny_figures_are_drawn_in_plain_numbers(reader, action, value):
    indicator = IndicatorFactory(action=action, with_target=True)
    MeasureFactory(indicator=indicator, value=Decimal(value))
    page = body(reader.get(action.get_absolute_url())).decode()

    assert "NaN" not in page
    assert "e+" not in page
    for circle in section(reader, action).iter(f"{SVG}circle"):
        assert 0 <= float(circle.get("cx")) <= 560
        assert 0 <= float(circle.get("cy")) <= 150


def test_action_without_indicator_has_no_figures(reader, action):
    assert section(reader, action) is None
