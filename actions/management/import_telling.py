"""A preview in a terminal: (mark, text) of each line, the marks being those of a comparison."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from actions.importing.column_mapping import unread
from actions.importing.import_plan import ImportPlan
from actions.importing.reading import Workbook
from actions.models import ImportBatch

SHOWN = 20
NOT_TICKED = "elle n’est pas choisie (--feuille pour la lire)."
Told = Iterator[tuple[str, str]]


def printable(text: str) -> str:
    """`text` on one line, without what could disturb a terminal."""
    text = " ".join(text.split())
    return "".join("�" if unicodedata.category(c) in ("Cc", "Cf") else c for c in text)


def told_sheets(batch: ImportBatch, workbook: Workbook) -> Told:
    """Which sheets make the plan, and why the others do not."""
    for sheet in workbook.sheets:
        if sheet.name not in batch.sheets:
            yield (
                "",
                f"feuille « {sheet.name} » non lue : {sheet.refusal or sheet.aside or NOT_TICKED}",
            )
        elif sheet.name:
            yield "", f"feuille « {sheet.name} » : {len(sheet.lines())} lignes lues."
        if sheet.name in batch.sheets:
            for heading in unread(sheet, batch.mapping.get(sheet.name, {})):
                yield "", f"colonne « {printable(heading)} » ignorée."


def told_plan(plan: ImportPlan) -> Told:
    """What would change, what is wrong, what is set aside and what is asked."""
    yield (
        "",
        f"Actions ajoutées : {len(plan.added)} ; modifiées : {len(plan.changed)} ; "
        f"inchangées : {len(plan.unchanged)} ; absentes du fichier : {len(plan.absent)} ; "
        f"erreurs : {len(plan.faults)}.",
    )
    for fault in plan.faults:
        yield "", f"- {fault}"
    yield from some(plan.added, "+ ")
    yield from some(plan.changed, "~ ", detailed=True)
    yield from some(plan.absent, "  absente du fichier, gardée : ")
    proposed = [number for number in plan.numbers if number.is_proposed]
    for number in proposed[:SHOWN]:
        code = number.code or "à donner"
        yield "  ", f"{number.line_id} : numéro proposé {code}, {number.title}"
    if len(proposed) > SHOWN:
        yield "  ", f"… et {len(proposed) - SHOWN} autres numéros proposés."
    for place, told in plan.notes:
        yield "  ", f"{place} : {told}"
    for note in plan.ignored:
        yield "  ", f"{note.line_id} mise de côté ({note.why}) : {note.text}"
    for word in plan.pending:
        answer = word.suggestion_label or "aucune proposition"
        why = f" ({word.detail})" if word.detail else ""
        yield "", f"? {word.kind} « {word.text} »{why} → {answer}"
    if plan.pending:
        yield (
            "",
            "Mots à confirmer : --accepter-mots, --accepter-creations, ou un par un avec "
            "--etat et --mot.",
        )


def some(rows: list[Any], mark: str, *, detailed: bool = False) -> Told:
    """The first of `rows`, with what would change in each when it is `detailed`."""
    for row in rows[:SHOWN]:
        yield mark, f"{row.code} {row.title}"
        for change in row.changes if detailed else ():
            yield "    ", f"{change.label} : {change.before} → {change.after}"
    if len(rows) > SHOWN:
        yield "  ", f"… et {len(rows) - SHOWN} autres."
