"""The table that the steering committee reads on paper: short, by enjeu, with its sums.

Published actions alone, whoever asks: what is printed leaves the team.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils import timezone

from actions.exporting import committee_looks as looks
from actions.exporting.workbook import sum_of
from actions.list_rows import list_rows
from actions.models import Avancement, Funding, Update
from actions.models.action_rows import LONG_TEXTS
from actions.progress import Progress, total
from conventions.models import Convention
from records.french import full_date
from tables.output import OutputColumn, OutputLine, OutputSheet, PrintedPage, Styled

TITLE = "Tableau du comité"
COLUMNS = (
    OutputColumn("N°", 8),
    OutputColumn("Action", 40),
    OutputColumn("Pilote", 18),
    OutputColumn("Avancement", 15),
    OutputColumn("Échéance", 12),
    OutputColumn("Dernière actualité", 34),
    OutputColumn("Prévu", 14, is_money=True),
    OutputColumn("Réel", 14, is_money=True),
)
BEFORE_MONEY = 6
EXAMPLES = "Ce tableau contient des exemples fictifs."


def committee_sheet(
    found: Any, convention: Convention | None, site: str, *, at: datetime, choices: Iterable = ()
) -> OutputSheet:
    """The sheet of the queryset `found` of one `convention`, as it stands at the moment `at`.

    `site` is said under the title, and `choices`: the filters in words. What is not published is
    left out. The number of queries does not depend on that of the rows.
    """
    today = timezone.localdate(at)
    rows = (
        found.filter(is_published=True)
        .in_plan_order()
        .select_related("convention", "lead", "enjeu")
        .defer(*LONG_TEXTS)
        .prefetch_related("fundings")
    )
    actions: list[Any] = list_rows(rows, today)
    said = latest_news(actions, at)
    name = str(convention or "Aucune convention")
    verb = "étaient" if convention and convention.is_over(today) else "sont"
    above = [
        wide(f"{name} : où en {verb} les actions", looks.TITLE),
        wide(f"{site}. Au {full_date(today)}.", looks.SUBTITLE),
    ]
    if choices:
        above.append(wide(f"Choix : {' ; '.join(choices)}.", looks.SUBTITLE))
    if any(action.is_demo for action in actions):
        above.append(wide(EXAMPLES, looks.SUBTITLE))
    printed = list(lines(actions, said, convention))
    heights = tuple({line.height for line in (*above, *printed) if line.height})
    page = PrintedPage(looks.HEADER, looks.LOOKS, heights, tuple(above), f"{name}, {site}")
    return OutputSheet(TITLE, COLUMNS, printed, page=page, is_list=False)


def latest_news(actions: list[Any], at: datetime) -> dict[int, Update]:
    """Key of an action → its last news at the moment `at` that tells something."""
    news = Update.objects.published(at).filter(action__in=actions, nothing_new=False)
    found: dict[int, Update] = {}
    for one in news.only("action_id", "title", "told_on", "published_at"):
        found.setdefault(one.action_id, one)
    return found


def lines(
    actions: list[Any], said: dict[int, Update], convention: Convention | None
) -> Iterator[OutputLine]:
    """The lines of each enjeu between its name and its sums, then those of the whole table."""
    for enjeu, group in groupby(actions, key=lambda action: action.enjeu):
        rows = list(group)
        level = convention.territory.enjeu_name.capitalize() if convention else ""
        yield wide(f"{level} {enjeu}", looks.GROUP)
        for action in rows:
            yield action_line(action, said.get(action.pk))
        yield sum_line("Sous-total", rows)
    yield sum_line("Total", actions)


def action_line(action: Any, news: Update | None) -> OutputLine:
    state = Avancement(action.avancement)
    word = f"{state.label}\n{action.late.lower()}" if action.late else str(state.label)
    end = "permanente" if action.is_permanent else action.ends_on
    told = f"{news.said_on:%d/%m/%Y} : {news.title}" if news else None
    fundings = action.fundings.all()
    cells = [
        Styled(action.code, looks.STRONG),
        Styled(action.title, looks.TEXT),
        Styled(action.lead.label if action.lead else None, looks.TEXT),
        Styled(word, looks.STATES[state]),
        Styled(end, looks.LATE if action.late else looks.TEXT),
        Styled(told, looks.TEXT),
        *(Styled(sum_of(fundings, key), looks.MONEY) for key in ("planned", "actual")),
    ]
    heights = [
        looks.height_needed(cell.value, cell.look, column.width)
        for cell, column in zip(cells, COLUMNS, strict=True)
        if isinstance(cell.value, str)
    ]
    return OutputLine(cells, height=max(heights))


def sum_line(label: str, actions: list[Any]) -> OutputLine:
    """How many actions in each state, and the money told: what the pages of the site say too."""
    progress = total(
        Progress({one.avancement: 1}, int(bool(one.late)), over=int(one.is_over)) for one in actions
    )
    count = progress.total
    words = [f"{label} : {count} action{'s' if count > 1 else ''}"]
    words += [words_of for words_of in (progress.words, progress.late_words) if words_of]
    text = ". ".join([words[0], *(one[0].upper() + one[1:] for one in words[1:])]) + "."
    fundings: list[Funding] = [row for action in actions for row in action.fundings.all()]
    return spanning(
        text,
        looks.SUM,
        BEFORE_MONEY,
        [Styled(sum_of(fundings, key), looks.SUM_MONEY) for key in ("planned", "actual")],
    )


def wide(text: str, look: Any) -> OutputLine:
    return spanning(text, look, len(COLUMNS), [])


def spanning(text: str, look: Any, spans: int, rest: list) -> OutputLine:
    """A line that begins with one `text` over `spans` columns, as high as it needs."""
    width = sum(column.width for column in COLUMNS[:spans])
    hidden = [Styled(None, look)] * (spans - 1)
    height = looks.height_needed(text, look, width)
    return OutputLine([Styled(text, look), *hidden, *rest], spans, height)
