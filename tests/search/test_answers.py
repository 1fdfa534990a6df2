"""What a typed search finds, in a few documents without a database."""

import pytest

from search.answers import answers_to, is_near
from search.index import Findable, Index, Text


def found(index, query, **how):
    return [row.document.key for row in answers_to(index, query, **how).rows]


def document(key, title, *said, **facts):
    texts = (Text(10.0, "", title), *(Text(2.0, "", text) for text in said))
    return Findable("action", key, title, f"/{key}/", texts, **facts)


@pytest.fixture(scope="module")
def index():
    documents = [
        document("places", "Observer l’accueil du jeune enfant", codes=("2.1.1", "action 1")),
        document("map", "La carte des services", "Crèches et assistants maternels", codes=("2.1",)),
        document("rights", "Les permanences d’accès aux droits", codes=("1.2.1", "action 17")),
        document("seniors", "L’isolement des seniors", "Des visites, petite enfance, micro-crèche"),
        document("caf", "Caisse d’allocations familiales du Tarn", names=("CAF",)),
        document("past", "Les permanences d’avant", former="2019-2022"),
        document("meet", "Prendre rendez-vous"),
        document("letters", "Ouvrir une ludothèque", codes=("a1.2", "action 40")),
    ]
    groups = [
        (["crèche", "garderie", "halte-garderie"], ["accueil du jeune enfant"]),
        (["papiers", "démarches"], ["accès aux droits"]),
        (["papi", "mamie"], ["senior"]),
        (["CAF"], ["caisse d’allocations familiales"]),
        (["caisse d’allocations familiales"], ["CAF"]),
    ]
    return Index(documents, groups)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("garderie", "places"),
        ("halte garderie", "places"),
        ("haltegarderie", "places"),
        ("creche", "places"),
        ("aide papiers", "rights"),
        ("papi", "seniors"),
        ("PAPIS", "seniors"),
        ("microcreche", "seniors"),
        ("petiteenfance", "seniors"),
        ("rendez vous", "meet"),
        ("rendezvous", "meet"),
        ("rdv", "meet"),
        ("permanance", "rights"),
        ("assist", "map"),
        ("trouver un senior", "seniors"),
        ("CAF", "caf"),
        ("A1.2", "letters"),
        ("a1-2 ?", "letters"),
        ("c.a.f.", "caf"),
        ("caisse d'allocations familiales", "caf"),
        ("les visites !", "seniors"),
    ],
)
def test_the_first_answer(index, query, first):
    assert found(index, query)[0] == first


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("2.1", ["map"]),
        ("2.1.1", ["places"]),
        ("2-1-1", ["places"]),
        ("action 17", ["rights"]),
        ("Action n° 17", ["rights"]),
        ("n°17", ["rights"]),
        ("17", ["rights"]),
        ("9.9", []),
        ("zzzzqq", []),
        ("xenophon", []),
        ("", []),
        ("le la les", []),
        ("%_\\'\"<script>", []),
    ],
)
def test_codes_numbers_and_nothing_are_exact(index, query, rows):
    assert found(index, query) == rows


def test_what_bears_the_name_is_told_apart(index):
    rows = answers_to(index, "caf").rows
    assert [row.document.key for row in rows if row.named] == ["caf"]


def test_a_title_weighs_more_than_a_text_and_today_more_than_before(index):
    assert found(index, "permanence") == ["rights", "past"]
    assert found(index, "accueil jeune enfant")[0] == "places"
    assert "map" in found(index, "creche")


def test_all_the_words_first_then_the_nearest_said_as_such(index):
    whole = answers_to(index, "visites seniors")
    assert ([r.document.key for r in whole.rows], whole.nearest) == (["seniors"], False)

    part = answers_to(index, "visites crèche permanences")
    assert part.nearest
    assert is_near(part)
    assert {row.document.key for row in part.rows} >= {"seniors"}
    assert part.keys("action") == []


def test_a_mistake_is_said_with_the_word_read_instead(index):
    answers = answers_to(index, "permanance")
    assert answers.corrected == [("permanance", "permanences")]
    assert is_near(answers)
    assert answers.asked.unknown == ["permanance"]


@pytest.mark.parametrize("query", ["oarte", "ma", "zermanence"])
def test_another_word_is_not_a_mistake(index, query):
    assert answers_to(index, query).corrected == []


def test_what_else_was_searched_is_told_and_can_be_refused(index):
    answers = answers_to(index, "garderie")
    assert answers.also == ["accueil du jeune enfant", "crèche"]
    assert answers_to(index, "garderie", only=True).rows == []
    assert found(index, "crèche", only=True) == ["map", "seniors"]


def test_words_that_only_help_are_searched_when_they_are_alone():
    index = Index([document("one", "Une aide"), document("two", "Un logement")])
    assert found(index, "aide") == ["one"]
    assert found(index, "aide logement") == ["two"]


def test_a_search_is_bounded(index):
    assert len(answers_to(index, "crèche " * 500).asked.concepts) <= 8
    assert answers_to(index, "é" * 5000).rows == []


@pytest.fixture(scope="module")
def town():
    documents = [
        document("babies", "Accueil des petits", "0–3 ans"),
        document("young", "Carte de découverte", "11–18 ans, période 2023-2026"),
        document("older", "Visites", "senior"),
        document("home", "Informer sur le logement", "loyer, rénovation, travaux"),
        document("net", "Apprendre internet"),
        document("news", "Les nouveaux habitants", "Un village loin de la ville"),
        document("play", "Jouer", "Le lieu est loin, près du logement du gardien"),
    ]
    groups = [
        (["cyberbase", "wifi"], ["internet"]),
        (["bébé", "nouveau-né"], ["petits"]),
        (["nounou"], ["petits"]),
    ]
    return Index(documents, groups)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("mon bébé de 2 ans", ["babies"]),
        ("18 mois", ["babies"]),
        ("17ans", ["young"]),
        ("j'ai 70 ans", ["older"]),
    ],
)
def test_an_age_is_found_in_the_ranges_that_hold_it(town, query, rows):
    assert found(town, query) == rows


def test_an_age_says_what_was_searched_and_is_refused_like_a_synonym(town):
    assert answers_to(town, "17 ans").also == ["11–18 ans"]
    assert answers_to(town, "17 ans", only=True).also == []


@pytest.mark.parametrize(
    ("query", "first"), [("cyber", "net"), ("wi-fi", "net"), ("nounous", "babies")]
)
def test_a_word_of_the_vocabulary_is_begun_joined_or_plural(town, query, first):
    answers = answers_to(town, query)
    assert answers.rows[0].document.key == first
    assert answers.corrected == []


def test_a_synonym_is_not_reduced_to_its_common_word(town):
    assert found(town, "bébé") == ["babies"]  # « nouveau-né » is no « nouveaux habitants »


def test_beside_two_words_that_meet_by_chance_stands_what_is_about_one(town):
    answers = answers_to(town, "logement loin")
    assert [row.document.key for row in answers.rows] == ["play"]
    assert "home" in [row.document.key for row in answers.partly]
    assert answers.keys("action") == ["play"]
    assert answers_to(town, "logement").partly == []
