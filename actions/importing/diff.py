"""The lines of a file against the rows of the convention: what would be added and changed."""

import hashlib
import json
from datetime import date
from typing import Any

from django.utils import timezone

from actions.importing.change_plan import (
    CREATE,
    EMPTY,
    Decisions,
    FieldChange,
    Plan,
    RowChange,
    RowRef,
)
from actions.importing.column_mapping import Mapping, checked
from actions.importing.columns import BY_KEY, COLUMNS, Kind
from actions.importing.dates import PERMANENT
from actions.importing.lookups import FIXED, Existing, Reference
from actions.importing.reading import Sheet
from actions.importing.resolution import Vocabulary
from actions.importing.row_reader import LineReader
from actions.models import Avancement, WordKind
from actions.models.action import NEEDS_REASON
from conventions.models import Convention
from conventions.models.convention import natural_position
from tables.cells import NO, YES
from tables.sheet_limits import MAX_LINES

KIND_OF_WORD = {
    "enjeu": WordKind.ENJEU,
    "objective": WordKind.OBJECTIVE,
    "lead": WordKind.ORGANISATION,
    "avancement_by": WordKind.ORGANISATION,
    "co_leads": WordKind.ORGANISATION,
    "partners": WordKind.ORGANISATION,
    "funders": WordKind.ORGANISATION,
    "audiences": WordKind.AUDIENCE,
    "domains": WordKind.DOMAIN,
    "communes": WordKind.COMMUNE,
}
NEW = {"avancement": Avancement.PLANNED.value, "is_permanent": False, "avancement_reason": ""} | {
    "starts_on": None,
    "ends_on": None,
    "avancement_on": None,
    "summary": "",
}


def make_plan(
    sheet: Sheet,
    mapping: Mapping,
    decisions: Decisions,
    convention: Convention,
    *,
    on: date | None = None,
) -> Plan:
    """What `sheet` would change in `convention` on the date `on` (today); nothing is written.

    `mapping` names the columns, `decisions` what words stand for. Raise Refused when a required
    column is not mapped. The number of queries does not depend on the size of the file.
    """
    return Planner(sheet, checked(mapping, sheet), decisions, convention, on).plan()


