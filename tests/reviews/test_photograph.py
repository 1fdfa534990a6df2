"""The plan on a day is what residents could read of it; two days are compared line by line."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.urls import reverse

from actions.models import Action, Avancement
from reviews.photograph.comparing import compare
from reviews.photograph.reading import photo_of
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    EnjeuFactory,
    FundingFactory,
    IndicatorFactory,
    MeasureFactory,
)
from tests.reading import body, main_of, text_of

pytestmark = pytest.mark.django_db
SPRING, SUMMER, AUTUMN, WINTER = (
    dt.date(2025, 3, 10), dt.date(2025, 7, 10), dt.date(2025, 10, 10), dt.date(2026, 1, 10),
)  # fmt: skip
DAY = dt.timedelta(days=1)


def change(action, **values):
    for name, value in values.items():
        setattr(action, name, value)
    action.save()


@pytest.fixture
def story(on_day):
    """A plan from spring to winter; gives (convention, first action, second action)."""
    on_day(SPRING)
    convention = ConventionFactory(public=True)
    enjeu = EnjeuFactory(convention=convention)
    first = ActionFactory(published=True, enjeu=enjeu, code="1.1", title="Titre de mars")
    money = FundingFactory(action=first, year=2025, planned=1000, actual=None)
    on_day(SUMMER)
    change(
        first, title="Titre de juillet", avancement=Avancement.ONGOING, avancement_on=SUMMER - DAY
    )
    money.actual = Decimal(400)
    money.save()
    MeasureFactory(
        indicator=IndicatorFactory(action=first, label="Places", unit=""), on=SUMMER, value=12
    )
    on_day(AUTUMN)
    second = ActionFactory(published=True, enjeu=enjeu, code="1.2", title="Une autre")
    draft = ActionFactory(enjeu=enjeu, code="1.3", title="Un brouillon", is_published=False)
    assert draft.pk
    on_day(WINTER)
    change(first, is_published=False)
    return convention, first, second


def lines(photo):
    return [(line.code, line.title, line.state_label, line.planned, line.actual) for line in
            photo.lines]  # fmt: skip


def test_each_day_has_what_residents_read(story):
    convention, *_actions = story

    assert lines(photo_of(convention, convention.starts_on - DAY)) == []
    assert lines(photo_of(convention, SPRING)) == [("1.1", "Titre de mars", "À venir", 1000, None)]
    assert lines(photo_of(convention, SUMMER)) == [
        ("1.1", "Titre de juillet", "En cours", 1000, 400)
    ]
    assert [line.code for line in photo_of(convention, AUTUMN).lines] == ["1.1", "1.2"]
    assert [line.code for line in photo_of(convention, WINTER).lines] == ["1.2"]


def test_state_counts_from_the_day_it_was_declared(story):
    convention, _first, _second = story

    assert photo_of(convention, SUMMER - DAY).lines[0].state == Avancement.ONGOING
    assert photo_of(convention, SUMMER - 2 * DAY).lines[0].state == Avancement.PLANNED
    assert photo_of(convention, SUMMER - DAY).lines[0].values == {}
    assert list(photo_of(convention, SUMMER).lines[0].values.values()) == [("Places", "12")]


def test_day_before_the_site_knew_the_plan_says_so(story, staff_client):
    convention, _first, _second = story
    day = SPRING - 30 * DAY
    photo = photo_of(convention, day)

    assert photo.is_before_history and photo.since == SPRING
    assert lines(photo) == [("1.1", "Titre de mars", "À venir", 1000, None)]
    page = staff_client.get(reverse("photograph"), {"de": convention.slug, "le": day})
    assert "Le site suit ce plan depuis le 10 mars 2025" in text_of(main_of(page))
    assert not photo_of(convention, SPRING).is_before_history


def test_two_days_are_compared(story):
    convention, first, _second = story
    found = compare(photo_of(convention, SPRING), photo_of(convention, AUTUMN))

    assert [row.line.title for row in found.appeared] == ["Une autre"]
    assert found.gone == []
    (moved,) = found.moved
    assert (moved.before.state, moved.after.state) == ("a_venir", "en_cours")
    assert moved.values == [("Places", "non connu", "12")]
    gaps = {label: gap for _value, label, _before, _after, gap in found.states}
    assert (gaps["En cours"], gaps["À venir"]) == (1, 0)
    found = compare(photo_of(convention, AUTUMN), photo_of(convention, WINTER))
    assert [row.line.number for row in found.gone] == [first.number]
    assert found.moved == []


def test_two_conventions_meet_by_origins(story, on_day):
    convention, first, second = story
    following = ConventionFactory(public=True, slug="2027-2030", predecessor=convention)
    enjeu = EnjeuFactory(convention=following)
    goes_on = ActionFactory(published=True, enjeu=enjeu, title="Elle se poursuit")
    goes_on.origins.set([first, second])
    ActionFactory(published=True, enjeu=enjeu, title="Toute nouvelle")
    found = compare(photo_of(convention, AUTUMN), photo_of(following, WINTER))
    pairs = [(row.before and row.before.number, row.after.number) for row in found.rows]

    assert (first.number, goes_on.number) in pairs and (second.number, goes_on.number) in pairs
    assert [row.line.title for row in found.appeared] == ["Toute nouvelle"]
    assert found.gone == []


def test_small_counts_of_people_stay_hidden(story):
    convention, _first, second = story
    indicator = IndicatorFactory(action=second, label="Familles", unit="", counts_people=True)
    MeasureFactory(indicator=indicator, on=WINTER, value=3)
    (line,) = photo_of(convention, WINTER).lines

    assert list(line.values.values()) == [("Familles", "moins de 5")]


def test_row_without_a_version_is_what_it_is(story, on_day):
    convention, _first, second = story
    Action.history.filter(id=second.pk).delete()

    assert [line.code for line in photo_of(convention, WINTER).lines] == ["1.2"]
    assert [line.code for line in photo_of(convention, SUMMER).lines] == ["1.1"]


@pytest.mark.parametrize("many", [1, 3, 30])
def test_cost_does_not_depend_on_the_plan(many, django_assert_max_num_queries):
    convention = ConventionFactory(public=True)
    enjeu = EnjeuFactory(convention=convention)
    for _turn in range(many):
        action = ActionFactory(published=True, enjeu=enjeu)
        FundingFactory(action=action)
        MeasureFactory(indicator=IndicatorFactory(action=action))
    today = dt.date.today()
    with django_assert_max_num_queries(13):
        assert len(photo_of(convention, today).lines) == many


def test_page_shows_a_day_then_what_changed(story, staff_client):
    convention, *_actions = story
    address = reverse("photograph")
    page = staff_client.get(address, {"de": convention.slug, "le": "10/07/2025"})
    said = text_of(main_of(page))
    assert "Titre de juillet" in said and "Places : 12" in said and "Un brouillon" not in said
    page = staff_client.get(address, {"de": convention.slug, "le": SPRING, "au": AUTUMN})
    said = text_of(main_of(page))
    assert "Entrées dans le plan : 1" in said
    assert "Avancement : À venir → En cours" in said
    page = staff_client.get(address, {"de": convention.slug, "le": AUTUMN, "au": AUTUMN})
    assert "Rien n’a changé entre ces deux jours." in text_of(main_of(page))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"le": "demain"}, "Donnez une date, par exemple 31/12/2025."),
        ({"le": "2999-01-01"}, "Donnez une date passée ou la date d’aujourd’hui."),
        ({"le": "10/07/2025", "au": "32/13/2025"}, "Donnez une date, par exemple 31/12/2025."),
    ],
)
def test_what_cannot_be_shown_is_said(story, staff_client, asked, words):
    convention, *_actions = story
    page = staff_client.get(reverse("photograph"), {"de": convention.slug, **asked})
    assert words in text_of(main_of(page))
    file = reverse("photograph-file", args=["csv"])
    refused = staff_client.get(file, {"de": convention.slug, **asked})
    assert refused.status_code == 400 and words in refused.text


def test_page_without_a_question_shows_today(story, staff_client):
    page = staff_client.get(reverse("photograph"))

    assert "Une autre" in text_of(main_of(page))


def test_file_says_the_same(story, staff_client):
    convention, *_actions = story
    file = reverse("photograph-file", args=["csv"])
    answer = staff_client.get(file, {"de": convention.slug, "le": SPRING, "au": AUTUMN})
    text = body(answer).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))

    assert [(row["Action"], row["Ce qui change"]) for row in rows] == [
        ("Titre de juillet", "Changée"),
        ("Une autre", "Apparue"),
    ]
    for suffix in ("xlsx", "ods"):
        asked = {"de": convention.slug, "le": SUMMER}
        answer = staff_client.get(reverse("photograph-file", args=[suffix]), asked)
        assert answer.status_code == 200 and body(answer)
