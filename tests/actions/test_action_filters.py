"""Each filter of the list of actions shows what its options announce, alone and with others."""

import itertools

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from actions.filters import ActionFilter
from actions.models import Action
from tests.actions.listing import ask, build_plan, count, options, titles
from tests.factories import ActionFactory, CommuneFactory, TerritoryFactory
from tests.reading import text_of


@pytest.fixture
def plan(db):
    return build_plan()


def test_each_option_announces_what_it_shows(reader, plan):
    offered = options(ask(reader))

    assert {name for name, _value, _n in offered} == set(ActionFilter.base_fields) - {"q", "tri"}
    assert [
        (*option[:2], count(ask(reader, "=".join(option[:2])))) for option in offered
    ] == offered


def test_every_enjeu_state_commune_audience_domain_and_lead_is_offered(reader, plan):
    offered = options(ask(reader))
    per_filter = {
        name: len(list(group)) for name, group in itertools.groupby(offered, lambda o: o[0])
    }

    assert per_filter == {
        "public": 3,
        "commune": 3,
        "domaine": 2,
        "enjeu": 2,
        "etat": 6,
        "delai": 2,
        "pilote": 2,
    }
    assert sum(n for name, _value, n in offered if name == "enjeu") == 24
    assert sum(n for name, _value, n in offered if name == "etat") == 24


@hypothesis_settings(max_examples=25)
@given(data=st.data())
def test_filters_together_show_what_answers_each_of_them(reader, plan, data):
    offered = options(ask(reader))
    names = data.draw(st.sets(st.sampled_from(sorted({o[0] for o in offered})), min_size=2))
    chosen = [
        data.draw(st.sampled_from([o[:2] for o in offered if o[0] == name]))
        for name in sorted(names)
    ]
    alone = [set(shown(plan, f"{name}={value}")) for name, value in chosen]
    together = shown(plan, "&".join(map("=".join, chosen)))

    assert set(together) == set.intersection(*alone)
    assert len(together) == len(set(together))
    assert count(ask(reader, "&".join(map("=".join, chosen)))) == len(together)


def shown(convention, query):
    """Numbers of the actions that the form keeps."""
    form = ActionFilter(
        QueryDict(query),
        actions=Action.objects.public().filter(convention=convention),
        enjeux=list(convention.enjeux.all()),
        territory=convention.territory,
        on=timezone.localdate(),
    )
    return [action.number for action in form.filter()]


@pytest.mark.parametrize("words", ["creche", "CRÈCHE", "crèche 3", "ete", "jeunes été"])
def test_words_combine_with_a_filter(reader, plan, words):
    found = ask(reader, f"q={words}&etat=en_cours")

    assert count(found) == len(titles(found))
    assert set(titles(found)) < set(titles(ask(reader, f"q={words}")))


# --- where -------------------------------------------------------------------------------------


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
