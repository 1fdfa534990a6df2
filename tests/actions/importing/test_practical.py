"""What makes an action a service, and its places, from a table."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile

from actions.importing.applying import apply_plan, undo
from actions.importing.attached.settling import TWICE
from actions.importing.batch import preview, receive
from actions.importing.columns import is_heading
from actions.models import Action, ActionKind, Place
from actions.models.practical import PHONE_EXPECTED
from tests.actions.importing.test_attached_sheets import Book, faults, told
from tests.dumps import dump
from tests.factories import ActionFactory, CommuneFactory, ConventionFactory, PlaceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    convention = ConventionFactory(public=True)
    communes = [
        CommuneFactory(name=name, territory=convention.territory) for name in ("Ambres", "Lavaur")
    ]
    action = ActionFactory(convention=convention, code="1.1", service=True)
    for commune in communes:
        PlaceFactory(action=action, name="Mairie", commune=commune, hours="lundi")
    return action


def csv(action, heading, cell):
    content = f"Code;Titre;{heading}\n{action.code};{action.title};{cell}\n"
    return receive(ContentFile(content.encode()), "plan.csv", action.convention)


def test_what_is_typed_is_shown_written_and_undone(service):
    before = dump()
    book = Book(service.convention)
    book.type("Actions", 2, Téléphone="05 36 49 99 99", Informations=dt.date(2026, 3, 1))
    book.type("Lieux", 3, Jours="mardi, 9 h – 12 h", Accessibilité="De plain-pied")
    book.type("Lieux", 4, Numéro=service.number, Lieu="Salle", Commune="lavaur", Adresse="Rue A")
    book.type("Lieux", 5, Numéro=service.number, Lieu="À domicile")
    batch = book.received()

    assert told(preview(batch)) == [
        ("Téléphone du service", "05 36 49 12 34", "05 36 49 99 99"),
        ("Informations vérifiées le", "vide", "01/03/2026"),
        ("Lieu « Mairie », Lavaur, jours et heures", "lundi", "mardi, 9 h – 12 h"),
        ("Lieu « Mairie », Lavaur, accessibilité du lieu", "vide", "De plain-pied"),
        ("Lieu « Salle », Lavaur", "vide", "commune : Lavaur, adresse : Rue A"),
        ("Lieu « À domicile »", "vide", "ajouté"),
    ]
    apply_plan(batch)
    service.refresh_from_db()
    assert service.phone == "05 36 49 99 99"
    assert [
        (row.name, row.commune and row.commune.name, row.hours) for row in Place.objects.all()
    ] == [
        ("Mairie", "Ambres", "lundi"),
        ("Mairie", "Lavaur", "mardi, 9 h – 12 h"),
        ("Salle", "Lavaur", ""),
        ("À domicile", None, ""),
    ]

    undo(batch)
    after = dump()
    assert {model for model in before if before[model] != after[model]} == set()


def test_the_same_place_of_a_commune_is_told_once(service):
    book = Book(service.convention)
    for line, commune in ((4, "Lavaur"), (5, None), (6, None)):
        book.type("Lieux", line, Numéro=service.number, Lieu="Mairie", Commune=commune)
    plan = preview(book.received())

    assert [(one.line, one.expected) for one in plan.faults] == [(4, TWICE), (6, TWICE)]


def test_a_place_is_in_one_commune_that_is_known(service):
    book = Book(service.convention)
    book.type("Lieux", 2, Commune="Tout le territoire")
    book.type("Lieux", 3, Commune="Atlantide")

    assert faults(preview(book.received())) == [
        ("Lieux", 2, "Commune du lieu", "Tout le territoire"),
        ("Lieux", 3, "Commune du lieu", "Atlantide"),
    ]


@pytest.mark.parametrize("typed", ["Service", "service", "SERVICE"])
def test_a_word_makes_it_a_service(typed):
    batch = csv(ActionFactory(), "Projet ou service", typed)
    assert told(preview(batch)) == [("Projet ou service", "Projet", "Service")]
    apply_plan(batch)

    assert Action.objects.get().kind == ActionKind.SERVICE


def test_nothing_is_guessed_from_an_empty_cell(service):
    assert preview(csv(service, "Projet ou service", "")).changes_nothing
    assert preview(csv(service, "Projet ou service", "-")).changes_nothing


@pytest.mark.parametrize(
    ("heading", "cell", "expected"),
    [
        ("Projet ou service", "Peut-être", "Écrivez « Projet » ou « Service »."),
        ("Téléphone du service", "Mairie", PHONE_EXPECTED),
        (
            "Courriel du service",
            "accueil",
            "Écrivez une adresse de courriel, par exemple accueil@exemple.fr.",
        ),
        (
            "Lien du service",
            "javascript:alert(1)",
            "Écrivez une adresse entière, par exemple https://www.exemple.fr/.",
        ),
        (
            "Prix pour les habitants",
            "x" * 121,
            "Écrivez 120 caractères au plus (121 aujourd’hui).",
        ),
        (
            "Informations vérifiées le",
            "01/01/2090",
            "Cette date est à venir : donnez celle d’aujourd’hui, ou d’avant.",
        ),
    ],
)
def test_a_bad_cell_says_what_was_expected(service, heading, cell, expected):
    (fault,) = preview(csv(service, heading, cell)).faults

    assert (fault.heading, fault.value, fault.expected) == (heading, cell[:200], expected)


@pytest.mark.parametrize("heading", ["Téléphone", "Courriel", "Mail", "Contact", "Adresse", "Lien"])
def test_a_column_about_a_person_is_not_taken_for_the_service(heading):
    assert not is_heading(heading)
