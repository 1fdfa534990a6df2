"""Edit where one reads: what a member of the team may do from a public page.

`bar_links` is the bar at the top of a page, by the name of its address; `row_links` stand beside
one row among others (a news item, a meeting, a document). Rights alone decide; nothing is asked of
the database that the page did not already read. See docs/decisions/0035-edit-where-one-reads.md.
"""

from urllib.parse import urlencode

from django.urls import reverse

from actions.models import Action
from actions.quick_acts import act_links
from conventions.models import Document, GlossaryEntry, Meeting, Page
from conventions.models.editorial import FIXED_PAGES
from partners.models import Organisation
from partners.permissions import may_administer, may_edit, may_read

TEXTS_OF_SETTINGS = {
    "page-accessibilite", "page-mentions-legales", "page-donnees-personnelles",
    "page-schema-accessibilite", "page-plan-accessibilite", "page-la-ctg",
    "page-donnees",
}  # fmt: skip


def screen(row, verb, *args):
    """The address of `verb` in the back-office for the kind of `row`, a row or its model."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{verb}", args=args)


def holds(user, verb, row):
    return user.has_perm(f"{row._meta.app_label}.{verb}_{row._meta.model_name}")


def sheet_links(user, row, words="Modifier la fiche"):
    """The sheet of `row`, as `user` may open it, and its history."""
    if not holds(user, "view", row):
        return []
    opened = words if holds(user, "change", row) else "Voir la fiche"
    return [
        (opened, screen(row, "change", row.pk)),
        ("Voir l’historique", screen(row, "history", row.pk)),
    ]


def add_link(user, model, words, **given):
    """The form that creates a row of `model`, with what is `given` filled in."""
    query = f"?{urlencode(given)}" if given else ""
    return [(words, screen(model, "add") + query)] if holds(user, "add", model) else []


def text_links(user, page):
    """The text of a page of the site; while nobody wrote it, the list of all texts."""
    if page.pk:
        return sheet_links(user, page, "Modifier ce texte")
    return [("Textes du site", screen(Page, "changelist"))] if may_read(user) else []


def settings_link(user):
    return [("Réglages", reverse("territory-settings"))] if may_administer(user) else []


def work_links(user, convention, **query):
    """The working list and the grid of values, of `convention`, narrowed by `query`."""
    found = [("Liste de travail", "staff-actions", may_read), ("Valeurs", "values", may_edit)]
    asked = {"convention": convention.slug, **query}
    return [(words, reverse(name, query=asked)) for words, name, may in found if may(user)]


# --- by kind of page: each takes (user, what the page shows, its address) -----------------------


def of_text(user, shown, here):
    return text_links(user, shown["page"])


def of_settings(user, shown, here):
    return [*of_text(user, shown, here), *settings_link(user)]


def of_intro(user, shown, here):
    return text_links(user, shown["intro"])


def of_agenda(user, shown, here):
    return [*of_intro(user, shown, here), *add_link(user, Meeting, "Ajouter une réunion")]


def of_partners(user, shown, here):
    found = add_link(user, Organisation, "Ajouter une organisation")
    return [*of_intro(user, shown, here), *found]


def of_glossary(user, shown, here):
    return [*of_intro(user, shown, here), *add_link(user, GlossaryEntry, "Ajouter un mot")]


def of_home(user, shown, here):
    return [*of_intro(user, shown, here), *settings_link(user)]


def of_convention(user, shown, here):
    row = shown["convention"]
    added = add_link(user, Document, "Ajouter un document", convention=row.pk)
    prepared = [("Convention suivante", reverse("next-plans"))] if may_read(user) else []
    return [*sheet_links(user, row), *work_links(user, row), *prepared, *added]


def of_plan(user, shown, here):
    row = shown["convention"]
    added = add_link(user, Action, "Ajouter une action", convention=row.pk)
    return [*work_links(user, row), *added]


def of_enjeu(user, shown, here):
    row = shown["enjeu"]
    return [*sheet_links(user, row), *work_links(user, shown["convention"], enjeu=row.code)]


def of_objective(user, shown, here):
    code = shown["enjeu"].code
    work = work_links(user, shown["convention"], enjeu=code)
    return [*sheet_links(user, shown["objective"]), *work]


def draft_links(user, kind, draft, words):
    """Where the team writes a draft of that `kind` of address, in `words`, and sees it."""
    seen = ("Aperçu du brouillon", reverse(f"{kind}-preview", args=[draft.pk]))
    if may_edit(user):
        return [(words, reverse(f"{kind}-edit", args=[draft.pk])), seen]
    return [seen] if may_read(user) else []


def of_review(user, shown, here):
    return draft_links(user, "year-review", shown["edition"].draft, "Écrire le bilan")


def of_evaluation(user, shown, here):
    return draft_links(user, "evaluation", shown["edition"].draft, "Écrire l’évaluation")


def of_action(user, shown, here):
    return [(act.words, url) for act, url in act_links(user, shown["action"], here)]


def of_news(user, shown, here):
    return [*row_links(user, shown["update"]), *of_action(user, shown, here)]


def of_document(user, shown, here):
    return row_links(user, shown["document"])


def of_partner(user, shown, here):
    row = shown["partner"]
    contacts = [("Ses contacts", reverse("contact-organisation", args=[row.slug]))]
    return [*sheet_links(user, row), *(contacts if may_read(user) else [])]


def of_commune(user, shown, here):
    return sheet_links(user, shown["commune"])


# Name of the address → (what its page shows, its bar). An error page there shows nothing of it.
BARS = {
    "home": ("intro", of_home),
    "convention": ("convention", of_convention),
    "plan": ("convention", of_plan),
    "enjeu": ("enjeu", of_enjeu),
    "objective": ("objective", of_objective),
    **dict.fromkeys(
        (
            *("year-review", "year-review-version"),
            *("year-review-enjeu", "year-review-version-enjeu"),
        ),
        ("edition", of_review),
    ),
    **dict.fromkeys(
        (
            *("evaluation", "evaluation-version"),
            *("evaluation-enjeu", "evaluation-version-enjeu"),
        ),
        ("edition", of_evaluation),
    ),
    "action": ("action", of_action),
    "news-item": ("update", of_news),
    "document-text": ("document", of_document),
    "partner": ("partner", of_partner),
    "commune": ("commune", of_commune),
    "page": ("page", of_text),
    **dict.fromkeys((f"page-{slug}" for slug in FIXED_PAGES), ("page", of_text)),
    **dict.fromkeys(TEXTS_OF_SETTINGS, ("page", of_settings)),
    **dict.fromkeys(
        ("actions", "conventions", "communes", "news", "contact", "site-map"), ("intro", of_intro)
    ),
    "agenda": ("intro", of_agenda),
    "partners": ("intro", of_partners),
    "glossary": ("intro", of_glossary),
}  # fmt: skip


def bar_links(request, shown):
    """(words, address) of what the reader of `request` may do with the page that shows `shown`.

    `shown` is the context of the template.
    """
    match = request.resolver_match
    key, bar = BARS.get(match.url_name, ("", None)) if match else ("", None)
    return bar(request.user, shown, request.get_full_path()) if key in shown else []


def row_links(user, row):
    """(words, address) of what `user` may do with one `row` that a page shows among others."""
    if row._meta.model_name == "update":  # never changed: another one replaces it
        return add_link(user, row, "Corriger", replaces=row.pk)
    return [("Modifier", screen(row, "change", row.pk))] if holds(user, "change", row) else []
