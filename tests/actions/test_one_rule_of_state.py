"""Who declares a state and when: one rule in the sheet, the bulk edit, the import; and what follows
a piece of news written by the team.
"""

import datetime as dt

import pytest
from django.utils import timezone

from actions.bulk import BulkEdit, plan_changes
from actions.models import Action, Avancement
from actions.models.avancement import declared
from records.changes.applying import apply
from tests.actions.importing.samples import imported
from tests.factories import ActionFactory, EnjeuFactory, OrganisationFactory, UpdateFactory
from tests.records.admin.forms import typed
from tests.records.admin.history import address, save

pytestmark = pytest.mark.django_db
BEFORE, DAY = dt.date(2024, 1, 15), dt.timedelta(days=1)
TODAY = timezone.localdate


@pytest.fixture
def paused():
    """An action in pause since long ago, as another organisation said."""
    return ActionFactory(
        enjeu=EnjeuFactory(public=True),
        code="1.1",
        title="A",
        paused=True,
        avancement_by=OrganisationFactory(name="Ancienne"),
    )


def told(action):
    action.refresh_from_db()
    who = action.avancement_by.name if action.avancement_by else ""
    return action.avancement, action.avancement_on, who, action.avancement_reason


def by_the_sheet(client, action, **given):
    assert save(client, action, avancement=Avancement.ONGOING, **given).status_code == 302


def by_import(client, action, **given):
    days = {name: f"{value:%d/%m/%Y}" for name, value in given.items() if name != "avancement_by"}
    imported(
        f"code;titre;état{';avancement déclaré le' * len(days)}\n"
        f"1.1;A;En cours{''.join(f';{day}' for day in days.values())}\n"
    )


@pytest.mark.parametrize("door", [by_the_sheet, by_import])
def test_new_state_is_declared_today_by_nobody_named(staff_client, paused, door):
    door(staff_client, paused)

    assert told(paused) == (Avancement.ONGOING, TODAY(), "", "")


def test_day_and_organisation_given_are_kept(staff_client, paused):
    other = OrganisationFactory(name="Nouvelle")
    by_the_sheet(staff_client, paused, avancement_on="02/03/2025", avancement_by=str(other.pk))

    assert told(paused) == (Avancement.ONGOING, dt.date(2025, 3, 2), "Nouvelle", "")


def test_bulk_edit_declares_what_its_form_says(paused):
    state = {
        "avancement": Avancement.ONGOING,
        "avancement_reason": "",
        "avancement_on": TODAY(),
        "avancement_by_id": None,
    }
    apply(plan_changes(Action.objects.all(), BulkEdit(state=state)), by=None, reason="")

    assert told(paused) == (Avancement.ONGOING, TODAY(), "", "")


def test_state_that_stays_keeps_who_declared_it(staff_client, paused):
    assert save(staff_client, paused, title="B").status_code == 302

    assert told(paused) == (Avancement.PAUSED, BEFORE, "Ancienne", "Le poste est vacant.")


def test_rule_keeps_the_reason_from_one_stop_to_another():
    assert "avancement_reason" not in declared(
        Avancement.PAUSED, {"avancement": Avancement.DROPPED}, BEFORE
    )


# --- news --------------------------------------------------------------------------------------


def write_news(client, action, **given):
    page = typed(client.get(f"/admin/actions/update/add/?action={action.pk}"))
    filled = page | {"title": "Ouvert", "body": "C’est ouvert."} | given
    return client.post("/admin/actions/update/add/", filled, follow=True)


def test_news_of_the_team_moves_the_day_of_verification(staff_client):
    action = ActionFactory(public=True, ongoing=True)

    response = write_news(staff_client, action)

    action.refresh_from_db()
    assert action.verified_on == TODAY()
    assert "L’action est vérifiée au" in response.content.decode()
    assert action.history.count() == 2


@pytest.mark.parametrize("days", [2, -400])
def test_news_to_come_or_of_long_ago_verify_nothing_today(staff_client, days):
    action = ActionFactory(public=True, verified_on=TODAY() - DAY)
    day = f"{TODAY() + days * DAY:%d/%m/%Y}"

    write_news(staff_client, action, published_at_0=day, published_at_1="12:00")

    action.refresh_from_db()
    assert action.updates.count() == 1
    assert action.verified_on == TODAY() - DAY


def test_the_sheet_offers_both(staff_client):
    page = typed(staff_client.get(address(ActionFactory(), "change")))

    assert {"avancement_on", "avancement_by"} <= set(page)
    assert UpdateFactory(public=True).action.verified_on is None
