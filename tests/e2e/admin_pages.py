"""Every kind of page of the back-office, in the situations staff meet."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AdminPage:
    """Where a kind of page is seen: at `path`, or behind the first row of the list at `path`.

    `press` names a button to press once there, `then` is added to the address of the row, `lines`
    adds one line to each of the tables under the form, `follow` names a link to open in the end.
    """

    name: str
    path: str
    first_row: bool = False
    press: str = ""
    then: str = ""
    lines: bool = False
    follow: str = ""

    def __str__(self):
        return self.name


MODELS = {
    "actions": ["action", "audience", "indicator", "picture", "update"],
    "conventions": [
        "committee", "commune", "convention", "document", "domain", "enjeu", "glossaryentry",
        "meeting", "objective", "page", "territory",
    ],
    "contact": ["contactmessage"],
    "partners": ["organisation", "user"],
    "search": ["synonym"],
}  # fmt: skip
# Pages for staff in the dress of the public ones.
TRASH_PAGES = [
    AdminPage("trash", "/suivi/corbeille/"),
    AdminPage("trash-row", "/suivi/corbeille/", follow="Page supprimée"),
]
TEAM_PAGES = [
    AdminPage("board", "/suivi/"),
    AdminPage("launch", "/suivi/lancement/"),
    AdminPage("team-actions", "/suivi/actions/"),
    AdminPage("team-actions-filtered", "/suivi/actions/?nouvelles=sans&manque=rien"),
    AdminPage("team-actions-none", "/suivi/actions/?q=zzzzzz"),
    AdminPage("bulk-edit", "/suivi/actions/modifier/?etat=en_cours"),
    AdminPage("bulk-edit-errors", "/suivi/actions/modifier/?etat=en_cours", press="voir"),
    AdminPage("action-state", "/suivi/actions/1/avancement/"),
    AdminPage("action-news", "/suivi/actions/1/actualite/"),
    AdminPage("action-values", "/suivi/actions/1/valeurs/"),
    AdminPage("action-outcome", "/suivi/actions/1/suite/"),
    AdminPage("action-publication", "/suivi/actions/1/publication/"),
    AdminPage("values", "/suivi/indicateurs/"),
    AdminPage("values-of-a-year", "/suivi/indicateurs/?annee=2025"),
    AdminPage("values-none", "/suivi/indicateurs/?convention=2019-2022"),
    AdminPage("searched-words", "/suivi/recherche/"),
    AdminPage("voices", "/suivi/paroles/?genre="),
    AdminPage("voice", "/suivi/paroles/", follow="Idée"),
    AdminPage("next-plans", "/suivi/conventions/"),
    AdminPage("next-plan-begin", "/suivi/conventions/", follow="Préparer la convention suivante"),
    AdminPage("convention-close", "/suivi/conventions/", follow="Clore la convention"),
    AdminPage("convention-reopen", "/suivi/conventions/", follow="Rouvrir la convention"),
    AdminPage("settings", "/suivi/reglages/"),
    AdminPage("picture-withdraw", "/suivi/photos/1/retirer/"),
    AdminPage("letters", "/suivi/lettres/"),
    AdminPage("letters-all", "/suivi/lettres/?etat=toutes"),
    AdminPage("letters-none", "/suivi/lettres/?q=zzzzzz"),
    AdminPage("letter", "/suivi/lettres/?etat=refusee", follow="Rappel"),
    AdminPage("letter-bounced", "/suivi/lettres/?etat=revenue", follow="où en sont"),
]
# Public pages as the team reads them: with what it may do there.
READ_BY_THE_TEAM = [
    AdminPage("read-action", "/actions/1/"),
    AdminPage("read-agenda", "/agenda/"),
    AdminPage("read-news", "/actualites/"),
    AdminPage("read-glossary", "/glossaire/"),
    AdminPage("read-convention", "/conventions/2023-2026/"),
]
ACCOUNT_PAGES = [
    AdminPage("account", "/compte/"),
    AdminPage("account-confirm", "/compte/confirmer/"),
    AdminPage("account-confirm-errors", "/compte/confirmer/", press="continuer"),
    AdminPage("account-app", "/compte/securite/application/"),
    AdminPage("account-passkey", "/compte/securite/cle/"),
    AdminPage("account-codes", "/compte/securite/codes-de-secours/"),
]
# The imports that server.py leaves: a table to explain, one with faults, one applied.
IMPORT_PAGES = [
    AdminPage("import", "/suivi/import/"),
    AdminPage("import-words", "/suivi/import/1/"),
    AdminPage("import-faults", "/suivi/import/2/"),
    AdminPage("import-done", "/suivi/import/3/"),
]
ADD_FORMS = {"document", "picture", "update", "meeting", "convention", "organisation", "user"}

ADMIN_PAGES = [
    AdminPage("index", "/admin/"),
    AdminPage("application", "/admin/actions/"),
    *(
        AdminPage(f"{model}-list", f"/admin/{app}/{model}/")
        for app, models in MODELS.items()
        for model in models
    ),
    *(
        AdminPage(f"{model}-change", f"/admin/{app}/{model}/", first_row=True)
        for app, models in MODELS.items()
        for model in models
    ),
    *(
        AdminPage(f"{model}-add", f"/admin/{app}/{model}/add/")
        for app, models in MODELS.items()
        for model in models
        if model in ADD_FORMS
    ),
    AdminPage("action-none-found", "/admin/actions/action/?q=zzzzzz"),
    AdminPage("action-filtered", "/admin/actions/action/?avancement__exact=en_cours"),
    AdminPage("action-add-errors", "/admin/actions/action/add/", press="_save"),
    AdminPage("action-history", "/admin/actions/action/", first_row=True, then="../history/"),
    AdminPage(
        "page-history", "/admin/conventions/page/?q=zz-essai", first_row=True, then="../history/"
    ),
    AdminPage(
        "page-revert", "/admin/conventions/page/?q=zz-essai", first_row=True, then="../history/",
        follow="Revenir à cette version",
    ),
    AdminPage("action-archive", "/admin/actions/action/", first_row=True, then="../archive/"),
    AdminPage(
        "action-archive-errors", "/admin/actions/action/", first_row=True, then="../archive/",
        press="archiver",
    ),
    AdminPage("organisation-merge", "/admin/partners/organisation/", True, then="../merge/"),
    AdminPage(
        "organisation-merge-errors", "/admin/partners/organisation/", first_row=True,
        then="../merge/?avec=0",
    ),
    AdminPage(
        "audience-merge-preview", "/admin/actions/audience/", first_row=True,
        then="../merge/?avec=3&garde=celle-ci",
    ),
    AdminPage(
        "page-delete", "/admin/conventions/page/?q=zz-essai", first_row=True, then="../delete/"
    ),
    AdminPage(
        "user-reset", "/admin/partners/user/?q=sacha", first_row=True, then="../second-facteur/"
    ),
    AdminPage("user-history", "/admin/partners/user/", first_row=True, then="../history/"),
    AdminPage("user-delete", "/admin/partners/user/", first_row=True, then="../delete/"),
    AdminPage("organisation-popup", "/admin/partners/organisation/add/?_popup=1"),
    AdminPage("action-add-lines", "/admin/actions/action/add/", lines=True),
    AdminPage("indicator-add-lines", "/admin/actions/indicator/add/", lines=True),
]  # fmt: skip
STAFF_PAGES = [
    *ADMIN_PAGES,
    *TEAM_PAGES,
    *READ_BY_THE_TEAM,
    *ACCOUNT_PAGES,
    *TRASH_PAGES,
    *IMPORT_PAGES,
]


def open_admin_page(window, page):
    """Lead the signed-in `window` to `page`, and return the answer of the last navigation."""
    answer = window.goto(page.path)
    if page.first_row:
        link = window.locator("#result_list tbody tr").first.locator("th a, td a").first
        answer = window.goto(link.get_attribute("href"))
    if page.then:
        answer = window.goto(f"{window.url.partition('?')[0]}{page.then}")
    if page.lines:
        window.evaluate(
            "() => document.querySelectorAll('form details').forEach(f => f.open = true)"
        )
        for link in window.locator(".add-row a").all():
            link.click()
        # Back to the top, as if nothing had been clicked yet.
        window.evaluate("() => { document.body.tabIndex = -1; document.body.focus(); }")
        window.evaluate("() => { document.body.removeAttribute('tabindex'); scrollTo(0, 0); }")
    if page.follow:
        with window.expect_navigation() as followed:
            window.get_by_role("link", name=page.follow).first.click()
        answer = followed.value
    if page.press:
        # « required » would stop the browser; staff may also send from one that does not check.
        window.evaluate("() => document.querySelectorAll('form').forEach(f => f.noValidate = true)")
        with window.expect_navigation() as pressed:
            window.locator(f"[name={page.press}]").first.click()
        answer = pressed.value
    assert answer.status == 200, f"{page.name} answers {answer.status}"
    return answer
