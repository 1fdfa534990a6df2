"""What the reviewer compares: the public side now, what the partner says, what changed since."""

import hashlib
import json
from dataclasses import dataclass, field

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from actions.models import IndicatorKind, Measure, Milestone, MilestoneState, Update
from records.french import figure, full_date
from records.history.diff import pieces
from reporting.models import FileKind, ReportEvent, ReportState
from reporting.report.publishing import measured, reason_proposed, says
from reporting.report.reading import files_of, steps_of, values_of
from reporting.report.sections import NEVER_PUBLIC, SECTIONS, read_figure, said

SALT = "reporting.report.public_side"
SHEET_MOVED = "La fiche a changé depuis leur réponse."
STEP_UNCHANGED = "Rien de nouveau sur cette étape"
ALIKE = 0.4  # below, two texts have little in common: a difference would only confuse


# --- the public side ----------------------------------------------------------------------------


@dataclass
class PublicSide:
    """What residents read today of the action of a report; read from the database once."""

    action: object
    latest: Update | None
    milestones: dict
    measures: dict  # key of an indicator → its measures, oldest first

    def sheet(self):
        """The same as long as what the partner confirms by « rien de nouveau » did not change."""
        action = self.action
        return digest(
            [
                [action.avancement, action.avancement_reason, self.latest and self.latest.pk],
                [[m.pk, m.title, m.state, str(m.done_on)] for m in self.milestones.values()],
                [
                    [m.pk, str(m.on), str(m.value), m.text, m.is_unavailable]
                    for found in self.measures.values()
                    for m in found
                ],
            ]
        )

    def moved_from(self, sheet):
        """True when the sheet is no longer what it was when marked `sheet`; None is unknown."""
        return sheet is not None and sheet != self.sheet()

    def digest(self):
        """The same as long as nothing that the reviewer sees of the public side changed."""
        return digest([self.sheet(), self.action.is_published, str(self.action.verified_on)])


def digest(values):
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:24]


def public_side(report, at):
    """The PublicSide of the action of `report` at the datetime `at`: three queries."""
    return public_sides([report], at)[report.pk]


def public_sides(reports, at):
    """Dict key of one of the `reports` → its PublicSide at the datetime `at`: three queries."""
    actions = {report.action_id: report.action for report in reports}
    sides = {key: PublicSide(action, None, {}, {}) for key, action in actions.items()}
    news = Update.objects.published(at).filter(action__in=actions, nothing_new=False)
    for update in news:
        side = sides[update.action_id]
        side.latest = side.latest or update
    for row in Milestone.objects.filter(action__in=actions):
        sides[row.action_id].milestones[row.pk] = row
    rows = Measure.objects.filter(indicator__action__in=actions).order_by("on", "pk")
    for measure in rows.annotate(of_action=F("indicator__action")):
        sides[measure.of_action].measures.setdefault(measure.indicator_id, []).append(measure)
    return {report.pk: sides[report.action_id] for report in reports}


def sheets_confirmed(reports):
    """Dict key of a report → the mark of its sheet when « rien de nouveau » was said of it."""
    events = ReportEvent.objects.filter(report__in=reports, verb="say_nothing_new")
    rows = events.order_by("at", "pk").values_list("report", "said__sheet")
    return {key: sheet for key, sheet in rows if sheet}


# --- what was shown -----------------------------------------------------------------------------


def shown(report, public):
    """The hidden value by which a page tells what it showed of `report` and of `public`."""
    return signing.dumps([report.pk, answer_digest(report), public.digest()], salt=SALT)


def answer_digest(report):
    return digest([report.state, said(report)])


