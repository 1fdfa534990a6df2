"""What is chosen and dated in the back-office: the browser's own fields, which say their name."""

import html5lib
import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    DocumentFactory,
    MeetingFactory,
    MilestoneFactory,
    OrganisationFactory,
    UpdateFactory,
)
from tests.records.admin.conflicts import address
from tests.records.admin.forms import HTML, typed
from tests.records.admin.history import save

pytestmark = pytest.mark.django_db
SCREENS = sorted(f"{m._meta.app_label}_{m._meta.model_name}" for m in admin.site._registry)
UNSPOKEN = ("DateTimeShortcuts", "calendar.js", "select2", "admin-autocomplete")


def archive(row):
    type(row).objects.filter(pk=row.pk).update(archived_on="2026-01-01", archive_reason="Fermée.")


def fields(page, tag):
    return list(html5lib.parse(page.text, treebuilder="etree").iter(f"{HTML}{tag}"))


def choices(page, name):
    """Words of the choices of the list `name`."""
    (chosen,) = (one for one in fields(page, "select") if one.get("name") == name)
    return [option.text for option in chosen.iter(f"{HTML}option")]


@pytest.mark.parametrize("screen", SCREENS)
def test_screen_has_no_field_that_a_script_builds(screen, staff_client):
    page = staff_client.get(reverse(f"admin:{screen}_add"))

    if page.status_code == 200:  # some rows are only read
        assert [word for word in UNSPOKEN if word in page.text] == []


def test_days_and_hours_are_native(staff_client):
    meeting = MeetingFactory()
    action = MilestoneFactory(action=ActionFactory()).action

    of_meeting = {
        one.get("name"): (one.get("type"), one.get("aria-label"))
        for one in fields(staff_client.get(address(meeting)), "input")
    }
    of_action = {
        one.get("name"): one.get("type")
        for one in fields(staff_client.get(address(action)), "input")
    }

    assert of_meeting["starts_at_0"] == ("date", "Date")
    assert of_meeting["starts_at_1"] == ("time", "Heure")
    assert of_action["starts_on"] == of_action["milestones-0-planned_on"] == "date"


def test_day_is_sent_as_the_browser_writes_it_or_as_typed(staff_client):
    document = DocumentFactory(dated_on=None)

    save(staff_client, document, dated_on="2026-02-03")
    document.refresh_from_db()
    first = document.dated_on
    save(staff_client, document, dated_on="04/02/2026")
    document.refresh_from_db()

    assert (first.isoformat(), document.dated_on.isoformat()) == ("2026-02-03", "2026-02-04")
    assert typed(staff_client.get(address(document)))["dated_on"] == "2026-02-04"


@pytest.mark.parametrize("count", [2, 12])
def test_lists_are_read_once_whatever_the_lines(count, staff_client):
    action = ActionFactory()
    ActionPartnerFactory.create_batch(count, action=action)

    with CaptureQueriesContext(connection) as asked:
        staff_client.get(address(action))

    lists = [
        query["sql"]
        for query in asked
        if query["sql"].startswith("SELECT") and 'FROM "partners_organisation"' in query["sql"]
    ]
    assert len(lists) <= 5  # lead, who declared, partners, funders, who counts


def test_archived_choice_stays_on_its_line_and_is_not_new_elsewhere(staff_client):
    gone = OrganisationFactory(name="Maison archivée")
    kept = ActionPartnerFactory(organisation=gone).action
    other = ActionPartnerFactory().action
    archive(gone)
    name = "action_partners-0-organisation"

    assert gone.name in choices(staff_client.get(address(kept)), name)
    assert gone.name not in choices(staff_client.get(address(other)), name)


def test_correction_keeps_the_archived_author_and_names_only_what_it_corrects(staff_client):
    gone = OrganisationFactory(name="Maison archivée")
    first = UpdateFactory(organisation=gone)
    archive(gone)
    other = UpdateFactory()

    page = staff_client.get(reverse("admin:actions_update_add"), {"replaces": first.pk})

    assert typed(page)["organisation"] == str(gone.pk)
    assert typed(page)["action"] == str(first.action_id)
    assert [str(other) in words for words in choices(page, "replaces")] == [False, False]
    assert typed(page)["replaces"] == str(first.pk)


def test_count_of_ticked_rows_is_said(staff_client):
    ActionFactory()

    page = staff_client.get(reverse("admin:actions_action_changelist"))

    (counter,) = (one for one in fields(page, "span") if one.get("class") == "action-counter")
    around = [one for one in fields(page, "div") if one.get("role") == "status"]
    assert any(counter.text in "".join(one.itertext()) for one in around)


def test_boxes_of_lines_say_what_is_ticked_and_not_an_action_on_it(staff_client):
    ActionFactory(code="1.1", title="Tenir des permanences")

    page = staff_client.get(reverse("admin:actions_action_changelist"))

    boxes = [one for one in fields(page, "input") if one.get("type") == "checkbox"]
    assert [one.get("aria-label") for one in boxes if one.get("value") != "on"][:2] == [
        "Cocher toutes les lignes de cette page",
        "Cocher : 1.1 Tenir des permanences",
    ]
    assert not any("checked" in one.attrib for one in boxes)
