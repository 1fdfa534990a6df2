"""Open data: what each file says, to a stranger's tools, and when it changes."""

import csv
import datetime as dt
import io
import json
import warnings

import pytest
import python_calamine
from django.utils import timezone

from actions.models import Action, ActionKind, Avancement, Measure
from actions.opendata.catalogue import BY_NAME, TABLES
from actions.opendata.freshness import validator
from conventions.models import Convention, Territory
from conventions.models.territory import DataLicence
from tests.factories import (
    ActionFactory,
    IndicatorFactory,
    MeasureFactory,
    OrganisationFactory,
    PlaceFactory,
    UpdateFactory,
)
from tests.reading import body, find, parsed, text_of
from tests.rich import build_site

pytestmark = pytest.mark.django_db


def rows_of(client, name):
    """The rows of the CSV of a table, each a dict of texts."""
    return list(csv.DictReader(io.StringIO(body(client.get(f"/donnees/{name}.csv")).decode())))


def head_of(client, name, **headers):
    """The answer for a file, read to its end so that it is closed."""
    response = client.get(f"/donnees/{name}", headers=headers)
    body(response)
    return response


def json_of(client, name):
    return json.loads(body(client.get(f"/donnees/{name}.json")))


@pytest.fixture(scope="module")
def site(module_world):
    return build_site(actions=3)


# --- the whole -----------------------------------------------------------------------------------


