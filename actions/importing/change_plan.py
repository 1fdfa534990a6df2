"""What a file would change: faults, words to confirm, rows added, changed, unchanged, absent."""

from dataclasses import dataclass, field
from typing import Any

from actions.models import Action
from tables.errors import Fault

CREATE, IGNORE = "+", "-"  # targets of a word that is not an existing row
EMPTY = "vide"
NEED_REASON = frozenset(Action.reason_fields)

# kind of word → folded word → target: the primary key of a row as text, the value of an
# Avancement, the name of cells.WHOLE_TERRITORY as WHOLE, CREATE or IGNORE.
Decisions = dict[str, dict[str, str]]


@dataclass
class Word:
    """A word of the file that names no row for sure: staff confirm or correct `suggestion`."""

    kind: str  # a WordKind
    key: str  # as decisions name it
    text: str  # as the file writes it
    lines: list[int]
    suggestion: str = ""  # a target, "" when nothing is near enough
    suggestion_label: str = ""
    decision: str = ""  # a target once staff decided, now or for an earlier file
    detail: str = ""  # what a creation would write

    @property
    def is_pending(self) -> bool:
        return not self.decision

    @property
    def creates(self) -> bool:
        """True when the decision, or else the suggestion, is to create a row."""
        return (self.decision or self.suggestion) == CREATE


@dataclass(frozen=True)
class Creation:
    """A row to create before the actions; `target` is what values call it."""

    target: str
    kind: str
    name: str
    code: str = ""
    parent: str = ""  # target of the enjeu of an objective


@dataclass(frozen=True)
class FieldChange:
    """One field of an action, before and after, as people read it."""

    key: str
    heading: str
    before: str
    after: str


@dataclass
class RowChange:
    """An action the file adds (no `pk`) or changes; `values` is what apply writes."""

    line: int
    code: str
    title: str
    pk: int | None = None
    number: int | None = None
    is_published: bool = False
    is_demo: bool = False
    changes: list[FieldChange] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def needs_reason(self) -> bool:
        """True when a published state or date would move: history must say why."""
        return self.is_published and any(change.key in NEED_REASON for change in self.changes)


@dataclass(frozen=True)
class RowRef:
    """An action named but not changed; `line` is None when the file does not hold it."""

    code: str
    title: str
    number: int
    line: int | None = None


@dataclass(frozen=True)
class IgnoredLine:
    """A line of the file that is no action: a title, a legend."""

    line: int
    text: str


@dataclass
class Plan:
    """The whole effect of a file on a convention, nothing written yet."""

    faults: list[Fault] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    added: list[RowChange] = field(default_factory=list)
    changed: list[RowChange] = field(default_factory=list)
    unchanged: list[RowRef] = field(default_factory=list)
    absent: list[RowRef] = field(default_factory=list)
    ignored: list[IgnoredLine] = field(default_factory=list)
    creations: list[Creation] = field(default_factory=list)
    choices: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    digest: str = ""

    @property
    def proposals(self) -> list[Word]:
        """Rows the file would create, decided or not: enjeux, objectives, organisations…"""
        return [word for word in self.words if word.creates]

    @property
    def pending(self) -> list[Word]:
        """Words nobody decided about yet."""
        return [word for word in self.words if word.is_pending]

    @property
    def examples(self) -> int:
        """How many of the rows changed are demonstration rows, which will be removed one day."""
        return sum(row.is_demo for row in self.changed)

    @property
    def changes_nothing(self) -> bool:
        return not (self.added or self.changed)

    @property
    def needs_reason(self) -> bool:
        return any(row.needs_reason for row in self.changed)

    @property
    def can_apply(self) -> bool:
        """True when nothing is wrong, nothing is undecided, and something would change."""
        return not (self.faults or self.pending or self.changes_nothing)


def accepted(plan: Plan, *, creations: bool = True, words: bool = True) -> Decisions:
    """The decisions that say yes to what `plan` suggests and nobody decided yet."""
    decisions: Decisions = {}
    for word in plan.pending:
        if word.suggestion and (creations if word.creates else words):
            decisions.setdefault(word.kind, {})[word.key] = word.suggestion
    return decisions


def merged(*several: Decisions) -> Decisions:
    """Decisions put together, the later ones first in right."""
    together: Decisions = {}
    for decisions in several:
        for kind, words in decisions.items():
            together.setdefault(kind, {}).update(words)
    return together
