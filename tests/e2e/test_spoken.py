"""Journeys, heard: the order, the names, the states and the errors of what is said."""

import json
import re

from demonstration.entrance import SECRET
from tests.e2e.answers import write_answers
from tests.e2e.spoken import Listener, in_order
from tests.e2e.test_space import PREPARE

# Another module may have prepared the same people in this portal.
OWN_SCENE = (
    PREPARE.replace("relais-d-essai", "relais-entendu")
    .replace("Relais d’essai", "Relais entendu")
    .replace("partenaire.example", "entendu.example")
    .replace("8.8.", "8.9.")
)


def press(window, role, name, **options):
    """Press it, and wait for the page it leads to."""
    with window.expect_navigation():
        window.get_by_role(role, name=name, **options).first.click()


def search(window, words):
    window.get_by_role("searchbox", name="Mots cherchés").fill(words)
    with window.expect_navigation():
        window.get_by_role("searchbox", name="Mots cherchés").press("Enter")


def is_told(lines, heard, *mistakes):
    """Raise AssertionError unless the refusal is told first: title, alert that has the focus, then
    each of `mistakes` in the alert and with its field.
    """
    assert lines[0].replace("\u00a0", " ").startswith("page : Erreur : ")
    assert heard.focused() == "alerte"
    words = [line.replace("\u00a0", " ") for line in lines]
    for mistake in mistakes:
        assert any(line == f"[lien : {mistake}]" for line in words), mistake
        assert any("à corriger" in line and mistake in line for line in words), mistake


def test_finding_an_action(window):
    heard = Listener(window, "trouver-une-action")
    window.goto("/")
    lines = heard.hear("accueil")
    in_order(
        lines,
        *("page : Ce qui est promis", "lien : Aller au contenu", "en-tête", "menu : Principale"),
        *("contenu", "titre 1 : Ce qui est promis", "liste : Pour qui, contient"),
        *("[bouton : Voir ce qui existe]", "titre 2 : Actualités", "titre 2 : Les 4 enjeux"),
        *("Sur 17 actions", "pied de page"),
    )
    press(window, "link", "Toutes les actions")
    in_order(
        heard.hear("liste"),
        *("titre 1 : Toutes les actions", "recherche : Filtrer les actions"),
        *("recherche : Mots cherchés", "dépliant : Plus de filtres, replié"),
        *("bouton : Afficher ces actions", "partie : 17 actions", "liste, 17 éléments"),
    )
    search(window, "zzzz")
    in_order(
        heard.hear("rien"),
        *("page : Actions : « zzzz »", "titre 1 : Actions : « zzzz »"),
        *("[lien : Retirer le filtre : « zzzz »", "recherche : Mots cherchés, contient « zzzz »"),
        "titre 2 : Aucune action pour vos choix",
        "Aucune action ne répond à tous ces choix.",
    )
    search(window, "familles")
    in_order(
        heard.hear("trouvé"),
        *("titre 2 : 7 actions pour vos choix", "titre 3 : En profiter maintenant 3"),
        "[lien : Accueil enfants-parents (exemple)]",
        "titre 3 : Bientôt 3",
        "1 réalisée, 3 en cours, 2 à venir",
    )
    press(window, "link", "Accueil enfants-parents (exemple)")
    lines = heard.hear("action")
    in_order(
        lines,
        *("menu : Fil d’Ariane", "titre 1 : Accueil enfants-parents", "titre 2 : En profiter"),
        *("lien : Appeler le 05 36 49 12 40", "En cours", "Déclaré le"),
        *(
            "titre 2 : Ce qui est fait",
            "titre 2 : Pour qui, où, avec qui",
            "titre 2 : Les chiffres",
        ),
        *("image : Courbe de", "tableau : Valeurs de", "titre 2 : Historique", "Action numéro 7"),
    )
    assert not any("›" in line for line in lines)  # drawn, and nothing to say


