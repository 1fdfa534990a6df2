"""What a file would change: a change plan, and the words and lines of the file around it."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

from actions.importing.name_matching import CREATE
from actions.importing.places import line_id
from actions.models import (
    Action,
    ActionPartner,
    Audience,
    Funding,
    Indicator,
    Measure,
    Milestone,
    Place,
)
from conventions.models import Enjeu, Objective
from partners.models import Organisation
from records.changes.plan import ChangePlan, RowChange, Scope

ATTACHED = (Milestone, Place, Funding, Indicator, Measure)  # owners before what they own
SCOPE = Scope(
    Action,
    lines=(ActionPartner, *ATTACHED),
    apart=ATTACHED,
    supports=(Objective, Enjeu, Organisation, Audience),
)
WRITING_ORDER = (Organisation, Audience, Enjeu, Objective)

# kind of word → folded word → target: the primary key of a row as text, the value of an
# Avancement, the name of the whole territory as WHOLE, CREATE or IGNORE; and what staff said of
# the lines and cells of this file (places.py names them), under the four kinds below.
Decisions = dict[str, dict[str, str]]
LINE = "ligne"  # line → IGNORE, or CREATE for one that is an action after all
CELL = "case"  # cell → the text that replaces it
NUMBER = "numero"  # line → the code of the action it adds
CHOSEN = "ignorée à votre demande"  # why a line is set aside, when staff said so
REASON = "motif"  # line → why its action is paused or abandoned, when no column says it


# Words that one tick may answer together: the words of the tick.
RENUMBERED = "Ce sont les mêmes actions, renumérotées ({})"
ANOTHER = "Ce sont toutes d’autres actions ({})"
TAKES_PLACE = "L’action a lieu aux dates de toutes ces mentions ({})"
TICKS = [RENUMBERED, ANOTHER, TAKES_PLACE]


@dataclass
class Word:
    """A word of the file that names no row for sure: staff confirm or correct `suggestion`."""

    kind: str  # a WordKind
    key: str  # as decisions name it
    text: str  # as the file writes it
    lines: list[int]  # as people see them, `places` with their sheets (places.py)
    suggestion: str = ""  # a target, "" when nothing is near enough
    suggestion_label: str = ""
    decision: str = ""  # a target once staff decided, now or for an earlier file
    detail: str = ""  # what a creation would write
    places: list[str] = field(default_factory=list)
    choices: list[tuple[str, str]] | None = None  # its own, else those of its kind
    tick: str = ""  # one of TICKS, which answers it with others
    ticked: str = ""  # the target it then has

    @property
    def is_pending(self) -> bool:
        return not self.decision

    @property
    def creates(self) -> bool:
        """True when the decision, or else the suggestion, is to create a row."""
        return (self.decision or self.suggestion) == CREATE


@dataclass
class ActionChange(RowChange):
    """An action the file adds or changes; `values` are those of the columns that change it."""

    line: int = 0
    line_id: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.row.code

    @property
    def title(self) -> str:
        return self.row.title

    @property
    def called_before(self) -> str:
        """What the action was called, its code first, when that changes: else ""."""
        old = {one.name: one.before for one in self.changes if one.name in ("code", "title")}
        if self.is_new or not old:
            return ""
        return f"{old.get('code', self.code)} {old.get('title', self.title)}"


@dataclass(frozen=True)
class IgnoredLine:
    """A line of the file that is no action, and why: a total, a title, a legend."""

    line: int
    text: str
    why: str = ""
    sheet: str = ""

    @property
    def line_id(self) -> str:
        return line_id(self.sheet, self.line)


@dataclass(frozen=True)
class GivenNumber:
    """The code that the action added by a line will bear.

    `is_proposed` when the portal chose it, "" when it waits for an answer about the levels.
    """

    line_id: str
    title: str
    code: str
    is_proposed: bool


@dataclass(frozen=True)
class Correction:
    """A cell that staff typed again: what the file says, what is read instead."""

    cell_id: str
    before: str
    after: str


@dataclass
class ImportPlan(ChangePlan):
    """The whole effect of a file on a convention; `rows` are the actions added or changed."""

    scope: Scope = SCOPE
    words: list[Word] = field(default_factory=list)
    unchanged: list[Action] = field(default_factory=list)  # named by the file
    absent: list[Action] = field(default_factory=list)  # not named by it
    ignored: list[IgnoredLine] = field(default_factory=list)
    numbers: list[GivenNumber] = field(default_factory=list)  # of the actions added
    corrections: list[Correction] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)  # (line, what is told of it)
    emptied: int = 0  # values of known actions that the file clears
    kept: dict[str, int] = field(default_factory=dict)  # column key → values an empty cell leaves
    choices: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    # (kind, word) → the level to create for it, under another number than the word says.
    renamed: dict[tuple[str, str], Any] = field(default_factory=dict)

    @property
    def added(self) -> list[ActionChange]:
        return [row for row in self.rows if row.is_new]

    @property
    def changed(self) -> list[ActionChange]:
        return [row for row in self.rows if not row.is_new]

    @property
    def proposed_numbers(self) -> list[GivenNumber]:
        """The numbers chosen by the portal; none before the levels of their actions are known."""
        return [number for number in self.numbers if number.is_proposed and number.code]

    @property
    def pending(self) -> list[Word]:
        """Words nobody decided about yet."""
        return [word for word in self.words if word.is_pending]

    @property
    def examples(self) -> int:
        """How many of the rows changed are demonstration rows, which will be removed one day."""
        return sum(row.row.is_demo for row in self.changed)

    @property
    def changes_nothing(self) -> bool:
        return not self.rows

    @property
    def can_apply(self) -> bool:
        """True when nothing is wrong, nothing is undecided, and something would change."""
        return not (self.faults or self.pending or self.changes_nothing)

    def number_new_rows(self) -> None:
        """Give the actions their permanent numbers, the rows they lean on their place."""
        for model in (Organisation, Audience):
            give_slugs(model, [row for row in self.creations if isinstance(row, model)])
        audiences = [row for row in self.creations if isinstance(row, Audience)]
        for position, row in enumerate(audiences, start=Audience.objects.count() + 1):
            row.position = position
        for number, change in enumerate(self.added, start=Action.objects.next_number()):
            change.row.number = number


def give_slugs(model: Any, rows: list) -> None:
    """A slug of its own for each of the `rows` of `model`, from its name."""
    longest = model._meta.get_field("slug").max_length
    taken = set(model._base_manager.values_list("slug", flat=True)) if rows else set()
    for row in rows:
        start = slugify(row.name)[: longest - 5].strip("-") or "nom"
        slug, number = start, 1
        while slug in taken:
            number += 1
            slug = f"{start}-{number}"
        taken.add(slug)
        row.slug = slug


def accepted(plan: ImportPlan, *, creations: bool = True, words: bool = True) -> Decisions:
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
