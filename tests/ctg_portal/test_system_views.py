"""What machines ask: health, robots, sitemap, security contact."""

import datetime as dt

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from ctg_portal import system_views
from tests.factories import ActionFactory, OrganisationFactory, PageFactory, TerritoryFactory


@pytest.mark.django_db
def test_health_is_one_json_object(reader):
    response = reader.get("/sante/")

    answer = response.json()
    assert response.status_code == 200
    assert answer.pop("release")
    assert answer == {"status": "ok", "database": "ok", "cache": "ok"}
    assert "no-store" in response.headers["Cache-Control"]


def test_health_says_which_part_is_down(reader, monkeypatch):
    def fail():
        raise OperationalError("secret-host refused")

    monkeypatch.setattr(connection, "cursor", fail)
    monkeypatch.setattr(system_views, "cache_answers", lambda: True)

    response = reader.get("/sante/")

    assert response.status_code == 503
    assert response.json()["status"] == "error"
    assert response.json()["database"] == "error"
    assert "secret-host" not in response.text


def test_robots_keep_out_of_private_doors(reader):
    lines = reader.get("/robots.txt").text.splitlines()

    assert "Disallow: /admin/" in lines
    assert "Disallow: /suivi/" in lines
    assert "Disallow: /actions/export." in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


@pytest.mark.django_db
def test_security_contact_is_published_once_known(reader):
    TerritoryFactory(main=True, security_contact="mailto:securite@example.org")

    lines = dict(
        line.split(": ", 1) for line in reader.get("/.well-known/security.txt").text.splitlines()
    )

    assert lines["Contact"] == "mailto:securite@example.org"
    expires = dt.datetime.fromisoformat(lines["Expires"])
    assert dt.timedelta(days=30) < expires - timezone.now() < dt.timedelta(days=365)


@pytest.mark.django_db
def test_security_contact_is_not_invented(reader):
    TerritoryFactory(main=True)

    assert reader.get("/.well-known/security.txt").status_code == 404


@pytest.mark.django_db
def test_sitemap_names_what_is_public_and_real(reader):
    shown = ActionFactory(public=True, title="Ouvrir un lieu")
    ActionFactory(title="Brouillon")
    ActionFactory(public=True, title="Exemple", is_demo=True)
    OrganisationFactory(slug="cachee", is_published=False)
    PageFactory(slug="libre", is_published=True)
    PageFactory(slug="en-attente", is_published=False)

    text = reader.get("/sitemap.xml").text

    assert f"<loc>http://testserver{shown.get_absolute_url()}</loc>" in text
    assert "<loc>http://testserver/pages/libre/</loc>" in text
    assert "<loc>http://testserver/la-ctg/</loc>" in text
    for hidden in ("brouillon", "exemple", "cachee", "en-attente"):
        assert hidden not in text
