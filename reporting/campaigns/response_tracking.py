"""Who answered what in a campaign: the rows of the table that staff follow, screen and file."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from actions.work_conditions import count_each
from letters.models import FAULTY, LetterState
from partners.contacts import working_people
from reporting.models import Fallback, Letter, LetterKind, Report, ReportState
from reporting.models.letter import CALLING
from reporting.models.report import ANSWERED, STILL_ASKED, to_enter, without_contact
from tables.output import OutputColumn, OutputSheet

SORTS = {
    "": ("action__number",),
    "organisation": ("organisation__name", "action__number"),
    "etat": ("state", "organisation__name", "action__number"),
    "reponse": ("-submitted_at", "action__number"),
}


@dataclass(frozen=True)
class Row:
    """One line: an answer expected, through whom, and the last letter that asked for it."""

    report: Report
    people: list
    letter: Letter | None

    @property
    def answered(self):
        return self.report.state in ANSWERED

    @property
    def letter_on(self):
        """Day of the last letter: when it left, else when it was written."""
        letter = self.letter
        return letter and timezone.localdate(letter.sent_at or letter.created_at)

    @property
    def letter_words(self):
        """« Ouverture », short for a column."""
        if self.letter.kind == LetterKind.OPENING:
            return "Ouverture"
        return self.letter.get_kind_display()

    @property
    def letter_failed(self):
        return self.letter is not None and self.letter.state in FAULTY


def answer_conditions(campaign, on):
    """Dict slug → (words, condition on the reports of `campaign`), on the date `on`: filters, and
    their counts."""
    asking = Letter.objects.filter(
        campaign=campaign,
        kind__in=CALLING,
        person__memberships__organisation=OuterRef("organisation"),
        person__memberships__ended_on=None,
    )
    states = {state.value: (state.label, Q(state=state)) for state in ReportState}
    quiet = {"rien-de-nouveau": ("Rien de nouveau", Q(nothing_new=True, state__in=ANSWERED))}
    if campaign.is_evaluation:
        states[ReportState.PUBLISHED] = ("Validée", Q(state=ReportState.PUBLISHED))
        quiet = {}
    return {
        "sans-reponse": ("Sans réponse", STILL_ASKED),
        "repondu": ("Ont répondu", Q(state__in=ANSWERED)),
        **states,
        **quiet,
        "copilote": ("Demandé au copilote", Q(fallback=Fallback.CO_LEAD)),
        "equipe": ("À saisir par l’équipe", to_enter(on)),
        "sans-contact": ("Sans contact", without_contact()),
        "sans-lettre": ("Sans courriel", ~Exists(asking.exclude(state=LetterState.CANCELLED))),
        "lettre-perdue": ("Courriel non arrivé", Exists(asking.filter(state__in=FAULTY))),
    }


def count_answers(campaign, known):
    """Dict slug → number of reports of `campaign` under each of the `known` conditions."""
    return count_each(
        campaign.reports.all(), {slug: condition for slug, (_words, condition) in known.items()}
    )


def rows(reports):
    """The Rows of the list `reports` of one campaign: two queries, whatever their number.

    Those of with_to_enter().
    """
    reports = list(reports)
    people = working_people({report.organisation_id for report in reports})
    campaigns = {report.campaign_id for report in reports}
    who = {person.pk for found in people.values() for person in found}
    letters = Letter.objects.filter(campaign__in=campaigns, person__in=who, kind__in=CALLING)
    sent = defaultdict(list)
    for letter in letters.without_texts():
        sent[letter.person_id].append(letter)

    def last_of(report, found):
        """The last letter that asked for this answer: later ones are about other actions."""
        until = report.submitted_at if report.state in ANSWERED else None
        letters = [
            letter
            for person in found
            for letter in sent[person.pk]
            if until is None or letter.created_at <= until
        ]
        return max(letters, key=lambda letter: (letter.created_at, letter.pk), default=None)

    return [
        Row(report, found, last_of(report, found))
        for report in reports
        for found in [people.get(report.organisation_id, [])]
    ]


COLUMNS = (
    OutputColumn("Numéro", 8),
    OutputColumn("Action", 50),
    OutputColumn("Organisation", 30),
    OutputColumn("À la place du pilote", 24),
    OutputColumn("Personnes", 30),
    OutputColumn("État", 16),
    OutputColumn("Rien de nouveau", 14),
    OutputColumn("Saisie par l’équipe", 18),
    OutputColumn("Dernier courriel", 20),
    OutputColumn("Écrit ou parti le", 14),
    OutputColumn("État du courriel", 20),
    OutputColumn("Répondu le", 14),
    OutputColumn("Publiée le", 14),
)


def local_day(at):
    return timezone.localdate(at) if at else None


def stands_in(report):
    """Who answers in the place of the lead of `report` (annotated by with_to_enter)."""
    if report.is_to_enter:
        return Fallback.STAFF.label
    return Fallback.CO_LEAD.label if report.fallback == Fallback.CO_LEAD else ""


def cells(row):
    """One line of the file; what partners say, difficulties above all, is not in it."""
    report, letter = row.report, row.letter
    return [
        report.action.number,
        report.action.title,
        report.organisation.name if report.organisation else "",
        stands_in(report),
        ", ".join(map(str, row.people)),
        report.state_words,
        "oui" if report.nothing_new and row.answered else "",
        "oui" if report.entered_by_staff and row.answered else "",
        letter.get_kind_display() if letter else "",
        row.letter_on,
        letter.get_state_display() if letter else "",
        local_day(report.submitted_at) if row.answered else None,
        local_day(report.published_at),
    ]


def sheet(campaign, found: Iterable[Row]):
    """The table of `campaign` for a spreadsheet."""
    return OutputSheet(campaign.title, COLUMNS, (cells(row) for row in found))
