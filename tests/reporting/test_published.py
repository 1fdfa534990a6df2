"""What a publication writes on the sheet, and how a published answer reads afterwards."""

import datetime as dt

import pytest

from actions.models import Action
from reporting.models import Report
from tests.factories import UserFactory
from tests.reporting.answers import form_of, full_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def reviewer(signed_in):
    return signed_in(UserFactory(publishing=True))


def page_of(report):
    return f"/suivi/remontees/{report.pk}/"


def publish(client, report, **changes):
    form = form_of(client.get(page_of(report)), **changes) | {"publier": "1"}
    assert client.post(page_of(report), form).status_code == 302


@pytest.mark.parametrize(
    ("state", "was", "typed", "now"),
    [
        ("en_cours", "", "La salle ouvre lundi.", "La salle ouvre lundi."),
        ("en_cours", "La salle ouvre lundi.", "", ""),
        ("en_cours", "La salle ouvre lundi.", None, "La salle ouvre lundi."),
        ("en_pause", "Le poste est vacant.", "Deux postes\r\nvacants.", "Deux postes\nvacants."),
    ],
)
def test_the_reason_typed_by_the_reviewer_is_published_whatever_the_state(
    state, was, typed, now, reviewer
):
    report, _person = full_report()
    declared_on = dt.date(2025, 3, 1)
    Report.objects.update(avancement=state)
    Action.objects.update(avancement=state, avancement_reason=was, avancement_on=declared_on)

    publish(reviewer, report, **({} if typed is None else {"avancement_reason": typed}))

    action = Action.objects.get()
    assert (action.avancement_reason, action.avancement_on) == (now, declared_on)
