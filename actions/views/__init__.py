"""Public pages of what is done."""

from actions.views.actions import action_by_number, action_detail, action_list
from actions.views.news import agenda, news
from actions.views.plan import enjeu, objective, plan
from actions.views.who_where import (
    commune_detail,
    commune_list,
    partner_detail,
    partner_list,
)

__all__ = [
    "action_by_number",
    "action_detail",
    "action_list",
    "agenda",
    "commune_detail",
    "commune_list",
    "enjeu",
    "news",
    "objective",
    "partner_detail",
    "partner_list",
    "plan",
]
