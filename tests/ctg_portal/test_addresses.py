"""Every address of the URL table answers, in French, without a cookie, and only to reading."""

import pytest
from django.test import Client

from conventions.models import ContentVersion, Convention
from tables.formats import FORMATS
from tests.factories import DocumentFactory
from tests.reading import (
    ACCOUNT_NAMES,
    CONNECTION_NAMES,
    DEMONSTRATION_NAMES,
    FOLLOW_NAMES,
    FORM_NAMES,
    MACHINES,
    PRIVATE_NAMES,
    SPACE_NAMES,
    addresses,
    body,
    crawl,
    find,
    is_page,
    main_of,
    parse_errors,
    text_of,
    tree,
    url_names,
)
from tests.rich import build_site

REDIRECTED = {"action-number", "news-number"}
MISTAKEN = ["/nulle-part/", "/actions/?page=x&tri=y"]


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def site(module_world):
    return build_site(actions=3)


@pytest.fixture(scope="module")
def crawled(site):
    """(reader, dict address → response) of all that the site leads to, and of two mistakes."""
    reader = Client()
    return reader, crawl(reader, [*addresses(site).values(), *MISTAKEN])


def test_every_public_address_is_listed_here(site):
    private = PRIVATE_NAMES | ACCOUNT_NAMES | SPACE_NAMES | DEMONSTRATION_NAMES | CONNECTION_NAMES
    private |= FOLLOW_NAMES
    assert url_names() - private == set(addresses(site))


def test_every_address_answers_a_reader(reader, site):
    found = {name: reader.get(place) for name, place in addresses(site).items()}

    assert [name for name, page in found.items() if not body(page)] == sorted(REDIRECTED)
    assert {name: page.status_code for name, page in found.items()} == {
        name: 301 if name in REDIRECTED else 200 for name in found
    }


def test_head_answers_as_get_without_a_body(reader, site):
    for name, place in addresses(site).items():
        whole, head = reader.get(place), reader.head(place)
        content = body(whole)

        assert (name, head.status_code) == (name, whole.status_code)
        assert head.headers["Content-Type"] == whole.headers["Content-Type"], name
        assert body(head) == b"", name
        weighed = MACHINES - {"committee-table", "data-workbook"}  # dated as written
        if "Content-Length" in whole.headers and name in weighed:
            assert int(whole.headers["Content-Length"]) == len(content)


@pytest.mark.parametrize("verb", ["post", "put", "patch", "delete"])
def test_other_verbs_are_refused_and_write_nothing(site, verb):
    client = Client(enforce_csrf_checks=True)
    places = {name: at for name, at in addresses(site).items() if name not in FORM_NAMES}
    version = ContentVersion.current()

    found = {name: getattr(client, verb)(place).status_code for name, place in places.items()}

    assert set(found.values()) <= {403, 405}
    assert ContentVersion.current() == version


def test_every_page_is_a_titled_french_page(reader, site):
    titles = {}
    for name, place in addresses(site).items():
        if name in MACHINES | REDIRECTED:
            continue
        response = reader.get(place)
        page = tree(response)
        assert page.get("lang") == "fr", name
        assert len(find(page, "h1")) == 1, name
        assert parse_errors(response) == [], name
        titles[name] = text_of(find(page, "title")[0])

    assert all(title.endswith(" – Portail CTG") for title in titles.values()), titles
    assert len(set(titles.values())) == len(titles), titles


def test_no_page_gives_one_identifier_twice(crawled):
    for place, response in crawled[1].items():
        if is_page(response):
            found = [e.get("id") for e in tree(response).iter() if e.get("id") is not None]
            assert sorted(found) == sorted(set(found)), place
            assert "" not in found, place


def test_no_link_of_the_site_is_broken(crawled):
    found = crawled[1]

    assert len(found) > 60
    assert {place for place, page in found.items() if page.status_code >= 400} <= set(MISTAKEN)


def test_no_page_sets_a_cookie(crawled):
    reader, found = crawled

    assert [place for place, page in found.items() if page.cookies] == []
    assert not reader.cookies
    assert not any("Set-Cookie" in page.headers for page in found.values())