def test_contact(window):
    heard = Listener(window, "ecrire")
    window.goto("/contact/?sujet=accessibilite")
    in_order(
        heard.hear("formulaire"),
        *("titre 1 : Nous contacter", "Tout est nécessaire, sauf"),
        *("champ : Votre nom (facultatif)", "champ : Votre adresse de courriel, obligatoire, Pour"),
        *("champ : Sujet, obligatoire", "champ : Votre message, obligatoire, 10 000 caractères"),
        "case : Je signale un défaut d’accessibilité (facultatif), coché, Une page",
        *("bouton : Envoyer le message", "pied de page"),
    )
    window.wait_for_timeout(3200)  # the form refuses whoever writes faster
    press(window, "button", "Envoyer le message")
    is_told(
        heard.hear("refusé"),
        heard,
        "Donnez votre adresse de courriel, pour recevoir une réponse.",
        "Donnez le sujet de votre message, en quelques mots.",
        "Écrivez votre message.",
    )
    window.get_by_label("Votre adresse").fill("camille@exemple.example")
    window.get_by_label("Sujet").fill("Le plan")
    window.get_by_label("Votre message").fill("Le plan ne se lit pas.")
    press(window, "button", "Envoyer le message")
    in_order(
        heard.hear("reçu"),
        *("page : Message reçu", "titre 1 : Message reçu", "Sa référence :", "titre 2 : Et maint"),
        "Un courriel part à cette adresse",
    )


def test_answering(new_window, site):
    scene = json.loads(site.shell(OWN_SCENE).strip().splitlines()[-1])
    window = new_window()
    heard = Listener(window, "repondre")
    window.goto(f"/r/{scene['token']}/")
    window.wait_for_timeout(3500)  # the page waits, so that no machine opens the link
    in_order(
        heard.hear("lien"),
        *("titre 1 : Bonjour Nora Essai", "Vous répondez pour :", "bouton : Ouvrir mes réponses"),
        "[lien : Ce n’est plus moi]",
    )
    press(window, "button", "Ouvrir mes réponses")
    in_order(
        heard.hear("mes réponses"),
        *("menu : Principale", "titre 1 : Mes réponses", "titre 2 : À compléter (1)"),
        *("titre 2 : Réponse attendue (10)", "liste, 10 éléments"),
    )
    press(window, "link", "Répondre : Accueillir en 0")
    in_order(
        heard.hear("questions"),
        *("titre 1 : Accueillir en 0", "encart : Ce qui est public aujourd’hui"),
        "liste : Où en est l’action aujourd’hui ? Public, contient « En cours »",
        "champ : Qu’avez-vous fait depuis la dernière fois ? (nécessaire pour envoyer) Public",
        "case : Ouvrir le samedi, prévue le 1er mars 2026, non coché",
        "groupe : Familles accueillies",
        "champ : Valeur (nécessaire si disponible), Le 31 décembre 2024 : 52",
        "groupe : Séances",
        "dépliant : La suite : ce qui est prévu Public, replié",
        *("bouton : Vérifier avant d’envoyer", "bouton : Enregistrer le brouillon"),
    )
    press(window, "button", "Vérifier avant d’envoyer")
    lines = heard.hear("il manque")
    assert lines[0].replace("\u00a0", " ").startswith("page : Erreur : Vérifier avant d’envoyer")
    assert heard.focused() == "alerte"
    in_order(lines, "alerte", "titre 2 : Il manque 3 choses", "[lien : Dites ce qui a été fait")
    window.locator("#manque a").first.click()
    heard.hear("à compléter")
    assert "à corriger" in heard.focused()
    assert heard.focused().endswith("Dites ce qui a été fait, même en une phrase.")
    window.locator("#id_done").fill("Trois matins.")
    window.locator("#id_values-0-typed").fill("999")
    window.locator("#id_values-1-typed").fill("45")
    press(window, "button", "Enregistrer le brouillon")
    in_order(
        heard.hear("brouillon"),
        *("état", "Votre brouillon est enregistré.", "titre 1 : Accueillir en 0"),
        *("champ : Valeur", "À vérifier : c’est plus de trois fois la dernière valeur (52)."),
        "case : 999 est le bon chiffre, non coché, À vérifier : c’est plus de trois fois",
    )
    window.get_by_label("999 est le bon chiffre").check()
    press(window, "button", "Vérifier avant d’envoyer")
    in_order(
        heard.hear("vérifier"),
        *("titre 1 : Vérifier avant d’envoyer", "titre 2 : Ce qui sera public", "Trois matins."),
        *("Familles accueillies : 999", "bouton : Envoyer ma réponse", "lien : Modifier"),
    )
    press(window, "button", "Envoyer ma réponse")
    in_order(
        heard.hear("envoyée"),
        *("page : Réponse R", "titre 1 : Merci, votre réponse est envoyée", "Référence R"),
    )


