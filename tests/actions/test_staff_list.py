"""The working list of the team: every action of a convention, and what the query string asks."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.factories import (
    ActionFactory,
    ConventionFactory,
    EnjeuFactory,
    IndicatorFactory,
    MeasureFactory,
    OrganisationFactory,
    TerritoryFactory,
)
from tests.reading import find, main_of, text_of

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


@pytest.fixture
def convention():
    return ConventionFactory(public=True, ends_on=dt.date(TODAY().year + 2, 12, 31))


def ask(client, query=""):
    return main_of(client.get(f"/suivi/actions/?{query}", follow=True))


def listed(page):
    """Codes of the rows, in their order."""
    return [text_of(row).split()[0] for row in find(page, "tbody th")]


def add(convention, code, **values):
    return ActionFactory(convention=convention, code=code, **values)


def test_list_without_any_convention_says_what_to_do(staff_client):
    page = ask(staff_client)

    assert "Aucune convention n’est encore enregistrée" in text_of(page)
    assert find(page, "table") == []


def test_list_of_a_convention_without_action(staff_client, convention):
    assert "Aucune action" in text_of(ask(staff_client))


def test_drafts_are_listed_with_the_published_ones_and_no_other_convention(
    staff_client, convention
):
    enjeu = EnjeuFactory(convention=convention)
    add(convention, "1.2", enjeu=enjeu)
    add(convention, "1.1", enjeu=enjeu, published=True)
    ActionFactory(convention=ConventionFactory(past=True), code="9.9")

    page = ask(staff_client)

    assert listed(page) == ["1.1", "1.2"]
    assert "brouillon" in text_of(find(page, "tbody tr")[1])


def test_another_convention_is_chosen_in_the_address(staff_client, convention):
    add(convention, "1.1")
    add(ConventionFactory(past=True), "9.9")

    assert listed(ask(staff_client, "convention=2019-2022")) == ["9.9"]
    assert listed(ask(staff_client, "convention=inconnue")) == ["1.1"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("publication=brouillon", ["2"]),
        ("publication=en-ligne", ["1", "3"]),
        ("nouvelles=sans", ["2", "3"]),
        ("nouvelles=sans&publication=en-ligne", ["3"]),
        ("manque=pilote", ["2", "3"]),
        ("manque=resume", ["2"]),
        ("manque=indicateur", ["2", "3"]),
        ("delai=en-retard", ["3"]),
        ("etat=a_venir", ["1", "2"]),
        ("q=CRECHE", ["1"]),
        ("manque=rien", ["1", "2", "3"]),
        ("valeur=1999", ["1", "2", "3"]),
        ("valeur=", ["1", "2", "3"]),
    ],
)
def test_filters(query, expected, staff_client, convention):
    enjeu = EnjeuFactory(convention=convention)
    first = add(
        convention, "1", enjeu=enjeu, published=True, verified=True, title="La crèche",
        lead=OrganisationFactory(),
    )  # fmt: skip
    IndicatorFactory(action=first)
    add(convention, "2", enjeu=enjeu)
    add(convention, "3", enjeu=enjeu, published=True, late=True)

    assert listed(ask(staff_client, query)) == expected


def test_a_filter_nobody_knows_is_said(staff_client, convention):
    add(convention, "1.1")

    assert "Le filtre « Ce qui manque » n’a pas été compris : il est ignoré." in text_of(
        ask(staff_client, "manque=rien")
    )


@pytest.mark.parametrize(
    ("state", "dates", "measured_on", "waits"),
    [
        ("ongoing", {}, None, True),
        ("ongoing", {}, dt.date(2025, 1, 1), False),
        ("ongoing", {}, dt.date(2025, 12, 31), False),
        ("ongoing", {}, dt.date(2024, 12, 31), True),
        ("ongoing", {}, dt.date(2026, 1, 1), True),
        ("ongoing", {"starts_on": dt.date(2025, 12, 31)}, None, True),
        ("ongoing", {"starts_on": dt.date(2026, 1, 1)}, None, False),
        ("done", {"ends_on": dt.date(2025, 1, 1)}, None, True),
        ("done", {"ends_on": dt.date(2024, 12, 31)}, None, False),
        ("settled", {"is_permanent": True}, None, True),
        ("dropped", {}, None, False),
        ("published", {}, None, False),  # to come
    ],
)
def test_values_are_expected_of_the_years_an_action_was_carried_out(
    state, dates, measured_on, waits, staff_client
):
    convention = ConventionFactory(public=True)
    action = add(convention, "1.1", **{state: True}, **dates)
    indicator = IndicatorFactory(action=action, label="Nombre d’ateliers")
    if measured_on:
        MeasureFactory(indicator=indicator, on=measured_on, value=None, is_unavailable=True)

    page = ask(staff_client, "valeur=2025")

    assert listed(page) == (["1.1"] if waits else [])
    assert ("Sans valeur : Nombre d’ateliers" in text_of(page)) is waits


def test_each_line_names_what_the_sheet_lacks(staff_client, convention):
    add(convention, "1.1", whole_territory=True)

    said = text_of(find(ask(staff_client), "tbody tr small")[0])

    assert said == (
        "Sans pilote, sans phrase simple, sans public concerné, sans thème, "
        "sans date de début ou de fin, sans indicateur"
    )


def test_a_line_leads_to_the_sheet_to_the_site_and_to_what_its_lead_does(staff_client, convention):
    action = add(convention, "1.1", published=True, lead=OrganisationFactory(slug="caf"))
    draft = add(convention, "1.2")

    rows = find(ask(staff_client), "tbody tr")

    links = [
        [link.get("href") for link in find(row, "a") if "retour=" not in link.get("href")]
        for row in rows
    ]
    assert links == [
        [
            f"/admin/actions/action/{action.pk}/change/",
            "?convention=2023-2026&pilote=caf",
            action.get_absolute_url(),
        ],
        [f"/admin/actions/action/{draft.pk}/change/"],
    ]


def test_published_action_of_a_hidden_convention_has_no_public_link(staff_client):
    hidden = ConventionFactory(territory=TerritoryFactory(main=True))
    add(hidden, "1.1", published=True)

    page = ask(staff_client)

    assert "en attente de la convention" in text_of(find(page, "tbody tr")[0])


def test_pages_of_fifty_keep_the_filters(staff_client, convention):
    enjeu = EnjeuFactory(convention=convention)
    for rank in range(51):
        add(convention, f"1.{rank}", enjeu=enjeu)

    first = ask(staff_client, "manque=pilote")
    second = ask(staff_client, "manque=pilote&page=2")

    assert (len(listed(first)), len(listed(second))) == (50, 1)
    following = [link.get("href") for link in find(first, "nav a") if link.get("rel") == "next"]
    assert following == ["?manque=pilote&page=2"]


def test_archived_actions_are_listed_only_when_asked_for(staff_client, convention):
    add(convention, "1.1")
    add(convention, "1.2", archived_on=TODAY(), archive_reason="Fusionnée avec la 1.1")

    assert listed(ask(staff_client)) == ["1.1"]
    assert listed(ask(staff_client, "archives=oui")) == ["1.2"]
    assert "Sur 1 action :" in text_of(main_of(staff_client.get("/suivi/")))


def test_the_sheet_says_what_the_list_says_it_lacks(staff_client, convention):
    action = add(convention, "1.1", whole_territory=True)

    sheet = staff_client.get(f"/admin/actions/action/{action.pk}/change/").text

    said = text_of(find(ask(staff_client), "tbody tr small")[0])
    assert f"{said}." in sheet
    assert "still_missing" not in staff_client.get("/admin/actions/action/add/").text
