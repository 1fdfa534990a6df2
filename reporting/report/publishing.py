"""What is validated is copied to the public side; nothing there knows where it came from."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils import timezone

from actions.models import Action, IndicatorKind, Measure, Milestone, MilestoneState, Update
from records.history.recording import one_change
from reporting.report.publishing_files import FileWording, publish_files
from reporting.report.reading import files_of, steps_of, values_of
from reporting.report.sections import read_figure, read_people

NOTHING_NEW = "Rien de nouveau, c’est toujours exact"
ARCHIVED = "Cette action est archivée : remettez-la en service d’abord."
FUTURE_FIGURES = (
    "Les chiffres de cette campagne sont arrêtés à une date à venir : ils ne peuvent pas encore "
    "être publiés. Corrigez la date des chiffres dans la campagne, ou attendez ce jour."
)


@dataclass
class Wording:
    """What will be public, as the reviewer left it.

    `values` is a dict key of a ReportValue → (typed, text, is_unavailable, why), `steps` a dict
    key of a ReportStep to mark done → the date, `files` a dict key of a ReportFile to show →
    FileWording.
    """

    title: str
    done: str = ""
    next_steps: str = ""
    avancement: str = ""
    avancement_reason: str = ""
    people_reached: int | None = None
    values: dict = field(default_factory=dict)
    steps: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)


def reason_proposed(report):
    """The reason to publish beside the avancement of `report`: today's when nothing new is said."""
    unmoved = report.avancement in ("", report.action.avancement)
    return report.avancement_reason or (report.action.avancement_reason if unmoved else "")


def wording_of(report):
    """The Wording of `report` as its partner wrote it: what the reviewer starts from."""
    if report.nothing_new:
        return Wording(NOTHING_NEW)
    return Wording(
        title=f"Point d’étape : {report.campaign.title}"[:200],
        done=report.done,
        next_steps=report.next_steps,
        avancement=report.avancement or report.action.avancement,
        avancement_reason=reason_proposed(report),
        people_reached=read_people(report.people_reached),
        values={
            value.pk: (value.typed, value.text, value.is_unavailable, value.why)
            for value in values_of(report)
        },
        steps={step.pk: step.done_on for step in steps_of(report) if step.is_done},
        files={one.pk: FileWording(one.title, one.alt, one.credit) for one in files_of(report)},
    )


def copy_to_action(report, wording, *, by, at):
    """Write the Update of `report` and what it changes in its action; gives the Update.

    To be called in a transaction, inside no_file_without_row(). History says who and from which
    answer. Raises ValidationError, in words, when something cannot be published as it is.
    """
    with one_change(f"Remontée {report.reference} publiée.", by):
        update = Update(
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
        saved(update)
        move_action(report, wording)
        if not report.nothing_new:
            mark_steps(report, wording)
            record_values(report, wording, on=timezone.localdate(at))
            publish_files(report, wording.files, report.answered_on)
    return update


def saved(row):
    """Save `row`, its constraints checked first so that what is wrong is said in words."""
    row.validate_constraints()
    row.save()


def locked(model, key):
    """The row `key` of `model`, kept from other writers until the end of the transaction."""
    return model._base_manager.select_for_update().get(pk=key)


def move_action(report, wording):
    """The declared avancement, its reason, and « vérifiée le »."""
    action = locked(Action, report.action_id)
    if action.archived_on:
        raise ValidationError(ARCHIVED)
    if wording.avancement:
        if wording.avancement != action.avancement:
            action.avancement = wording.avancement
            action.avancement_on = report.answered_on
            action.avancement_by = report.organisation
        reason = wording.avancement_reason.replace("\r\n", "\n")
        if reason != action.avancement_reason.replace("\r\n", "\n"):
            action.avancement_reason = reason
    action.verified_on = max(filter(None, (action.verified_on, report.answered_on)))
    saved(action)


def mark_steps(report, wording):
    for step in steps_of(report):
        if step.pk not in wording.steps:
            continue
        milestone = locked(Milestone, step.milestone_id)
        if milestone.state != MilestoneState.DONE:
            milestone.state, milestone.done_on = MilestoneState.DONE, wording.steps[step.pk]
            saved(milestone)


def record_values(report, wording, *, on):
    """One Measure per value, dated as the campaign's figures; one that differs is corrected."""
    figures_on = report.campaign.figures_on
    for line in values_of(report):
        if line.pk not in wording.values:
            continue
        typed, text, is_unavailable, why = wording.values[line.pk]
        in_words = line.indicator.kind == IndicatorKind.QUALITATIVE
        if not is_unavailable and not (text if in_words else typed).strip():
            continue
        if figures_on > on:
            raise ValidationError(FUTURE_FIGURES)
        rows = Measure.objects.select_for_update().filter(indicator=line.indicator, on=figures_on)
        measure = rows.first() or Measure(
            indicator=line.indicator, on=figures_on, is_demo=report.is_demo
        )
        said = measured(line, typed, text, is_unavailable, why)
        if measure.is_unavailable and not is_unavailable:
            said["comment"] = ""
        if measure.pk is None or not says(measure, said):
            for name, given in said.items():
                setattr(measure, name, given)
            saved(measure)


def measured(line, typed, text, is_unavailable, why):
    """What a Measure says of the ReportValue `line`, as a dict of its fields.

    Raises ValidationError when `typed` is no figure.
    """
    said = {"value": None, "text": "", "is_unavailable": is_unavailable}
    if is_unavailable:
        said["comment"] = why
    elif line.indicator.kind == IndicatorKind.QUALITATIVE:
        said["text"] = text
    else:
        said["value"] = figure_of(line, typed)
    return said


def says(measure, said):
    """True when `measure` already says the dict `said` that measured() gave."""
    return all(getattr(measure, name) == given for name, given in said.items())


def figure_of(line, typed):
    """The figure `typed` for the ReportValue `line`. Raises ValidationError when it is none."""
    try:
        return read_figure(typed)
    except ValueError as error:
        label = line.indicator.label
        raise ValidationError(f"Écrivez « {label} » en chiffres, par exemple 1 234,5.") from error
