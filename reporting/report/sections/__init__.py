"""The sections of an answer, each declared once: this list, and nothing else, says what there is.

A section of text is one entry here; one with rows or rules of its own is a module of this folder.
Either way its fields are columns of Report, and its place on the page is in
templates/reporting/answers/_answer_fields.html. See docs/decisions/0027-sections-of-an-answer.md.
"""

from collections import defaultdict
from typing import Any

from django import forms

from reporting.models import CampaignKind, Report
from reporting.report.sections.avancement import AvancementSection
from reporting.report.sections.base import AnswerSection
from reporting.report.sections.files import FilesSection
from reporting.report.sections.opinions import MAY_BE_QUOTED, AttainmentSection
from reporting.report.sections.practical import PracticalSection
from reporting.report.sections.shapes import NEEDED, AskedField, Missing
from reporting.report.sections.steps import StepsSection
from reporting.report.sections.texts import PeopleSection, TextSection
from reporting.report.sections.values import ValuesSection

done = TextSection(
    "done",
    "Ce qui a été fait",
    AskedField(
        "Qu’avez-vous fait depuis la dernière fois ?",
        "Une phrase suffit. N’écrivez ni nom de personne, ni donnée de santé.",
        forms.Textarea(attrs={"rows": 5}),
        need=NEEDED,
    ),
    update_field="body",
    required=(
        "Dites ce qui a été fait, même en une phrase.",
        "Écrivez ce qui a été fait, même en une phrase.",
    ),
)
next_steps = TextSection(
    "next_steps",
    "Ce qui vient ensuite",
    AskedField(
        "Qu’est-ce qui vient ensuite ?",
        "Les prochains rendez-vous, ce que vous préparez.",
        forms.Textarea(attrs={"rows": 3}),
    ),
    update_field="next_steps",
    rows=3,
)
difficulties = TextSection(
    "difficulties",
    "Les difficultés",
    AskedField(
        "Qu’est-ce qui a été difficile ?",
        "Ce qui a freiné l’action, ce qui l’aiderait.",
        forms.Textarea(attrs={"rows": 3}),
    ),
)
message = TextSection(
    "message",
    "Un mot à l’équipe",
    AskedField(
        "Un mot à l’équipe ?",
        "Une question, une remarque.",
        forms.Textarea(attrs={"rows": 2}),
    ),
)
went_well = TextSection(
    "went_well",
    "Ce qui a bien marché, ce qui a manqué",
    AskedField(
        "Qu’est-ce qui a bien marché, et qu’est-ce qui a manqué ?",
        "Une phrase suffit : elle explique votre réponse. N’écrivez aucun nom de personne.",
        forms.Textarea(attrs={"rows": 4}),
        need=NEEDED,
        fate=MAY_BE_QUOTED,
    ),
    update_field="went_well",
    required=(
        "Dites ce qui a bien marché ou ce qui a manqué, même en une phrase.",
        "Écrivez ce qui a bien marché ou ce qui a manqué, même en une phrase.",
    ),
    kind=CampaignKind.EVALUATION,
)
to_change = TextSection(
    "to_change",
    "Ce qu’il faut garder ou changer",
    AskedField(
        "Que faut-il garder ou changer dans la prochaine convention ?",
        "Ce qui doit continuer, ce qui devrait se faire autrement.",
        forms.Textarea(attrs={"rows": 4}),
        fate=MAY_BE_QUOTED,
    ),
    update_field="to_change",
    kind=CampaignKind.EVALUATION,
)
steps, values, files = StepsSection(), ValuesSection(), FilesSection()

# In the order they are read and reviewed; the team comments on each. `str` gives their label.
SECTIONS: dict[str, AnswerSection] = {
    section.name: section
    for section in (
        AvancementSection(), done, next_steps, steps, values, PracticalSection(), PeopleSection(),
        files, difficulties, message, AttainmentSection(), went_well, to_change,
    )
}  # fmt: skip
PLAIN = [section for section in SECTIONS.values() if not section.has_rows]
TEXTS = [
    name
    for section in PLAIN
    for name in section.questions
    if Report._meta.get_field(name).get_internal_type() == "TextField"
]
IN_FORMS = [*PLAIN, values, steps, files]  # as forms list their fields and their mistakes
IN_HISTORY = [*PLAIN, steps, values, files]


def sections_of(report: Report) -> dict[str, AnswerSection]:
    """Dict name → section of those that the campaign of `report` asks, in their order."""
    kind = report.campaign.kind
    return {name: section for name, section in SECTIONS.items() if section.kind == kind}


def prepare_lines(*reports: Report) -> None:
    """Give each report a row for each indicator of its action, and for each step not yet done.

    Nothing is written when all of them are there, nor to a report that was sent meanwhile; the
    queries do not depend on their number.
    """
    of_action = defaultdict(list)
    for report in reports:
        if not report.campaign.is_evaluation:
            of_action[report.action_id].append(report)
    for section in SECTIONS.values() if of_action else ():
        section.prepare(of_action)


def missing_before_submit(report: Report, *, on: Any) -> list[Missing]:
    """Everything that `report` still lacks to be sent on the date `on`.

    Serves the page and the guard of the verb alike; [] when it can leave.
    """
    return [
        Missing(words, anchor, section.name)
        for section in sections_of(report).values()
        for anchor, words in section.lacks(report, on)
    ]


def recorded_answer(report: Report) -> dict[str, Any]:
    """What `report` says now, as plain values: kept with each event of its history."""
    found: dict[str, Any] = {"nothing_new": report.nothing_new}
    for section in sections_of(report).values():
        found |= section.recorded(report)
    return found


def recorded_words(said: dict[str, Any]) -> list[tuple[str, str]]:
    """(label, words) of each section that says something in what recorded() gave."""
    found = [(section.label, section.recorded_words(said)) for section in IN_HISTORY]
    return [(label, words) for label, words in found if words]
