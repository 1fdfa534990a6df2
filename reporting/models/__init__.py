"""HOW IT IS TOLD: campaigns, reports, what happened to them, and the letters."""

from letters.models import LetterState
from reporting.models.campaign import Campaign, CampaignKind, CampaignText, Reminder, TextKind
from reporting.models.event import ReportEvent
from reporting.models.letter import Letter, LetterKind
from reporting.models.link import PersonalLink
from reporting.models.report import Fallback, Report, ReportState
from reporting.models.report_rows import FileKind, ReportFile, ReportStep, ReportValue

__all__ = [
    "Campaign",
    "CampaignKind",
    "CampaignText",
    "Fallback",
    "FileKind",
    "Letter",
    "LetterKind",
    "LetterState",
    "PersonalLink",
    "Reminder",
    "Report",
    "ReportEvent",
    "ReportFile",
    "ReportState",
    "ReportStep",
    "ReportValue",
    "TextKind",
]
