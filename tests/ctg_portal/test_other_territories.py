"""Another plan, other words, a second territory, or nothing at all: no page with a hole in it."""

import re

import pytest

from conventions.models import Territory
from conventions.models.phase import ConventionStatus
from tests.factories import (
    ActionFactory,
    CommuneFactory,
    ConventionFactory,
    EnjeuFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
    TerritoryFactory,
    UpdateFactory,
)
from tests.reading import HTML, crawl, find, is_page, main_of, parse_errors, text_of, tree

# Elements that say nothing when they are empty; pictures and inputs aside.
SPEAKING = {
    *("title", "h1", "h2", "h3", "h4", "p", "li", "a"),
    *("dt", "dd", "caption", "th", "label", "button", "option"),
}
HOLES = re.compile(
    r"\bNone\b|\bNaN\b|\bFalse\b|« *»|\( *\)|\[\]|\{\{|%\}"
    r"|: *[.;,)]|: *$| ,|\.\.|– *$|^ *–|\bles :|\bdes à\b"
)


def holes(page):
    """What is missing in the words of a page: empty elements, empty brackets, « None »."""
    found = []
    for element in tree(page).iter():
        name = str(element.tag).removeprefix(HTML)
        if name in SPEAKING and not (text_of(element) or element.get("aria-label")):
            found.append(f"empty {name}")
        if name in SPEAKING and (hole := HOLES.search(text_of(element))):
            found.append(f"{name}: {text_of(element)[max(0, hole.start() - 40) : hole.end() + 20]}")
        for attribute in ("content", "aria-label", "alt", "title"):
            said = " ".join((element.get(attribute) or "").split())
            if attribute in element.attrib and HOLES.search(said):
                found.append(f"{name} {attribute}: {said}")
    return found


def read_all(client, *others):
    """Dict address → response of the whole site; fails on a broken link."""
    pages = crawl(client, others)
    assert {address for address, page in pages.items() if page.status_code >= 400} == set()
    return {address: page for address, page in pages.items() if is_page(page)}


def check(pages):
    assert {address: found for address, page in pages.items() if (found := holes(page))} == {}
    assert {
        address: found for address, page in pages.items() if (found := parse_errors(page))
    } == {}


@pytest.mark.django_db
def test_empty_database_has_every_page_without_a_hole(reader):
    pages = read_all(reader)

    assert len(pages) >= 17
    check(pages)


@pytest.mark.django_db
def test_territory_without_a_convention_has_every_page_without_a_hole(reader):
    CommuneFactory(territory=TerritoryFactory(main=True))

    check(read_all(reader))


@pytest.mark.django_db
@pytest.mark.parametrize("published", [True, False])
def test_convention_without_content_has_every_page_without_a_hole(reader, published):
    ConventionFactory(public=True, is_published=published)
    pages = read_all(reader)

    check(pages)
    assert ("/conventions/2023-2026/" in pages) is published


@pytest.mark.django_db
def test_bare_rows_leave_no_hole(reader):
    enjeu = EnjeuFactory(public=True)
    ActionFactory(published=True, enjeu=enjeu)
    ActionFactory(published=True, with_objective=True, convention=enjeu.convention)
    ObjectiveFactory(enjeu=EnjeuFactory(convention=enjeu.convention))
    CommuneFactory(territory=enjeu.convention.territory)
    OrganisationFactory(public=True)

    check(read_all(reader))


OTHER_WORDS = {
    "enjeu_name": "axe",
    "enjeu_names": "axes",
    "objective_name": "orientation",
    "objective_names": "orientations",
    "action_name": "fiche",
    "action_names": "fiches",
}


@pytest.fixture
def two_levels(db):
    """A plan of axes and fiches, without a level between them."""
    convention = ConventionFactory(public=True, two_levels=True)
    Territory.objects.filter(pk=convention.territory_id).update(**OTHER_WORDS)
    for axe in EnjeuFactory.create_batch(2, convention=convention, title="Grandir"):
        for action in ActionFactory.create_batch(2, published=True, enjeu=axe):
            MilestoneFactory(action=action, done=True)
            UpdateFactory(action=action)
    EnjeuFactory(convention=convention, title="Se loger")
    return convention


def test_two_level_plan_has_every_page_without_a_hole(reader, two_levels):
    pages = read_all(reader)

    check(pages)
    assert not any("/objectifs/1" in address for address in pages)


def test_names_of_levels_are_those_of_the_territory(reader, two_levels):
    axe = two_levels.enjeux.first()
    for address in ("/", "/conventions/2023-2026/objectifs/", axe.get_absolute_url()):
        text = text_of(main_of(reader.get(address))).casefold()
        assert "axe" in text, address
        assert "enjeu" not in text, address
        assert "objectif" not in text, address
        assert "fiche" in text, address
    assert "Sur 2 fiches : 2 à venir." in text_of(main_of(reader.get(axe.get_absolute_url())))
    assert f"Axe {axe}" in text_of(find(main_of(reader.get(axe.get_absolute_url())), "h1")[0])


def test_filter_is_named_after_the_first_level(reader, two_levels):
    labels = [text_of(label) for label in find(main_of(reader.get("/actions/")), "label")]

    assert "Axe" in labels
    assert "Enjeu" not in labels


@pytest.fixture
def second(db):
    """A main territory with its plan, and a second one with its own."""
    ActionFactory(public=True, title="D’ici", whole_territory=True)
    convention = ConventionFactory(
        published=True,
        slug="2024-2028",
        status=ConventionStatus.IN_FORCE,
        territory__name="Ailleurs",
    )
    Territory.objects.filter(pk=convention.territory_id).update(**OTHER_WORDS)
    ActionFactory(
        published=True,
        title="De là-bas",
        whole_territory=True,
        convention=convention,
        with_objective=True,
    )
    CommuneFactory(territory=convention.territory, name="Villelointaine")
    return convention


def test_second_territory_has_every_page_without_a_hole(reader, second):
    pages = read_all(reader)

    check(pages)
    assert "/conventions/2024-2028/objectifs/" in pages


def test_second_territory_keeps_its_own_words_and_actions(reader, second):
    plan = text_of(main_of(reader.get("/conventions/2024-2028/objectifs/")))

    assert "Axe" in plan
    assert "De là-bas" in plan
    assert "D’ici" not in plan
    assert "Sur 1 fiche : 1 à venir." in plan


@pytest.mark.parametrize(
    "address", ["/", "/actions/", "/la-ctg/", "/conventions/2023-2026/objectifs/"]
)
def test_main_territory_says_nothing_of_the_second_one(reader, second, address):
    text = text_of(main_of(reader.get(address)))

    assert not re.findall(r"là-bas|Villelointaine|\bfiches?\b|\baxes?\b", text)
