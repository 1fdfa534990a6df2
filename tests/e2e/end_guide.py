"""The journey of docs/guide-fin-de-convention.md: the last weeks of a convention, day after day.

test_end_journey.py follows it without JavaScript, so that the guide cannot lie; « make
screenshots » takes its pictures. Each part is what people do one day of DAYS, with the `hands` of
somebody of the team; `picture(window, name)` is called where the guide has one.
"""

import re

from tests.e2e.campaign_guide import entries
from tests.e2e.campaign_hands import FASTER_THAN_A_PERSON

SLUG, NEXT = "2023-2026", "2027-2030"
PARTNER = "relais"
RESIDENT = "habitante@exemple.example"
IDEA = "Une permanence le samedi matin, pour qui travaille."
SLOW_ENOUGH = 3_200  # milliseconds: the form refuses whoever writes faster
WELL = "Les assistants maternels viennent plus nombreux aux formations."
WHY = "Deux partenaires sur trois voient un progrès, et les chiffres le confirment."


def press(hands, role, name, **options):
    """Follow the first link or button of that name; gives the answer of the server."""
    return hands.follow(hands.window.get_by_role(role, name=name, **options).first)


def close_the_campaign(hands, picture):
    """The last campaign is closed: what partners said of the year is there."""
    window = hands.window
    window.goto("/suivi/")
    picture(window, "fin-etapes")
    press(hands, "link", "Mener une dernière campagne de suivi")
    press(hands, "link", "Fermer")
    press(hands, "button", "Fermer la campagne")


def tell_outcomes(hands, picture):
    """What becomes of each action, as its state proposes."""
    window = hands.window
    window.goto("/suivi/")
    press(hands, "link", "Dire ce que devient chaque action")
    press(hands, "link", "Modifier ces")
    hands.choose(window.get_by_label("Suite donnée", exact=True), "Proposer d’après l’avancement")
    press(hands, "button", "Voir ce qui va changer")
    picture(window, "fin-suites")
    press(hands, "button", "Appliquer ces changements")


def ask_opinions(hands, _picture):
    """An evaluation campaign, earlier than the site proposes: the committee meets in December."""
    window = hands.window
    window.goto("/suivi/")
    press(hands, "link", "Demander leur avis aux partenaires")
    days = {"opens_on": "2026-12-01", "due_on": "2026-12-11", "closes_on": "2026-12-18"}
    for name, day in days.items():
        hands.write(window.locator(f"#id_{name}"), day)
    press(hands, "button", "Enregistrer la campagne")
    press(hands, "link", "Voir qui reçoit quoi, puis ouvrir la campagne")
    press(hands, "button", "Ouvrir la campagne")


def give_an_opinion(hands, picture, site):
    """A partner, by the link of a letter: one action out of those it leads."""
    window = hands.window
    _campaign, links = entries(site)
    window.goto(f"/r/{links[PARTNER]}/")
    window.wait_for_timeout(FASTER_THAN_A_PERSON)
    press(hands, "button", "Mes réponses")
    press(hands, "link", "Répondre")
    hands.choose(window.locator("#id_attainment"), "Partiellement atteint")
    hands.write(window.locator("#id_went_well"), WELL)
    picture(window, "fin-avis-repondre")
    press(hands, "button", "Vérifier avant d’envoyer")
    press(hands, "button", "Envoyer ma réponse")


def give_an_idea(hands, picture, _site):
    """A resident, without an account: the box is open."""
    window = hands.window
    window.goto(f"/conventions/{SLUG}/idees/")
    hands.write(window.get_by_label("Votre idée", exact=True), IDEA)
    hands.write(window.get_by_label("Votre adresse de courriel"), RESIDENT)
    picture(window, "fin-idee")
    window.wait_for_timeout(SLOW_ENOUGH)
    press(hands, "button", "Envoyer mon idée")


def read_the_opinion(hands, picture):
    """The team publishes it: it is counted from then on."""
    window = hands.window
    window.goto("/suivi/remontees/")
    row = window.get_by_role("row").filter(has_text="Votre avis sur la convention")
    hands.follow(row.get_by_role("link"))
    picture(window, "fin-avis-relire")
    press(hands, "button", "Valider cet avis")


def publish_the_review(hands, _picture):
    window = hands.window
    window.goto("/suivi/bilans/")
    press(hands, "button", "Préparer le bilan 2026")
    hands.write(window.locator("#id_introduction"), "Une année pour finir et pour préparer.")
    press(hands, "button", "Enregistrer le brouillon")
    press(hands, "link", "Publier")
    press(hands, "button", "Publier le bilan")


