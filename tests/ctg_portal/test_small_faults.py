"""Details that readers meet: addresses that moved, what pages must print, how they are sorted."""

import datetime as dt

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from actions.charts import LABEL_WIDTH, YEAR_WIDTH, calendar
from actions.models import Action
from conventions.models import Convention
from ctg_portal.stored_pages import takes_gzip
from tests.factories import (
    ActionFactory,
    CommuneFactory,
    ConventionFactory,
    DomainFactory,
    EnjeuFactory,
    FundingFactory,
    GlossaryEntryFactory,
    IndicatorFactory,
    MeasureFactory,
    MeetingFactory,
    TerritoryFactory,
)
from tests.reading import FORM_NAMES, addresses, find, main_of, text_of, tree
from tests.rich import build_site

pytestmark = pytest.mark.django_db


def test_public_pages_are_only_read():
    site = build_site()
    places = {name: place for name, place in addresses(site).items() if name not in FORM_NAMES}

    found = {name: Client().post(place).status_code for name, place in places.items()}

    assert found == dict.fromkeys(places, 405)


@pytest.mark.parametrize("old", ["/actions/{0.number}/", "/actions/{0.number}-ancien-titre/"])
def test_an_address_that_moved_keeps_what_was_asked(old, reader):
    action = ActionFactory(public=True, title="Un titre neuf")

    response = reader.get(f"{old.format(action)}?origine=affiche&n=1")

    assert response.status_code == 301
    assert response.headers["Location"] == f"{action.get_absolute_url()}?origine=affiche&n=1"
    plain = reader.get(old.format(action))
    assert plain.headers["Location"] == action.get_absolute_url()


def test_home_shows_the_meetings_of_its_own_territory_only(reader):
    own = ConventionFactory(public=True)
    other = ConventionFactory(published=True, territory=TerritoryFactory())
    for convention, title in ((own, "Réunion d’ici"), (other, "Réunion d’ailleurs")):
        MeetingFactory(
            committee__convention=convention, published=True, upcoming=True, is_open=True,
            title=title,
        )  # fmt: skip

    said = text_of(main_of(reader.get("/")))

    assert "Réunion d’ici" in said
    assert "Réunion d’ailleurs" not in said


def test_communes_are_those_of_territories_with_a_published_convention(reader):
    here = CommuneFactory(territory=ConventionFactory(public=True).territory, name="Lavaur")
    CommuneFactory(territory=ConventionFactory().territory, name="Ailleurs")
    ConventionFactory(territory=here.territory, published=True)  # listed once all the same

    assert [text_of(row) for row in find(main_of(reader.get("/communes/")), "tbody th")] == [
        "Lavaur"
    ]
    sitemap = reader.get("/sitemap.xml").text
    assert "/communes/lavaur/" in sitemap
    assert "/communes/ailleurs/" not in sitemap


def test_notes_of_funding_sources_of_values_and_domains_are_printed(reader):
    action = ActionFactory(public=True)
    FundingFactory(action=action, note="Sous réserve du vote du budget")
    indicator = IndicatorFactory(action=action, source="Rapport annuel")
    MeasureFactory(indicator=indicator, source="Enquête de juin", on=dt.date(2024, 6, 1))
    MeasureFactory(indicator=indicator, source="Rapport annuel", on=dt.date(2024, 12, 1))
    action.convention.domains.add(DomainFactory(name="Logement", description="Se loger mieux"))

    page = text_of(main_of(reader.get(action.get_absolute_url())))
    convention = text_of(main_of(reader.get(action.convention.get_absolute_url())))

    assert "Sous réserve du vote du budget" in page
    assert "Source : Enquête de juin" in page
    assert page.count("Source : Rapport annuel") == 1
    assert "Logement. Se loger mieux" in convention


def test_a_permanent_action_has_a_bar_that_does_not_stop():
    period = Convention(starts_on=dt.date(2023, 1, 1), ends_on=dt.date(2026, 12, 31))
    starts_on = dt.date(2024, 1, 1)
    stops = Action(
        code="1", title="Elle s’arrête", starts_on=starts_on, ends_on=dt.date(2025, 1, 1)
    )
    lasts = Action(code="2", title="Elle dure", starts_on=starts_on, is_permanent=True)

    rows = calendar(period, [stops, lasts], dt.date(2025, 7, 1)).rows

    assert [row.x for row in rows] == [LABEL_WIDTH + YEAR_WIDTH] * 2
    assert [row.width for row in rows] == [YEAR_WIDTH, 3 * YEAR_WIDTH]


def test_two_terms_written_alike_have_an_anchor_each(reader):
    for term in ("PMI", "P.M.I", "pmi ", "pmi-2", "!!!"):
        GlossaryEntryFactory(term=term)

    anchors = [term.get("id") for term in find(tree(reader.get("/glossaire/")), "dt")]

    assert len(anchors) == len(set(anchors)) == 5
    assert all(anchors)


@pytest.mark.parametrize("door", ["/actions/", "/suivi/actions/"])
def test_titles_are_sorted_alike_on_every_database(door, staff_client):
    enjeu = EnjeuFactory(public=True)
    titles = ["Zoo", "école", "Eau", "Œuvres", "accueil", "Été", "Ombres"]
    for rank, title in enumerate(titles, 1):
        ActionFactory(enjeu=enjeu, published=True, title=title, code=f"{rank}")

    page = main_of(staff_client.get(f"{door}?tri=titre"))

    found = [text_of(link) for link in find(page, "li a" if door == "/actions/" else "tbody th a")]
    # Not « Avancement : 3 école », beside « 3 école » on the team's list.
    of_lines = [text for text in found if door == "/actions/" or text[:1].isdigit()]
    shown = [next((t for t in titles if text.endswith(t)), None) for text in of_lines]
    assert [t for t in shown if t] == [
        "accueil", "Eau", "école", "Été", "Œuvres", "Ombres", "Zoo"
    ]  # fmt: skip
    assert main_of(staff_client.get(f"{door}?tri=titre&q=rien-du-tout")) is not None


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [
        ("gzip", True),
        ("gzip, deflate, br", True),
        ("br;q=1.0, gzip;q=0.5", True),
        ("GZIP; q=0.001", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0, br", False),
        ("*;q=0", False),
        ("*, gzip;q=0", False),
        ("identity", False),
        ("x-gzip-not", False),
        ("gzip;q=beaucoup", False),
        ("", False),
    ],
)
def test_compressed_pages_go_to_those_who_take_them(accepted, taken):
    assert takes_gzip(accepted) is taken


@given(st.text())
def test_any_header_is_read_without_a_fault(accepted):
    assert takes_gzip(accepted) in (True, False)