@pytest.mark.parametrize(
    "place",
    [
        "/nulle-part/",
        "/conventions/1999-2000/",
        "/conventions/1999-2000/objectifs/",
        "/conventions/2023-2026/enjeux/99/",
        "/conventions/2023-2026/objectifs/9.9/",
        "/conventions/1999-2000/enjeux/1/",
        "/actions/999999999/",
        "/actions/999999999-mot/",
        "/actions/1234567890-mot/",
        "/actions/0-mot/",
        "/actions/-1/",
        "/partenaires/personne/",
        "/communes/atlantis/",
        "/pages/rien/",
        "/documents/1/",
        "/documents/999999999/x.pdf",
        "/documents/",
        "/contact/envoye/rien/",
        "/actions/17.html",
    ],
)
def test_unknown_address_is_a_page_not_found_in_french(reader, site, place):
    response = reader.get(place)
    page = tree(response)

    assert response.status_code == 404
    assert text_of(find(page, "h1")[0]) == "Cette page n’existe pas"
    assert page.get("lang") == "fr"


@pytest.mark.parametrize("slug", ["ancien-intitule", "ACTION", "a" * 300])
def test_address_in_old_words_leads_to_the_current_one_in_one_step(reader, site, slug):
    action = site.action
    response = reader.get(f"/actions/{action.number}-{slug}/")

    assert (response.status_code, response.headers["Location"]) == (301, action.get_absolute_url())
    assert reader.get(response.headers["Location"]).status_code == 200


def test_a_title_put_back_does_not_make_browsers_turn_for_ever(reader, site):
    moved = reader.get(f"/actions/{site.action.number}-ancien-titre/")

    assert moved.status_code == 301
    assert moved.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("number", ["{0}", "00{0}"])
def test_permanent_number_leads_to_the_action_in_one_step(reader, site, number):
    response = reader.get(f"/actions/{number.format(site.action.number)}/")

    assert response.status_code == 301
    assert response.headers["Location"] == site.action.get_absolute_url()


def test_address_without_its_last_slash_leads_to_the_page(reader, site):
    response = reader.get("/actions?q=creche")

    assert (response.status_code, response.headers["Location"]) == (301, "/actions/?q=creche")


def test_document_under_an_old_name_leads_to_its_current_one(reader, site):
    response = reader.get(f"/documents/{site.document.pk}/ancien.pdf")

    assert (response.status_code, response.headers["Location"]) == (
        301,
        site.document.get_absolute_url(),
    )


def test_document_is_an_attachment_in_a_sandbox(reader, site):
    response = reader.get(site.document.get_absolute_url())

    assert body(response).startswith(b"%PDF")
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_document_whose_file_is_lost_is_not_found(reader):
    document = DocumentFactory(public=True)
    document.file.storage.delete(document.file.name)

    assert reader.get(document.get_absolute_url()).status_code == 404


def test_page_that_has_a_place_leads_to_it(reader, db):
    assert reader.get("/pages/la-ctg/").headers["Location"] == "/la-ctg/"
    assert reader.get("/pages/glossaire/").headers["Location"] == "/glossaire/"


def test_main_part_says_something_on_every_page(reader, site):
    for name, place in addresses(site).items():
        if name not in MACHINES | REDIRECTED:
            assert len(text_of(main_of(reader.get(place)))) > 20, name


def test_closed_convention_leads_to_the_next_one(reader, site):
    past = Convention.objects.get(slug="2019-2022")
    page = main_of(reader.get(past.get_absolute_url()))

    assert site.convention.get_absolute_url() in [a.get("href") for a in find(page, "a")]


def test_machine_addresses_have_their_own_format(reader, site):
    found = {name: reader.get(place) for name, place in addresses(site).items()}
    kinds = {
        name: page.headers["Content-Type"].split(";")[0]
        for name, page in found.items()
        if body(page) and not is_page(page)
    }

    assert kinds == {
        "actions-export": "text/csv",
        "committee-table": FORMATS["ods"].content_type,
        "document": "application/pdf",
        "picture": "image/jpeg",
        "news-card": "image/png",
        "data-csv": "text/csv",
        "data-json": "application/json",
        "data-package": "application/json",
        "data-workbook": FORMATS["xlsx"].content_type,
        **dict.fromkeys(
            ("news-feed", "action-feed", "enjeu-feed", "commune-feed"), "application/atom+xml"
        ),
        **dict.fromkeys(("agenda-calendar", "action-calendar"), "text/calendar"),
        "action-card": "image/png",
        "year-review-card": "image/png",
        **dict.fromkeys(
            ("year-review-file", "evaluation-file", "action-sheet", "plan-pdf"), "application/pdf"
        ),
        "evaluation-card": "image/png",
        "health": "application/json",
        "robots": "text/plain",
        "security": "text/plain",
        "sitemap": "application/xml",
    }
