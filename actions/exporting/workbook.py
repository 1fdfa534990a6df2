"""The whole plan as one workbook: its actions, what hangs on each, and who takes part."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from actions.exporting.plan import plan_sheet
from actions.importing.attached.sheets import (
    ACTION,
    ATTACHED_ROWS,
    CODE,
    FUNDINGS,
    INDICATORS,
    NUMBER,
    PLACES,
    STEPS,
    TOTAL,
    AttachedSheet,
    told,
    value_of_year,
)
from actions.models import ActionPartner, Funding, Indicator, PartnerRole
from actions.models.action_rows import LONG_TEXTS
from actions.models.follow_up import NO_FUNDER
from tables.output import OutputColumn, OutputSheet

PLAN_TITLE = "Actions"
OF_ACTION = (OutputColumn(NUMBER, 10), OutputColumn(CODE, 10), OutputColumn(ACTION, 40))
PARTNERS = Prefetch("action_partners", ActionPartner.objects.select_related("organisation"))
ORGANISATIONS = (
    OutputColumn("Organisation", 40),
    OutputColumn("Sigle", 14),
    OutputColumn("Actions qu’elle pilote", 14),
    OutputColumn("Actions qu’elle copilote", 14),
    OutputColumn("Actions où elle est partenaire", 14),
    OutputColumn("Actions qu’elle finance", 14),
    OutputColumn("Montants prévus", 16, is_money=True),
    OutputColumn("Montants réels", 16, is_money=True),
)


def workbook_sheets(actions: Any, *, on: date, exact: bool) -> list[OutputSheet]:
    """The sheets of the queryset `actions`, in its order, as they stand on the date `on`.

    Without `exact`, it is for residents: no count of people below five, no outcome before the end.
    The number of queries does not depend on that of the rows.
    """
    rows = list(
        actions.select_related("lead").defer(*LONG_TEXTS).prefetch_related(*ATTACHED_ROWS, PARTNERS)
    )
    return [
        plan_sheet(actions, PLAN_TITLE, public_on=None if exact else on),
        attached_sheet(STEPS, rows),
        indicators_sheet(rows, on, exact=exact),
        fundings_sheet(rows),
        attached_sheet(PLACES, [row for row in rows if row.is_service]),
        OutputSheet("Organisations", ORGANISATIONS, organisation_rows(rows)),
    ]


def columns_of(sheet: AttachedSheet, years: tuple = ()) -> tuple[OutputColumn, ...]:
    found = list(OF_ACTION)
    for column in sheet.columns:
        found.append(OutputColumn(column.heading, column.width, is_money=column.is_money))
        if column.key == sheet.years_after:
            found += [OutputColumn(str(year), 12) for year in years]
    return tuple(found)


def of_action(action: Any) -> list[Any]:
    return [action.number, action.code, action.title]


def attached_sheet(sheet: AttachedSheet, actions: list) -> OutputSheet:
    """One line for each row of `sheet` that hangs on one of the `actions`."""
    lines = (
        [*of_action(action), *(column.export(row) for column in sheet.columns)]
        for action in actions
        for row in getattr(action, sheet.related).all()
    )
    return OutputSheet(sheet.title, columns_of(sheet), lines)


# --- indicators --------------------------------------------------------------------------------


def indicators_sheet(actions: list, on: date, *, exact: bool) -> OutputSheet:
    """One line an indicator, one column a year: those that have a value, and the one of `on`."""
    found = {
        measure.on.year
        for action in actions
        for indicator in action.indicators.all()
        for measure in indicator.measures.all()
    }
    years = tuple(sorted(found | {on.year}))
    lines = (
        [*of_action(action), *indicator_cells(indicator, years, exact=exact)]
        for action in actions
        for indicator in action.indicators.all()
    )
    return OutputSheet(INDICATORS.title, columns_of(INDICATORS, years), lines)


def indicator_cells(indicator: Indicator, years: tuple, *, exact: bool) -> Iterator[Any]:
    measures = list(indicator.measures.all())
    for column in INDICATORS.columns:
        yield column.export(indicator, exact=exact)
        if column.key == INDICATORS.years_after:
            for year in years:
                measure = value_of_year(measures, year)
                small = measure is not None and indicator.is_small(measure.value)
                yield told(measure, is_secret=small and not exact)


# --- money -------------------------------------------------------------------------------------


def fundings_sheet(actions: list) -> OutputSheet:
    """One line a year and a funder of an action; then the totals by year, by funder, and of all."""
    lines = attached_sheet(FUNDINGS, actions)
    return OutputSheet(lines.title, lines.columns, with_totals(lines.rows, actions))


def with_totals(lines: Any, actions: list) -> Iterator[list]:
    yield from lines
    rows = [row for action in actions for row in action.fundings.all()]
    by_year: dict[int, list[Funding]] = defaultdict(list)
    by_funder: dict[str, list[Funding]] = defaultdict(list)
    for row in rows:
        by_year[row.year].append(row)
        by_funder[row.funder.name if row.funder else NO_FUNDER].append(row)
    for year in sorted(by_year):
        yield total_line(by_year[year], year=year)
    for name in sorted(by_funder):
        yield total_line(by_funder[name], funder=name)
    if rows:
        yield total_line(rows)


def total_line(rows: list, *, year: int | None = None, funder: str | None = None) -> list:
    return [None, None, TOTAL, year, funder, *(sum_of(rows, key) for key in AMOUNTS), None]


AMOUNTS = ("planned", "actual")


def sum_of(rows: Any, key: str) -> Decimal | None:
    """The sum of the amounts `key` that are known, None when none is."""
    known = [getattr(row, key) for row in rows if getattr(row, key) is not None]
    return sum(known, Decimal(0)) if known else None


# --- organisations -----------------------------------------------------------------------------


def organisation_rows(actions: list) -> Iterator[list]:
    """One line for each organisation that `actions` name: what it does in them."""
    found: dict[int, Any] = {}
    roles: dict[int, Counter] = defaultdict(Counter)
    money: dict[int, list[Funding]] = defaultdict(list)

    def see(organisation: Any, role: str) -> None:
        found[organisation.pk] = organisation
        roles[organisation.pk][role] += 1

    for action in actions:
        if action.lead:
            see(action.lead, "lead")
        for line in action.action_partners.all():
            see(line.organisation, line.role)
        for row in (one for one in action.fundings.all() if one.funder):
            found[row.funder_id] = row.funder
            money[row.funder_id].append(row)
    for organisation in sorted(found.values(), key=lambda one: (one.name, one.pk)):
        of, rows = roles[organisation.pk], money[organisation.pk]
        yield [
            organisation.name,
            organisation.short_name,
            *(of[role] for role in ("lead", *PartnerRole.values)),
            *(sum_of(rows, key) for key in AMOUNTS),
        ]
