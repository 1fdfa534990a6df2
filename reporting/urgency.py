"""« Ce que j’ai à dire », in order of urgency: each answer, where it stands and what to do."""

import datetime as dt
from dataclasses import dataclass

from reporting.models import ReportState

SOON = dt.timedelta(days=7)

# Slug and title of each group, the most urgent first.
GROUPS = {
    "a-reprendre": "À reprendre",
    "a-rouvrir": "À reprendre, campagne fermée",
    "en-retard": "En retard",
    "bientot": "À dire cette semaine",
    "a-dire": "À dire",
    "brouillon": "Brouillons commencés",
    "trop-tard": "Pas envoyées, campagne fermée",
    "envoyee": "Envoyées, l’équipe les relit",
    "publiee": "Publiées",
    "archivee": "Actions archivées",
}
WAITING = ("a-reprendre", "a-rouvrir", "en-retard", "bientot", "a-dire", "brouillon")


@dataclass(frozen=True)
class Group:
    """Answers in the same situation; `waits` tells that something is expected of the partner."""

    slug: str
    title: str
    reports: list

    @property
    def waits(self):
        return self.slug in WAITING


def group_of(report, on):
    """The slug of the group of `report` on the date `on`; reads its campaign and its action."""
    if report.state == ReportState.PUBLISHED:
        return "publiee"
    if report.action.archived_on is not None:
        return "archivee"
    if report.state == ReportState.SUBMITTED:
        return "envoyee"
    is_late = not report.takes_answers(on)
    if report.state == ReportState.RETURNED:
        return "a-rouvrir" if is_late else "a-reprendre"
    if is_late:
        return "trop-tard"
    due = report.campaign.due_on
    if due < on:
        return "en-retard"
    if due - on <= SOON:
        return "bientot"
    return "brouillon" if report.state == ReportState.DRAFT else "a-dire"


def groups(reports, on):
    """The queryset `reports` as a list of Group on the date `on`; empty ones are left out.

    Of an archived action, only what was written is shown.
    """
    found = {slug: [] for slug in GROUPS}
    rows = reports.exclude(state=ReportState.TODO, action__archived_on__isnull=False)
    rows = rows.select_related("campaign", "action", "organisation", "writer")
    for report in rows.order_by("campaign__due_on", "action__number"):
        found[group_of(report, on)].append(report)
    for slug in ("envoyee", "publiee"):
        found[slug].sort(key=lambda report: report.submitted_at, reverse=True)
    return [Group(slug, title, found[slug]) for slug, title in GROUPS.items() if found[slug]]
