"""Edit where one reads: who is offered what on public pages, and nothing for anybody else."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ctg_portal.templatetags import staff
from tests.factories import UserFactory
from tests.reading import FORM_NAMES, MACHINES, addresses, body, find, parse_errors, text_of, tree
from tests.rich import add_actions, add_surroundings, build_site
from tests.signing import sign_in_as
from tests.test_doors import ADMINISTRATION, EDITING, PUBLISHING, READING

pytestmark = pytest.mark.django_db
SHEET, SEE, PAST = "Modifier la fiche", "Voir la fiche", "Voir l’historique"
TEXT, SETTINGS = "Modifier ce texte", "Réglages"
WORK, VALUES, NEXT = "Liste de travail", "Valeurs", "Convention suivante"
# What the bar of each page offers to each role, in its order.
READS = {
    "home": [],
    "convention": [SEE, PAST, WORK, NEXT],
    "plan": [WORK],
    "enjeu": [SEE, PAST, WORK],
    "objective": [SEE, PAST, WORK],
    "action": [PAST],
    "partner": [SEE, PAST, "Ses contacts"],
    "commune": [SEE, PAST],
    "page": [SEE, PAST],
    "year-review": ["Aperçu du brouillon"],
    "year-review-enjeu": ["Aperçu du brouillon"],
    "evaluation": ["Aperçu du brouillon"],
    "evaluation-enjeu": ["Aperçu du brouillon"],
}
SUITE = "Dire la suite donnée"
EDITS = {
    "convention": [SHEET, PAST, WORK, VALUES, NEXT, "Ajouter un document"],
    "plan": [WORK, VALUES, "Ajouter une action"],
    "enjeu": [SHEET, PAST, WORK, VALUES],
    "objective": [SHEET, PAST, WORK, VALUES],
    "action": ["Modifier l’avancement", "Saisir des valeurs", SUITE, SHEET, PAST],
    "partner": [SHEET, PAST, "Ses contacts"],
    "commune": [SHEET, PAST],
    "page": [TEXT, PAST],
    "year-review": ["Écrire le bilan", "Aperçu du brouillon"],
    "year-review-enjeu": ["Écrire le bilan", "Aperçu du brouillon"],
    "evaluation": ["Écrire l’évaluation", "Aperçu du brouillon"],
    "evaluation-enjeu": ["Écrire l’évaluation", "Aperçu du brouillon"],
}
PUBLISHES = EDITS | {
    "action": [
        "Modifier l’avancement", "Écrire une actualité", "Saisir des valeurs", SUITE,
        "Publier ou retirer du site", SHEET, PAST,
    ],
}  # fmt: skip
ROLES = {READING: READS, EDITING: EDITS, PUBLISHING: PUBLISHES, ADMINISTRATION: PUBLISHES}
# Nothing of them is anybody's to edit: a message left, words that somebody types.
NO_PAGE = {"contact-sent", "opinion-sent", "ideas-sent", "search", "follow-asked", *FORM_NAMES} - {
    "contact"
}


@pytest.fixture
def site():
    return build_site()


def pages(site):
    """Name → address of the public pages that are pages."""
    found = addresses(site)
    return {
        name: found[name]
        for name in found
        if name not in {*MACHINES, "action-number", "news-number"}
    }


def bar(response):
    """The words of the bar of a page, None without one."""
    found = [nav for nav in find(tree(response), "nav") if nav.get("aria-label") == "Pour l’équipe"]
    return [text_of(item) for item in find(found[0], "a")] if found else None


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_offered_what_it_may_do_and_nothing_else(site, role):
    client = sign_in_as(UserFactory(role=role))

    found = {name: bar(client.get(pages(site)[name])) for name in READS if name != "home"}

    assert found == {name: words for name, words in ROLES[role].items() if name != "home"}


def test_every_public_page_has_its_bar(site, staff_client):
    found = {name: bar(staff_client.get(address)) for name, address in pages(site).items()}

    assert {name for name, words in found.items() if not words} == NO_PAGE
    assert SETTINGS in found["home"] and SETTINGS in found["page-mentions-legales"]


@pytest.mark.parametrize("role", ROLES)
def test_no_link_of_the_bar_leads_to_a_closed_door(site, role):
    client = sign_in_as(UserFactory(role=role))
    offered = set()
    for address in pages(site).values():
        shown = tree(client.get(address))
        navs = [n for n in find(shown, "nav") if n.get("aria-label") == "Pour l’équipe"]
        tools = [n for n in find(shown, "small") if "row-tools" in (n.get("class") or "")]
        offered |= {link.get("href") for part in [*navs, *tools] for link in find(part, "a")}

    assert {address: client.get(address).status_code for address in offered} == dict.fromkeys(
        offered, 200
    )


def test_rows_among_others_have_their_own_link(site, staff_client):
    for name, words in [
        ("agenda", "Modifier"),
        ("news", "Corriger"),
        ("convention", "Modifier"),
        ("glossary", "Modifier"),
    ]:
        shown = tree(staff_client.get(pages(site)[name]))
        tools = [n for n in find(shown, "small") if "row-tools" in (n.get("class") or "")]
        assert tools and all(text_of(one).startswith(words) for one in tools), name


def test_visitors_and_partners_receive_what_they_received_before(site, reader, monkeypatch):
    partner = sign_in_as(UserFactory())
    shown = {name: body(reader.get(address)) for name, address in pages(site).items()}
    theirs = {name: body(partner.get(address)) for name, address in pages(site).items()}
    for bytes_ in [*shown.values(), *theirs.values()]:
        assert b"edit-bar" not in bytes_ and b"edit_bar" not in bytes_
        assert b"row-tools" not in bytes_
        assert re.search(rb'href="/(suivi|admin)/', bytes_) is None

    def fail(*args):
        raise AssertionError("the bar was asked for a visitor")

    monkeypatch.setattr(staff, "bar_links", fail)
    monkeypatch.setattr(staff, "row_links", fail)
    assert {n: body(reader.get(a)) for n, a in pages(site).items()} == shown


def test_pages_with_a_bar_are_valid(site, staff_client):
    found = {n: parse_errors(staff_client.get(a)) for n, a in pages(site).items()}

    assert {name: faults for name, faults in found.items() if faults} == {}


def test_what_was_saved_is_told_where_one_comes_back(site, staff_client):
    address = pages(site)["action"]
    form = reverse("action-publication", args=[site.action.number])
    staff_client.post(f"{form}?retour={address}", {"publier": "oui"})

    assert "C’est déjà fait." in text_of(tree(staff_client.get(address)))


def test_the_bar_costs_nothing_more_however_long_the_page(site, staff_client, reader):
    costs, size = {}, 1
    for wanted in (1, 3, 12):
        add_actions(site, wanted - size)
        add_surroundings(site, wanted - size)
        size = wanted
        for name, address in pages(site).items():
            counts = []
            for client in (staff_client, reader):
                body(client.get(address))
                with CaptureQueriesContext(connection) as captured:
                    body(client.get(address))
                counts.append(len(captured))
            costs.setdefault(name, set()).add(counts[0] - counts[1])

    assert {name: more for name, more in costs.items() if len(more) > 1} == {}
    assert max(max(more) for more in costs.values()) <= 4, costs  # the session and its person
