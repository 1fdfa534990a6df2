"""What the page of a search shows of its answers: a few lines of each group, best first."""

from dataclasses import dataclass

from django.core.paginator import Paginator

from actions.list_rows import list_rows
from actions.models import Action
from actions.models.use import Use, use_of
from actions.near import with_uses
from actions.practical_page import InShort, in_short
from search.index import Findable
from search.passages import marked, marks_of, opening, passage

SHOWN = 5  # lines of a group, before its own page
NAMED_SHOWN = 3
ACTIONS_FIRST = 2.5  # times better must another group answer to stand before the actions
PER_PAGE = 20
READ_FIRST = 3  # on the first screen of a phone: who receives people today stands before the others
OPEN_ENOUGH = 0.3  # of the best score: an open service that says far less of it stays in its place


@dataclass(frozen=True)
class GroupKind:
    """Answers read together. `slug` names it in addresses, `words` count its rows."""

    slug: str
    title: str
    words: str
    kinds: tuple[str, ...]


GROUPS = (
    GroupKind("actions", "Actions", "action,actions", ("action",)),
    GroupKind("organisations", "Organisations", "organisation,organisations", ("organisation",)),
    GroupKind("communes", "Communes", "commune,communes", ("commune",)),
    GroupKind(
        "objectifs",
        "Objectifs et enjeux",
        "objectif ou enjeu,objectifs et enjeux",
        ("objective", "enjeu", "convention"),
    ),
    GroupKind(
        "actualites",
        "Actualités et réunions",
        "actualité ou réunion,actualités et réunions",
        ("update", "meeting"),
    ),
    GroupKind(
        "bilans",
        "Bilans et évaluations",
        "bilan ou évaluation,bilans et évaluations",
        ("reviewedition", "evaluationedition"),
    ),
    GroupKind("pages", "Pages et mots expliqués", "page,pages", ("page", "document", "word")),
)
PARTLY = GroupKind("en-partie", "Répond à une partie de vos mots", "autre,autres", ())


@dataclass
class AnswerLine:
    """One answer as it is read. `action` is its row, for its sentence and what depends on the day.

    `short` is how a service open today is reached. `passage` is HTML: the words searched are
    marked; `label` names the text that it is from.
    """

    document: Findable
    action: Action | None = None
    summary: str = ""
    label: str = ""
    passage: str = ""
    short: InShort | None = None
    score: float = 0.0


@dataclass
class AnswerGroup:
    kind: GroupKind
    count: int
    lines: list[AnswerLine]

    @property
    def has_more(self):
        return self.count > len(self.lines)


def lines_of(rows, asked, on):
    """AnswerLines of the `rows` (answers.Answer) on the date `on`: two queries for all the actions.

    An action withdrawn since the index was read has none.
    """
    keys = [row.document.key for row in rows if row.document.kind == "action"]
    shown = with_uses(Action.objects.public()).filter(pk__in=keys)
    actions = {action.pk: action for action in list_rows(shown, on)}
    marks, lines = marks_of(asked), []
    for row in rows:
        document = row.document
        action = actions.get(document.key) if document.kind == "action" else None
        if document.kind == "action" and action is None:
            continue
        line = AnswerLine(document, action, marked(action.summary, marks) if action else "")
        line.score = row.score
        if action and not document.former and use_of(action) == Use.NOW:
            line.short = in_short(action, action.places.all())
        found = passage(document, marks)
        if found and not (action and found[0].words == action.summary):
            line.label, line.passage = found[0].label, found[1]
        elif not action:
            line.passage = opening(document)
        lines.append(line)
    return lines


def open_first(lines):
    """`lines`, of the first few those of an open service before the others: none leaves them."""
    first = lines[:READ_FIRST]
    least = OPEN_ENOUGH * max((line.score for line in first), default=0)
    first.sort(key=lambda line: line.short is None or line.score < least)
    return first + lines[READ_FIRST:]


def shown_of(answers, on):
    """(lines, AnswerGroups): what bears the very name or code searched, then the other answers.

    Actions come first, unless others answer far better. At most two queries.
    """
    named = [row for row in answers.rows if row.named][:NAMED_SHOWN]
    others = [row for row in answers.rows if row not in named]
    by_kind = {kind: [row for row in others if row.document.kind in kind.kinds] for kind in GROUPS}
    found = sorted(
        ((kind, rows) for kind, rows in by_kind.items() if rows),
        key=lambda group: -group[1][0].score * (ACTIONS_FIRST if group[0] is GROUPS[0] else 1),
    )
    if answers.partly:
        found.insert(1, (PARTLY, answers.partly))
    shown = [*named, *(row for _kind, rows in found for row in rows[:SHOWN])]
    read = {id(line.document): line for line in lines_of(shown, answers.asked, on)}

    def lines(rows):
        return [read[id(row.document)] for row in rows if id(row.document) in read]

    groups = [AnswerGroup(kind, len(rows), open_first(lines(rows[:SHOWN]))) for kind, rows in found]
    return lines(named), groups


def group_page(answers, slug, number, on):
    """(GroupKind, its page of lines) of the group named `slug`, or None when nobody knows it."""
    kind = next((kind for kind in GROUPS if kind.slug == slug), None)
    if kind is None:
        return None
    rows = [row for row in answers.rows if row.document.kind in kind.kinds]
    page = Paginator(rows, PER_PAGE).get_page(number)
    lines = lines_of(page.object_list, answers.asked, on)
    page.object_list = open_first(lines) if page.number == 1 else lines
    return kind, page