def test_signing_in(window, site):
    email = "entendue@portail.example"
    site.shell(
        "import time; from partners.models import User; from partners.sign_in import factors;"
        f"user = User.objects.create_user({email!r}, full_name='Lou', role='lecture');"
        f"factors.add_app(user, {SECRET!r}, factors.current_code({SECRET!r}, time.time()))"
    )
    heard = Listener(window, "se-connecter")
    window.goto("/connexion/?next=/suivi/")
    in_order(
        heard.hear("adresse"),
        *("titre 1 : Se connecter", "champ : Votre adresse de courriel, obligatoire, Celle que"),
        *("bouton : Recevoir un code", "bouton : Se connecter avec une clé d’accès"),
    )
    press(window, "button", "Recevoir un code")
    is_told(heard.hear("sans adresse"), heard, "Donnez votre adresse de courriel.")
    window.get_by_label("Votre adresse de courriel").fill(email)
    press(window, "button", "Recevoir un code")
    in_order(
        heard.hear("code"),
        *("page : Taper le code reçu", "titre 1 : Taper le code reçu", f"Si {email} est une"),
        *("champ : Le code reçu, obligatoire, Huit chiffres.", "bouton : Me connecter"),
        "bouton : Demander un autre code",
    )
    window.get_by_label("Le code reçu").fill("0000 0000")
    press(window, "button", "Me connecter")
    wrong = "Ce code n’est pas le bon. Vérifiez les huit chiffres du dernier courriel reçu."
    is_told(heard.hear("code faux"), heard, wrong)
    letter = [letter for letter in site.letters() if letter["To"] == email][-1]
    code = re.search(r"\d{4} \d{4}", letter.get_content()).group()
    window.get_by_label("Le code reçu").fill(code)
    press(window, "button", "Me connecter")
    in_order(
        heard.hear("deuxième étape"),
        *("titre 1 : Deuxième étape", "Le code reçu par courriel était le bon."),
        "champ : Le code de votre application, obligatoire, Six chiffres",
    )


def test_reviewing(new_window, site):
    (key,) = write_answers(site, "contenu")
    window = new_window(staff=True)
    heard = Listener(window, "relire")
    window.goto("/suivi/remontees/")
    in_order(
        heard.hear("file"),
        *("titre 1 : Réponses", "recherche : Filtrer les réponses", "[bouton : Afficher ces"),
        "tableau : Réponses, la plus ancienne en premier",
    )
    window.goto(f"/suivi/remontees/{key}/")
    in_order(
        heard.hear("réponse"),
        *("page : R", "menu : Fil d’Ariane", "titre 1 :", "champ : Titre de l’actualité, contient"),
        *("titre 2 : Où en est l’action", "Sur le site", "Proposé", "dépliant : Modifier avant"),
        *("titre 2 : Les chiffres", "128", "À vérifier : c’est plus de trois fois"),
        *("titre 2 : Les photos", "[lien : Ouvrir la photo : Une salle claire, avec six chaises]"),
        *("titre 2 : Votre décision", "champ : Commentaire général", "bouton : Publier cette"),
        *("bouton : Demander une précision", "titre 2 : Historique"),
    )
    press(window, "button", "Demander une précision")
    is_told(
        heard.hear("sans commentaire"),
        heard,
        "Dites ce qu’il faut compléter, dans une des parties ou ici : sans cela, le partenaire ne "
        "saura pas quoi faire.",
    )
