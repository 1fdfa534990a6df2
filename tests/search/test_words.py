"""What two writings of one word have in common, and what two words have not."""

import pytest

from search.words import chunks, joined, name_key, parts_of, stem, stems


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("creche", "crèches"),
        ("CRÈCHE", "crèche"),
        ("assistantes maternelles", "assistants maternels"),
        ("cœur", "coeur"),
        ("l'école", "L’ÉCOLE"),
        ("jeux", "jeu"),
        ("bureaux", "bureau"),
        ("St Sulpice", "Saint-Sulpice"),
        ("C.A.F.", "caf"),
        ("0–3 ans", "0-3 ans"),
        ("caisse d'allocations", "caisse allocations"),
        ("conseillère", "conseiller"),
        ("ÉTRANGÈRES", "étrangers"),
        ("médiatrice", "médiateur"),
        ("logements sociaux", "logement social"),
        ("loyers", "loyer"),
        ("ordis, ados et vélos", "ordi, ado et vélo"),
        ("retraitées", "retraité"),
        ("sportives", "sportif"),
        ("vieilles dames", "vieux dame"),
        ("bb", "bébé"),
    ],
)
def test_two_writings_of_one_thing(one, other):
    assert stems(one) == stems(other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("isolation", "isolement"),
        ("habitation", "habitant"),
        ("concert", "concertation"),
        ("MAM", "maman"),
        ("2.1", "1.2.1"),
        ("17", "7"),
        ("loyer", "loi"),
    ],
)
def test_two_things(one, other):
    assert stems(one) != stems(other)


@pytest.mark.parametrize("text", ["", "le", "pour vous", "…", "où ?", "a" * 41])
def test_words_without_sense_have_no_stem(text):
    assert stems(text) == []


def test_a_code_stays_whole_and_a_range_is_found_by_its_ends():
    assert stems("2.1.3") == ["2.1.3"]
    assert stems("0–3") == ["0-3", "0", "3"]


def test_a_compound_word_is_also_written_in_one_word():
    assert chunks("Micro-crèche") == ["micro-creche"]
    assert parts_of("micro-creche") == ["micro", "creche"]
    assert joined("micro-creche") == "microcreche"
    assert joined("0-3") is None
    assert joined("creche") is None


def test_a_name_is_the_same_without_its_small_words():
    assert name_key("Caisse d’allocations familiales") == name_key("caisse allocation familiale")
    assert stem("") == ""
