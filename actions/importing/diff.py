"""The lines of a file against the actions of the convention: what would be added and changed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from actions.importing.attached.reader import AttachedReader
from actions.importing.attached.settling import AttachedChange, Settling
from actions.importing.attached.sheets import attached_rows
from actions.importing.attached.wishes import RowWishes, Wish
from actions.importing.column_mapping import ColumnMap, checked
from actions.importing.columns import BY_KEY, COLUMNS
from actions.importing.dates import PERMANENT
from actions.importing.import_plan import ActionChange, Decisions, ImportPlan
from actions.importing.lookups import Reference
from actions.importing.reading import Sheet
from actions.importing.resolution import Vocabulary
from actions.importing.row_reader import RowReader
from actions.models import Action, Avancement
from actions.models.avancement import NEEDS_REASON, declared
from conventions.models import Convention
from conventions.models.levels import natural_position
from records.changes.fingerprints import RowState
from records.changes.plan import FieldChange
from records.history.recording import needs_reason
from tables.sheet_limits import MAX_LINES

EMPTY = "vide"
PERMANENT_HAS_NO_END = (
    "Une action permanente n’a pas de fin : videz cette case, ou écrivez « non » dans "
    "« Action permanente »."
)
LINKS = ("audiences", "domains", "communes")  # what the history of an action keeps


def make_plan(
    sheet: Sheet,
    mapping: ColumnMap,
    decisions: Decisions,
    convention: Convention,
    *,
    on: date | None = None,
    attached: Sequence[Sheet] = (),
) -> ImportPlan:
    """What `sheet` would change in `convention` on the date `on` (today); nothing is written.

    `attached` are the sheets of the same file that say what hangs on its actions.

    `mapping` names the columns, `decisions` what words stand for. Raise TableRefused when a
    required column is not mapped. The number of queries does not depend on the size of the file.
    """
    vocabulary = Vocabulary(Reference(convention), decisions)
    reader = RowReader(sheet, checked(mapping, sheet), vocabulary)
    return Planner(reader, on or timezone.localdate(), attached).plan()


class Planner:
    def __init__(self, reader: RowReader, on: date, attached: Sequence[Sheet] = ()) -> None:
        self.reader, self.on = reader, on
        self.vocabulary = reader.vocabulary
        self.reference = self.vocabulary.reference
        self.result = ImportPlan()
        self.attached = AttachedReader(attached, self.vocabulary, reader.faults, reader.ignored)
        self.row_wishes = RowWishes(self.vocabulary, reader.fault)

    def plan(self) -> ImportPlan:
        result, reader = self.result, self.reader
        absent = {code: row for code, row in self.reference.actions.items() if not row.archived_on}
        for line, row in reader.sheet.lines()[:MAX_LINES]:
            faults = len(reader.faults)
            read = reader.read(line, row)
            if read is None:
                continue
            code, values = read
            absent.pop(code, None)
            action = self.reference.actions.get(code)
            self.complete(action, code, values)
            self.judge(action or Action(), values)
            if len(reader.faults) == faults:
                self.compare(line, code, action, values)
        for action, line, wishes in self.attached.rest():
            if self.compare_attached(line, action, wishes):
                absent.pop(action.code, None)
        result.absent = list(absent.values())
        result.faults = sorted(reader.faults, key=lambda fault: (fault.line, fault.column or 0))
        result.ignored = reader.ignored
        result.words = list(self.vocabulary.words.values())
        kinds = {word.kind for word in result.words}
        result.choices = {kind: self.reference.choices(kind) for kind in sorted(kinds)}
        result.creations = self.vocabulary.rows_to_create()
        return result

    def complete(self, action: Action | None, code: str, values: dict[str, Any]) -> None:
        """Add to `values` what follows from them: a permanent action, the day of a new state."""
        if values.get("ends_on") is PERMANENT:
            values["ends_on"] = None
            values["is_permanent"] = True
        elif values.get("ends_on") and "is_permanent" not in values:
            if action and action.is_permanent:
                values["is_permanent"] = False  # « permanent » gave way to a date
        elif values.get("is_permanent") and "ends_on" not in values and action and action.ends_on:
            values["ends_on"] = None  # a date gave way to « permanent »
        if action is None:
            values["position"] = values.get("position") or natural_position(code)
            values.setdefault("avancement", Avancement.PLANNED.value)
        before = action.avancement if action else Avancement.PLANNED
        state = values.get("avancement", before)
        values.update(declared(before, values, self.on))
        if state == before != Avancement.PLANNED and values.get("avancement_on", 0) is None:
            del values["avancement_on"]  # an undated state is not possible: the date stays

    def judge(self, action: Action, values: dict[str, Any]) -> None:
        """Note the faults that several cells make together, as the constraints of Action say."""

        def now(key: str) -> Any:
            return values[key] if key in values else getattr(action, key)

        bad, fault = self.reader.bad, self.reader.fault
        starts_on, ends_on = now("starts_on"), now("ends_on")
        if starts_on and ends_on and ends_on < starts_on and not bad & {"starts_on", "ends_on"}:
            expected = f"La fin prévue doit venir après le début ({starts_on:%d/%m/%Y})."
            fault("ends_on", f"{ends_on:%d/%m/%Y}", expected)
        if ends_on and now("is_permanent") and not bad & {"ends_on", "is_permanent"}:
            fault("ends_on", f"{ends_on:%d/%m/%Y}", PERMANENT_HAS_NO_END)
        state = now("avancement")
        if (
            state in NEEDS_REASON
            and not now("avancement_reason")
            and not bad & {"avancement", "avancement_reason"}
        ):
            label = str(Avancement(state).label)
            in_reason = "avancement_reason" in self.reader.mapping
            fault(
                "avancement_reason" if in_reason else "avancement",
                "" if in_reason else label,
                f"Dites pourquoi cette action est « {label} » : ce motif sera visible sur le site.",
            )
        if action.is_published and not (now("summary") or "summary" in bad):
            expected = "Cette action est publiée : sa phrase simple est nécessaire."
            fault("summary", "", expected)

    def compare(self, line: int, code: str, action: Action | None, values: dict[str, Any]) -> None:
        """File the line as added, changed or unchanged."""
        before: dict[str, Any] = {}
        wishes = [*self.row_wishes.take(values), *self.attached.take(action, code)]
        if action:
            before = {key: BY_KEY[key].current(action) for key in values}
            values = {
                key: value
                for key, value in values.items()
                if BY_KEY[key].differs(before[key], value)
            }
            if not values:
                if not self.compare_attached(line, action, wishes):
                    self.result.unchanged.append(action)
                return
        row = changed(action) if action else ActionChange(self.new_action(code))
        row.line, row.values = line, values
        row.needs_reason = action is not None and needs_reason(action, values)
        for column in COLUMNS:
            if column.key in values:
                old = action and column.show(before[column.key], self.vocabulary)
                new = column.show(values[column.key], self.vocabulary)
                if action or new:
                    row.changes.append(
                        FieldChange(column.key, column.heading, old or EMPTY, new or EMPTY)
                    )
                column.assign(row, values[column.key], self.vocabulary)
        self.settled(row.row, wishes, is_new=row.is_new).add_to(row)
        self.result.rows.append(row)

    def settled(self, action: Action, wishes: list[Wish], *, is_new: bool) -> AttachedChange:
        settling = Settling(action, is_new=is_new, on=self.on, vocabulary=self.vocabulary)
        return settling.settle(wishes)

    def compare_attached(self, line: int, action: Action, wishes: list[Wish]) -> bool:
        """File the `action` as changed by `wishes` alone; False when they change nothing."""
        if not (found := self.settled(action, wishes, is_new=False)):
            return False
        row = changed(action)
        row.line = line
        found.add_to(row)
        self.result.rows.append(row)
        return True

    def new_action(self, code: str) -> Action:
        return Action(convention=self.reference.convention, code=code)


def changed(action: Action) -> ActionChange:
    """The change of an action, its present state noted before anything is set in it."""
    links = {name: frozenset(row.pk for row in getattr(action, name).all()) for name in LINKS}
    lines = [*action.action_partners.all(), *attached_rows(action)]
    state = RowState(action, links, lines)
    return ActionChange(action, fingerprint=state.fingerprint, was_published=action.is_published)
