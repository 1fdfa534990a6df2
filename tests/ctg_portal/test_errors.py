"""Error pages: plain French, security headers, whole whatever the database answers."""

import pytest
from django.db import OperationalError
from django.test import Client

from conventions.models import Convention, Page
from tests.factories import ConventionFactory, UserFactory

SECURITY_HEADERS = (
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
)


@pytest.fixture
def lenient():
    """A browser that shows the error page instead of raising the error."""
    return Client(raise_request_exception=False)


def assert_is_error_page(response, status, words):
    assert response.status_code == status
    assert words in response.text
    assert '<html lang="fr">' in response.text
    assert '<meta name="robots" content="noindex">' in response.text
    assert not response.cookies
    for name in SECURITY_HEADERS:
        assert response.headers[name], name


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/actions/%00/", 400, ""),
        ("/actions/?q=%00", 400, ""),
        ("/actions/?q=" + "a" * 10_000, 400, ""),
    ],
)
def test_addresses_that_lead_nowhere_ask_no_query(
    address, status, words, reader, django_assert_num_queries, db
):
    with django_assert_num_queries(0):
        response = reader.get(address)

    assert_is_error_page(response, status, words)


def test_page_that_does_not_exist_has_the_name_the_menu_and_the_search(
    reader, django_assert_num_queries, db
):
    convention = ConventionFactory(public=True, territory__site_title="La CTG des Monts")

    with django_assert_num_queries(1):
        response = reader.get("/nulle-part/")

    assert_is_error_page(response, 404, "Cette page n’existe pas")
    assert "<title>Cette page n’existe pas – La CTG des Monts</title>" in response.text
    assert 'role="search"' in response.text
    menu = response.text.partition('<nav aria-label="Principale">')[2].partition("</nav>")[0]
    home = reader.get("/").text.partition('<nav aria-label="Principale">')[2].partition("</nav>")[0]
    assert menu.split() == home.split()
    assert f"{convention.get_absolute_url()}objectifs/" in menu


def test_page_that_does_not_exist_is_whole_when_the_base_is_silent(lenient, monkeypatch):
    def fail(*args):
        raise OperationalError("connection refused")

    monkeypatch.setattr(Convention.objects, "current", fail)

    response = lenient.get("/nulle-part/")

    assert_is_error_page(response, 404, "Cette page n’existe pas")
    assert "Convention territoriale globale</title>" in response.text
    assert 'role="search"' in response.text and "Toutes les actions" in response.text


def test_unexpected_error_is_a_500_in_words(lenient, db, monkeypatch):
    monkeypatch.setattr(Page.objects, "intro", None)  # calling it raises

    response = lenient.get("/glossaire/")

    assert_is_error_page(response, 500, "enregistré")


def test_silent_database_is_a_503_with_a_delay(lenient, db, monkeypatch):
    def fail(*args):
        raise OperationalError("connection refused")

    monkeypatch.setattr(Page.objects, "intro", fail)

    response = lenient.get("/glossaire/")

    assert_is_error_page(response, 503, "Le site est arrêté un instant")
    assert response.headers["Retry-After"] == "30"
    assert "connection refused" not in response.text


def test_refused_host_is_a_400(lenient):
    assert_is_error_page(lenient.get("/", headers={"host": "ailleurs.example"}), 400, "")


def test_csrf_failure_says_what_to_do(db):
    browser = Client(enforce_csrf_checks=True)

    response = browser.post("/connexion/", {"email": "a@example.org"})

    assert_is_error_page(response, 403, "")
    assert "csrf" not in response.text.lower()


def test_forbidden_page_for_a_reader_who_is_not_staff(signed_in):
    reader = signed_in(UserFactory())

    response = reader.get("/suivi/lancement/")

    assert_is_error_page(response, 403, "")
