"""The columns of a plan in a spreadsheet, shared by the import and the exports.

Each column says all about itself: adding one to the table is a declaration in `columns.toml`, or in
`practical.toml` for those of services. The exports write `heading`, in this order. The import also
knows the words that real tables use; headings are compared by `heading_key`, so that accents,
capitals and « (s) » do not count.
"""

import re
import tomllib
from pathlib import Path

from actions.importing.columns import attached, dates, fields, named, outcome, practical, rows
from actions.importing.columns.attached import OpenDict
from actions.importing.columns.base import PlanColumn
from records.folding import fold

# What a declaration may say as its `type`; a column without one is of the type of its own key.
TYPES = {
    "code": fields.CodeColumn,
    "number": fields.PermanentNumberColumn,
    "line": fields.LineColumn,
    "text": fields.TextColumn,
    "date": dates.DateColumn,
    "span": dates.SpanColumn,
    "period": dates.PeriodColumn,
    "flag": fields.FlagColumn,
    "avancement": fields.StateColumn,
    "outcome": outcome.OutcomeColumn,
    "outcome_reason": outcome.OutcomeReasonColumn,
    "position": fields.NumberColumn,
    "enjeu": rows.EnjeuColumn,
    "objective": rows.ObjectiveColumn,
    "organisation": rows.OrganisationColumn,
    "lead": rows.LeadColumn,
    "role": rows.RoleColumn,
    "audiences": rows.AudiencesColumn,
    "domains": rows.DomainsColumn,
    "communes": rows.CommunesColumn,
    "amounts": attached.AmountsColumn,
    "indicators": attached.IndicatorsColumn,
    "milestones": attached.StepsColumn,
    "goal": attached.ValueColumn,
    "kind": practical.KindColumn,
    "service-line": practical.ServiceLineColumn,
    "service-text": practical.ServiceTextColumn,
    "service-date": practical.ServiceDateColumn,
}


def declared(facts: dict) -> PlanColumn:
    return TYPES[facts.pop("type", facts["key"])](**facts)


DECLARATIONS = Path(__file__).with_name("columns.toml").read_text(encoding="utf-8")
YEARS = tuple(
    dates.YearColumn(f"{dates.YearColumn.START}{year}", str(year), [f"année {year}"], "", "X")
    for year in range(2015, 2046)
)
PRACTICAL = Path(__file__).with_name("practical.toml").read_text(encoding="utf-8")
DECLARED = tuple(
    declared(facts)
    for declarations in (DECLARATIONS, PRACTICAL)
    for facts in tomllib.loads(declarations)["columns"]
)
# Read and never exported: they have their own sheets in the workbook.
ATTACHED_DECLARATIONS = Path(__file__).with_name("attached.toml").read_text(encoding="utf-8")
ATTACHED_COLUMNS = tuple(map(declared, tomllib.loads(ATTACHED_DECLARATIONS)["columns"]))
READ = (*DECLARED, *ATTACHED_COLUMNS, *YEARS)  # all that a file may hold, but for the series
COLUMNS = tuple(column for column in DECLARED if column.is_exported)
BY_KEY: dict[str, PlanColumn] = OpenDict(
    lambda key: named.named_column(key) or attached.series_column(key)
)
BY_KEY.update({column.key: column for column in READ})


def heading_key(text: str) -> str:
    """`text` as headings are compared: folded, « public(s) » as « publics », words only."""
    folded = re.sub(r"\((s|e|es|x)\)", r"\1", fold(text))
    words = re.sub(r"[\W_]+", " ", folded).split()
    return " ".join(word for word in words if word not in ("l", "d", "de", "du", "des"))


BY_HEADING: dict[str, PlanColumn] = OpenDict(lambda words: BY_KEY.get(attached.series_key(words)))
BY_HEADING.update(
    (heading_key(words), column) for column in READ for words in (column.heading, *column.words)
)


def is_heading(text: str) -> bool:
    """Whether `text` heads a known column, under any of its names."""
    return heading_key(text) in BY_HEADING
