"""Partners and communes: who does what, and what exists where."""

import pytest

from actions.models import PartnerRole
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    CommuneFactory,
    ConventionFactory,
    OrganisationFactory,
    SignatoryFactory,
)
from tests.reading import find, main_of, text_of


def rows_under(page, heading):
    """Titles of the actions listed under an h2 of the page."""
    found, reading = [], False
    for element in page.iter():
        name = str(element.tag).rpartition("}")[2]
        if name == "h2":
            reading = text_of(element) == heading
        if reading and name == "ul" and element.get("class") == "rows":
            found += [text_of(find(row, "a")[0]) for row in find(element, "li")]
    return found


# --- partners ----------------------------------------------------------------------------------


def test_directory_counts_what_each_leads_and_helps(reader, db):
    caf = OrganisationFactory(public=True, name="Caf", kind="caf")
    alone = OrganisationFactory(public=True, name="Seule")
    ActionFactory.create_batch(2, public=True, lead=caf)
    helped = ActionFactory(public=True, lead=OrganisationFactory(public=True, name="Aînée"))
    for role in (PartnerRole.FUNDER, PartnerRole.PARTNER):
        ActionPartnerFactory(action=helped, organisation=caf, role=role)
    ActionPartnerFactory(organisation=alone)  # of an unpublished action
    ActionFactory(lead=alone)

    page = main_of(reader.get("/partenaires/"))

    assert {text_of(item) for item in find(page, "ul li")} == {
        "Caf pilote de 2 actions, partenaire d’une action",
        "Aînée pilote d’une action",
        "Seule",
    }


@pytest.mark.parametrize("size", [1, 3])
def test_partner_lists_what_it_leads_then_what_it_helps(reader, db, size):
    partner = OrganisationFactory(public=True)
    led = ActionFactory.create_batch(size, public=True, lead=partner)
    for role in (PartnerRole.FUNDER, PartnerRole.CO_LEAD):
        for action in ActionFactory.create_batch(size, public=True):
            ActionPartnerFactory(action=action, organisation=partner, role=role)
    ActionFactory(lead=partner)
    page = main_of(reader.get(partner.get_absolute_url()))
    heading = f"Pilote de {size} actions" if size > 1 else "Pilote d’une action"

    assert rows_under(page, heading) == [a.title for a in led]
    headings = [text_of(h) for h in find(page, "h2")]
    assert len(headings) == 3
    assert headings[1].startswith("Copilote")
    assert headings[2].startswith("Financeur")
    assert [len(rows_under(page, heading)) for heading in headings] == [size] * 3


def test_partner_without_a_public_action_says_so(reader, db):
    partner = OrganisationFactory(public=True)
    ActionFactory(lead=partner)
    ActionPartnerFactory(organisation=partner)
    SignatoryFactory(organisation=partner)

    page = text_of(main_of(reader.get(partner.get_absolute_url())))

    assert "Aucune action publiée ne nomme encore cette organisation." in page
    assert "Signataire de" not in page


def test_partner_names_the_public_conventions_it_signed(reader, db):
    partner = OrganisationFactory(public=True)
    for convention in (ConventionFactory(public=True), ConventionFactory(past=True)):
        SignatoryFactory(convention=convention, organisation=partner)

    page = text_of(main_of(reader.get(partner.get_absolute_url())))

    assert "Signataire de" in page
    assert "Convention 2023-2026" in page
    assert "Convention 2019-2022" in page


@pytest.mark.parametrize(
    ("name", "short_name", "title"),
    [
        ("Caisse", "CAF", "Caisse (CAF)"),
        ("CAF du Tarn", "CAF", "CAF du Tarn"),
        ("Ville", "", "Ville"),
    ],
)
def test_partner_is_named_with_its_acronym_once(reader, db, name, short_name, title):
    partner = OrganisationFactory(public=True, name=name, short_name=short_name)

    assert text_of(find(main_of(reader.get(partner.get_absolute_url())), "h1")[0]) == title


# --- communes ----------------------------------------------------------------------------------


@pytest.fixture
def places(db):
    """Two territories, each with its public convention and two communes."""
    main, other = ConventionFactory(public=True), ConventionFactory(published=True)
    return {
        convention: CommuneFactory.create_batch(2, territory=convention.territory)
        for convention in (main, other)
    }


def test_commune_lists_its_own_actions_then_those_of_its_territory(reader, places):
    for convention, (here, there) in places.items():
        shared = ActionFactory(published=True, convention=convention, whole_territory=True)
        own = ActionFactory(published=True, convention=convention, communes=[here])
        ActionFactory(convention=convention, communes=[here])
        for commune, expected in ((here, [own.title, shared.title]), (there, [shared.title])):
            page = main_of(reader.get(commune.get_absolute_url()))
            assert rows_under(page, f"Bientôt {len(expected)}") == expected


def test_directory_of_communes_counts_what_their_pages_show(reader, places):
    for convention, (here, there) in places.items():
        ActionFactory.create_batch(2, published=True, convention=convention, communes=[here])
        ActionFactory(published=True, convention=convention, communes=[here, there], done=True)
        ActionFactory(published=True, convention=convention, whole_territory=True)
        ActionFactory(published=True, convention=convention, whole_territory=True, communes=[here])
        ActionFactory(convention=convention, whole_territory=True)
    announced = {
        find(row, "a")[0].get("href"): int(text_of(find(row, "td")[-1]))
        for row in find(main_of(reader.get("/communes/")), "tbody tr")
    }
    shown = {
        address: len(list(find(main_of(reader.get(address)), "ul li a"))) for address in announced
    }

    assert sorted(announced.values()) == [3, 3, 5, 5]
    assert announced == shown


def test_population_is_added_up_when_all_are_known(reader, db):
    territory = ConventionFactory(public=True).territory
    CommuneFactory(territory=territory, name="A", population=1234, department="Tarn")
    page = main_of(reader.get("/communes/"))
    assert text_of(find(page, "caption")[0]) == "1 commune, 1 234 habitants"

    CommuneFactory(territory=territory, name="B", population=None)
    page = main_of(reader.get("/communes/"))
    assert text_of(find(page, "caption")[0]) == "2 communes"
    assert [text_of(find(row, "td")[1]) for row in find(page, "tbody tr")] == ["1 234", "–"]


def test_many_communes_come_by_pages(reader, db):
    convention = ConventionFactory(public=True)
    for turn in range(61):
        CommuneFactory(territory=convention.territory, name=f"Village {turn:02}")
    first, second = (main_of(reader.get(f"/communes/{query}")) for query in ("", "?page=2"))

    assert len(find(first, "tbody tr")) == 60
    assert [text_of(row) for row in find(second, "tbody th")] == ["Village 60"]
    assert all("61 communes" in text_of(page) for page in (first, second))
    assert "Page 2 sur 2" in text_of(second)
