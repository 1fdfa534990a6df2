"""From the board to the commonest acts: who is offered which, and the way back from everywhere."""

import pytest
from django.contrib import admin
from django.urls import reverse

from partners.permissions import Role
from tests.factories import ActionFactory, OrganisationFactory, PictureFactory, UserFactory
from tests.reading import body, find, main_of, text_of, tree
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
READS = ["Voir l’historique"]
SUITE = "Dire la suite donnée"
EDITS = ["Modifier l’avancement", "Saisir des valeurs", SUITE, "Modifier la fiche", *READS]
PUBLISHES = [
    "Modifier l’avancement", "Écrire une actualité", "Saisir des valeurs", SUITE,
    "Publier ou retirer du site", "Modifier la fiche", *READS,
]  # fmt: skip
LISTS = [
    *("Actions sans nouvelles", "Tableau pour le comité (XLSX)"),
    "Mots cherchés sans réponse",
]
ADDS = [
    "Valeurs de toutes les actions", "Ajouter une organisation",
    "Ajouter une réunion et son compte rendu", *LISTS,
]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "acts", "shortcuts"),
    [
        (Role.READING, [*READS, "Voir ses contacts"], LISTS),
        (Role.EDITING, [*EDITS, "Voir ses contacts"], ADDS),
        (Role.PUBLISHING, [*PUBLISHES, "Inviter un contact"], ADDS),
    ],
)
def test_the_board_offers_what_each_role_may_do(role, acts, shortcuts):
    ActionFactory(public=True)
    client = sign_in_as(UserFactory(role=role))

    board = main_of(client.get("/suivi/"))

    section = next(s for s in find(board, "section") if s.get("class") == "board-acts")
    assert [text_of(button) for button in find(section, "button")] == acts
    links = {text_of(link): link.get("href") for link in find(section, "a")}
    assert list(links) == shortcuts
    answers = [client.get(address) for address in links.values()]
    assert all(body(answer) for answer in answers)
    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize("words", ["CAF", "caisse exemple", "Caisse d’exemple"])
def test_the_name_or_the_sigle_of_one_organisation_leads_to_its_contacts(staff_client, words):
    organisation = OrganisationFactory(name="Caisse d’exemple", short_name="CAF")
    OrganisationFactory(name="Cafétéria")

    answer = staff_client.get("/suivi/aller/contacts/", {"q": words})

    assert answer.url == f"/suivi/contacts/{organisation.slug}/#inviter"


@pytest.mark.parametrize("words", ["", "rien de tel", "exemple"])
def test_other_words_lead_to_the_list_of_contacts(staff_client, words):
    OrganisationFactory(name="Un exemple")
    OrganisationFactory(name="Autre exemple")

    answer = staff_client.get("/suivi/aller/contacts/", {"q": words})

    assert answer.url.partition("?")[0] == "/suivi/contacts/"
    assert staff_client.get(answer.url).status_code == 200


def test_every_list_leads_back_to_the_board(staff_client):
    ActionFactory(public=True)
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    ]
    names = ("staff-actions", "values", "reviews", "campaigns", "contacts", "letters", "import")
    for address in [*lists, *map(reverse, [*names, "trash", "launch-checklist"])]:
        found = {link.get("href") for link in find(tree(staff_client.get(address)), "a")}
        assert "/suivi/" in found, address


@pytest.mark.parametrize(
    ("role", "offered"), [(Role.EDITING, [False, True]), (Role.PUBLISHING, [True, True])]
)
def test_a_published_picture_is_offered_for_withdrawal_to_who_may(media, role, offered):
    action = ActionFactory(public=True)
    pictures = [PictureFactory(action=action, published=True), PictureFactory(action=action)]
    client = sign_in_as(UserFactory(role=role))

    sheet = client.get(reverse("admin:actions_action_change", args=[action.pk])).content.decode()

    doors = [reverse("picture-withdraw", args=[picture.pk]) for picture in pictures]
    assert [door in sheet for door in doors] == offered
    assert [client.get(door).status_code == 200 for door in doors] == offered
