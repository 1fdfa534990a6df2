"""The plan on one page, by enjeu, by objective: every published action once, in its place."""

import datetime as dt
import re

import pytest

from tests.factories import ActionFactory, ConventionFactory, EnjeuFactory, ObjectiveFactory
from tests.reading import SVG, find, main_of, text_of

PLAN = "/conventions/2023-2026/objectifs/"


def action_links(page):
    """Titles of the actions a page leads to, in order."""
    return [
        text_of(link)
        for link in find(page, "a")
        if re.match(r"/actions/\d+-[^?]*$", link.get("href"))
    ]


def counts(page):
    return [text_of(p) for p in find(page, "p") if p.get("class") == "counts"]


@pytest.fixture
def plan(db):
    """Two enjeux, the second without an action; three objectives, the last one empty."""
    first = EnjeuFactory(public=True, code="1", title="Grandir")
    EnjeuFactory(public=True, code="2", title="Se loger")
    one, ten = (ObjectiveFactory(enjeu=first, code=f"1.{n}", title=f"But {n}") for n in (1, 10))
    ObjectiveFactory(enjeu=first, code="1.2", title="But 2")
    for code, objective in [("1.1.10", one), ("1.1.2", one), ("1.10.1", ten)]:
        ActionFactory(published=True, objective=objective, code=code, title=f"Titre {code}")
    ActionFactory(published=True, enjeu=first, code="1.0", title="Directe", done=True)
    ActionFactory(objective=one, code="1.1.3", title="Cachée")
    return first.convention


def test_plan_holds_each_action_once_in_its_order(reader, plan):
    page = main_of(reader.get(PLAN))

    assert action_links(page) == [
        "1.0 Directe",
        "1.1.2 Titre 1.1.2",
        "1.1.10 Titre 1.1.10",
        "1.10.1 Titre 1.10.1",
    ]
    assert [text_of(h) for h in find(page, "h2")] == [
        *("Enjeu 1. Grandir", "Enjeu 2. Se loger", "Suivre toutes les actions par courriel")
    ]
    assert [text_of(h) for h in find(page, "h3")] == ["1.1 But 1", "1.2 But 2", "1.10 But 10"]
    assert text_of(page).count("Aucune action publiée pour le moment.") == 2
    assert counts(page) == ["Sur 4 actions : 1 réalisée et 3 à venir."]


def test_enjeu_holds_its_own_actions(reader, plan):
    other = EnjeuFactory(convention=plan, code="3")
    ActionFactory(published=True, enjeu=other, title="Ailleurs")
    page = main_of(reader.get("/conventions/2023-2026/enjeux/1/"))

    assert action_links(page) == ["Directe", "Titre 1.1.2", "Titre 1.1.10", "Titre 1.10.1"]
    assert counts(page) == ["Sur 4 actions : 1 réalisée et 3 à venir."]


def test_objective_holds_its_own_actions(reader, plan):
    page = main_of(reader.get("/conventions/2023-2026/objectifs/1.1/"))

    assert action_links(page) == ["Titre 1.1.2", "Titre 1.1.10"]
    assert counts(page) == ["Sur 2 actions : 2 à venir."]


@pytest.mark.parametrize("place", ["enjeux/2/", "objectifs/1.2/"])
def test_level_without_an_action_says_so(reader, plan, place):
    page = main_of(reader.get(f"/conventions/2023-2026/{place}"))

    assert counts(page) == ["Rien n’est encore publié ici."]
    assert not list(page.iter(f"{SVG}rect"))


