"""What a campaign expects from whom: the actions it covers, and who is asked about each.

No HTTP, no printing. Dates are days in Paris and come as arguments.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from actions.models import Action, ActionPartner, PartnerRole
from actions.models.avancement import EXPECTS_NEWS
from actions.selection import select
from partners.contacts import working_people
from partners.models import Organisation
from reporting.models import Fallback
from reporting.report.public_side import content_mark


@dataclass(frozen=True)
class Expectation:
    """Who is asked about `action`: the people of `organisation`, or the team when there is none."""

    action: Action
    organisation: Organisation | None
    fallback: str
    people: list = field(default_factory=list)


def selected(campaign, on):
    """What the selection of `campaign` chooses on the date `on` (Selected); None for all."""
    if not campaign.selection:
        return None
    return select(campaign.selection, convention=campaign.convention, on=on)


def covered_actions(campaign, on, chosen=None):
    """The actions in force of the convention, or those of them that its selection keeps: those
    that still have news, or all of them when opinions are asked.

    `chosen` is what selected() gave, when it was read before. A selection that no longer means
    anything (a lead that is gone) keeps no action, rather than all of them.
    """
    found = Action.objects.in_use().filter(convention=campaign.convention_id, is_published=True)
    if not campaign.is_evaluation:
        found = found.filter(avancement__in=EXPECTS_NEWS)
    chosen = chosen or selected(campaign, on)
    if chosen is not None:
        found = found.filter(pk__in=chosen.actions.order_by().values("pk"))
    return found.select_related("lead").in_plan_order()


def expectations(campaign, on, chosen=None):
    """What opening `campaign` on the date `on` would ask of whom: a list of Expectation.

    The lead answers; without a working contact a co-lead does, then the team. An opinion is that
    of an organisation: nothing is asked where there is none. Three queries, and those of the
    selection.
    """
    actions = list(covered_actions(campaign, on, chosen))
    co_leads = defaultdict(list)
    rows = ActionPartner.objects.filter(action__in=actions, role=PartnerRole.CO_LEAD)
    for row in rows.select_related("organisation").order_by("pk"):
        co_leads[row.action_id].append(row.organisation)
    organisations = {action.lead_id for action in actions if action.lead_id}
    organisations |= {row.pk for found in co_leads.values() for row in found}
    people = working_people(organisations)
    found = [expectation(action, co_leads[action.pk], people) for action in actions]
    return [one for one in found if one.organisation or not campaign.is_evaluation]


def expectation(action, co_leads, people):
    if action.lead_id in people:
        return Expectation(action, action.lead, "", people[action.lead_id])
    for organisation in co_leads:
        if organisation.pk in people:
            return Expectation(action, organisation, Fallback.CO_LEAD, people[organisation.pk])
    return Expectation(action, action.lead, Fallback.STAFF)


def by_person(expected):
    """Dict person → the actions asked of them: one letter each."""
    found = defaultdict(list)
    for one in expected:
        for person in one.people:
            found[person].append(one.action)
    return dict(found)


def mark_of_expected(expected):
    """The same text as long as the same people are asked about the same actions."""
    asked = [
        [one.action.pk, one.organisation and one.organisation.pk, one.fallback,
         [person.pk for person in one.people]]
        for one in expected
    ]  # fmt: skip
    return content_mark(sorted(asked, key=lambda line: line[0]))
