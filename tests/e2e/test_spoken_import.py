"""Importing a table, heard: in a portal where nobody has answered anything yet."""

import pytest

from tests.e2e.server import ROOT, portal_with_demo
from tests.e2e.spoken import Listener, in_order
from tests.e2e.test_spoken import is_told, press

TABLE = ROOT / "tests" / "samples" / "plan-7-erreurs.csv"
REAL = ROOT / "tests" / "samples" / "tableau-de-suivi-reel.xlsx"


@pytest.fixture(scope="module")
def site(browser_session, tmp_path_factory):
    """A portal of its own: what others import and answer changes what is asked."""
    with portal_with_demo(tmp_path_factory.mktemp("heard") / "run") as running:
        yield running
        assert running.failures() == []


@pytest.fixture(scope="module")
def staff_session():
    """Nobody has signed in there yet."""
    return {}


def test_importing(new_window):
    window = new_window(staff=True)
    heard = Listener(window, "importer")
    window.goto("/suivi/import/")
    lines = heard.hear("choisir")
    in_order(
        lines,
        *("titre 1 : Importer un tableau", "bouton : Le tableau du plan", "liste : Convention"),
        *("bouton : Voir ce que ce fichier change", "titre 2 : Les imports précédents"),
        "tableau : Imports, du plus récent au plus ancien",
    )
    assert not any("à corriger" in line for line in lines)  # nobody chose anything yet
    press(window, "button", "Voir ce que ce fichier change")
    is_told(heard.hear("sans fichier"), heard, "Choisissez le fichier de votre tableau.")
    window.set_input_files("input[type=file]", TABLE)
    press(window, "button", "Voir ce que ce fichier change")
    in_order(
        heard.hear("erreurs"),
        *(
            "titre 1 : Questions sur le fichier : plan-7-erreurs.csv",
            "0 action ajoutée, 10 modifiées",
        ),
        *(
            "titre 2 : 11 questions sur le fichier",
            "case : Tout créer (4), non coché, Coche toutes",
        ),
        *("titre 3 : Avancement", "titre 3 : Commune", "bouton : Enregistrer ces réponses"),
        *("titre 2 : 7 erreurs dans le fichier", "Ligne 4, J « debut » Écrivez une date"),
        "bouton : Enregistrer ces corrections",
    )
    window.goto("/suivi/import/")
    window.set_input_files("input[type=file]", REAL)
    press(window, "button", "Voir ce que ce fichier change")
    heard.hear("questions")
    window.get_by_label("Tout créer").check()
    press(window, "button", "Enregistrer ces réponses")
    in_order(
        heard.hear("aperçu"),
        *("page : ", "état", "titre 1 :", "titre 2 : 17 actions", "dépliant : 1.1.1"),
        *("titre 2 : Appliquer l’import", "champ : Pourquoi ces changements ?, obligatoire"),
        "bouton : Appliquer l’import",
    )
