"""What is downloaded is exactly the list on the page, and nothing more."""

import csv
import io
from datetime import date

import pytest
import python_calamine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.importing.columns import COLUMNS
from actions.importing.columns.practical import OfServices
from actions.models import Action
from conventions.models import Convention
from partners.permissions import Role
from tables.cells import unguarded
from tests.actions.listing import ask, build_plan, count, use_groups
from tests.actions.listing import titles as titles_of
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    AudienceFactory,
    CommuneFactory,
    ConventionFactory,
    DomainFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
SUFFIXES = ["xlsx", "ods", "csv"]
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv; charset=utf-8",
}
OF_SERVICES = [column.key for column in COLUMNS if isinstance(column, OfServices)]


def rows_of(response, suffix="csv"):
    """Every line of a downloaded table, header first."""
    content = response.getvalue()
    if suffix == "csv":
        text = io.StringIO(content.decode("utf-8-sig"), "")
        return [[unguarded(cell) for cell in row] for row in csv.reader(text, delimiter=";")]
    return python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def column(response, key, suffix="csv"):
    at = [column.key for column in COLUMNS].index(key)
    return [row[at] for row in rows_of(response, suffix)[1:]]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_file_is_named_typed_and_never_opened_by_the_browser(reader, suffix):
    ActionFactory(public=True)
    response = reader.get(f"/actions/export.{suffix}")

    assert response.status_code == 200
    assert response["Content-Type"] == TYPES[suffix]
    name = f"actions-2023-2026-{timezone.localdate()}.{suffix}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert int(response["Content-Length"]) == len(response.getvalue())


@pytest.mark.parametrize(
    "query",
    [
        "",
        "etat=en_cours",
        "delai=en-retard",
        "q=creche",
        "q=zzzz",
        "enjeu=1&page=2",
        "tri=titre",
        "etat=inconnu",
        "commune=nulle-part&tri=fin",
    ],
)
def test_export_holds_the_whole_list_of_the_page(reader, query):
    build_plan()
    titles = column(reader.get(f"/actions/export.csv?{query}"), "title")

    page = ask(reader, query)
    assert len(titles) == count(page)
    wanted, number = [], 1
    while len(wanted) < len(titles):
        wanted += titles_of(ask(reader, f"{query}&page={number}"))
        number += 1
    # What exists is shown by use; the file is one list (decision 0044).
    in_order = sorted if use_groups(page, "h3") else list
    assert in_order(titles) == in_order(wanted)


def test_nothing_unpublished_is_exported(reader):
    shown = ActionFactory(public=True)
    ActionFactory(convention=shown.convention)
    ActionFactory(published=True, convention=ConventionFactory())
    ActionFactory(published=True, convention=ConventionFactory(past=True))

    assert column(reader.get("/actions/export.csv"), "code") == [shown.code]


def test_without_a_convention_the_table_is_empty(reader):
    rows = rows_of(reader.get("/actions/export.csv"))

    assert rows == [[column.heading for column in COLUMNS]]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_column_says_what_the_action_is(reader, suffix):
    territory = ConventionFactory(public=True).territory
    lead, partner = OrganisationFactory(name="CAF | du Tarn"), OrganisationFactory(name="Zoé")
    action = ActionFactory(
        public=True,
        with_objective=True,
        ongoing=True,
        code="1.2.10",
        lead=lead,
        avancement_by=lead,
        starts_on=date(2024, 1, 5),
        is_permanent=True,
        outcome="perennisee",
        outcome_reason="Décidé.",
        whole_territory=True,
        audiences=[AudienceFactory(name="Seniors", position=2), AudienceFactory(name="Jeunes")],
        domains=[DomainFactory(name="Santé")],
        communes=[CommuneFactory(name="Lavaur", territory=territory)],
        description="Un\n\n- texte",
    )
    for organisation in (partner, lead):
        ActionPartnerFactory(action=action, organisation=organisation)
    ActionPartnerFactory(action=action, organisation=partner, role="financeur")

    header, line = rows_of(reader.get(f"/actions/export.{suffix}"), suffix)
    found = dict(zip([column.key for column in COLUMNS], line, strict=True))
    day = date(2024, 1, 5) if suffix != "csv" else "2024-01-05"
    declared = date(2024, 1, 15) if suffix != "csv" else "2024-01-15"
    assert header == [column.heading for column in COLUMNS]
    assert found == {
        **dict.fromkeys(OF_SERVICES, ""),
        "kind": "Projet",
        "code": "1.2.10",
        "enjeu": str(action.enjeu),
        "objective": str(action.objective),
        "title": action.title,
        "summary": "Une phrase simple.",
        "lead": "CAF | du Tarn",
        "co_leads": "",
        "partners": '"CAF | du Tarn"|Zoé',
        "funders": "Zoé",
        "audiences": "Jeunes|Seniors",
        "domains": "Santé",
        "communes": "Tout le territoire|Lavaur",
        "starts_on": day,
        "ends_on": "",
        "is_permanent": "oui",
        "avancement": "En cours",
        "avancement_reason": "",
        "avancement_on": declared,
        "avancement_by": "CAF | du Tarn",
        "outcome": "",  # the convention is not over
        "outcome_reason": "",
        "verified_on": "",
        "context": "",
        "description": "Un\n\n- texte",
        "expected_results": "",
        "perspectives": "",
        "human_means": "",
        "position": action.position if suffix != "csv" else str(action.position),
        "number": str(action.number) if suffix == "csv" else action.number,
    }


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        client.get(address).getvalue()
    return len(captured)


