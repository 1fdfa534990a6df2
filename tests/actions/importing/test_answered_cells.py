"""What staff answer about the words of cells, through the page of an import."""

import datetime

import pytest

from actions.models import Action, ImportWord
from partners.permissions import Role
from tests.actions.importing.pages import press, said, sent
from tests.factories import UserFactory
from tests.reading import find, main_of, text_of
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher():
    return sign_in_as(UserFactory(role=Role.PUBLISHING, full_name="Camille Essai"))


def test_word_of_a_date_is_answered_by_a_period_it_speaks_of(publisher, shipped_content):
    enjeu = "1. Accès aux droits et inclusion numérique"
    text = f"code;enjeu;titre;début;pilote\n1.1;{enjeu};A;Juin 2024 (reporté à 2025);Mme Martin\n"
    address, _ = sent(publisher, text)
    page = publisher.get(address)
    names = {text_of(label): label.get("for") for label in find(main_of(page), "label")}
    options = {
        name: [text_of(one) for one in find(select, "option")]
        for name, label in names.items()
        for select in find(main_of(page), "select")
        if select.get("id") == label
    }
    date, person = "« Juin 2024 (reporté à 2025) »", "« Mme Martin »"

    assert options[date] == [
        "À décider",
        *("Du 01/06/2024 au 30/06/2024", "Du 01/01/2025 au 31/12/2025"),
        *("Permanente, sans fin", "Toute la durée de la convention", "Date inconnue"),
    ]
    assert "Créer" not in options[person]
    press(
        publisher,
        address,
        "Enregistrer ces réponses",
        **{names[date]: "2024-06-01/2024-06-30", names[person]: "-"},
    )
    press(publisher, address, "Appliquer l’import")

    assert Action.objects.get(code="1.1").starts_on == datetime.date(2024, 6, 1)
    again, _ = sent(publisher, text.replace("1.1;", "1.2;").replace(";A;", ";B;"))
    assert ImportWord.objects.get(kind="date").target == "2024-06-01/2024-06-30"
    assert "Appliquer l’import" in said(publisher, again)
