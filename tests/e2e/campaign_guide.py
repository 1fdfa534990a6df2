"""The journeys of docs/guide-partenaire.md and docs/guide-annee.md, on the demonstration.

test_campaign_guide.py follows them, so that the guides cannot lie; « make screenshots » takes
their pictures.
"""

import json

from tests.e2e.campaign_hands import FASTER_THAN_A_PERSON

ENTRIES = """
import json
from reporting.report.links import token_of
from reporting.models import Campaign, PersonalLink
current = Campaign.objects.get(closed_at=None)
links = PersonalLink.objects.filter(campaign=current).select_related("person")
print(json.dumps({
    "campaign": current.pk,
    "links": {link.person.email.partition("@")[0]: token_of(link) for link in links},
}))
"""


def entries(portal):
    """Key of the campaign under way, and the token of each person's link by name of account."""
    found = json.loads(portal.shell(ENTRIES).strip().splitlines()[-1])
    return found["campaign"], found["links"]


def press(window, role, name):
    window.get_by_role(role, name=name).first.click()


def enter(window, token):
    """Open the answers by the personal link."""
    window.goto(f"/r/{token}/")
    window.wait_for_timeout(FASTER_THAN_A_PERSON)
    press(window, "button", "Mes réponses")


def partner_answers(new_window, campaign, links, picture):
    """What a partner sees: `new_window()` gives a telephone, `picture(window, name)` takes it.

    Returns the title of the action that was answered.
    """
    team = new_window(staff=True)
    team.goto(f"/suivi/campagnes/{campaign}/lettres/ouverture/apercu/")
    picture(team, "partenaire-lettre")

    window = new_window()
    window.goto(f"/r/{links['relais']}/")
    picture(window, "partenaire-lien")
    enter(window, links["relais"])
    press(window, "link", "Répondre")
    title = window.locator("h1").inner_text()
    picture(window, "partenaire-reponse")
    window.locator("#id_done").fill("Neuf assistants maternels ont suivi la formation d’octobre.")
    window.locator("summary", has_text="La suite").click()
    window.locator("#id_next_steps").fill("La formation de fin d’année aura lieu en décembre.")
    window.locator("#id_values-0-typed").fill("44")
    window.locator("#id_values-1-typed").fill("14")
    press(window, "button", "Vérifier avant d’envoyer")
    picture(window, "partenaire-verifier")
    press(window, "button", "Envoyer ma réponse")
    picture(window, "partenaire-envoyee")

    nothing_new = new_window()
    enter(nothing_new, links["caf"])
    press(nothing_new, "link", "Rien de nouveau")
    picture(nothing_new, "partenaire-rien-de-nouveau")
    press(nothing_new, "button", "Oui, c’est toujours exact")

    returned = new_window()
    enter(returned, links["laep"])
    press(returned, "link", "Compléter")
    picture(returned, "partenaire-a-reprendre")
    return title


def team_follows(window, campaign, title, picture):
    """What the coordinator sees in a year, signed in; the answer on `title` is published."""
    window.goto("/suivi/campagnes/nouvelle/")
    window.locator("#id_title").fill("Les chiffres de l’année")
    picture(window, "annee-preparer")
    press(window, "button", "Enregistrer la campagne")
    press(window, "link", "Voir qui reçoit quoi, puis ouvrir la campagne")
    picture(window, "annee-ouvrir")

    for path, name in (
        (f"/suivi/campagnes/{campaign}/", "annee-suivre"),
        (f"/suivi/campagnes/{campaign}/rappels/", "annee-rappels"),
        ("/suivi/remontees/", "annee-remontees"),
    ):
        window.goto(path)
        picture(window, name)
    press(window, "link", title)
    picture(window, "annee-relire")
    press(window, "button", "Publier")

    for path, name in (
        ("/suivi/lettres/", "annee-lettres"),
        ("/suivi/contacts/", "annee-contacts"),
    ):
        window.goto(path)
        picture(window, name)
