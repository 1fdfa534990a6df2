"""Every kind of public page, in every situation a visitor can meet."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class PublicPage:
    """Where a kind of page is seen.

    `press` names a button to press once there; `template` is an error page that no address gives.
    """

    name: str
    path: str
    status: int = 200
    press: str = ""
    template: str = ""

    def __str__(self):
        return self.name


PLAN = "/conventions/2023-2026"
REVIEWED = min(dt.date.today().year - 1, 2026)  # the year that the demonstration reviews
RECEIPT = "(receipt)"
CONTACT_SENT = PublicPage("contact-sent", RECEIPT)
# Addresses that only a letter gives: tests/e2e/server.py.
SECRETS = [
    PublicPage("follow-confirm", "(confirm)"),
    PublicPage("follow-mine", "(follows)"),
    PublicPage("follow-stop", "(stop)"),
    PublicPage("document-text", "(text)"),
]
HOME = PublicPage("home", "/")
PLAN_PAGE = PublicPage("plan", f"{PLAN}/objectifs/")
FULL_ACTION = PublicPage(
    "action-full", "/actions/1-tenir-des-permanences-itinerantes-dacces-aux-droits/"
)

PUBLIC_PAGES = [
    HOME,
    PublicPage("la-ctg", "/la-ctg/"),
    PublicPage("conventions", "/conventions/"),
    PublicPage("convention", f"{PLAN}/"),
    PublicPage("year-review", f"{PLAN}/bilan/{REVIEWED}/"),
    PublicPage("year-review-enjeu", f"{PLAN}/bilan/{REVIEWED}/enjeux/2/"),
    PublicPage("evaluation", f"{PLAN}/evaluation/"),
    PublicPage("evaluation-enjeu", f"{PLAN}/evaluation/enjeux/2/"),
    PublicPage("opinion", f"{PLAN}/evaluation/votre-avis/"),
    PublicPage("opinion-sent", f"{PLAN}/evaluation/votre-avis/merci/"),
    PublicPage("ideas", f"{PLAN}/idees/"),
    PublicPage("convention-past", "/conventions/2019-2022/"),
    PublicPage("enjeu-1", f"{PLAN}/enjeux/1/"),
    PublicPage("enjeu-4", f"{PLAN}/enjeux/4/"),
    PLAN_PAGE,
    PublicPage("plan-empty", "/conventions/2019-2022/objectifs/"),
    PublicPage("objective", f"{PLAN}/objectifs/2.3/"),
    PublicPage("actions", "/actions/"),
    PublicPage("actions-filtered", "/actions/?public=parents-et-familles&commune=lavaur&tri=titre"),
    PublicPage("actions-finder", "/actions/?public=parents-et-familles&commune=lavaur"),
    PublicPage("actions-late", "/actions/?delai=en-retard"),
    PublicPage("actions-none", "/actions/?q=zzzzzz&etat=abandonnee"),
    PublicPage("actions-misread", "/actions/?etat=inconnu&commune=nulle-part"),
    FULL_ACTION,
    PublicPage(
        "action-project",
        "/actions/2-recenser-et-faire-connaitre-les-aides-contre-lillectronisme/",
    ),
    PublicPage("action-planned", "/actions/16-informer-sur-le-logement-et-la-renovation/"),
    PublicPage("action-paused", "/actions/10-lancer-une-carte-de-decouverte-pour-les-11-18-ans/"),
    PublicPage("action-dropped", "/actions/15-mieux-accueillir-les-nouveaux-habitants/"),
    PublicPage(
        "action-indicators", "/actions/8-renforcer-le-lien-entre-parents-et-enfants/"
    ),
    PublicPage("search", "/recherche/"),
    PublicPage("search-answers", "/recherche/?q=creche"),
    PublicPage("search-named", "/recherche/?q=CAF"),
    PublicPage("search-group", "/recherche/?q=parents&groupe=actions"),
    PublicPage("search-nothing", "/recherche/?q=zzzzqq"),
    PublicPage("partners", "/partenaires/"),
    PublicPage("partner", "/partenaires/ccta/"),
    PublicPage("partner-idle", "/partenaires/sdjes/"),
    PublicPage("communes", "/communes/"),
    PublicPage("commune", "/communes/lavaur/"),
    PublicPage("commune-plain", "/communes/belcastel/"),
    PublicPage("agenda", "/agenda/"),
    PublicPage("news", "/actualites/"),
    PublicPage("news-last", "/actualites/?page=2"),
    PublicPage(
        "news-item", "/actualites/1-les-permanences-sont-en-place-dans-six-communes/"
    ),
    PublicPage("glossary", "/glossaire/"),
    PublicPage("help", "/aide/"),
    PublicPage("open-data", "/donnees/"),
    PublicPage("site-map", "/plan-du-site/"),
    PublicPage("accessibility", "/accessibilite/"),
    PublicPage("accessibility-scheme", "/schema-accessibilite/"),
    PublicPage("accessibility-plan", "/plan-accessibilite/"),
    PublicPage("legal-notices", "/mentions-legales/"),
    PublicPage("personal-data", "/donnees-personnelles/"),
    PublicPage("eco-design", "/eco-conception/"),
    PublicPage("contact", "/contact/"),
    PublicPage("contact-about", "/contact/?action=1"),
    PublicPage("contact-errors", "/contact/", press="Envoyer le message"),
    CONTACT_SENT,
    PublicPage("follow", "/suivre/"),
    PublicPage("follow-action", f"{FULL_ACTION.path}suivre/"),
    PublicPage("follow-errors", "/suivre/", press="Suivre par courriel"),
    PublicPage("follow-asked", "/suivre/demande/"),
    *SECRETS,
    PublicPage("follow-gone", "/suivre/confirmer/1-x/", status=410),
    PublicPage("sign-in", "/connexion/"),
    PublicPage("sign-in-errors", "/connexion/", press="Recevoir un code"),
    PublicPage("signed-out", "/deconnexion/faite/"),
    PublicPage("error-404", "/nulle-part/", status=404),
    PublicPage("error-400", "/actions/?q=%00", status=400),
    PublicPage("error-403", "/erreur-403/", status=403, template="403.html"),
    PublicPage("error-form", "/erreur-formulaire/", status=403, template="403_csrf.html"),
    PublicPage("error-500", "/erreur-500/", status=500, template="500.html"),
    PublicPage("error-410", "/erreur-410/", status=410, template="410.html"),
    PublicPage("error-503", "/erreur-503/", status=503, template="503.html"),
]  # fmt: skip

# Pages a visitor reads by typing or following an address, nothing else.
READ_PAGES = [page for page in PUBLIC_PAGES if not page.press and not page.template]


def path_of(page, portal):
    """Where `page` is on `portal`: some addresses are only given by a letter, or once."""
    return (
        portal.contact_sent() if page is CONTACT_SENT else portal.secrets.get(page.path, page.path)
    )


def visit(window, page, portal):
    """Lead `window` to `page`, and return the answer of the last navigation."""
    if page.template:
        window.route(
            f"**{page.path}",
            lambda route: route.fulfill(
                status=page.status,
                content_type="text/html; charset=utf-8",
                body=portal.error_pages[page.template],
            ),
        )
    answer = window.goto(path_of(page, portal))
    if page.press:
        with window.expect_navigation() as pressed:
            window.get_by_role("button", name=page.press).click()
        answer = pressed.value
    assert answer.status == page.status, f"{page.name} answers {answer.status}"
    return answer
