"""WHAT IS DONE: actions, their steps, money, indicators and news."""

from actions.models.action import Action
from actions.models.action_partner import ActionPartner, PartnerRole
from actions.models.attached import ActionDocument, People, Picture
from actions.models.audience import Audience, AudienceInclusion
from actions.models.avancement import Avancement
from actions.models.follow_up import Funding, Milestone, MilestoneState
from actions.models.idea import ActionIdea
from actions.models.importing import ImportBatch, ImportState, ImportWord, WordKind
from actions.models.indicator import Indicator, IndicatorKind, IndicatorType, Measure
from actions.models.news import Update
from actions.models.outcome import ActionOutcome
from actions.models.practical import ActionKind, Place

__all__ = [
    "Action",
    "ActionDocument",
    "ActionIdea",
    "ActionKind",
    "ActionOutcome",
    "ActionPartner",
    "Audience",
    "AudienceInclusion",
    "Avancement",
    "Funding",
    "ImportBatch",
    "ImportState",
    "ImportWord",
    "Indicator",
    "IndicatorKind",
    "IndicatorType",
    "Measure",
    "Milestone",
    "MilestoneState",
    "PartnerRole",
    "People",
    "Picture",
    "Place",
    "Update",
    "WordKind",
]