class Planner:
    def __init__(
        self,
        sheet: Sheet,
        mapping: Mapping,
        decisions: Decisions,
        convention: Convention,
        on: date | None,
    ) -> None:
        self.sheet = sheet
        self.mapping = mapping
        self.reference = Reference(convention)
        self.vocabulary = Vocabulary(self.reference, decisions)
        self.reader = LineReader(sheet, mapping, self.vocabulary)
        self.on = on or timezone.localdate()
        self.result = Plan()

    def plan(self) -> Plan:
        result = self.result
        for line, row in self.sheet.lines()[:MAX_LINES]:
            before = len(self.reader.faults)
            read = self.reader.read(line, row)
            if read is None:
                continue
            code, values = read
            existing = self.reference.actions.get(code)
            self.complete(line, existing, code, values)
            self.judge(line, existing, values)
            if len(self.reader.faults) == before:
                self.compare(line, code, existing, values)
        seen = self.reader.code_lines
        result.absent = [
            RowRef(code, existing.action.title, existing.action.number)
            for code, existing in self.reference.actions.items()
            if code not in seen and not existing.action.archived_on
        ]
        result.faults = sorted(
            self.reader.faults, key=lambda fault: (fault.line, fault.column or 0)
        )
        result.ignored = self.reader.ignored
        result.words = list(self.vocabulary.words.values())
        kinds = {word.kind for word in result.words}
        result.choices = {kind: self.reference.choices(kind) for kind in sorted(kinds)}
        result.creations = list(self.vocabulary.creations.values())
        result.digest = self.digest()
        return result

    # --- one line ------------------------------------------------------------------------------

    def complete(
        self, line: int, existing: Existing | None, code: str, values: dict[str, Any]
    ) -> None:
        """Add to `values` what follows from them: a permanent action, the day of a new state."""
        if "ends_on" in values:
            if values["ends_on"] is PERMANENT:
                values["ends_on"] = None
                values["is_permanent"] = True
            elif (
                "is_permanent" not in values
                and values["ends_on"]
                and existing
                and existing.action.is_permanent
                and existing.action.ends_on is None
            ):
                values["is_permanent"] = False  # « permanent » gave way to a date
        if existing is None:
            if "position" not in values or not values["position"]:
                values["position"] = natural_position(code)
            values.setdefault("avancement", NEW["avancement"])
        before = existing.value("avancement") if existing else Avancement.PLANNED
        state = values.get("avancement", before)
        if state != before:
            values["avancement_on"] = values.get("avancement_on") or self.on
        elif state != Avancement.PLANNED and values.get("avancement_on", 0) is None:
            del values["avancement_on"]  # an undated state is not possible: the date stays

    def judge(self, line: int, existing: Existing | None, values: dict[str, Any]) -> None:
        """Note the faults that several cells make together, as the constraints of Action say."""

        def now(key: str) -> Any:
            if key in values:
                return values[key]
            return existing.value(key) if existing else NEW[key]

        bad = self.reader.bad
        starts_on, ends_on = now("starts_on"), now("ends_on")
        if starts_on and ends_on and ends_on < starts_on and not bad & {"starts_on", "ends_on"}:
            self.reader.fault(
                line,
                "ends_on",
                f"{ends_on:%d/%m/%Y}",
                f"La fin prévue doit venir après le début ({starts_on:%d/%m/%Y}).",
            )
        state = now("avancement")
        if (
            state in NEEDS_REASON
            and not now("avancement_reason")
            and not bad & {"avancement", "avancement_reason"}
        ):
            label = str(Avancement(state).label)
            key = "avancement_reason" if "avancement_reason" in self.mapping else "avancement"
            self.reader.fault(
                line,
                key,
                label if key == "avancement" else "",
                f"Dites pourquoi cette action est « {label} » : ce motif sera visible de tous.",
            )
        if existing and existing.action.is_published and not (now("summary") or "summary" in bad):
            self.reader.fault(
                line,
                "summary",
                "",
                "Cette action est publiée : gardez-lui un résumé en une phrase simple.",
            )

    def compare(
        self, line: int, code: str, existing: Existing | None, values: dict[str, Any]
    ) -> None:
        """File the line as added, changed or unchanged."""
        title = values.get("title", "")
        if existing is None:
            row = RowChange(line, code, title, values=values)
            for column in COLUMNS:
                if column.key != "code" and (after := self.shown(column.key, values)):
                    row.changes.append(FieldChange(column.key, column.heading, EMPTY, after))
            self.result.added.append(row)
            return
        action = existing.action
        changed = {
            key: value for key, value in values.items() if self.differs(key, existing, value)
        }
        if not changed:
            self.result.unchanged.append(RowRef(code, action.title, action.number, line))
            return
        row = RowChange(
            line,
            code,
            values.get("title", action.title),
            pk=action.pk,
            number=action.number,
            is_published=action.is_published,
            is_demo=action.is_demo,
            values=changed,
        )
        for column in COLUMNS:
            if column.key in changed:
                before = self.shown(column.key, {column.key: existing.value(column.key)})
                after = self.shown(column.key, changed)
                row.changes.append(
                    FieldChange(column.key, column.heading, before or EMPTY, after or EMPTY)
                )
        self.result.changed.append(row)

    def differs(self, key: str, existing: Existing, value: Any) -> bool:
        before = existing.value(key)
        if isinstance(value, list):
            return set(before) != set(value)
        return before != value

    # --- words ---------------------------------------------------------------------------------

    def label(self, kind: str, target: str) -> str:
        if target.startswith(CREATE):
            creation = self.vocabulary.creations[target]
            name = f"{creation.code} {creation.name}".strip()
            return f"{name} (à créer)"
        return self.reference.label(kind, target)

    def shown(self, key: str, values: dict[str, Any]) -> str:
        """The value of a column as people read it, "" when it is empty."""
        value = values.get(key)
        kind = BY_KEY[key].kind
        if kind is Kind.FLAG:
            return (YES if value else NO) if key in values else ""
        if value is None or value == "" or value == []:
            return ""
        if isinstance(value, date):
            return f"{value:%d/%m/%Y}"
        if kind is Kind.STATE:
            return str(Avancement(value).label)
        if isinstance(value, list):
            return ", ".join(self.label(KIND_OF_WORD[key], target) for target in value)
        if key in FIXED:
            return self.label(KIND_OF_WORD[key], value)
        return str(value)

    # --- digest --------------------------------------------------------------------------------

    def digest(self) -> str:
        """What the plan would write, and over what: another digest, another plan."""
        rows = [
            {
                "row": [row.pk, row.code],
                "before": [change.before for change in row.changes],
                "after": sorted((key, plain(value)) for key, value in row.values.items()),
            }
            for row in (*self.result.added, *self.result.changed)
        ]
        creations = [[c.target, c.name, c.code] for c in self.vocabulary.creations.values()]
        facts = [self.reference.convention.pk, rows, creations]
        return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()


def plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value
