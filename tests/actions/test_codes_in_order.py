"""Codes sort as people count, names as a dictionary does, alike on both databases."""

import pytest

from actions.models import Action
from conventions.models import Enjeu, Objective
from conventions.models.levels import code_order, natural_position
from tests.factories import (
    ActionFactory,
    CommuneFactory,
    ConventionFactory,
    EnjeuFactory,
    ObjectiveFactory,
    OrganisationFactory,
)
from tests.reading import find, main_of, text_of

CODES = [
    "1.1.1",
    "1.1.2",
    "1.1.2.1",
    "1.1.2bis",
    "1.1.2ter",
    "1.1.10",
    "1.2.1",
    "2.1.1",
    "A1",
    "A10",
]


def test_code_order():
    assert sorted(set(CODES), key=code_order) == CODES


@pytest.mark.parametrize(
    ("code", "position"), [("1.1.2bis", 2), ("A10", 10), ("1.1.10", 10), ("bis", 0)]
)
def test_rank_of_a_code_is_its_last_number(code, position):
    assert natural_position(code) == position


@pytest.mark.django_db
@pytest.mark.parametrize("rank", [{"position": 0}, {}])
def test_actions_sort_by_code(rank):
    enjeu = EnjeuFactory(public=True)
    codes = ["1.1.1", "1.1.2", "1.1.2bis", "1.1.3", "1.1.10"]
    for code in reversed(codes):
        ActionFactory(enjeu=enjeu, code=code, **rank)

    assert [row.code for row in Action.objects.in_plan_order()] == codes


@pytest.mark.django_db
def test_levels_sort_by_code():
    convention = ConventionFactory(public=True)
    for code in ("10", "2bis", "2"):
        enjeu = EnjeuFactory(convention=convention, code=code, position=0)
    for code in ("1.10", "1.2bis", "1.2"):
        ObjectiveFactory(enjeu=enjeu, code=code, position=0)

    assert [row.code for row in Enjeu.objects.all()] == ["2", "2bis", "10"]
    assert [row.code for row in Objective.objects.all()] == ["1.2", "1.2bis", "1.10"]


@pytest.mark.django_db
def test_order_follows_a_code_that_changes():
    action = ActionFactory(code="1.1.2")
    action.code = "1.1.10"
    action.save()

    assert Action.objects.get().code_order == code_order("1.1.10")


@pytest.mark.django_db
def test_places_and_partners_are_read_as_in_a_dictionary(reader):
    action = ActionFactory(public=True)
    names = ["Ambres", "Évry", "Ezanville", "Viviers"]
    for name in reversed(names):
        CommuneFactory(territory=action.convention.territory, name=name)
        OrganisationFactory(public=True, name=name)
    pages = {address: main_of(reader.get(address)) for address in ("/", "/communes/", "/actions/")}
    directory = [text_of(link) for link in find(main_of(reader.get("/partenaires/")), "ul li a")]
    rows = [text_of(find(row, "a")[0]) for row in find(pages["/communes/"], "tbody tr")]

    assert directory == names
    assert rows == names
    for address in ("/", "/actions/"):
        (choices,) = (
            [text_of(option).split(" (")[0] for option in find(select, "option")[1:]]
            for select in find(pages[address], "select")
            if select.get("name") == "commune"
        )
        assert choices == names
