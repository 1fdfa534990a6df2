"""The launch check-list: what is still unknown, for staff only."""

import pytest

from conventions.models import Enjeu
from ctg_portal.launch import SETTINGS, launch_items
from tests.factories import ActionFactory, ConventionFactory, EnjeuFactory, TerritoryFactory

pytestmark = pytest.mark.django_db


def labels(done):
    return [item.label for item in launch_items() if item.done is done]


def test_reader_is_led_to_sign_in(reader):
    response = reader.get("/suivi/lancement/")

    assert response.status_code == 302
    assert response.headers["Location"] == "/connexion/?next=/suivi/lancement/"


def test_staff_read_every_unknown_setting(staff_client):
    TerritoryFactory(main=True)

    page = staff_client.get("/suivi/lancement/").text

    for name, reason in SETTINGS:
        assert f"#id_{name}" in page
        assert reason in page


def test_setting_once_known_is_done():
    TerritoryFactory(main=True, host="Un hébergeur")

    assert "Hébergeur\xa0: nom, adresse, téléphone" in [
        label.replace(" :", "\xa0:") for label in labels(done=True)
    ]


def test_provisional_title_is_listed_until_it_is_written():
    enjeu = EnjeuFactory(
        convention=ConventionFactory(public=True), title_is_provisional=True, code="3"
    )
    assert "Titre de l’enjeu 3" in labels(done=False)

    Enjeu.objects.filter(pk=enjeu.pk).update(title_is_provisional=False)

    assert "Titre de l’enjeu 3" not in labels(done=False)


def test_demonstration_is_listed_until_it_is_removed():
    action = ActionFactory(public=True, is_demo=True)
    assert "Retrait des données de démonstration" in labels(done=False)

    action.delete()

    assert "Retrait des données de démonstration" in labels(done=True)


def test_list_works_before_any_content():
    assert labels(done=False)


def test_reason_is_true_as_long_as_it_is_read():
    """What is to be done gives the reason of today, in words that agree with their count."""
    reasons = {item.label: item.reason for item in launch_items() if not item.done}
    assert reasons["Actions de la convention"] == "aucune action réelle n’est encore publiée"

    for count in (1, 2):
        ActionFactory(public=True, is_demo=True)
        reasons = {item.label: item.reason for item in launch_items() if not item.done}
        words = {1: "1\xa0action d’exemple reste ;", 2: "2\xa0actions d’exemple restent ;"}[count]
        assert reasons["Retrait des données de démonstration"].startswith(words)
