"""« /recherche/ » : answers in groups, never an empty page, and what the team learns from it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.search_page import SHOWN
from partners.permissions import Role
from search.models import UnansweredWord
from tests.factories import (
    ActionFactory,
    CommuneFactory,
    OrganisationFactory,
    PlaceFactory,
    SynonymFactory,
    TerritoryFactory,
    UserFactory,
)
from tests.reading import find, main_of, of_class, text_of, tree
from tests.signing import sign_in_as
from tests.word_factories import UnansweredWordFactory

pytestmark = pytest.mark.django_db
PAGE = "/recherche/"
WORDS = "/suivi/recherche/"
SEARCH_QUERIES = 10


def main(client, query, **more):
    asked = {name: value for name, value in {"q": query, **more}.items() if value}
    return main_of(client.get(PAGE, asked))


def addresses_of(page):
    return [find(row, "a")[0].get("href") for row in of_class(page, "rows", "li")]


def test_answers_say_the_sentence_the_passage_and_the_state(reader):
    action = ActionFactory(
        public=True, late=True, title="Un relais", summary="Pour tous.", description="Une crèche."
    )
    page = main(reader, "creches")

    assert addresses_of(page) == [action.get_absolute_url()]
    said = text_of(page)
    assert "« creches » : 1 réponse" in said
    assert "Pour tous." in said
    assert [text_of(mark) for mark in find(page, "mark")] == ["crèche"]
    assert f"En retard · action {action.code}" in said


def test_the_name_searched_comes_first_then_groups_then_their_own_page(reader):
    commune = CommuneFactory(territory=TerritoryFactory(main=True), name="Lavaur", slug="lavaur")
    ActionFactory.create_batch(SHOWN + 2, public=True, communes=[commune])

    page = main(reader, "lavaur")
    assert addresses_of(page)[0] == "/communes/lavaur/"
    assert len(addresses_of(page)) == SHOWN + 1
    more = next(a.get("href") for a in find(page, "a") if "groupe=" in (a.get("href") or ""))

    whole = main_of(reader.get(PAGE + more.removeprefix(PAGE)))
    assert len(addresses_of(whole)) == SHOWN + 2
    assert addresses_of(main(reader, "lavaur", groupe="inconnu")) == addresses_of(page)


def test_what_else_was_searched_is_said_and_can_be_refused(reader):
    SynonymFactory(typed="garderie", meant="crèche")
    ActionFactory(public=True, title="La crèche")

    page = main(reader, "garderie")
    assert "Nous avons aussi cherché : crèche." in text_of(page)
    assert "Rien ne répond" in text_of(main(reader, "garderie", mots="exacts"))


@pytest.mark.parametrize("query", ["zzzzqq", "%", "<b>", "le la", "0612345678", "é" * 300])
def test_nothing_found_still_helps(reader, query):
    ActionFactory(public=True, ongoing=True, whole_territory=True, title="Un service")
    page = main(reader, query)

    said = text_of(page)
    assert "Rien ne répond" in said
    assert "Un service" in said
    links = {link.get("href") for link in find(page, "a")}
    assert "/contact/" in links
    assert len(of_class(page, "finder", "select")) == 3
    assert not of_class(page, "chips", "a")  # no example that would find nothing


def test_the_words_of_every_day_are_those_that_this_plan_answers(reader):
    ActionFactory(public=True, title="Le permis de conduire")

    for query in ("zzzzqq", ""):
        assert [text_of(one) for one in of_class(main(reader, query), "chips", "a")] == ["permis"]


def test_refusing_synonyms_does_not_count_the_word_as_unanswered(reader):
    SynonymFactory(typed="garderie", meant="crèche")
    ActionFactory(public=True, title="La crèche")

    main(reader, "garderie", mots="exacts")

    assert not UnansweredWord.objects.exists()


def test_the_nearest_answers_are_said_as_such(reader):
    ActionFactory(public=True, title="Les permanences")
    assert "Nous avons cherché « permanences »" in text_of(main(reader, "permanance"))
    assert "répondent à une partie" in text_of(main(reader, "permanences inconnuum"))


def test_beside_a_few_answers_those_that_say_a_part_of_the_words_better(reader):
    ActionFactory(public=True, title="Jouer", description="Un logement, pas loin.")
    ActionFactory(public=True, title="Informer sur le logement")

    page = main(reader, "logement loin")
    text = text_of(page)

    assert "« logement loin » : 1 réponse" in text.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Répond à une partie de vos mots" in text
    assert "Informer sur le logement" in text
    listed = main_of(reader.get("/actions/", {"q": "logement loin"}))
    assert "Informer sur" not in text_of(listed)


def test_the_box_is_on_every_page_and_a_search_is_not_indexed(reader):
    ActionFactory(public=True)
    for address in ("/", "/glossaire/", "/actions/"):
        page = tree(reader.get(address))
        assert PAGE in [form.get("action") for form in find(page, "header form")]
        assert PAGE in [link.get("href") for link in find(page, "header a")]
    assert "noindex" in reader.get(PAGE, {"q": "mot"}).text
    assert "noindex" not in reader.get(PAGE).text
    forms = find(main_of(reader.get("/")), "form")
    assert [form.get("action") for form in forms] == [PAGE, "/actions/"]


def spots(page):
    return [text_of(one) for one in find(page, "p") if "spot-line" in one.get("class", "").split()]


def test_an_open_service_says_where_when_and_whom_to_call(reader):
    lavaur, azas = CommuneFactory(name="Lavaur"), CommuneFactory(name="Azas")
    service = ActionFactory(
        public=True, service=True, settled=True, title="Crèche", use_name="Le nid"
    )
    PlaceFactory(action=service, commune=lavaur, name="Mairie", hours="mardi, 9 h – 12 h")
    page = main(reader, "creche")
    assert spots(page) == ["Mairie, Lavaur · mardi, 9 h – 12 h · 05 36 49 12 34"]
    assert next(text_of(link) for link in of_class(page, "rows", "a")) == "Le nid"

    PlaceFactory(action=service, commune=azas, hours="lundi")
    assert spots(main(reader, "creche")) == ["Lavaur, Azas · 05 36 49 12 34"]
    for name in ("Lugan", "Massac", "Veilhes"):
        PlaceFactory(action=service, commune=CommuneFactory(name=name))
    page = main(reader, "creche")
    assert spots(page) == ["Lavaur, Azas, Lugan et 2 autres lieux · 05 36 49 12 34"]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"phone": ""}, ["La page du service"]),
        ({"phone": "", "website": ""}, []),
        ({"settled": False}, []),  # it is not open yet
        ({"kind": "projet"}, []),
    ],
)
def test_what_is_not_known_or_not_open_is_not_said(reader, told, said):
    ActionFactory(**{"public": True, "service": True, "settled": True, "title": "Crèche"} | told)

    assert spots(main(reader, "creche")) == said


def test_hours_too_long_for_a_line_stay_on_the_page_of_the_service(reader):
    service = ActionFactory(public=True, service=True, settled=True, title="Crèche")
    PlaceFactory(action=service, name="À domicile", hours="mardi " * 20)

    assert spots(main(reader, "creche")) == ["À domicile · 05 36 49 12 34"]


def test_of_the_first_answers_who_receives_people_today_comes_first(reader):
    titles = ["Ouvrir une crèche", "Parler de la crèche", "Agrandir notre crèche"]
    rows = [ActionFactory(public=True, ongoing=True, title=title) for title in titles]
    before = addresses_of(main(reader, "creche"))
    last = next(row for row in rows if row.get_absolute_url() == before[2])
    last.kind, last.phone = "service", "05 36 49 12 34"
    last.save()

    assert addresses_of(main(reader, "creche")) == [before[2], *before[:2]]


def test_an_open_service_that_hardly_says_the_word_does_not_come_first(reader):
    about = ActionFactory(public=True, ongoing=True, title="Informer sur le logement")
    ActionFactory(
        **{"public": True, "ongoing": True, "kind": "service", "phone": "05 36 49 12 34"},
        **{"title": "Jouer", "human_means": "Un logement est prêté."},
    )

    assert addresses_of(main(reader, "logement"))[0] == about.get_absolute_url()


@pytest.mark.parametrize("count", [1, 3, 20])
def test_practical_lines_cost_the_same_whatever_the_services(
    reader, count, django_assert_num_queries
):
    for _turn in range(count):
        service = ActionFactory(public=True, service=True, settled=True, title="Un mot")
        PlaceFactory.create_batch(2, action=service, commune=CommuneFactory())
    reader.get(PAGE, {"q": "mot"})

    with django_assert_num_queries(SEARCH_QUERIES):
        reader.get(PAGE, {"q": "mot"})


@pytest.mark.parametrize("query", ["mot", "Lavaur", "xqzkw"])
def test_queries_do_not_depend_on_the_number_of_answers(reader, query):
    SynonymFactory(typed="rien", meant="mot")
    counted = set()
    for number in (1, 2, 27):
        ActionFactory.create_batch(number, public=True, title="Un mot", whole_territory=True)
        for rank in range(number):
            OrganisationFactory(public=True, name="Mot de Lavaur", slug=f"mot-{number}-{rank}")
        reader.get(PAGE, {"q": query})  # the index is read, the word that found nothing known
        with CaptureQueriesContext(connection) as captured:
            reader.get(PAGE, {"q": query})
        counted.add(len(captured))
    assert len(counted) == 1


# --- what the team learns ------------------------------------------------------------------------


def test_a_word_that_found_nothing_is_counted_then_gets_a_synonym(reader, staff_client):
    ActionFactory(public=True, title="La crèche")
    for query in ("kindergarten", "Kindergarten ?", "crèche", "jeanne@example.org"):
        reader.get(PAGE, {"q": query})
    assert list(UnansweredWord.objects.values_list("word", "times")) == [("kindergarten", 2)]

    page = main_of(staff_client.get(WORDS))
    row = text_of(find(page, "tbody tr")[0])
    assert row.startswith("kindergarten 2")
    add = find(page, "tbody a")[0].get("href")
    form = staff_client.get(add)
    assert text_of(find(main_of(form), "textarea")[0]) == "kindergarten"

    SynonymFactory(typed="kindergarten", meant="crèche")
    assert "kindergarten" not in text_of(main_of(staff_client.get(WORDS)))
    assert "La crèche" in text_of(main(reader, "kindergarten"))


def test_a_word_is_taken_off_the_list(staff_client):
    UnansweredWordFactory(word="bzzz")
    page = staff_client.get(WORDS)
    given = {box.get("name"): box.get("value") for box in find(main_of(page), "form input")}

    answer = staff_client.post(WORDS, given, follow=True)

    assert "« bzzz » n’est plus dans la liste." in answer.text
    assert not UnansweredWord.objects.exists()


def test_who_only_reads_sees_the_words_and_changes_nothing():
    UnansweredWordFactory(word="bzzz")
    client = sign_in_as(UserFactory(role=Role.READING))

    page = main_of(client.get(WORDS))
    assert "bzzz" in text_of(page)
    assert not find(page, "form")
    assert client.post(WORDS, {"word": "bzzz"}).status_code == 403
    assert UnansweredWord.objects.exists()


def test_the_list_of_words_costs_the_same_whatever_its_length(staff_client):
    counted = set()
    for number in (1, 2, 27):
        UnansweredWordFactory.create_batch(number)
        staff_client.get(WORDS)
        with CaptureQueriesContext(connection) as captured:
            staff_client.get(WORDS)
        counted.add(len(captured))
    assert len(counted) == 1
