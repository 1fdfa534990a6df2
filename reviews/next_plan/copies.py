"""An action as it goes on in the next convention: what it keeps, what starts again.

What was told of the old one stays there: its state, its news, its money, its pictures. Decision
0052 says what goes on and why.
"""

from actions.models import (
    Action,
    ActionPartner,
    Avancement,
    Indicator,
    IndicatorKind,
    Milestone,
    MilestoneState,
    PartnerRole,
    Place,
)
from actions.models.practical import PRACTICAL_FIELDS
from reviews.next_plan.fates import Fate, live
from reviews.next_plan.models import Taken

TEXTS = ("title", "context", "description", "expected_results", "human_means")
ALWAYS = (*TEXTS, "position", "kind", "is_permanent", "is_demo")
SAME_FACT = ("avancement", "avancement_on", "avancement_by_id", "verified_on")


def next_action(line, convention, level, taken):
    """The Action, not written, that continues `line`.action in `convention`, under `level`.

    It is a draft, « à venir ». What is in place for good, and goes on as it is, stays so, with the
    day it was declared: nothing stops on the last day of a convention.
    """
    old = line.action
    action = Action(convention=convention, **{name: getattr(old, name) for name in ALWAYS})
    action.enjeu = level.row if level.is_enjeu else level.parent.row
    action.objective = None if level.is_enjeu else level.row
    if line.fate == Fate.KEEP:
        action.summary = old.summary  # one to rewrite cannot be published without a new one
        if old.avancement == Avancement.SETTLED and not line.joins:
            for name in SAME_FACT:
                setattr(action, name, getattr(old, name))
    for name in ("starts_on", "ends_on"):
        day = getattr(old, name)
        setattr(action, name, day if day and day >= convention.starts_on else None)
    if Taken.PRACTICAL in taken:
        for name in (*PRACTICAL_FIELDS, "practical_verified_on"):
            setattr(action, name, getattr(old, name))
    if Taken.PARTNERS in taken:
        action.lead = live(old.lead)
    if Taken.REACH in taken:
        action.whole_territory = any(one.whole_territory for one in all_of(line))
    return action


def all_of(line):
    """The old actions that go on together."""
    return [line.action, *(one.action for one in line.joins)]


def links_of(line, taken, names=("audiences", "domains", "communes")):
    """Many-to-many name → keys that the continuation leads to."""
    olds = all_of(line)
    found = {"origins": {old.pk for old in olds}}
    if Taken.REACH in taken:
        for name in names:
            found[name] = {row.pk for old in olds for row in getattr(old, name).all()}
    return found


def lines_for(action, line, convention, taken):
    """The lines, not written, of the continuation `action` of `line`."""
    olds = all_of(line)
    found = []
    if Taken.PARTNERS in taken:
        found += roles_for(action, olds)
    if Taken.PRACTICAL in taken:
        found += places_for(action, olds)
    if Taken.INDICATORS in taken:
        found += indicators_for(action, olds)
    if Taken.MILESTONES in taken:
        found += milestones_for(action, olds, convention)
    return found


def roles_for(action, olds, present=()):
    """Who took part goes on taking part; the lead of one that merges becomes a co-lead.

    `present` are the (organisation, role) that `action` has already.
    """
    known, found = set(present), []
    for old in olds:
        roles = [(one.organisation, one.role, one.note) for one in old.action_partners.all()]
        if old.lead_id and old.lead_id != action.lead_id:
            roles.insert(0, (old.lead, PartnerRole.CO_LEAD, ""))
        for organisation, role, note in roles:
            key = (organisation.pk, role)
            if live(organisation) and key not in known and organisation.pk != action.lead_id:
                known.add(key)
                found.append(
                    ActionPartner(action=action, organisation=organisation, role=role, note=note)
                )
    return found


def places_for(action, olds):
    known, found = set(), []
    names = ("name", "commune_id", "address", "hours", "accessibility", "is_demo")
    for place in (one for old in olds for one in old.places.all()):
        if (place.name, place.commune_id) not in known:
            known.add((place.name, place.commune_id))
            facts = {name: getattr(place, name) for name in names}
            found.append(Place(action=action, position=len(found) + 1, **facts))
    return found


def indicators_for(action, olds):
    """The last value becomes the start; nobody has chosen the goal yet."""
    codes, found = set(), []
    names = ("label", "unit", "kind", "type", "source", "reported_by_id", "counts_people")
    for old in (one for action_ in olds for one in action_.indicators.all()):
        facts = {name: getattr(old, name) for name in (*names, "comment", "is_demo")}
        code = old.code if old.code not in codes else ""
        codes.add(code)
        new = Indicator(action=action, code=code, position=len(found) + 1, **facts)
        if old.kind == IndicatorKind.QUANTITATIVE:
            new.baseline_value, new.baseline_on = last_value(old)
        found.append(new)
    return found


def last_value(indicator):
    """(value, day) of the last figure of `indicator`; its own start when nobody gave one."""
    told = [one for one in indicator.measures.all() if one.value is not None]
    if told:
        return told[-1].value, told[-1].on
    return indicator.baseline_value, indicator.baseline_on


def milestones_for(action, olds, convention):
    """Steps not done; a day before the new convention is past, or is to be chosen again."""
    found = []
    for step in (one for old in olds for one in old.milestones.all()):
        if step.state != MilestoneState.DONE:
            day = step.planned_on
            new = Milestone(
                action=action,
                title=step.title,
                planned_on=day if day and day >= convention.starts_on else None,
                position=len(found) + 1,
                is_demo=step.is_demo,
            )
            new.lost_its_day = bool(day and not new.planned_on)  # the preview counts them
            found.append(new)
    return found
