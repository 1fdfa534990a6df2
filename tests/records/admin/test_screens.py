"""Every screen of the back-office answers, and each list costs the same whatever its length."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from ctg_portal.admin_site import GROUPS
from tests import factories
from tests.repository import ROOT

ROWS = {
    "actions.action": factories.ActionFactory,
    "actions.audience": factories.AudienceFactory,
    "actions.indicator": factories.IndicatorFactory,
    "actions.picture": factories.PictureFactory,
    "actions.update": factories.UpdateFactory,
    "conventions.committee": factories.CommitteeFactory,
    "conventions.commune": factories.CommuneFactory,
    "conventions.convention": factories.ConventionFactory,
    "conventions.document": factories.DocumentFactory,
    "conventions.domain": factories.DomainFactory,
    "conventions.enjeu": factories.EnjeuFactory,
    "conventions.glossaryentry": factories.GlossaryEntryFactory,
    "search.synonym": factories.SynonymFactory,
    "conventions.meeting": factories.MeetingFactory,
    "conventions.objective": factories.ObjectiveFactory,
    "conventions.page": factories.PageFactory,
    "conventions.territory": factories.TerritoryFactory,
    "contact.contactmessage": factories.ContactMessageFactory,
    "partners.organisation": factories.OrganisationFactory,
    "partners.user": factories.UserFactory,
}
NOT_ADDED = {"contact.contactmessage"}
every_model = pytest.mark.parametrize("label", sorted(ROWS))

# What a list costs, filters included, with one row as with thirty.
ACTION_LIST_QUERIES = 11


def address(label, verb, *args):
    return reverse(f"admin:{label.replace('.', '_')}_{verb}", args=args)


@pytest.mark.parametrize("key", ["x", "²", "9" * 30, "-1", "1,x"])
def test_a_key_that_no_row_has_proposes_nothing(key, staff_client):
    query = {"lead": key, "convention": key, "communes": key, "audiences": key}

    assert staff_client.get("/admin/actions/action/add/", query).status_code == 200


def test_every_entity_has_its_screens_and_nothing_else():
    assert {model._meta.label_lower for model in admin.site._registry} == set(ROWS)


@every_model
def test_list_names_its_rows_in_french(label, staff_client):
    row = ROWS[label]()

    response = staff_client.get(address(label, "changelist"))

    assert response.status_code == 200
    plural = row._meta.verbose_name_plural
    assert f"<h1>{plural[0].upper()}{plural[1:]}</h1>" in response.text
    assert address(label, "change", row.pk) in response.text


@every_model
def test_empty_list_says_so(label, staff_client):
    response = staff_client.get(address(label, "changelist"))

    assert response.status_code == 200
    assert ("Rien pour l’instant." in response.text) == (label != "partners.user")


@every_model
def test_add_form_answers(label, staff_client):
    response = staff_client.get(address(label, "add"))

    assert response.status_code == (403 if label in NOT_ADDED else 200)


@every_model
def test_change_form_bears_the_name_of_its_row(label, staff_client):
    row = ROWS[label]()

    response = staff_client.get(address(label, "change", row.pk))

    assert response.status_code == 200
    assert f"<h1>{row}</h1>" in response.text


@every_model
def test_history_answers(label, staff_client):
    row = ROWS[label]()

    assert staff_client.get(address(label, "history", row.pk)).status_code == 200


@every_model
def test_every_filter_and_search_answers(label, staff_client):
    ROWS[label]()
    page = staff_client.get(address(label, "changelist"))
    queries = {
        choice["query_string"]
        for spec in page.context["cl"].filter_specs
        for choice in spec.choices(page.context["cl"])
    }

    for query in {"?q=zzz", "?q=é", *queries}:
        assert staff_client.get(address(label, "changelist") + query).status_code == 200


@every_model
def test_list_costs_the_same_with_one_and_three_rows(label, staff_client, count_queries):
    ROWS[label]()
    one = count_queries(staff_client, address(label, "changelist"))
    ROWS[label].create_batch(2)
    three = count_queries(staff_client, address(label, "changelist"))

    assert three == one


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_action_list_costs_a_constant_number_of_queries(
    rows, staff_client, django_assert_num_queries
):
    lead = factories.OrganisationFactory()
    factories.ActionFactory.create_batch(rows, public=True, late=True, lead=lead)

    with django_assert_num_queries(ACTION_LIST_QUERIES):
        response = staff_client.get(address("actions.action", "changelist"))

    assert response.text.count("En retard</span>") == rows


@pytest.mark.parametrize("words", ["creche", "CRÈCHE lavaur", "1.2.7", "oeuvre", "ccta"])
def test_search_ignores_accents_capitals_and_ligatures(words, staff_client):
    lead = factories.OrganisationFactory(name="Communauté", short_name="CCTA")
    wanted = factories.ActionFactory(
        code="1.2.7", title="Une crèche à Lavaur, une œuvre commune", lead=lead
    )
    factories.ActionFactory(code="9", title="Autre chose")

    response = staff_client.get(address("actions.action", "changelist"), {"q": words})

    assert list(response.context["cl"].queryset) == [wanted]


def test_home_leads_to_the_check_list_and_every_screen(staff_client):
    response = staff_client.get(reverse("admin:index"))

    assert reverse("launch-checklist") in response.text
    for label in ROWS:
        assert f'href="{address(label, "changelist")}"' in response.text
    groups = [group["name"] for group in response.context["app_list"]]
    assert groups[0] == "Au quotidien"
    assert groups[-1] == "Réglages et accès"


def test_title_names_the_portal(staff_client):
    factories.TerritoryFactory(main=True, site_title="La CTG d’ici")

    response = staff_client.get(reverse("admin:index"))

    assert " – Administration – La CTG d’ici</title>" in response.text


def test_list_headers_say_what_they_head(staff_client):
    factories.PageFactory()

    response = staff_client.get(address("conventions.page", "changelist"))

    assert response.text.count('<th scope="row"') == 1
    assert "<th class" not in response.text


@pytest.mark.django_db
def test_visitor_is_led_to_sign_in(client):
    response = client.get(reverse("admin:index"))

    assert response.status_code == 302
    assert response["Location"] == "/connexion/?next=/admin/"


def test_guides_name_the_groups_as_the_front_page_does():
    """« Administration, « Au quotidien », … »: what a guide sends to is what the screen says."""
    said = {
        group
        for guide in (ROOT / "docs").glob("guide-*.md")
        for group in re.findall(r"Administration, « ([^»]+) »", " ".join(guide.read_text().split()))
    }

    assert len(said) > 3
    assert said <= {title for title, _names in GROUPS}
