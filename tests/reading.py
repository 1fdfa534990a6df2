"""How tests read the site: every public address, every link, and what a page really says."""

import html
import io
import re
from urllib.parse import urljoin, urlsplit

import html5lib
import python_calamine
from django.urls import URLResolver, get_resolver, reverse
from html5lib.constants import E

from contact.guard import new_receipt
from conventions.models.editorial import FIXED_PAGES
from reviews.models import EvaluationEdition, ReviewEdition
from tables.formats import FORMATS
from tests.factories import (
    ContactMessageFactory,
    EvaluationEditionFactory,
    ReviewEditionFactory,
)

SVG = "{http://www.w3.org/2000/svg}"
HTML = "{http://www.w3.org/1999/xhtml}"
NOT_READ = (
    *("/static/", "/admin/", "/suivi/", "/compte/", "/connexion/", "/deconnexion/"),
    *("/espace/", "/r/", "/invitation/"),
)
# Signing in, and one's own account: tests/partners/test_sign_in_doors.py.
ACCOUNT_NAMES = {
    "sign-in", "sign-in-code", "sign-in-passkey", "passkey-challenge", "second-factor",
    "factor-choice", "sign-in-again", "sign-out", "signed-out", "account", "confirm",
    "sign-out-everywhere", "add-app", "app-picture", "add-passkey", "new-passkey-challenge",
    "recovery-codes", "recovery-codes-file", "remove-factor", "account-name",
    "account-email", "account-email-code", "account-reminders", "account-session-end",
    "account-kept",
}  # fmt: skip
DEMONSTRATION_NAMES = {"demo-letters"}  # elsewhere 404: test_sign_in_sessions.py
CONNECTION_NAMES = {"go-on"}  # tells a script whether somebody is still signed in
PRIVATE_NAMES = {
    *("board", "launch-checklist", "staff-actions", "staff-actions-edit", "trash", "trash-row"),
    *("picture-withdraw", "staff-sentences", "searched-words"),
    *("plan-export", "import", "import-annotated", "import-apply", "import-batch"),
    *("import-template", "import-drop", "import-undo", "territory-settings"),
    *(
        "go-to-action",
        "go-to-contact",
        "action-state",
        "action-news",
        "action-values",
        "action-outcome",
        "action-publication",
        "values",
    ),
    "plan-committee",
    *("contacts", "contact-organisation", "contact-add", "contact-member", "contact-invitation"),
    *("letters", "letter"),
    *("reviews", "review", "review-nothing-new", "review-file", "review-enter"),
    "review-reopen",
    "review-forget",
    *("campaigns", "campaign", "campaign-add", "campaign-edit", "campaign-open"),
    *(
        "campaign-close",
        "campaign-discard",
        "campaign-history",
        "campaign-version",
        "campaign-export",
        "campaign-reminders",
        "campaign-write",
    ),
    *("year-reviews", "year-review-begin", "year-review-edit", "year-review-preview"),
    *("year-review-publish", "year-review-history", "convention-archive"),
    *("photograph", "photograph-file", "draft-readers", "draft-reader-stop"),
    *("next-plans", "next-plan-begin", "next-plan-go-on", "next-plan-structure"),
    *("next-plan-actions", "next-plan-preview", "next-plan-undo"),
    *("convention-close", "convention-reopen"),
    *("evaluation-begin", "evaluation-edit", "evaluation-part", "evaluation-preview"),
    *("evaluation-publish", "evaluation-history", "evaluation-opinions", "evaluation-quote"),
    *("voices", "voice", "voices-file", "voices-thanks"),
    *("campaign-texts", "campaign-text", "campaign-text-html", "campaign-text-test"),
    *("campaign-text-reset", "campaign-trial"),
}
# What partners reach signed in, by a personal link or an invitation: tests/reporting/test_doors.py.
SPACE_NAMES = {
    "personal-link",
    "space",
    "report-draft",
    "report-nothing-new",
    "report-check",
    "report-sent",
    "report-take-back",
    "report-file-add",
    "report-file",
    "report-file-remove",
    "report",
    "not-me",
    "reminders-off",
    "space-not-me",
    "invitation",
    "space-organisation",
    "account-data",
}
# The secret links of who follows by e-mail (tests/follow/), or reads a draft (tests/reviews/).
FOLLOW_NAMES = {"follow-confirm", "follow-mine", "follow-data", "follow-stop", "read-draft"}
# Forms that anybody sends, without an account.
FORM_NAMES = {
    *("opinion", "ideas"),
    *("contact", "follow", "follow-action", "follow-enjeu", "follow-commune", "follow-audience"),
}
MACHINES = {
    *("health", "robots", "security", "sitemap", "document", "picture"),
    *("news-card", "action-card", "year-review-card", "year-review-file"),
    *("action-sheet", "plan-pdf"),
    *("evaluation-card", "evaluation-file"),
    *("actions-export", "committee-table"),
    *("data-csv", "data-json", "data-package", "data-workbook"),
    *("news-feed", "action-feed", "enjeu-feed", "commune-feed"),
    *("agenda-calendar", "action-calendar"),
}
# What differs between two renderings of one page: the one-use key of the contact form.
SPREADSHEETS = {FORMATS["xlsx"].content_type, FORMATS["ods"].content_type}
LINK = re.compile(r'<a(?=\s)[^>]*?\shref="([^"]*)"')  # parsing a page takes ten times as long
ONE_USE = re.compile(rb'name="key" value="[^"]*"')


