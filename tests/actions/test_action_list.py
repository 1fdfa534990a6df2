"""The list of actions: what it says of its filters, its order and its pages."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict

from tests.actions.listing import active_links, ask, build_plan, count, titles
from tests.factories import ActionFactory
from tests.reading import find, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def plan(module_world):
    """Read by every test: those that need another plan are in test_small_lists.py."""
    return build_plan()


# --- values that mean nothing ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("enjeu=99", "Enjeu"),
        ("etat=fini", "Avancement"),
        ("delai=demain", "Délai"),
        ("commune=paris", "Commune"),
        ("domaine=x", "Thème"),
        ("public=x", "Pour qui"),
        ("pilote=x", "Pilote"),
        ("tri=x", "Ranger par"),
        (f"q={'a' * 101}", "Mots cherchés"),
    ],
)
def test_misunderstood_value_is_said_and_ignored(reader, plan, query, label):
    page = ask(reader, query)

    assert f"Le filtre « {label} » n’a pas été compris : il est ignoré." in text_of(page)
    assert count(page) == 24


def test_other_filters_stay_in_force_beside_a_misunderstood_one(reader, plan):
    assert titles(ask(reader, "etat=realisee&enjeu=99")) == titles(ask(reader, "etat=realisee"))


@pytest.mark.parametrize("query", ["", "inconnu=1", "q=", "etat=&delai=", "page=", "q=%20%20"])
def test_empty_or_unknown_filters_change_nothing(reader, plan, query):
    page = ask(reader, query)

    assert count(page) == 24
    assert "n’a pas été compris" not in text_of(page)
    assert "pour vos choix" not in text_of(page)


def test_of_two_values_the_last_counts(reader, plan):
    assert titles(ask(reader, "etat=realisee&etat=en_pause")) == titles(
        ask(reader, "etat=en_pause")
    )


def test_search_without_a_result_says_so(reader, plan):
    page = ask(reader, "q=zzz")

    assert count(page) == 0
    assert "Aucune action ne répond à tous ces choix." in text_of(page)


# --- active filters ----------------------------------------------------------------------------


def test_link_of_an_active_filter_drops_just_that_one(reader, plan):
    asked = {
        "q": "été & jeunes+",
        "etat": "en_cours",
        "enjeu": plan.enjeux.first().code,
        "tri": "titre",
    }
    query = QueryDict(mutable=True)
    query.update(asked | {"page": "2"})
    links = active_links(ask(reader, query.urlencode()))

    assert len(links) == 3
    for name, (text, href) in zip(("q", "enjeu", "etat"), links.items(), strict=True):
        kept = {key: values[0] for key, values in parse_qs(urlsplit(href).query).items()}
        assert kept == {key: value for key, value in asked.items() if key != name}, text
    assert any("« été & jeunes+ »" in text for text in links)


def test_active_filter_is_named_with_its_value(reader, plan):
    links = active_links(ask(reader, "etat=en_place&delai=en-retard&pilote=x"))

    assert list(links) == [
        "Retirer le filtre : Avancement : En place et continue ×",
        "Retirer le filtre : Délai : En retard ×",
    ]


def test_filtered_list_is_not_for_search_engines(reader, plan):
    assert b'content="noindex' in reader.get("/actions/?etat=realisee").content
    assert b"noindex" not in reader.get("/actions/").content


# --- pages and order ---------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["", "titre", "fin", "recent"])
def test_pages_hold_every_action_once(reader, plan, order):
    first, second = (titles(ask(reader, f"tri={order}&page={page}")) for page in (1, 2))

    assert (len(first), len(second)) == (20, 4)
    assert len({*first, *second}) == 24


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("2", 2),
        ("1", 1),
        ("0", 2),
        ("-1", 2),
        ("99", 2),
        ("x", 1),
        ("1.5", 1),
        ("", 1),
        ("9" * 50, 2),
    ],
)
def test_page_out_of_bounds_is_the_nearest(reader, plan, asked, said):
    assert f"Page {said} sur 2" in text_of(ask(reader, f"page={asked}"))


@pytest.mark.parametrize(("page", "other", "rel"), [("1", "2", "next"), ("2", "1", "prev")])
def test_links_between_pages_keep_the_query(reader, plan, page, other, rel):
    ActionFactory.create_batch(21, public=True, title="Été & co")
    found = ask(reader, f"q=%C3%A9t%C3%A9+%26&tri=titre&page={page}")
    (link,) = (a.get("href") for a in find(found, "nav a") if a.get("rel") == rel)

    assert parse_qs(link.lstrip("?")) == {"q": ["été &"], "tri": ["titre"], "page": [other]}
