"""What is validated is copied to the public side; nothing there knows where it came from."""

from dataclasses import dataclass, field

from django.utils import timezone

from actions.models import IndicatorKind, Measure, MilestoneState, Update
from actions.models.avancement import NEEDS_REASON
from partners.history import one_change
from reporting.answers import read_figure, read_people

NOTHING_NEW = "Rien de nouveau, c’est toujours exact"


@dataclass
class Wording:
    """What will be public, as the reviewer left it.

    `values` is a dict key of a ReportValue → (typed, text, is_unavailable, why); `steps` holds the
    keys of the ReportStep to mark done, `files` those of the ReportFile to show.
    """

    title: str
    done: str = ""
    next_steps: str = ""
    avancement: str = ""
    avancement_reason: str = ""
    people_reached: int | None = None
    values: dict = field(default_factory=dict)
    steps: set = field(default_factory=set)
    files: set = field(default_factory=set)


def wording_of(report):
    """The Wording of `report` as its partner wrote it: what the reviewer starts from."""
    if report.nothing_new:
        return Wording(NOTHING_NEW)
    return Wording(
        title=f"Point d’étape : {report.campaign.title}"[:200],
        done=report.done,
        next_steps=report.next_steps,
        avancement=report.avancement or report.action.avancement,
        avancement_reason=report.avancement_reason,
        people_reached=read_people(report.people_reached),
        values={
            value.pk: (value.typed, value.text, value.is_unavailable, value.why)
            for value in report.values.all()
        },
        steps={step.pk for step in report.steps.all() if step.is_done},
        files=set(report.files.values_list("pk", flat=True)),
    )


def copy_to_action(report, wording, *, by, at):
    """Write the Update of `report` and what it changes in its action; gives the Update.

    To be called in a transaction. History says who and from which answer.
    """
    answered_on = timezone.localdate(report.submitted_at)
    with one_change(f"Remontée {report.reference} publiée.", by):
        update = Update.objects.create(
            action=report.action,
            title=wording.title,
            body=wording.done,
            next_steps=wording.next_steps,
            avancement=wording.avancement,
            organisation=report.organisation,
            nothing_new=report.nothing_new,
            people_reached=wording.people_reached,
            published_at=at,
            is_demo=report.is_demo,
        )
        move_action(report, wording, answered_on)
        if not report.nothing_new:
            mark_steps(report, wording)
            record_values(report, wording)
    return update


def move_action(report, wording, answered_on):
    """The declared avancement and « vérifiée le »."""
    action = report.action
    declared = wording.avancement
    if declared and declared != action.avancement:
        action.avancement = declared
        action.avancement_on = answered_on
        action.avancement_by = report.organisation
        action.avancement_reason = wording.avancement_reason
    elif declared in NEEDS_REASON and wording.avancement_reason:
        action.avancement_reason = wording.avancement_reason
    action.verified_on = max(filter(None, (action.verified_on, answered_on)))
    action.save()


def mark_steps(report, wording):
    for step in report.steps.filter(pk__in=wording.steps).select_related("milestone"):
        milestone = step.milestone
        if milestone.state != MilestoneState.DONE:
            milestone.state, milestone.done_on = MilestoneState.DONE, step.done_on
            milestone.save()


def record_values(report, wording):
    """One Measure per value, dated as the campaign's figures; one already there is corrected."""
    on = report.campaign.figures_on
    for line in report.values.filter(pk__in=wording.values).select_related("indicator"):
        typed, text, is_unavailable, why = wording.values[line.pk]
        in_words = line.indicator.kind == IndicatorKind.QUALITATIVE
        if not is_unavailable and not (text if in_words else typed).strip():
            continue
        said = {
            "value": None if in_words or is_unavailable else read_figure(typed),
            "text": text if in_words and not is_unavailable else "",
            "is_unavailable": is_unavailable,
            "comment": why if is_unavailable else "",
            "is_demo": report.is_demo,
        }
        Measure.objects.update_or_create(indicator=line.indicator, on=on, defaults=said)
