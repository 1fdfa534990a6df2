"""A resident finds, on a phone, without JavaScript: the answers come first, and they are right."""

import re

import pytest

from tests.e2e.browser import PHONE

# What the demonstration holds for a senior of Azas: what is for seniors, for adults and for all,
# there or everywhere. The permanences and the visits are in other communes.
FOR_MY_FATHER = {
    "En profiter maintenant 2": {
        "Le livret des ressources",
        "L’agenda commun des fêtes et sorties",
    },
    "Bientôt 3": {
        "Recenser et faire connaître les aides contre l’illectronisme",
        "Organiser une journée partenariale contre le non-recours",
        "Accueil sur le logement et les travaux",
    },
}
# The longest names of what the finder offers, and the shortest.
ASKED = (
    "public=parents-et-familles&commune=lavaur",
    "public=personnes-en-situation-de-handicap&commune=saint-sulpice-la-pointe",
    "q=creche",
    "delai=en-retard",
)


@pytest.fixture
def phone(new_window):
    return new_window(viewport=PHONE, javascript=False)


def plain(text):
    return " ".join(text.replace("\u00a0", " ").split())


def test_for_my_father_of_seventy_in_azas(phone):
    phone.goto("/")
    phone.get_by_label("Pour qui").select_option("Seniors")
    phone.get_by_label("Où").select_option("Azas")
    phone.get_by_role("button", name="Voir ce qui existe").click()

    assert phone.url.endswith("/actions/?public=seniors&commune=azas")
    assert plain(phone.get_by_role("heading", level=1).inner_text()) == (
        "Actions pour les seniors à Azas"
    )
    assert phone.title().startswith("Actions pour les seniors à Azas")
    rows = phone.locator(".rows > li")
    groups = {
        plain(one.get_by_role("heading").inner_text()): set(
            map(plain, one.locator(".rows > li > a").all_inner_texts())
        )
        for one in phone.locator("section.group").all()
    }
    assert groups == FOR_MY_FATHER
    assert "pour tous et pour tout le territoire" in plain(phone.locator("main").inner_text())

    # One choice less, with the keyboard: the other stays.
    chip = phone.get_by_role("link", name="Retirer le filtre : Azas")
    chip.focus()
    with phone.expect_navigation():
        phone.keyboard.press("Enter")
    assert phone.url.endswith("/actions/?public=seniors")
    assert rows.count() > sum(map(len, FOR_MY_FATHER.values()))


@pytest.mark.parametrize("query", ASKED)
def test_the_count_and_the_first_answer_are_on_the_first_screen(query, phone):
    phone.goto(f"/actions/?{query}")

    for seen in (phone.locator("#resultats"), phone.locator(".rows > li > a").first):
        box = seen.bounding_box()
        assert box["y"] + box["height"] <= PHONE["height"], (query, box)


def test_the_form_opens_on_a_phone_and_stands_beside_the_list_on_a_screen(phone, window):
    phone.goto("/actions/?public=seniors")
    assert not phone.get_by_label("Mots cherchés").is_visible()
    phone.locator(".refine > summary").click()
    phone.get_by_label("Commune").select_option(index=1)
    phone.get_by_role("button", name="Afficher ces actions").click()
    assert re.search(r"\?public=seniors&commune=[a-z-]+$", phone.url)

    window.goto("/actions/?public=seniors")
    window.get_by_label("Mots cherchés").fill("internet")
    assert not window.locator(".refine > summary").is_visible()


def test_creche_leads_to_an_address_and_a_telephone_in_two_taps(phone):
    phone.goto("/")
    phone.get_by_role("searchbox", name="Que cherchez-vous").fill("creche")
    phone.get_by_role("button", name="Chercher").click()
    # Whom to call is already there; of the three actions found, one receives people somewhere.
    call = phone.locator(".rows a[href^='tel:']").first.bounding_box()
    assert call["y"] + call["height"] <= PHONE["height"]
    phone.get_by_role("link", name="Formations des assistants maternels").click()

    place = phone.locator(".enjoy")
    assert place.locator("a[href^='tel:']").first.is_visible()
    assert "rue de l’Exemple" in plain(place.inner_text())
    assert "Lavaur" in plain(place.inner_text())
