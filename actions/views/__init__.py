"""Public pages of what is done, and the team's working list."""

from actions.views.actions import action_by_number, action_detail, action_list
from actions.views.bulk import bulk_edit
from actions.views.directory import commune_detail, commune_list, partner_detail, partner_list
from actions.views.files import document, picture
from actions.views.news import agenda, news
from actions.views.plan import enjeu, objective, plan
from actions.views.staff import staff_actions
from actions.views.withdrawal import picture_withdraw

__all__ = [
    "action_by_number",
    "action_detail",
    "action_list",
    "agenda",
    "bulk_edit",
    "commune_detail",
    "commune_list",
    "document",
    "enjeu",
    "news",
    "objective",
    "partner_detail",
    "partner_list",
    "picture",
    "picture_withdraw",
    "plan",
    "staff_actions",
]