def url_names(resolver=None):
    """Names of every address of the URL table outside the admin."""
    names = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            names |= set() if entry.app_name == "admin" else url_names(entry)
        else:
            names.add(entry.name)
    return names


def reviewed_year(convention):
    """The year of the last public edition of a review of `convention`, written unless it is."""
    edition = ReviewEdition.objects.filter(review__convention=convention).first()
    edition = edition or ReviewEditionFactory(review__convention=convention)
    return edition.review.year


def written_evaluation(convention):
    """The public edition of the evaluation of `convention`, written unless it is."""
    edition = EvaluationEdition.objects.filter(evaluation__convention=convention).first()
    return edition or EvaluationEditionFactory(evaluation__convention=convention)


def addresses(site):
    """Dict name → address of every public page, from the rows of a `tests.rich.Site`."""
    slug = site.convention.slug
    year = reviewed_year(site.convention)
    written_evaluation(site.convention)
    receipt = new_receipt(ContactMessageFactory())
    given = {
        "convention": [slug],
        "plan": [slug],
        "enjeu": [slug, site.enjeu.code],
        "objective": [slug, site.objective.code],
        "action-number": [site.action.number],
        "action": [site.action.number, site.action.slug],
        "news-item": [site.update.pk, site.update.slug],
        "news-number": [site.update.pk],
        "news-card": [site.update.pk],
        "action-card": [site.action.number],
        "action-sheet": [site.action.number],
        "plan-pdf": [slug],
        "partner": [site.lead.slug],
        "commune": [site.commune.slug],
        "document": [site.document.pk, site.document.download_name],
        "page": [site.page.slug],
        "actions-export": ["csv"],
        "committee-table": ["ods"],
        "document-text": [site.document.pk],
        "picture": [site.picture.pk, site.picture.stamp, "12.jpg"],
        "data-csv": ["actions"],
        "data-json": ["etats"],
        "year-review": [slug, year],
        "year-review-version": [slug, year, 1],
        "year-review-enjeu": [slug, year, site.enjeu.code],
        "year-review-version-enjeu": [slug, year, 1, site.enjeu.code],
        "year-review-file": [slug, year, "pdf"],
        "year-review-card": [slug, year],
        "evaluation": [slug],
        "evaluation-version": [slug, 1],
        "evaluation-enjeu": [slug, site.enjeu.code],
        "evaluation-version-enjeu": [slug, 1, site.enjeu.code],
        "evaluation-file": [slug, "pdf"],
        "evaluation-card": [slug],
        "contact-sent": [receipt],
        **{name: [slug] for name in ("opinion", "opinion-sent", "ideas", "ideas-sent")},
        "action-feed": [site.action.number],
        "enjeu-feed": [slug, site.enjeu.code],
        "commune-feed": [site.commune.slug],
        "action-calendar": [site.action.number],
        "follow-action": [site.action.number, site.action.slug],
        "follow-enjeu": [slug, site.enjeu.code],
        "follow-commune": [site.commune.slug],
        "follow-audience": [site.action.audiences.first().slug],
    }
    fixed = [
        "home", "conventions", "glossary", "actions", "partners", "communes", "agenda", "news",
        "contact", "site-map", "search", "data-package", "data-workbook", "health",
        "robots", "security", "sitemap",
        "news-feed", "agenda-calendar", "follow", "follow-asked",
        *(f"page-{slug}" for slug in FIXED_PAGES),
    ]  # fmt: skip
    return {name: reverse(name, args=given.get(name, [])) for name in [*fixed, *given]}


