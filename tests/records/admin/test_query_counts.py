"""What one save of the back-office costs: one reading, one building of the forms, its writes."""

from collections import Counter

import pytest

from records.admin.forms import RowForm
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    AudienceFactory,
    CommuneFactory,
    FundingFactory,
    IndicatorFactory,
    MilestoneFactory,
    OrganisationFactory,
    PlaceFactory,
)
from tests.records.admin.conflicts import address
from tests.records.admin.forms import errors_of, typed

pytestmark = pytest.mark.django_db

LINES = (MilestoneFactory, FundingFactory, ActionPartnerFactory, IndicatorFactory, PlaceFactory)
SAVE_QUERIES = 39
LINE_QUERIES = 2  # one line that changes is written and recorded


@pytest.fixture
def public_action(db):
    return ActionFactory(
        is_published=True,
        summary="Une phrase.",
        lead=OrganisationFactory(),
        audiences=[AudienceFactory()],
        communes=[CommuneFactory()],
    )


@pytest.mark.parametrize("count", [1, 3, 20])
def test_saving_an_action_costs_the_same_whatever_its_lines(
    count, staff_client, public_action, django_assert_num_queries
):
    for factory in LINES:
        factory.create_batch(count, action=public_action)
    page = typed(staff_client.get(address(public_action)))

    with django_assert_num_queries(SAVE_QUERIES):
        response = staff_client.post(address(public_action), page | {"title": "Autrement dit"})

    assert response.status_code == 302
    public_action.refresh_from_db()
    assert public_action.title == "Autrement dit"


def test_changing_a_line_costs_that_line_only(
    staff_client, public_action, django_assert_num_queries
):
    MilestoneFactory.create_batch(3, action=public_action)
    page = typed(staff_client.get(address(public_action)))
    sent = page | {"title": "Autrement dit", "milestones-1-title": "Autre étape"}

    with django_assert_num_queries(SAVE_QUERIES + LINE_QUERIES):
        assert staff_client.post(address(public_action), sent).status_code == 302

    assert public_action.milestones.filter(title="Autre étape").count() == 1


def test_one_save_builds_each_form_once(staff_client, public_action, monkeypatch):
    MilestoneFactory.create_batch(2, action=public_action)
    page = typed(staff_client.get(address(public_action)))
    built, build = Counter(), RowForm.__init__

    def counted(self, *args, **kwargs):
        build(self, *args, **kwargs)
        built[self.prefix or "the row"] += 1

    monkeypatch.setattr(RowForm, "__init__", counted)
    staff_client.post(address(public_action), page | {"title": "Autrement dit"})

    assert built == {"the row": 1, "milestones-0": 1, "milestones-1": 1}


def test_line_of_another_row_is_refused(staff_client, public_action):
    mine = MilestoneFactory(action=public_action, title="La mienne")
    other = MilestoneFactory(title="Une autre")
    page = typed(staff_client.get(address(public_action)))

    response = staff_client.post(
        address(public_action), page | {"milestones-0-id": other.pk, "milestones-0-title": "Prise"}
    )

    assert response.status_code == 200
    assert errors_of(response)
    for row, title in ((mine, "La mienne"), (other, "Une autre")):
        row.refresh_from_db()
        assert row.title == title
