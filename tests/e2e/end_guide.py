"""The journey of docs/guide-fin-de-convention.md: the last weeks of a convention, day after day.

test_end_journey.py follows it without JavaScript, so that the guide cannot lie; « make
screenshots » takes its pictures. Each function is what the team does one day, with the `hands` of
somebody signed in; `picture(window, name)` is called where the guide has one.
"""

import re

SLUG, NEXT = "2023-2026", "2027-2030"
WHY = "Neuf structures sur dix proposent maintenant ce service, d’après le comité technique."


def press(hands, role, name, **options):
    """Follow the first link or button of that name; gives the answer of the server."""
    return hands.follow(hands.window.get_by_role(role, name=name, **options).first)


def close_the_campaign(hands, campaign, picture):
    """The last campaign is closed: what partners said of the year is there."""
    window = hands.window
    window.goto("/suivi/")
    picture(window, "fin-etapes")
    window.goto(f"/suivi/campagnes/{campaign}/")
    press(hands, "link", "Fermer")
    press(hands, "button", "Fermer la campagne")


def tell_outcomes(hands, picture):
    """What becomes of each action, as its state proposes. Gives how many were told."""
    window = hands.window
    window.goto("/suivi/")
    press(hands, "link", "Dire ce que devient chaque action")
    press(hands, "link", "Modifier ces")
    hands.choose(window.get_by_label("Suite donnée", exact=True), "Proposer d’après l’avancement")
    press(hands, "button", "Voir ce qui va changer")
    picture(window, "fin-suites")
    told = window.locator("input[name=lignes]").count()
    press(hands, "button", "Appliquer ces changements")
    return told


def publish_the_review(hands, picture):
    window = hands.window
    window.goto("/suivi/bilans/")
    press(hands, "button", "Préparer le bilan 2026")
    hands.write(window.locator("#id_introduction"), "Une année pour finir et pour préparer.")
    picture(window, "fin-bilan-ecrire")
    press(hands, "button", "Enregistrer le brouillon")
    press(hands, "link", "Aperçu")
    picture(window, "fin-bilan-apercu")
    press(hands, "link", "Publier")
    press(hands, "button", "Publier le bilan")


def publish_the_evaluation(hands, picture):
    window = hands.window
    window.goto("/suivi/bilans/")
    begun = window.get_by_role("link", name="Écrire l’évaluation")
    if begun.count():
        hands.follow(begun.first)
    else:
        press(hands, "button", "Préparer l’évaluation")
    hands.write(window.locator("#id_relevance"), "Les besoins de départ sont toujours là.")
    hands.write(window.locator("#id_lessons"), "- Les permanences ont trouvé leur public.")
    press(hands, "button", "Enregistrer le brouillon")
    window.goto(window.url.rstrip("/") + "/enjeux/1/")
    first = window.locator("fieldset.appraisal").first
    hands.choose(first.get_by_label("Appréciation"), "En bonne voie")
    hands.write(first.get_by_label("Sur quoi elle repose"), WHY)
    hands.write(first.get_by_label("Ou, en quelques mots"), "le comité technique")
    picture(window, "fin-evaluation")
    press(hands, "button", "Enregistrer le brouillon")
    press(hands, "link", "Publier")
    press(hands, "button", "Publier l’évaluation")


def prepare_the_next(hands, picture):
    """The next convention is written as drafts. Gives how many actions go on."""
    window = hands.window
    window.goto("/suivi/")
    press(hands, "link", "Préparer la convention suivante")
    picture(window, "fin-suivante-debut")
    press(hands, "button", "Créer le brouillon et continuer")
    picture(window, "fin-suivante-structure")
    press(hands, "button", "Enregistrer et passer aux actions")
    picture(window, "fin-suivante-actions")
    press(hands, "button", "Enregistrer et voir l’aperçu")
    picture(window, "fin-suivante-apercu")
    press(hands, "button", "Écrire ces brouillons")
    return int(re.search(r"(\d+)\sactions se poursuivent", window.locator("main").inner_text())[1])


def publish_the_next(hands, picture):
    """Its actions, then the convention, are read by all."""
    window = hands.window
    window.goto("/suivi/conventions/")
    picture(window, "fin-conventions")
    press(hands, "link", "Publier ses brouillons ensemble")
    hands.choose(window.get_by_label("Sur le site"), "Publier")
    press(hands, "button", "Voir ce qui va changer")
    press(hands, "button", "Appliquer ces changements")
    window.goto("/suivi/conventions/")
    press(hands, "link", f"Sa fiche : Convention territoriale globale {NEXT}")
    hands.choose(window.locator("#id_status"), "En cours")
    window.locator("#id_is_published").check()
    press(hands, "button", "Enregistrer", exact=True)
    window.goto("/")
    picture(window, "fin-accueil")


def take_the_archive(hands, _picture):
    """Gives the bytes of the zip."""
    window = hands.window
    window.goto("/suivi/conventions/")
    name = f"Son archive (ZIP) : Convention territoriale globale {SLUG}"
    link = window.get_by_role("link", name=name)
    return window.request.get(link.get_attribute("href")).body()
