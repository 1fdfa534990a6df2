"""The smallest plans that end, and what a round of carrying them over gives."""

import datetime as dt

from reviews.next_plan.applying import apply
from reviews.next_plan.beginning import begin, proposed
from reviews.next_plan.models import Shape, Taken
from reviews.next_plan.planning import plan_of
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    AudienceFactory,
    CommuneFactory,
    ConventionFactory,
    EnjeuFactory,
    IndicatorFactory,
    MeasureFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PlaceFactory,
)

FIRST, LAST = dt.date(2023, 1, 1), dt.date(2026, 12, 31)
NEXT = dt.date(2027, 1, 1)
FULL = {"is_published": True, "summary": "Une phrase."}


def old_plan(**facts):
    """A published convention of 2023 to 2026, with an enjeu 1 and an objective 1.1."""
    convention = ConventionFactory(public=True, starts_on=FIRST, ends_on=LAST, **facts)
    enjeu = EnjeuFactory(convention=convention, code="1", title="Grandir")
    ObjectiveFactory(enjeu=enjeu, code="1.1", title="Accueillir les enfants")
    return convention


def old_action(convention, code="1.1.1", **facts):
    """A published action under the objective 1.1, whatever it holds besides."""
    objective = convention.enjeux.get(code="1").objectives.get(code="1.1")
    return ActionFactory(objective=objective, code=code, **(FULL | facts))


def full_action(convention, code="1.1.1", **facts):
    """An action with one of everything that goes on, and of what does not."""
    action = old_action(convention, code, lead=OrganisationFactory(public=True), **facts)
    ActionPartnerFactory(action=action, note="Prête une salle")
    action.audiences.add(AudienceFactory())
    action.communes.add(CommuneFactory(territory=convention.territory))
    PlaceFactory(action=action)
    indicator = IndicatorFactory(
        action=action, target_value=90, target_on=LAST, baseline_value=1, baseline_on=FIRST
    )
    MeasureFactory(indicator=indicator, value=40, on=dt.date(2025, 6, 30))
    MilestoneFactory(action=action, title="En retard", planned_on=dt.date(2026, 3, 1))
    MilestoneFactory(action=action, title="Plus tard", planned_on=dt.date(2027, 3, 1))
    MilestoneFactory(action=action, title="Faite", done=True)
    return action


def begun(former, **choices):
    """A CarryOver of `former`, all its levels copied, unless `choices` say otherwise."""
    given = {"shape": Shape.COPIED, "take": Taken.values} | choices
    return begin(proposed(former), former, [], given, by=None)


def carried(carry, by=None, **choices):
    """Apply `carry` as its preview shows it; gives the plan."""
    if choices:
        carry.choices |= choices
        carry.save()
    return apply(carry, plan_of(carry).digest, by=by)
