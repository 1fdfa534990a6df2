"""What partners read: what they have to say, what is public of an action, what their answer says.

Plain values for templates, from rows already fetched or fetched here; nothing is written.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils import timezone

from actions.action_page import indicator_views, steps_by_state
from actions.models import Update
from actions.practical_page import practical_lines
from reporting.models import Report, ReportState
from reporting.report.sections import sections_of

WRITES_NOW = dt.timedelta(minutes=2)
SMALL = 5


def public_now(action, at):
    """What residents read of `action` at the datetime `at`: a dict for _public_now.html."""
    indicators = action.indicators.prefetch_related("measures")
    latest = Update.objects.published(at).filter(action=action).first()
    people = latest.people_reached if latest else None
    return {
        "action": action,
        "practical": (
            practical_lines(action, action.places.select_related("commune"))
            if action.is_service
            else []
        ),
        "latest": latest,
        "people": "moins de 5" if people and people < SMALL else people,
        "steps": steps_by_state(action.milestones.all()),
        "indicators": indicator_views(indicators),
    }


def answer_summary(report):
    """{"public": […], "private": […]}: what `report` says, as Summary, empty ones left out."""
    found = {"public": [], "private": []}
    for section in sections_of(report).values():
        one = section.summary(report)
        if one.text or one.items:
            found["private" if section.is_private else "public"].append(one)
    return found


def writes_now(report, person, at):
    """Who else than `person` writes `report` at the datetime `at`: a name, or ""."""
    if report.writer is None or report.writer == person or report.written_at is None:
        return ""
    return str(report.writer) if at - report.written_at < WRITES_NOW else ""


def clock_words(at):
    """« 10 h 12 » in Paris."""
    local = timezone.localtime(at)
    return f"{local.hour}\u00a0h\u00a0{local.minute:02}"


def next_to_say(desk, on, but=None):
    """The reports that still wait for an answer at this desk on the date `on`, `but` left out."""
    waiting = desk.reports().unanswered().select_related("action", "campaign__convention")
    if but is not None:
        waiting = waiting.exclude(pk=but.pk)
    return [report for report in waiting.order_by("action__number") if report.takes_answers(on)]


SOON = dt.timedelta(days=7)

# Slug and title of each group, the most urgent first.
GROUPS = {
    "a-reprendre": "À compléter",
    "a-rouvrir": "À compléter, campagne fermée",
    "en-retard": "En retard",
    "bientot": "Réponse attendue cette semaine",
    "a-dire": "Réponse attendue",
    "brouillon": "Brouillons commencés",
    "trop-tard": "Pas envoyées, campagne fermée",
    "envoyee": "Envoyées, l’équipe les relit",
    "publiee": "Publiées",
    "validee": "Validées, comptées dans l’évaluation",
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
        return "validee" if report.campaign.is_evaluation else "publiee"
    if report.action.archived_on is not None:
        return "archivee"
    if report.state == ReportState.SUBMITTED:
        return "envoyee"
    is_late = not report.takes_answers(on)
    if report.state == ReportState.RETURNED:
        return "a-rouvrir" if is_late else "a-reprendre"
    if is_late:
        return "sans-reponse" if report.state == ReportState.TODO else "trop-tard"
    due = max(filter(None, (report.campaign.due_on, report.reopened_until)))
    if due < on:
        return "en-retard"
    if due - on <= SOON:
        return "bientot"
    return "brouillon" if report.state == ReportState.DRAFT else "a-dire"


def work_groups(reports, on):
    """The queryset `reports` as a list of Group on the date `on`; empty ones are left out.

    Of an archived action, only what was written is shown; what was never answered is left out once
    a later campaign asks the same of the same action.
    """
    found = {slug: [] for slug in GROUPS}
    rows = reports.exclude(state=ReportState.TODO, action__archived_on__isnull=False)
    rows = rows.select_related("campaign__convention", "action", "organisation", "writer")
    later = Report.objects.filter(
        action=OuterRef("action"),
        campaign__kind=OuterRef("campaign__kind"),
        campaign__opened_at__gt=OuterRef("campaign__opened_at"),
    )
    rows = rows.annotate(is_asked_again=Exists(later))
    for report in rows.order_by("campaign__due_on", "action__number"):
        slug = group_of(report, on)
        if not (slug == "sans-reponse" and report.is_asked_again):
            found[slug].append(report)
    for slug in ("envoyee", "publiee", "validee"):
        found[slug].sort(key=lambda report: report.submitted_at, reverse=True)
    return [Group(slug, title, found[slug]) for slug, title in GROUPS.items() if found[slug]]