def moved_since(token, report, public):
    """What changed since the page that carries `token`: words, [] when nothing did."""
    try:
        pk, answer, side = signing.loads(token or "", salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        pk = None
    if pk != report.pk:
        return ["Cette page était ouverte depuis trop longtemps."]
    found = []
    if answer != answer_digest(report):
        found.append("La réponse du partenaire a changé.")
    if side != public.digest():
        found.append("La fiche publique a changé.")
    return found


# --- the sections -------------------------------------------------------------------------------


@dataclass
class Part:
    """One section as the reviewer reads it; `fields` and `comment` are bound fields.

    `public` and `proposed` are texts; `pieces` is the readable difference between them, when they
    are alike, and `since` the one from what was sent back; `lines` are the indicators, steps or
    files; `secret` is never published.
    """

    name: str
    label: str
    public: str = ""
    public_state: str = ""
    proposed: str = ""
    proposed_state: str = ""
    pieces: list = field(default_factory=list)
    since: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    fields: list = field(default_factory=list)
    comment: object = None
    secret: bool = False
    is_published: bool = False  # `public` is what was there before, `proposed` what is since

    @property
    def touched(self):
        return touched(self.fields)


@dataclass
class PartLine:
    """One indicator, step or file: its name, what is public, what is proposed, its bound fields."""

    label: str
    public: str = ""
    proposed: str = ""
    warning: str = ""
    file: object = None
    fields: list = field(default_factory=list)

    @property
    def touched(self):
        return touched(self.fields)


def touched(fields):
    """True when one of the bound `fields` has an error, or no longer says what it started from."""
    return any(bound.errors or plain(bound.value()) != plain(bound.initial) for bound in fields)


def plain(value):
    """A value of a field as text, its line ends as browsers and databases agree on them."""
    return str(value or "").replace("\r\n", "\n")


def difference(before, after):
    """Pieces from the text `before` to `after`; [] when they are the same, or too far apart."""
    if not before or not after or before == after:
        return []
    found = pieces(before, after)
    same = sum(len(piece.text) for piece in found if piece.kind == "same")
    return found if same >= ALIKE * min(len(before), len(after)) else []


def parts(report, public, form):
    """The Parts of `report`, in the order of SECTIONS; without a `form`, nothing can be typed."""
    returned = report.events.filter(verb="send_back").order_by("-at", "-pk").first()
    before = returned.said if returned else {}
    makers = {"steps": steps_part, "values": values_part, "files": files_part}
    found = []
    for name, label in SECTIONS.items():
        part = Part(name, label)
        if form is not None:
            part.comment = form.comment_of(name)
            part.fields = form.fields_of(name)
        if name in makers:
            part.lines = makers[name](report, public, form)
        else:
            fill_text(part, report, public)
            part.since = difference(before.get(name, ""), getattr(report, name))
        if not (part.secret and not part.proposed) and (part.lines or name not in makers):
            found.append(part)
    return found


def fill_text(part, report, public):
    """What is public and proposed in a section made of one text, or of the avancement."""
    latest, action = public.latest, public.action
    if part.name == "avancement":
        part.public_state, part.public = action.avancement, action.avancement_reason
        part.proposed_state = report.avancement or action.avancement
        part.proposed = reason_proposed(report)
    else:
        part.proposed = getattr(report, part.name)
        part.secret = part.name in NEVER_PUBLIC
        if latest is not None and not part.secret:
            value = getattr(latest, "body" if part.name == "done" else part.name)
            part.public = "" if value is None else str(value)
    if part.name != "people_reached":
        part.pieces = difference(part.public, part.proposed)


def steps_part(report, public, form):
    found = []
    for step in steps_of(report):
        milestone = public.milestones.get(step.milestone_id, step.milestone)
        is_over = milestone.state == MilestoneState.DONE
        if is_over and not step.is_done:
            continue  # nobody says anything of it
        now = milestone.get_state_display()
        proposed = STEP_UNCHANGED
        if step.is_done:
            proposed = f"Faite, le {full_date(step.done_on)}"
            if is_over and report.state != ReportState.PUBLISHED:
                proposed += " : déjà faite, sans effet"
        found.append(
            PartLine(
                str(milestone),
                f"{now}, le {full_date(milestone.done_on)}" if milestone.done_on else now,
                proposed,
                fields=form.fields_of("steps", step.pk) if form else [],
            )
        )
    return found


def measure_said(measure, unit=""):
    """« 12 places » for a Measure."""
    if measure.is_unavailable:
        return "non disponible"
    if measure.value is not None:
        return f"{figure(measure.value)} {unit}".strip()
    return measure.text


def measure_words(measure, unit=""):
    """« 12 places (31/12/2024) » for a Measure; a dash without one."""
    return f"{measure_said(measure, unit)} ({full_date(measure.on)})" if measure else ""


def replacing(measure, value):
    """What publishing the ReportValue `value` would do to `measure`, public at the same date."""
    try:
        said = measured(value, value.typed, value.text, value.is_unavailable, value.why)
    except ValidationError:
        said = {"value": value.typed}
    if says(measure, said):
        return ""
    now = measure_said(measure, value.indicator.unit)
    if value.is_unavailable and not measure.is_unavailable:
        return f"La valeur publiée à cette date ({now}) deviendra « non disponible »."
    return f"La valeur publiée à cette date ({now}) sera remplacée."


def figure_said(value):
    """The figure of the ReportValue `value` written as on the site; as typed when it is none."""
    try:
        return figure(read_figure(value.typed))
    except ValueError:
        return value.typed


def measure_at(report, public, value):
    """The public Measure at the date of the figures of `report`, or the last one; None without."""
    measures = public.measures.get(value.indicator_id, [])
    same_day = [measure for measure in measures if measure.on == report.campaign.figures_on]
    return next(iter(same_day or measures[-1:]), None)


def values_part(report, public, form):
    figures_on = report.campaign.figures_on
    found = []
    for value in values_of(report):
        indicator = value.indicator
        measures = public.measures.get(indicator.pk, [])
        same_day = next((m for m in measures if m.on == figures_on), None)
        if value.is_unavailable:
            proposed = f"non disponible : {value.why}"
        elif indicator.kind == IndicatorKind.QUALITATIVE:
            proposed = value.text
        else:
            proposed = f"{figure_said(value)} {indicator.unit}".strip() if value.typed else ""
        found.append(
            PartLine(
                str(indicator),
                measure_words(same_day or (measures[-1] if measures else None), indicator.unit),
                f"{proposed} ({full_date(figures_on)})" if proposed else "",
                replacing(same_day, value) if same_day and proposed else "",
                fields=form.fields_of("values", value.pk) if form else [],
            )
        )
    return found


def files_part(report, public, form):
    return [
        PartLine(
            str(one),
            proposed=rights(one),
            file=one,
            fields=form.fields_of("files", one.pk) if form else [],
        )
        for one in files_of(report)
    ]


def rights(one):
    """What residents would read of a photo, and what the partner said of the people on it."""
    if one.kind != FileKind.PHOTO:
        return ""
    people = one.get_people_display() or "Rien n’est dit des personnes"
    consent = f", le {full_date(one.consent_on)}" if one.consent_on else ""
    words = [
        f"En mots : {one.alt.rstrip('.') or 'rien'}.",
        f"Crédit : {one.credit.rstrip('.') or 'rien'}.",
        f"{people}{consent}.",
    ]
    return " ".join(words)


def waiting_days(report, on):
    """Whole days since `report` was sent, on the date `on`."""
    return (on - timezone.localdate(report.submitted_at)).days if report.submitted_at else None


def is_open(report):
    """True when `report` can be reviewed now."""
    return report.state == ReportState.SUBMITTED
