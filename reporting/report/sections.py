"""What an answer says: its lines, what is still missing, its values read from what was typed."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from actions.models import Avancement, Indicator, IndicatorKind, Milestone, MilestoneState
from actions.models.attached import People
from actions.models.avancement import NEEDS_REASON
from reporting.models import FileKind, ReportStep, ReportValue
from reporting.report.reading import files_of, steps_of, values_of

SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
FIGURE = re.compile(r"[+-]?[0-9]{1,11}(?:[.,][0-9]{1,3})?")
MOST_PEOPLE = 10_000_000
LONGEST_TEXT = 10_000

# Parts of an answer, in the order they are asked and reviewed; the team comments on each.
SECTIONS = {
    "avancement": "Où en est l’action",
    "done": "Ce qui a été fait",
    "next_steps": "Ce qui vient ensuite",
    "steps": "Les étapes",
    "values": "Les chiffres",
    "people_reached": "Les personnes touchées",
    "files": "Les photos et les documents",
    "difficulties": "Les difficultés",
    "message": "Un mot à l’équipe",
}
TEXTS = ("avancement_reason", "done", "next_steps", "difficulties", "message")
NEVER_PUBLIC = ("difficulties", "message")


@dataclass(frozen=True)
class Missing:
    """Something to do before sending: `words` says it, `anchor` is the id of its field."""

    words: str
    anchor: str
    section: str


def read_figure(typed):
    """The Decimal written in `typed`, « 1 234,5 » included; raise ValueError on anything else."""
    text = SPACES.sub("", typed)
    if not FIGURE.fullmatch(text):
        raise ValueError(typed)
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(typed) from error


def figure_typed(figure):
    """How a person writes the Decimal `figure`: what read_figure reads back."""
    return format(figure.normalize(), "f").replace(".", ",")


def read_people(typed):
    """The number of people written in `typed`, None when it is empty; ValueError otherwise."""
    if not typed.strip():
        return None
    figure = read_figure(typed)
    if figure != int(figure) or not 0 <= figure <= MOST_PEOPLE:
        raise ValueError(typed)
    return int(figure)


def prepare_lines(report):
    """Give `report` a line for each indicator of its action, and for each step not yet done.

    Nothing is written when all of them are there.
    """
    known = set(report.values.values_list("indicator", flat=True))
    ReportValue.objects.bulk_create(
        [
            ReportValue(report=report, indicator=indicator)
            for indicator in report.action.indicators.exclude(pk__in=known)
        ],
        ignore_conflicts=True,
    )
    known = set(report.steps.values_list("milestone", flat=True))
    waiting = report.action.milestones.exclude(state=MilestoneState.DONE).exclude(pk__in=known)
    ReportStep.objects.bulk_create(
        [ReportStep(report=report, milestone=milestone) for milestone in waiting],
        ignore_conflicts=True,
    )


def prepare_many(reports):
    """The same for the new `reports` of one campaign, which have no line yet: four queries."""
    of_action = {report.action_id: report for report in reports}
    ReportValue.objects.bulk_create(
        ReportValue(report=of_action[indicator.action_id], indicator=indicator)
        for indicator in Indicator.objects.filter(action__in=of_action)
    )
    waiting = Milestone.objects.filter(action__in=of_action).exclude(state=MilestoneState.DONE)
    ReportStep.objects.bulk_create(
        ReportStep(report=of_action[milestone.action_id], milestone=milestone)
        for milestone in waiting
    )


def missing_before_submit(report, *, on):
    """Everything that `report` still lacks to be sent on the date `on`: a list of Missing.

    Serves the page and the guard of the verb alike; [] when it can leave.
    """
    found = []

    def lack(section, anchor, words):
        found.append(Missing(words, anchor, section))

    declared = report.avancement or report.action.avancement
    changed = declared != report.action.avancement
    if declared in NEEDS_REASON and changed and not report.avancement_reason.strip():
        label = Avancement(declared).label
        lack("avancement", "id_avancement_reason", f"Dites pourquoi l’action est « {label} ».")
    if not report.done.strip():
        lack("done", "id_done", "Dites ce qui a été fait, même en une phrase.")
    for name in TEXTS:
        if len(getattr(report, name)) > LONGEST_TEXT:
            label = report._meta.get_field(name).verbose_name
            lack(name, f"id_{name}", f"Raccourcissez « {label} » : 10 000 caractères au plus.")
    for rank, step in enumerate(steps_of(report)):
        if step.is_done and step.done_on is None:
            words = f"Dites quand l’étape « {step.milestone.title} » a été faite."
            lack("steps", f"id_steps-{rank}-done_on", words)
        elif step.is_done and step.done_on > on:
            words = f"L’étape « {step.milestone.title} » ne peut pas être faite dans le futur."
            lack("steps", f"id_steps-{rank}-done_on", words)
    for rank, value in enumerate(values_of(report)):
        for field, words in lacks_of_value(value):
            lack("values", f"id_values-{rank}-{field}", words)
    try:
        read_people(report.people_reached)
    except ValueError:
        words = "Écrivez le nombre de personnes touchées en chiffres, par exemple 45."
        lack("people_reached", "id_people_reached", words)
    for one in files_of(report):
        for words in lacks_of_file(one, on):
            lack("files", f"fichier-{one.pk}", words)
    return found


def lacks_of_value(value):
    """(field, words) of what a ReportValue lacks; reads its indicator."""
    label = value.indicator.label
    if value.is_unavailable:
        if not value.why.strip():
            yield "why", f"Dites pourquoi « {label} » n’est pas disponible."
    elif value.indicator.kind == IndicatorKind.QUALITATIVE:
        if not value.text.strip():
            yield "text", f"Décrivez « {label} » en mots, ou cochez « non disponible »."
    elif not value.typed.strip():
        yield "typed", f"Donnez un chiffre pour « {label} », ou cochez « non disponible »."
    else:
        try:
            read_figure(value.typed)
        except ValueError:
            yield (
                "typed",
                f"Écrivez « {label} » en chiffres, par exemple 1 234,5 (ici : « {value.typed} »).",
            )


def lacks_of_file(one, on):
    """What a ReportFile lacks before it may be sent on the date `on`."""
    if one.kind == FileKind.DOCUMENT:
        if not one.title.strip():
            yield "Donnez un titre au document."
        return
    if not one.alt.strip():
        yield "Dites en mots ce que montre la photo."
    if not one.credit.strip():
        yield "Dites à qui est la photo."
    if not one.people:
        yield "Dites si des personnes sont reconnaissables sur la photo."
    elif one.people == People.AGREED and one.consent_on is None:
        yield "Dites quand les personnes reconnaissables ont donné leur accord."
    elif one.consent_on and one.consent_on > on:
        yield "Un accord ne peut pas être daté de demain."


def said(report):
    """What `report` says now, as plain values: kept with each event of its history."""

    def iso(day):
        return day.isoformat() if isinstance(day, dt.date) else ""

    return {
        "nothing_new": report.nothing_new,
        "avancement": report.avancement,
        "people_reached": report.people_reached,
        **{name: getattr(report, name) for name in TEXTS},
        "steps": [
            {"step": str(step.milestone), "done": step.is_done, "on": iso(step.done_on)}
            for step in steps_of(report)
        ],
        "values": [
            {
                "indicator": str(value.indicator),
                "typed": value.typed,
                "text": value.text,
                "unavailable": value.is_unavailable,
                "why": value.why,
            }
            for value in values_of(report)
        ],
        "files": [
            {
                "file": one.pk,
                "name": str(one),
                "kind": one.kind,
                "title": one.title,
                "alt": one.alt,
                "credit": one.credit,
                "people": one.people,
                "consent_on": iso(one.consent_on),
            }
            for one in files_of(report)
        ],
    }