@pytest.mark.parametrize("size", [1, 3, 60, 61, 130])
def test_long_enjeu_is_cut_in_pages_that_hold_every_action_once(reader, db, size):
    enjeu = EnjeuFactory(public=True, code="1")
    ActionFactory.create_batch(size, enjeu=enjeu, published=True)
    address = enjeu.get_absolute_url()
    pages = [
        action_links(main_of(reader.get(f"{address}?page={number}")))
        for number in range(1, 2 + (size - 1) // 60)
    ]

    assert sum(map(len, pages)) == len({title for page in pages for title in page}) == size
    assert counts(main_of(reader.get(address)))[0].startswith(
        f"Sur {size} action{'s' if size > 1 else ''} :"
    )


def test_bar_and_table_say_the_same_counts(reader, plan):
    page = main_of(reader.get("/conventions/2023-2026/enjeux/1/"))
    (table,) = (t for t in find(page, "table") if t.get("class") == "legend")
    (bar,) = (svg for svg in page.iter(f"{SVG}svg") if svg.get("viewBox") == "0 0 600 34")
    said = {
        text_of(row).rstrip("0123456789"): int(text_of(find(row, "td")[0]))
        for row in find(table, "tbody tr")
    }

    assert {name: n for name, n in said.items() if n} == {"Réalisée": 1, "À venir": 3}
    assert len(said) == 6
    assert [int(text.text) for text in bar.iter(f"{SVG}text")] == [1, 3]
    assert sum(float(rect.get("width")) for rect in bar.iter(f"{SVG}rect")) == 600
    assert " ".join(bar.get("aria-label").split()) == (
        "Répartition des actions par avancement : 1 réalisée et 3 à venir."
    )


def test_calendar_has_a_bar_for_each_dated_action(reader, plan):
    for code, year in (("1.1.20", 2010), ("1.1.21", 2024), ("1.1.22", 2050)):
        ActionFactory(
            published=True,
            objective=plan.objectives.get(code="1.1"),
            code=code,
            starts_on=dt.date(year, 3, 1),
        )
    page = main_of(reader.get(PLAN))
    (drawn,) = (svg for svg in page.iter(f"{SVG}svg") if svg.get("class") == "calendar")
    width, height = map(float, drawn.get("viewBox").split()[2:])
    bars = list(drawn.iter(f"{SVG}rect"))

    assert len(bars) == 3
    for bar in bars:
        assert 0 <= float(bar.get("x")) <= float(bar.get("x")) + float(bar.get("width")) <= width
        assert 0 <= float(bar.get("y")) <= float(bar.get("y")) + 18 <= height


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "permanent", "said"),
    [
        (None, None, False, "dates à préciser"),
        (dt.date(2023, 5, 1), dt.date(2026, 5, 1), False, "du 1er mai 2023 au 1er mai 2026"),
        (dt.date(2024, 1, 1), dt.date(2024, 5, 1), False, "du 1er janvier 2024 au 1er mai 2024"),
        (dt.date(2023, 5, 1), None, False, "depuis le 1er mai 2023"),
        (dt.date(2023, 5, 1), None, True, "depuis le 1er mai 2023"),
        (None, dt.date(2026, 5, 1), False, "jusqu’au 1er mai 2026"),
    ],
)
def test_period_is_said_in_the_table(reader, db, starts_on, ends_on, permanent, said):
    dates = {"starts_on": starts_on, "ends_on": ends_on, "is_permanent": permanent}
    ActionFactory(public=True, ongoing=True, **dates)
    (row,) = find(main_of(reader.get(PLAN)), "tbody tr")

    assert text_of(find(row, "td")[0]) == f"Pilote à préciser, {said}"


def test_what_is_to_come_has_not_begun(reader, db):
    """« Depuis » of a day that has not come would be false, in the table and in the list."""
    day = dt.date(2026, 5, 1)
    ActionFactory(public=True, starts_on=day)

    assert "à partir du 1er mai 2026" in text_of(main_of(reader.get(PLAN)))
    assert "à partir de 2026" in text_of(main_of(reader.get("/actions/")))


@pytest.mark.parametrize("trait", [True, False])
def test_provisional_titles_are_said(reader, db, trait):
    enjeu = EnjeuFactory(public=True, code="1", title_is_provisional=trait)
    objective = ObjectiveFactory(enjeu=enjeu, code="1.1", title_is_provisional=trait)

    for place in (PLAN, enjeu.get_absolute_url(), objective.get_absolute_url(), "/", "/la-ctg/"):
        assert ("ntitulé provisoire" in text_of(main_of(reader.get(place)))) is trait, place


@pytest.mark.parametrize(("count", "folds"), [(60, False), (61, True)])
def test_long_plan_is_folded_by_enjeu(reader, db, count, folds):
    enjeu = EnjeuFactory(public=True, code="1")
    for turn in range(count):
        ActionFactory(published=True, enjeu=enjeu, code=f"1.{turn + 1}")
    page = main_of(reader.get(PLAN))

    (fold,) = find(page, "details")
    assert ("open" not in fold.attrib) is folds
    summary = find(fold, "summary")[0]
    assert summary.get("aria-label") == f"{text_of(summary)}, {enjeu.title}"
    assert text_of(summary) == f"{count} actions"
    assert len(find(fold, "tbody tr")) == count
    assert [text_of(row).split()[0] for row in find(fold, "tbody th")] == [
        f"1.{turn + 1}" for turn in range(count)
    ]


def test_plans_of_two_conventions_are_apart(reader, plan):
    past = ConventionFactory(past=True)
    enjeu = EnjeuFactory(convention=past, code="1", title="Autrefois")
    ActionFactory(published=True, enjeu=enjeu, title="Ancienne")
    old = main_of(reader.get("/conventions/2019-2022/objectifs/"))

    assert len(action_links(old)) == 1
    assert "Ancienne" not in text_of(main_of(reader.get(PLAN)))
    assert "Autrefois" in text_of(main_of(reader.get("/conventions/2019-2022/enjeux/1/")))
