"""Contacts are those of organisations: they follow an action into the next convention."""

import datetime as dt

import pytest

from actions.models import Action
from reporting.campaigns.recipients import expectations
from reporting.models import Fallback
from tests.factories import MembershipFactory, OrganisationFactory
from tests.reporting_factories import CampaignFactory
from tests.reviews.next_plans import begun, carried, old_action, old_plan

pytestmark = pytest.mark.django_db
ON = dt.date(2027, 6, 1)


def test_the_same_people_are_asked_of_what_goes_on():
    former = old_plan()
    lead, other = OrganisationFactory(), OrganisationFactory()
    contact, second = (MembershipFactory(organisation=one).user for one in (lead, other))
    old_action(former, "1.1.1", lead=lead)
    old_action(former, "1.1.2", lead=other)
    merged = old_action(former, "1.1.3", lead=other)
    carry = begun(former, actions={str(merged.pk): {"fate": "fusion", "with": "1.1.1"}})
    carried(carry)
    new = Action.objects.filter(convention=carry.convention)
    new.update(is_published=True)
    campaign = CampaignFactory(
        convention=carry.convention, opens_on=ON, due_on=ON, closes_on=ON + dt.timedelta(days=9)
    )

    asked = {one.action.code: (one.organisation, one.people) for one in expectations(campaign, ON)}
    assert asked == {"1.1.1": (lead, [contact]), "1.1.2": (other, [second])}
    contact.is_active = False
    contact.save()
    asked = {one.action.code: one for one in expectations(campaign, ON)}
    assert (asked["1.1.1"].fallback, asked["1.1.1"].people) == (Fallback.CO_LEAD, [second])
