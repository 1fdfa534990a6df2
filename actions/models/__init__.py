"""WHAT IS DONE: actions, their steps, money, indicators and news."""

from actions.models.action import Action, ActionPartner, Audience, Avancement, PartnerRole
from actions.models.follow_up import Funding, Milestone, MilestoneState, Update
from actions.models.indicator import Indicator, IndicatorKind, IndicatorType, Measure

__all__ = [
    "Action",
    "ActionPartner",
    "Audience",
    "Avancement",
    "Funding",
    "Indicator",
    "IndicatorKind",
    "IndicatorType",
    "Measure",
    "Milestone",
    "MilestoneState",
    "PartnerRole",
    "Update",
]
