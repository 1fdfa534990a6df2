"""What a service tells of its use is found, and nothing that a project keeps."""

import pytest

from actions.models import Action, ActionKind
from actions.search import public_index
from search.answers import answers_to
from tests.factories import ActionFactory, CommuneFactory, PlaceFactory

pytestmark = pytest.mark.django_db
WORDS = [
    "ricochets",
    "marelle",
    "Lacougotte",
    "trampoline",
    "samedi",
    "ascenseur",
    "05 36 49 12 34",
]


def found(query):
    rows = answers_to(public_index.get(), query).rows
    return [row.document.key for row in rows if row.document.kind == "action"]


@pytest.fixture
def service():
    action = ActionFactory(
        public=True, service=True, settled=True, use_name="Ricochets", how_to_come="La marelle"
    )
    PlaceFactory(
        action=action, name="Salle du trampoline", commune=CommuneFactory(name="Lacougotte"),
        hours="samedi", accessibility="Ascenseur",
    )  # fmt: skip
    return action


@pytest.mark.parametrize("query", WORDS)
def test_what_a_service_tells_is_found(service, query):
    assert found(query) == [service.pk]


def test_what_a_project_keeps_is_not(service):
    Action.objects.update(kind=ActionKind.PROJECT)

    assert {query for query in WORDS if service.pk in found(query)} == set()


def test_the_name_of_use_weighs_as_the_title_does(service):
    ActionFactory(public=True, title="Autre", description="Des ricochets")

    assert found("ricochets")[0] == service.pk


@pytest.mark.parametrize("count", [1, 3, 20])
def test_reading_costs_the_same_whatever_the_places(service, count, django_assert_num_queries):
    for _turn in range(count):
        PlaceFactory(action=service, commune=CommuneFactory())

    with django_assert_num_queries(INDEX_QUERIES):
        public_index.get()


INDEX_QUERIES = 32
