"""The lines of a file against the actions of the convention: what would be added and changed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from actions.importing.attached.change import AttachedChange
from actions.importing.attached.reader import AttachedReader
from actions.importing.attached.settling import Settling
from actions.importing.attached.sheets import attached_rows
from actions.importing.attached.wishes import RowWishes, Wish
from actions.importing.codes import CodeBook
from actions.importing.column_mapping import ColumnMap, ColumnMaps, checked
from actions.importing.columns import BY_KEY, COLUMNS
from actions.importing.columns.dates import settle
from actions.importing.columns.named import settle_named, settle_states
from actions.importing.columns.outcome import judge_outcome, settle_outcome
from actions.importing.columns.rows import settle_leads
from actions.importing.import_plan import (
    REASON,
    ActionChange,
    Decisions,
    GivenNumber,
    ImportPlan,
)
from actions.importing.level_words import LevelWords
from actions.importing.levels import LevelReader, numbers_restart
from actions.importing.lookups import Reference
from actions.importing.reading import Sheet
from actions.importing.reading.headings import names_of
from actions.importing.resolution import Vocabulary
from actions.importing.row_reader import LineReader, ReadLine
from actions.importing.walking import PlanLine, SheetWalker
from actions.models import Action, Avancement
from actions.models.avancement import NEEDS_REASON, declared
from conventions.models import Convention
from conventions.models.levels import code_order, natural_position
from records.changes.fingerprints import RowState
from records.changes.plan import FieldChange
from records.history.recording import needs_reason
from tables.errors import TableRefused
from tables.sheet_limits import MAX_LINES, TOO_MANY_LINES

EMPTY = "vide"
EMPTY_VALUES: tuple[Any, ...] = (None, "", [])
PERMANENT_HAS_NO_END = (
    "Une action permanente n’a pas de fin : videz cette case, ou écrivez « non » dans "
    "« Action permanente »."
)
LINKS = ("audiences", "domains", "communes", "origins")  # what the history of an action keeps


def make_plan(
    sheets: Sequence[Sheet],
    mappings: ColumnMaps,
    decisions: Decisions,
    convention: Convention,
    *,
    on: date | None = None,
    attached: Sequence[Sheet] = (),
) -> ImportPlan:
    """What `sheets`, together, would change in `convention` on the date `on` (today).

    Nothing is written. `mappings` names the columns of each sheet, `decisions` what words stand
    for, which lines are no actions and which numbers are chosen. `attached` are the sheets of the
    same file that say what hangs on its actions. Raise TableRefused when a required column is not
    mapped, or when there are too many lines in all. The number of queries does not depend on the
    size of the file.
    """
    columns = {sheet.name: checked(mappings.get(sheet.name, {}), sheet) for sheet in sheets}
    planner = Planner(sheets, columns, decisions, convention, on or timezone.localdate())
    return planner.plan(attached)


class Planner:
    def __init__(
        self,
        sheets: Sequence[Sheet],
        mappings: dict[str, ColumnMap],
        decisions: Decisions,
        convention: Convention,
        on: date,
    ) -> None:
        self.on = on
        self.result = ImportPlan()
        self.vocabulary = Vocabulary(Reference(convention), decisions)
        self.reference = self.vocabulary.reference
        self.order = {sheet.name: place for place, sheet in enumerate(sheets)}
        self.lines: list[PlanLine] = []
        words = LevelWords(names_of(convention.territory))
        for sheet in sheets:
            walker = SheetWalker(
                sheet, mappings[sheet.name], decisions, words, is_alone=len(sheets) == 1
            )
            found = walker.walk()
            self.lines += found.lines
            self.result.ignored += found.ignored
        if len(self.lines) > MAX_LINES:
            raise TableRefused(TOO_MANY_LINES)
        book = CodeBook(self.lines, mappings, self.vocabulary, decisions)
        restarting = numbers_restart(self.lines, convention.territory.objective_name)
        levels = LevelReader(self.vocabulary, restarting=restarting)
        self.reader = LineReader(levels, book, {sheet.name: sheet for sheet in sheets})
        self.row_wishes = RowWishes(self.vocabulary, self.reader.fault)

    def plan(self, attached: Sequence[Sheet] = ()) -> ImportPlan:
        """Read the lines, and file each as added, changed or unchanged.

        So is what the `attached` sheets say of their actions.
        """
        result, reader = self.result, self.reader
        self.attached = AttachedReader(
            attached, self.vocabulary, reader.faults, result.ignored, reader.book.written
        )
        named = set()
        for line in self.lines:
            faults = len(reader.faults)
            read = reader.read(line)
            if read.action is None:
                number = GivenNumber(line.line_id, read.title, read.code, read.is_proposed)
                result.numbers.append(number)
            if read.action:
                named.add(read.action.code)
            elif read.code:
                named.add(read.code)
            self.complete(read.action, read.code, read.values)
            self.judge(read.action or Action(), read.values)
            if len(reader.faults) == faults:
                self.compare(line, read)
            else:  # nothing is said of what hangs on an action before its own line is right
                self.attached.take(read.action, read.code)
                self.row_wishes.take(read.values, read.action)  # all its questions at once
        reader.refuse_taken()
        for action, at, wishes in self.attached.rest():
            if self.compare_attached(at, action, wishes):
                named.add(action.code)
        result.absent = [
            row
            for code, row in self.reference.actions.items()
            if code not in named and not row.archived_on
        ]
        last = len(self.order)
        result.faults = sorted(
            reader.faults,
            key=lambda one: (self.order.get(one.sheet, last), one.line, one.column or 0),
        )
        result.words = list(self.vocabulary.words.values())
        result.notes = self.vocabulary.notes
        result.kept = dict(reader.kept)
        kinds = {word.kind for word in result.words if word.choices is None}
        result.choices = {kind: self.reference.choices(kind) for kind in sorted(kinds)}
        result.creations = self.vocabulary.rows_to_create()
        result.renamed = reader.levels.renamed
        return result

    def complete(self, action: Action | None, code: str, values: dict[str, Any]) -> None:
        """Add to `values` what follows from them: a permanent action, the day of a new state."""
        if told := settle(values, action):
            self.vocabulary.note(told)
        settle_states(values, self.vocabulary)
        settle_named(values, lambda key: BY_KEY[key].current(action) if action else [])
        settle_leads(values, action, self.vocabulary)
        if values.get("ends_on") and "is_permanent" not in values:
            if action and action.is_permanent:
                values["is_permanent"] = False  # « permanent » gave way to a date
        elif values.get("is_permanent") and "ends_on" not in values and action and action.ends_on:
            values["ends_on"] = None  # a date gave way to « permanent »
        if action is None:
            values["position"] = values.get("position") or natural_position(code)
            values.setdefault("avancement", Avancement.PLANNED.value)
        elif "code" in values and action.position == natural_position(action.code):
            values.setdefault("position", natural_position(code))
        before = action.avancement if action else Avancement.PLANNED
        state = values.get("avancement", before)
        values.update(declared(before, values, self.on))
        settle_outcome(values, action)
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
            fault(self.reader.end_key, f"{ends_on:%d/%m/%Y}", expected)
        if ends_on and now("is_permanent") and not bad & {"ends_on", "is_permanent"}:
            fault(self.reader.end_key, f"{ends_on:%d/%m/%Y}", PERMANENT_HAS_NO_END)
        state = now("avancement")
        typed = self.vocabulary.decisions.get(REASON, {}).get(self.reader.line.line_id)
        if typed and state in NEEDS_REASON and not now("avancement_reason"):
            values["avancement_reason"] = typed
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
                asks_reason=not in_reason,
            )
        judge_outcome(self.reader, values, now, typed or "")
        if action.is_published and not (now("summary") or "summary" in bad):
            expected = "Cette action est publiée : sa phrase simple est nécessaire."
            fault("summary", "", expected)

    def compare(self, line: PlanLine, read: ReadLine) -> None:
        """File the line as added, changed or unchanged."""
        action, values = read.action, read.values
        before: dict[str, Any] = {}
        wishes = [*self.row_wishes.take(values, action), *self.attached.take(action, read.code)]
        if action:
            before = {key: BY_KEY[key].current(action) for key in values}
            values = {
                key: value
                for key, value in values.items()
                if BY_KEY[key].differs(before[key], value)
            }
            if not values:
                if not self.compare_attached(line.line, action, wishes):
                    self.result.unchanged.append(action)
                return
        row = changed(action) if action else ActionChange(self.new_action(read.code))
        row.line, row.line_id, row.values = line.line, line.line_id, values
        row.needs_reason = action is not None and needs_reason(action, values)
        for column in COLUMNS:
            if column.key in values:
                self.result.emptied += empties(before.get(column.key), values, column.key)
                old = action and column.show(before[column.key], self.vocabulary)
                new = column.show(values[column.key], self.vocabulary)
                if action or new:
                    row.changes.append(
                        FieldChange(column.key, column.heading, old or EMPTY, new or EMPTY)
                    )
                column.assign(row, values[column.key], self.vocabulary)
        if "code" in values:
            row.row.code_order = code_order(row.row.code)
            row.fields.add("code_order")
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


def empties(before: Any, values: dict[str, Any], key: str) -> bool:
    """Whether `values` clear what `key` held; an end that gives way to « permanent » is told so."""
    if key == "ends_on" and values.get("is_permanent"):
        return False
    return before not in EMPTY_VALUES and values[key] in EMPTY_VALUES


def changed(action: Action) -> ActionChange:
    """The change of an action, its present state noted before anything is set in it."""
    links = {name: frozenset(row.pk for row in getattr(action, name).all()) for name in LINKS}
    lines = [*action.action_partners.all(), *attached_rows(action)]
    state = RowState(action, links, lines)
    return ActionChange(action, fingerprint=state.fingerprint, was_published=action.is_published)
