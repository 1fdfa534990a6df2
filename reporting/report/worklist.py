"""« Ce que j’ai à dire », in order of urgency: each answer, where it stands and what to do."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from reporting.models import Report, ReportState

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
    "sans-reponse": "Sans réponse, campagne fermée",
}
UNSAID = ("trop-tard", "sans-reponse")
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
        return "sans-reponse" if report.state == ReportState.TODO else "trop-tard"
    due = report.campaign.due_on
    if due < on:
        return "en-retard"
    if due - on <= SOON:
        return "bientot"
    return "brouillon" if report.state == ReportState.DRAFT else "a-dire"


def groups(reports, on):
    """The queryset `reports` as a list of Group on the date `on`; empty ones are left out.

    Of an archived action, only what was written is shown; what was never answered is left out once
    a later campaign asks about the same action.
    """
    found = {slug: [] for slug in GROUPS}
    rows = reports.exclude(state=ReportState.TODO, action__archived_on__isnull=False)
    rows = rows.select_related("campaign", "action", "organisation", "writer")
    later = Report.objects.filter(
        action=OuterRef("action"), campaign__opened_at__gt=OuterRef("campaign__opened_at")
    )
    rows = rows.annotate(is_asked_again=Exists(later))
    for report in rows.order_by("campaign__due_on", "action__number"):
        slug = group_of(report, on)
        if not (slug == "sans-reponse" and report.is_asked_again):
            found[slug].append(report)
    for slug in ("envoyee", "publiee"):
        found[slug].sort(key=lambda report: report.submitted_at, reverse=True)
    return [Group(slug, title, found[slug]) for slug, title in GROUPS.items() if found[slug]]