def test_package_is_valid_for_frictionless(reader, site, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the tool and what it imports
        from frictionless import Package, system

    names = ["datapackage.json", *(f"{table.name}.csv" for table in TABLES)]
    for name in names:
        (tmp_path / name).write_bytes(body(reader.get(f"/donnees/{name}")))

    with warnings.catch_warnings(), system.use_context(trusted=True):
        warnings.simplefilter("ignore")
        report = Package(str(tmp_path / "datapackage.json")).validate()

    assert report.flatten(["type", "fieldName", "note"]) == []
    assert report.valid
    assert len(report.tasks) == len(TABLES)
    assert min(task.stats["rows"] for task in report.tasks) > 0


def test_json_and_csv_say_the_same(reader, site):
    for table in TABLES:
        rows, objects = rows_of(reader, table.name), json_of(reader, table.name)

        assert len(rows) == len(objects) > 0
        assert {tuple(row) for row in objects} == {tuple(field.name for field in table.fields)}
        key = table.fields[0].name
        assert [row[key] for row in rows] == [str(row[key]) for row in objects]


def test_workbook_holds_every_table(reader, site):
    content = body_bytes(reader.get("/donnees/ctg.xlsx"))
    book = python_calamine.load_workbook(io.BytesIO(content))

    assert book.sheet_names == ["À lire", *(table.name for table in TABLES)]
    for table in TABLES:
        header, *lines = book.get_sheet_by_name(table.name).to_python()
        assert header == [field.name for field in table.fields]
        assert len(lines) == len(json_of(reader, table.name))


def body_bytes(response):
    return response.getvalue()


def test_every_page_address_of_the_files_answers(reader, site):
    for table in TABLES:
        places = {row["page"].partition("#")[0] for row in json_of(reader, table.name)}
        for place in places:
            assert reader.get(place, follow=True).status_code == 200, place


def test_page_leads_to_every_file_and_describes_itself(reader, site):
    response = reader.get("/donnees/")
    text = body(response).decode()

    for table in TABLES:
        assert f"/donnees/{table.name}.csv" in text
        assert f"/donnees/{table.name}.json" in text
    assert "/donnees/ctg.xlsx" in text and "/donnees/datapackage.json" in text
    (block,) = [
        one
        for one in find(parsed(response)[0], "script")
        if one.get("type") == "application/ld+json"
    ]
    found = json.loads("".join(block.itertext()))
    assert found["@type"] == "Dataset"
    assert len(found["distribution"]) == len(TABLES) + 1
    assert "prévu" not in text_of(find(parsed(response)[0], "main")[0])


def test_json_ld_cannot_be_closed_by_a_text(reader, site):
    Territory.objects.update(name="</script><b>")

    assert "</script><b>" not in body(reader.get("/donnees/")).decode()


def test_licence_is_the_one_of_the_settings(reader, site):
    assert json.loads(body(reader.get("/donnees/datapackage.json")))["licenses"][0]["name"] == (
        "etalab-2.0"
    )
    Territory.objects.update(data_licence=DataLicence.ODBL)

    described = json.loads(body(reader.get("/donnees/datapackage.json")))
    assert described["licenses"][0]["name"] == "ODbL-1.0"
    assert "ODbL" in body(reader.get("/donnees/")).decode()


@pytest.mark.parametrize("name", ["inconnu", "utilisateurs", "ctg"])
def test_unknown_table_is_not_found(reader, site, name):
    assert reader.get(f"/donnees/{name}.csv").status_code == 404


# --- what is said --------------------------------------------------------------------------------


def test_not_available_is_not_zero_and_small_counts_are_hidden(reader, site):
    indicator = IndicatorFactory(
        action=site.action, counts_people=True, baseline_value=3, baseline_on=dt.date(2023, 1, 1)
    )
    Measure.objects.filter(indicator=indicator).delete()
    for year, value in ((2023, 0), (2024, 4), (2025, 5)):
        MeasureFactory(indicator=indicator, on=dt.date(year, 12, 31), value=value)
    MeasureFactory(indicator=indicator, on=dt.date(2026, 1, 31), unavailable=True)

    found = [
        (row["nature"], row["valeur"])
        for row in json_of(reader, "valeurs")
        if row["indicateur"] == indicator.pk
    ]
    assert found == [
        ("chiffre", 0), ("moins_de_5", None), ("chiffre", 5), ("non_disponible", None)
    ]  # fmt: skip
    (row,) = [
        one for one in rows_of(reader, "indicateurs") if one["identifiant"] == str(indicator.pk)
    ]
    assert (row["depart"], row["depart_moins_de_5"]) == ("", "true")


@pytest.mark.parametrize(
    ("number", "said", "hidden"),
    [(0, 0, False), (4, None, True), (5, 5, False), (None, None, False)],
)
def test_few_people_reached_are_not_counted(reader, site, number, said, hidden):
    news = UpdateFactory(action=site.action, people_reached=number)

    (row,) = [one for one in json_of(reader, "actualites") if one["identifiant"] == news.pk]
    assert (row["personnes"], row["personnes_moins_de_5"]) == (said, hidden)


def test_organisation_without_a_page_is_named_only(reader, site):
    hidden = OrganisationFactory(name="Maison du lac", slug="maison-du-lac")
    Action.objects.filter(pk=site.action.pk).update(lead=hidden)

    (row,) = [one for one in json_of(reader, "actions") if one["numero"] == site.action.number]
    assert (row["pilote"], row["pilote_nom"]) == (None, "Maison du lac")


@pytest.mark.parametrize("text", ["=1+1", "- un\n- deux", '"a", b\r\nc', "@x", "+33", "\ttab"])
def test_text_is_given_as_published(reader, site, text):
    Action.objects.filter(pk=site.action.pk).update(description=text)

    for rows in (rows_of(reader, "actions"), json_of(reader, "actions")):
        (row,) = [one for one in rows if str(one["numero"]) == str(site.action.number)]
        assert row["description"] == text
    content = body_bytes(reader.get("/donnees/ctg.xlsx"))
    sheet = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_name("actions")
    column = [field.name for field in BY_NAME["actions"].fields].index("description")
    assert text.replace("\r\n", "\n") in [
        str(line[column]).replace("\r\n", "\n").replace("_x000D_", "") for line in sheet.to_python()
    ]


# --- states --------------------------------------------------------------------------------------


def states(client, action):
    return [
        (row["avancement"], row["motif"])
        for row in json_of(client, "etats")
        if row["action"] == action.number
    ]


def declare(action, state, **fields):
    action.avancement, action.avancement_on = state, timezone.localdate()
    for name, value in fields.items():
        setattr(action, name, value)
    action.save()


def test_states_follow_each_other_and_only_the_last_has_its_reason(reader, site):
    action = ActionFactory(public=True)
    declare(action, Avancement.ONGOING)
    declare(action, Avancement.PAUSED, avancement_reason="Travaux.")
    declare(action, Avancement.DROPPED, avancement_reason="Sans suite.")

    assert states(reader, action) == [
        ("a_venir", None), ("en_cours", None), ("en_pause", None), ("abandonnee", "Sans suite.")
    ]  # fmt: skip


def test_state_of_a_draft_is_told_to_nobody(reader, site):
    action = ActionFactory(public=True, is_published=False)
    declare(action, Avancement.PAUSED, avancement_reason="Secret.")
    declare(action, Avancement.ONGOING, is_published=True, avancement_reason="")

    assert states(reader, action) == [("en_cours", None)]


def test_state_of_before_the_convention_was_published_is_told_to_nobody(reader, site):
    convention = Convention.objects.get(pk=site.convention.pk)
    convention.is_published = False
    convention.save()
    action = ActionFactory(public=True, objective=site.objective)
    declare(action, Avancement.PAUSED, avancement_reason="Secret.")
    declare(action, Avancement.ONGOING, avancement_reason="")
    convention.is_published = True
    convention.save()

    assert states(reader, action) == [("en_cours", None)]


# --- when it changes -----------------------------------------------------------------------------

FILES = ["actions.csv", "etats.json", "datapackage.json", "ctg.xlsx"]


@pytest.mark.parametrize("name", FILES)
def test_who_has_the_file_is_answered_304_until_a_change(reader, site, name):
    first = head_of(reader, name)
    etag, changed = first["ETag"], first["Last-Modified"]

    assert head_of(reader, name, **{"if-none-match": etag}).status_code == 304
    again = head_of(reader, name, **{"if-modified-since": changed})
    assert again.status_code == 304
    assert again["ETag"] == etag

    Action.objects.filter(pk=site.action.pk).update(title="Autre titre")
    assert head_of(reader, name, **{"if-none-match": etag}).status_code == 200


def test_scheduled_news_changes_the_files_when_it_appears(reader, site):
    soon = timezone.now() + dt.timedelta(hours=1)
    UpdateFactory(action=site.action, published_at=soon)
    before = head_of(reader, "actualites.csv")["ETag"]

    assert validator(soon, "x") != validator(timezone.now(), "x")
    assert head_of(reader, "actualites.csv")["ETag"] == before


def test_any_site_may_read_the_files_and_none_the_page(reader, site):
    assert head_of(reader, "actions.json")["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in reader.get("/donnees/")


def test_services_and_their_places_are_those_that_pages_tell(reader):
    before = {row["action"] for row in json_of(reader, "services")}

    def told(**values):
        action = ActionFactory(public=True, phone="05 36 49 12 34", **values)
        PlaceFactory(action=action, name=f"Lieu {action.number}")
        return action.number

    kept = told(kind=ActionKind.SERVICE, settled=True, use_name="Aide aux papiers")
    told(kind=ActionKind.SERVICE, dropped=True)
    told(settled=True)  # a project keeps what it once told, and shows nothing of it
    draft = ActionFactory(kind=ActionKind.SERVICE)
    PlaceFactory(action=draft)

    services = [row for row in json_of(reader, "services") if row["action"] not in before]
    assert [(row["action"], row["nom"]) for row in services] == [(kept, "Aide aux papiers")]
    places = [row for row in json_of(reader, "lieux") if row["action"] not in before]
    assert [row["nom"] for row in places] == [f"Lieu {kept}"]


def test_a_piece_of_news_names_its_own_page(reader):
    news = UpdateFactory(public=True)
    nothing = UpdateFactory(action=news.action, nothing=True)

    pages = {row["identifiant"]: row["page"] for row in json_of(reader, "actualites")}
    assert pages[news.pk] == f"http://testserver/actualites/{news.pk}/"
    assert pages[nothing.pk].endswith(f"/actions/{news.action.number}/#actualite-{nothing.pk}")
