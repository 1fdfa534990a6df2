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

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def plan(module_world):
    """Read by every test: those that need another plan are in test_small_lists.py."""
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