def cells(content):
    """The cells of a spreadsheet: its bytes also tell when it was written."""
    book = python_calamine.load_workbook(io.BytesIO(content))
    return repr([book.get_sheet_by_name(name).to_python() for name in book.sheet_names]).encode()


def body(response):
    """Bytes of a response, streamed or not, without its one-use parts; it may be asked twice."""
    if response.streaming:
        if not hasattr(response, "read_once"):
            response.read_once = response.getvalue()  # the test client closes it at its end
        if response.read_once and response.headers["Content-Type"] in SPREADSHEETS:
            return cells(response.read_once)
        return response.read_once
    return ONE_USE.sub(b"", response.content)


def parsed(response):
    """(tree, errors) of a page, as a strict parser of HTML 5 reads it; parsed once."""
    if not hasattr(response, "parsed"):
        parser = html5lib.HTMLParser()
        root = parser.parse(body(response).decode())
        errors = [f"{position} {E[code] % details}" for position, code, details in parser.errors]
        response.parsed = root, errors
    return response.parsed


def tree(response):
    return parsed(response)[0]


def parse_errors(response):
    """What a strict parser of HTML 5 finds wrong in a page, in words."""
    return parsed(response)[1]


def is_page(response):
    """True for an HTML page, a redirection left out."""
    kind = response.headers.get("Content-Type", "")
    return kind.startswith("text/html") and response.status_code not in (301, 302)


def links(response, address):
    """Addresses on this site that a page or the sitemap leads to, without their anchors."""
    if response.headers.get("Content-Type", "").startswith("application/xml"):
        found = re.findall(r"<loc>([^<]*)</loc>", body(response).decode())
    elif is_page(response):
        found = map(html.unescape, LINK.findall(body(response).decode()))
    else:
        found = []
    parts = [urlsplit(urljoin(f"http://testserver{address}", link)) for link in found if link]
    return {
        part.path + (f"?{part.query}" if part.query else "")
        for part in parts
        if part.netloc == "testserver" and not part.path.startswith(NOT_READ)
    }


def crawl(client, start=(), only=lambda address: True):
    """Dict address → response of all that can be reached from the home page, the sitemap and
    the addresses `start`, redirections included; `only` may refuse some addresses."""
    seen, waiting = {}, ["/", "/sitemap.xml", *start]
    while waiting:
        address = waiting.pop()
        if address in seen or not only(address):
            continue
        seen[address] = response = client.get(address)
        body(response)
        waiting += links(response, address)
        if response.status_code in (301, 302):
            waiting.append(response.headers["Location"])
    return seen


def text_of(element):
    """All the text below `element`, one space between words."""
    return " ".join("".join(element.itertext()).split())


def find(element, path):
    """Elements below `element` at the path « main ul li », whatever stands between."""
    found = [element]
    for name in path.split():
        found = [below for item in found for below in item.iter(f"{HTML}{name}")]
    return found


def of_class(element, name, path=""):
    """Elements below `element` of the class `name`, or those at the path `path` inside them."""
    named = [one for one in element.iter() if name in (one.get("class") or "").split()]
    return [below for one in named for below in find(one, path)]


def main_of(response):
    return find(tree(response), "main")[0]