def publish_the_evaluation(hands, _picture):
    window = hands.window
    window.goto("/suivi/bilans/")
    press(hands, "button", "Préparer l’évaluation")
    hands.write(window.locator("#id_relevance"), "Les besoins de départ sont toujours là.")
    hands.write(window.locator("#id_lessons"), "- Les permanences ont trouvé leur public.")
    press(hands, "button", "Enregistrer le brouillon")
    press(hands, "link", "2. Petite enfance")
    asked = window.locator("fieldset.appraisal", has_text=WELL)
    hands.choose(asked.get_by_label("Appréciation"), "En bonne voie")
    hands.write(asked.get_by_label("Sur quoi elle repose"), WHY)
    hands.write(asked.get_by_label("Ou, en quelques mots"), "le comité technique")
    press(hands, "button", "Enregistrer le brouillon")
    press(hands, "link", "Publier")
    press(hands, "button", "Publier l’évaluation")


def prepare_the_next(hands, picture):
    """The next convention is written as drafts; gives how many actions go on."""
    window = hands.window
    window.goto("/suivi/")
    press(hands, "link", "Préparer la convention suivante")
    press(hands, "button", "Créer le brouillon et continuer")
    picture(window, "fin-suivante-structure")
    press(hands, "button", "Enregistrer et passer aux actions")
    picture(window, "fin-suivante-actions")
    press(hands, "button", "Enregistrer et voir l’aperçu")
    picture(window, "fin-suivante-apercu")
    press(hands, "button", "Écrire ces brouillons")
    return int(re.search(r"(\d+)\sactions se poursuivent", window.locator("main").inner_text())[1])


def link_the_idea(hands, picture):
    """The idea is accepted, and said to be behind an action of the next plan."""
    window = hands.window
    window.goto("/suivi/paroles/?genre=idee&etat=recue")
    row = window.get_by_role("listitem").filter(has_text=IDEA)
    hands.follow(row.get_by_role("link"))
    hands.check(window.get_by_label("L’accepter"))
    hands.check(window.get_by_label("Tenir des permanences itinérantes"))
    picture(window, "fin-idee-lier")
    press(hands, "button", "Enregistrer la décision")


def thank(hands, _picture):
    """One letter to each address that was left."""
    window = hands.window
    window.goto("/suivi/paroles/")
    press(hands, "link", "écrire à ceux qui ont donné une idée")
    press(hands, "button", "Envoyer")


def publish_the_next(hands, picture):
    """Its actions, then the convention, are read by all."""
    window = hands.window
    window.goto("/suivi/conventions/")
    press(hands, "link", "Publier ses brouillons ensemble")
    hands.choose(window.get_by_label("Sur le site"), "Publier")
    press(hands, "button", "Voir ce qui va changer")
    press(hands, "button", "Appliquer ces changements")
    window.goto("/suivi/conventions/")
    press(hands, "link", f"Sa fiche : Convention territoriale globale {NEXT}")
    hands.choose(window.locator("#id_status"), "En cours")
    hands.check(window.locator("#id_is_published"))
    press(hands, "button", "Enregistrer", exact=True)
    window.goto("/actions/1/")
    picture(window, "fin-se-poursuit")


def take_the_archive(hands, _picture):
    """Gives the bytes of the zip."""
    window = hands.window
    window.goto("/suivi/conventions/")
    name = f"Son archive (ZIP) : Convention territoriale globale {SLUG}"
    link = window.get_by_role("link", name=name)
    return window.request.get(link.get_attribute("href")).body()


def close_the_convention(hands, picture):
    window = hands.window
    window.goto("/suivi/")
    press(hands, "link", "Télécharger l’archive, puis clore la convention")
    picture(window, "fin-clore")
    press(hands, "button", "Clore la convention")


# What is lived on each day, by somebody of the team but for the parts of OTHERS.
DAYS = {
    "2026-12-01": (close_the_campaign, tell_outcomes, ask_opinions),
    "2026-12-09": (give_an_opinion, give_an_idea),
    "2026-12-14": (publish_the_review, read_the_opinion, publish_the_evaluation),
    "2026-12-28": (prepare_the_next, link_the_idea),
    "2027-01-01": (publish_the_next, thank),
    "2027-02-01": (close_the_convention,),
}
OTHERS = (give_an_opinion, give_an_idea)
