"""Lists of the few actions that a test makes for itself."""

import datetime as dt

import pytest
from django.utils import timezone

from actions.models import Action
from tests.actions.listing import ask, count, options, titles
from tests.factories import ActionFactory, CommuneFactory, EnjeuFactory, TerritoryFactory
from tests.reading import text_of


@pytest.mark.parametrize(("total", "paged"), [(1, False), (3, False), (20, False), (21, True)])
def test_links_between_pages_only_when_needed(reader, db, total, paged):
    ActionFactory.create_batch(total, public=True)
    page = ask(reader)

    assert count(page) == total
    assert ("Page 1 sur" in text_of(page)) is paged


def test_orders(reader, db):
    day = dt.date(2025, 1, 1)
    enjeu = EnjeuFactory(public=True)
    for code, title, ends_on in [
        ("1.10", "Bravo", None),
        ("1.2", "alpha", day),
        ("1.1", "Charlie", day + dt.timedelta(days=1)),
    ]:
        ActionFactory(published=True, enjeu=enjeu, code=code, title=title, ends_on=ends_on)
    Action.objects.filter(code="1.2").update(modified_on=timezone.now() + dt.timedelta(days=1))

    assert titles(ask(reader)) == ["Charlie", "alpha", "Bravo"]
    assert titles(ask(reader, "tri=fin")) == ["alpha", "Charlie", "Bravo"]
    assert titles(ask(reader, "tri=recent"))[0] == "alpha"
    assert titles(ask(reader, "tri=")) == titles(ask(reader))


def test_whole_territory_actions_are_found_from_each_of_its_communes(reader, db):
    everywhere = ActionFactory(public=True, whole_territory=True)
    territory = everywhere.convention.territory
    here, there = CommuneFactory.create_batch(2, territory=territory)
    local = ActionFactory(public=True, communes=[here])

    assert set(titles(ask(reader, f"commune={here.slug}"))) == {everywhere.title, local.title}
    assert titles(ask(reader, f"commune={there.slug}")) == [everywhere.title]


def test_commune_of_another_territory_is_not_offered(reader, db):
    action = ActionFactory(public=True, whole_territory=True)
    other = CommuneFactory(territory=TerritoryFactory())

    page = ask(reader, f"commune={other.slug}")

    assert other.name not in text_of(page)
    assert "Le filtre « Commune » n’a pas été compris" in text_of(page)
    assert titles(page) == [action.title]


def test_action_with_a_ticked_commune_and_everywhere_counts_once(reader, db):
    here = CommuneFactory(territory=TerritoryFactory(main=True))
    ActionFactory(public=True, whole_territory=True, communes=[here])
    page = ask(reader)

    assert [n for name, _value, n in options(page) if name == "commune"] == [1]
    assert count(ask(reader, f"commune={here.slug}")) == 1


def test_actions_of_other_conventions_are_not_in_the_list(reader, db):
    ActionFactory(published=True, convention__past=True)
    current = ActionFactory(public=True)
    ActionFactory(published=True, convention__published=True)

    assert titles(ask(reader)) == [current.title]