def test_queries_do_not_depend_on_the_number_of_lines(reader, staff_client):
    convention = ConventionFactory(public=True)
    found = {}
    for size in (1, 3, 700):
        missing = size - Action.objects.count()
        for action in ActionFactory.create_batch(missing, public=True, with_objective=True):
            if size < 700:
                action.audiences.add(AudienceFactory())
                ActionPartnerFactory(action=action)
        public = queries(reader, "/actions/export.csv?etat=a_venir")
        found[size] = (
            public,
            queries(staff_client, f"/suivi/export.ods?convention={convention.slug}"),
        )

    assert found == dict.fromkeys((1, 3, 700), (18, 30))


def test_links_on_the_list_and_on_the_plan_carry_the_filters(reader):
    action = ActionFactory(public=True)
    ActionFactory(published=True, convention=ConventionFactory(past=True))
    listed = reader.get("/actions/?etat=a_venir&q=action&page=1").content.decode()
    plan = reader.get(f"/conventions/{action.convention.slug}/objectifs/").content.decode()

    for suffix in SUFFIXES:
        assert f'href="/actions/export.{suffix}?etat=a_venir&amp;q=action"' in listed
        assert f'href="/actions/export.{suffix}"' in plan
    assert (
        "/actions/export." not in reader.get("/conventions/2019-2022/objectifs/").content.decode()
    )


@pytest.mark.parametrize(
    "address", ["/actions/export.pdf", "/actions/export.xlsx/", "/actions/export."]
)
def test_other_suffixes_do_not_exist(reader, address):
    assert reader.get(address).status_code == 404


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_team_gets_the_whole_plan_with_drafts(suffix):
    client = sign_in_as(UserFactory(role=Role.READING))
    shown = ActionFactory(public=True, code="1.1.1", position=1)
    draft = ActionFactory(enjeu=shown.enjeu, code="1.1.2", position=2)
    past = ActionFactory(convention=ConventionFactory(past=True))

    here = client.get(f"/suivi/export.{suffix}")
    before = client.get(f"/suivi/export.{suffix}?convention=2019-2022")
    assert column(here, "code", suffix) == [shown.code, draft.code]
    assert column(before, "code", suffix) == [past.code]
    assert "no-store" in here["Cache-Control"]
    assert client.get(f"/suivi/export.{suffix}?convention=jamais").status_code == 404


def test_strangers_do_not_get_the_drafts(reader):
    ActionFactory(public=True)
    response = reader.get("/suivi/export.xlsx")

    assert (response.status_code, response["Location"].partition("?")[2]) == (
        302,
        "next=/suivi/export.xlsx",
    )
    sign_in_as(UserFactory(), reader)
    assert reader.get("/suivi/export.xlsx").status_code == 403


def test_team_without_any_convention_gets_an_empty_table(staff_client):
    assert Convention.objects.count() == 0
    assert len(rows_of(staff_client.get("/suivi/export.csv"))) == 1
