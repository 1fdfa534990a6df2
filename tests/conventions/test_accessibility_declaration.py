"""The accessibility declaration says what its proof allows, and all that the law asks for."""

import datetime as dt
import itertools

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from conventions.loading import Loader
from conventions.models import Territory
from conventions.models.territory import AccessibilityStatus
from conventions.shipped_content import load_shipped_content
from ctg_portal.errors import site_of_errors
from tests.factories import PageFactory, TerritoryFactory
from tests.reading import find, main_of, text_of, tree

NOT, PARTLY, FULLY = AccessibilityStatus
TODAY = dt.date(2026, 6, 15)
VALID = [dt.date(2023, 6, 16), TODAY]
OVER = [None, dt.date(2019, 1, 1), dt.date(2023, 6, 15), dt.date(2026, 6, 16)]
STATUS_OF_RATE = {None: NOT, 0: NOT, 40: NOT, 49: NOT, 50: PARTLY, 99: PARTLY, 100: FULLY}
ADDRESS = "/accessibilite/"


@pytest.mark.parametrize("rate", STATUS_OF_RATE)
def test_status_follows_from_the_rate_and_the_day_of_the_audit(rate):
    for audited in VALID:
        proof = Territory(accessibility_rate=rate, accessibility_audited_on=audited)
        assert proof.accessibility_on(TODAY) == STATUS_OF_RATE[rate], audited
    for audited in OVER:
        proof = Territory(accessibility_rate=rate, accessibility_audited_on=audited)
        assert proof.accessibility_on(TODAY) == NOT, audited


def test_audit_of_a_29th_of_february_lasts_three_years():
    proof = Territory(accessibility_rate=100, accessibility_audited_on=dt.date(2024, 2, 29))

    days = [dt.date(2027, 2, 28), dt.date(2027, 3, 1)]
    assert [proof.accessibility_on(day) for day in days] == [FULLY, NOT]


def test_nobody_chooses_the_status():
    assert "accessibility_status" not in {field.name for field in Territory._meta.get_fields()}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rate", "years", "said"),
    [
        (40, 0, "non conforme"),
        (100, 4, "non conforme"),
        (76, 0, "partiellement conforme"),
        (100, 0, "totalement conforme"),
    ],
)
def test_page_and_footer_say_the_status_that_is_proven(rate, years, said, reader):
    audited = timezone.localdate() - dt.timedelta(days=366 * years)
    TerritoryFactory(main=True, accessibility_rate=rate, accessibility_audited_on=audited)

    page = tree(reader.get(ADDRESS))

    assert f"Accessibilité : {said}" in text_of(find(page, "footer")[0])
    assert said in text_of(find(page, "main")[0])
    others = {status.label for status in AccessibilityStatus} - {said}
    assert [one for one in others if f" {one}" in text_of(find(page, "main")[0])] == []
    assert ("plus de trois ans" in text_of(find(page, "main")[0])) == (years > 3)


@pytest.mark.django_db
def test_declaration_has_all_its_parts(reader):
    load_shipped_content(Loader())

    page = main_of(reader.get(ADDRESS))

    titles = [text_of(h) for level in ("h2", "h3") for h in find(page, level)]
    wanted = [
        "Notre engagement", "État de conformité", "Résultats des tests", "Contenus non accessibles",
        "Non-conformités", "Dérogations pour charge disproportionnée",
        "Contenus non soumis à l’obligation", "Établissement de cette déclaration",
        "Technologies", "Environnement de test", "Outils", "Pages vérifiées",
        "Nous signaler un défaut", "Si vous n’obtenez pas de réponse",
    ]  # fmt: skip
    assert [title for title in wanted if title not in titles] == []
    links = {link.get("href") for link in find(page, "a")}
    contact = "/contact/?sujet=accessibilite"
    assert {"/schema-accessibilite/", "/plan-accessibilite/", contact} <= links


@pytest.mark.django_db
def test_declaration_promises_only_what_is_true(reader):
    load_shipped_content(Loader())

    said = text_of(main_of(reader.get(ADDRESS)))

    untrue = ("sans perte", "Chaque graphique", "tout le site")
    assert [words for words in untrue if words.lower() in said.lower()] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "field"),
    [
        ("schema-accessibilite", "accessibility_scheme_url"),
        ("plan-accessibilite", "accessibility_plan_url"),
    ],
)
def test_scheme_and_plan_are_pages(slug, field, reader):
    territory = TerritoryFactory(main=True)
    before = text_of(main_of(reader.get(f"/{slug}/")))
    Territory.objects.filter(pk=territory.pk).update(**{field: "https://val.example.org/doc"})
    PageFactory(slug=slug, title="Ce que nous ferons", body="Former l’équipe.")

    page = main_of(reader.get(f"/{slug}/"))

    assert "pas encore publié" in before
    assert "Former l’équipe." in text_of(page)
    assert "https://val.example.org/doc" in {link.get("href") for link in find(page, "a")}


def footer_links(page):
    return [link.get("href") for foot in find(page, "footer") for link in find(foot, "a")]


LEGAL = ["/plan-du-site/", "/accessibilite/", "/mentions-legales/"]
ERRORS = ["400.html", "403.html", "403_csrf.html", "404.html", "410.html", "500.html", "503.html"]


@pytest.mark.parametrize("template", ERRORS)
def test_errors_have_the_links_of_every_page(template):
    page = tree(HttpResponse(render_to_string(template, site_of_errors(500))))

    assert footer_links(page) == LEGAL
    assert "/plan-du-site/" not in {link.get("href") for link in find(page, "main a")}


@pytest.mark.parametrize("address", ["/admin/", "/admin/actions/action/", "/suivi/", "/compte/"])
def test_pages_of_the_team_have_them_too(address, staff_client):
    links = footer_links(tree(staff_client.get(address)))

    assert [link for link in links if link in LEGAL] == LEGAL


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/actions/", "/connexion/", "/nulle-part/"])
def test_public_pages_have_them_in_one_order(address, reader):
    links = footer_links(tree(reader.get(address)))

    assert [link for link in links if link in LEGAL] == LEGAL


def test_cases_cover_every_status():
    pairs = itertools.product(STATUS_OF_RATE, VALID + OVER)
    proofs = (Territory(accessibility_rate=r, accessibility_audited_on=d) for r, d in pairs)
    assert {proof.accessibility_on(TODAY) for proof in proofs} == set(AccessibilityStatus)
