"""Words are found whatever their accents, capitals, ligatures and apostrophes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.models import Action
from actions.search import matching
from records.folding import fold
from tests.factories import ActionFactory, OrganisationFactory


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Été", "ete"),
        ("CŒUR", "coeur"),
        ("cœur", "coeur"),
        ("ex æquo", "ex aequo"),
        ("L’école", "l ecole"),
        ("L'école", "l ecole"),
        ("garc\u0327on e\u0301te\u0301", "garcon ete"),
        ("ﬁn", "fin"),
        ("ÇA", "ca"),
        ("en\u00a0cours", "en cours"),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_fold_is_the_same_for_every_writing_of_a_text(text):
    assert fold(fold(text)) == fold(text)
    assert isinstance(fold(text), str)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "coeur",
        "CŒUR",
        "créche",
        "CRECHE coeur",
        "l'ecole",
        "l’École",
        "ecole",
        "mere",
        "2.7.1",
        "saint-sulpice",
        "caisse",
        "  creche   ",
        "crech",
    ],
)
def test_action_is_found_by_its_words(query):
    found = ActionFactory(
        code="2.7.1",
        title="Une crèche au cœur du village",
        summary="Pour L’école des mères",
        description="À Saint-Sulpice",
        lead=OrganisationFactory(name="Caisse du Tarn"),
    )
    ActionFactory(title="Autre chose", lead=None)

    assert list(matching(Action.objects.all(), query)) == [found]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["zzz", "creche zzz", "none", "null", "%", "_", "\\", "*"])
def test_words_that_are_nowhere_find_nothing(query):
    ActionFactory(title="Une crèche", lead=None)

    assert list(matching(Action.objects.all(), query)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "   ", "'", "’ '"])
def test_no_word_finds_everything(query):
    actions = ActionFactory.create_batch(3)

    assert list(matching(Action.objects.order_by("number"), query)) == actions


@pytest.mark.django_db
def test_search_stays_inside_the_actions_it_is_given():
    shown, hidden = ActionFactory(public=True, title="École"), ActionFactory(title="École")

    assert list(matching(Action.objects.public(), "ecole")) == [shown]
    assert hidden in matching(Action.objects.all(), "ecole")


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3, 30])
def test_search_costs_one_query_more(count, django_assert_num_queries):
    ActionFactory.create_batch(count, title="École", lead=OrganisationFactory())

    with django_assert_num_queries(2):
        assert len(matching(Action.objects.all(), "ecole")) == count
