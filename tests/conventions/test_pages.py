"""Pages of what was agreed: periods, one period, glossary, texts of the staff."""

import datetime as dt

import pytest

from conventions.models import Territory
from conventions.models.editorial import FIXED_PAGES
from tests.factories import (
    CommitteeFactory,
    CommuneFactory,
    ConventionFactory,
    DocumentFactory,
    DomainFactory,
    EnjeuFactory,
    GlossaryEntryFactory,
    OrganisationFactory,
    PageFactory,
    SignatoryFactory,
    TerritoryFactory,
)
from tests.reading import find, main_of, text_of


def said(client, address):
    return text_of(main_of(client.get(address)))


# --- periods -----------------------------------------------------------------------------------


def test_published_periods_are_listed_latest_first(reader, db):
    ConventionFactory(past=True)
    ConventionFactory(public=True, signed_on=dt.date(2023, 3, 21))
    ConventionFactory(title="Brouillon")
    page = main_of(reader.get("/conventions/"))

    assert [text_of(h) for h in find(page, "h2")] == [
        "Convention 2023-2026",
        "Convention 2019-2022",
    ]
    assert "En cours · de 2023 à 2026 · signée le 21 mars 2023" in text_of(page)
    assert "Terminée · de 2019 à 2022" in text_of(page)


def test_period_says_all_that_is_known(reader, db):
    past = ConventionFactory(past=True)
    convention = ConventionFactory(
        public=True,
        predecessor=past,
        signed_on=dt.date(2023, 3, 21),
        domains=[DomainFactory(name="Logement")],
        governance="Un comité décide.",
    )
    convention.communes.set([CommuneFactory(name="Ambres", territory=convention.territory)])
    for name, public in (("Affichée", True), ("Discrète", False)):
        organisation = OrganisationFactory(name=name, is_published=public)
        SignatoryFactory(convention=convention, organisation=organisation, note="en 2023")
    CommitteeFactory(convention=convention, name="Comité de pilotage", composition="Des élus")
    DocumentFactory(convention=convention, published=True, title="Texte signé")
    DocumentFactory(convention=convention, title="Brouillon")
    EnjeuFactory(convention=convention, code="1", title="Grandir")
    page = main_of(reader.get("/conventions/2023-2026/"))
    text = text_of(page)

    for expected in (
        "En cours",
        "21 mars 2023",
        "Affichée (en 2023), Discrète (en 2023)",
        "Ambres",
        "Logement",
        "Un comité décide.",
        "Comité de pilotage",
        "Des élus",
        "Texte signé (PDF, 1 ko)",
        "1. Grandir",
        "Avant cette convention Convention 2019-2022",
    ):
        assert expected in text.replace("conventionConv", "convention Conv"), expected
    assert "Brouillon" not in text
    assert [text_of(a) for a in find(page, "dd a") if "partenaires" in a.get("href")] == [
        "Affichée"
    ]


def test_period_without_anything_says_so(reader, db):
    ConventionFactory(public=True)
    text = said(reader, "/conventions/2023-2026/")

    assert "La liste des comités n’est pas encore publiée." in text
    assert "Aucun document n’est encore publié." in text
    assert "Signataires" not in text


def test_closed_period_known_without_its_plan_leads_to_no_empty_page(reader, db):
    past = ConventionFactory(past=True)
    ConventionFactory(public=True, territory=past.territory, predecessor=past)
    page = main_of(reader.get("/conventions/2019-2022/"))

    assert "cette page dit ce que nous savons d’elle" in text_of(page)
    for absent in ("pas encore", "Documents", "Qui pilote"):
        assert absent not in text_of(page)
    plan = "/conventions/2019-2022/objectifs/"
    for address in ("/conventions/2019-2022/", "/conventions/", "/plan-du-site/", "/"):
        assert plan not in reader.get(address).text, address
    assert "dit ce que nous savons d’elle" in said(reader, plan)


def test_closed_period_with_its_plan_leads_to_it(reader, db):
    EnjeuFactory(convention=ConventionFactory(past=True), code="1")

    for address in ("/conventions/2019-2022/", "/conventions/", "/plan-du-site/"):
        assert "/conventions/2019-2022/objectifs/" in reader.get(address).text, address


@pytest.mark.parametrize(("published", "told"), [(True, True), (False, False)])
def test_closed_period_leads_to_the_next_published_one(reader, db, published, told):
    past = ConventionFactory(past=True)
    ConventionFactory(
        territory=past.territory, predecessor=past, title="La suivante", is_published=published
    )

    assert ("La suivante" in said(reader, "/conventions/2019-2022/")) is told


# --- glossary and texts ------------------------------------------------------------------------


def test_glossary_is_ordered_and_each_word_has_its_anchor(reader, db):
    for term in ("Été", "CAF", "abc", "École"):
        GlossaryEntryFactory(term=term, expansion="mots", definition="Un sens.")
    terms = find(main_of(reader.get("/glossaire/")), "dt")

    assert [(text_of(dt), dt.get("id")) for dt in terms] == [
        ("abc", "abc"),
        ("CAF", "caf"),
        ("École", "ecole"),
        ("Été", "ete"),
    ]


def test_empty_glossary_says_so(reader, db):
    assert "Le glossaire est vide pour le moment." in said(reader, "/glossaire/")


@pytest.mark.parametrize("slug", FIXED_PAGES)
def test_fixed_page_exists_before_it_is_written_then_says_what_staff_wrote(reader, db, slug):
    assert FIXED_PAGES[slug] in said(reader, f"/{slug}/")

    PageFactory(slug=slug, title="Titre choisi", lead="Un chapeau.", body="## Partie\n\nDu texte.")
    page = main_of(reader.get(f"/{slug}/"))

    assert text_of(find(page, "h1")[0]) == "Titre choisi"
    assert "Partie" in [text_of(h) for h in find(page, "h2")]
    assert all(words in text_of(page) for words in ("Un chapeau.", "Du texte."))


def test_legal_pages_never_invent_a_fact(reader, db):
    TerritoryFactory(main=True)

    assert said(reader, "/mentions-legales/").count("pas encore publiée") == 2
    assert "pas encore publiée" in said(reader, "/donnees-personnelles/")
    assert "Accessibilité : non conforme" in said(reader, "/accessibilite/")
    assert "Aucun audit n’a encore été réalisé." in said(reader, "/accessibilite/")


def test_legal_pages_print_the_settings(reader, db):
    TerritoryFactory(main=True)
    Territory.objects.update(
        publication_director="Mme Durand",
        host="Hébergeur SA\n1 rue X",
        dpo="dpo, 2 rue Y",
        siren="200034023",
        accessibility_audited_on="2026-03-01",
        accessibility_rate=0,
    )

    legal = said(reader, "/mentions-legales/")
    assert all(fact in legal for fact in ("Mme Durand", "Hébergeur SA", "200 034 023"))
    assert "dpo, 2 rue Y" in said(reader, "/donnees-personnelles/")
    declared = said(reader, "/accessibilite/")
    assert "Accessibilité : non conforme" in declared
    assert "1er mars 2026" in declared
    assert "0 %" in declared


@pytest.mark.parametrize("address", ["/", "/actions/", "/aide/", "/contact/"])
def test_every_page_tells_the_accessibility_of_the_site(reader, db, address):
    TerritoryFactory(main=True)
    page = reader.get(address).content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")

    assert "Accessibilité : non conforme" in page
