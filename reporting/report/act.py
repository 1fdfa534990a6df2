"""What every verb of the workflow does: lock, right, side, change of state, event."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from partners.models import User
from reporting.models import Report, ReportEvent
from reporting.models.event import Side
from reporting.report.reading import held
from reporting.report.transitions import TRANSITIONS, WrongState, acting_side

Check = Callable[[Report], None] | None  # looks at the locked row, raises Refused


class Act:
    """One verb that `by` does at the datetime `at` to the locked `report`, on their `side`.

    PermissionDenied unless they may. `check(report)` looks first at the locked row.
    """

    def __init__(
        self, report: Report, verb: str, by: User, at: dt.datetime, check: Check = None
    ) -> None:
        self.report, self.verb, self.by, self.at = held(report), verb, by, at
        self.on = timezone.localdate(at)
        if check:
            check(self.report)
        side = acting_side(verb, self.report, by)
        if side is None:
            raise PermissionDenied
        self.side: Side = side

    def move(
        self, verb: str = "", values: dict[str, Any] | None = None, **event: Any
    ) -> ReportEvent:
        """Change the state by the verb, and write what happened; gives the event.

        Raises WrongState. The condition on the old state is in the update itself: row locks do
        nothing on SQLite.
        """
        report, verb, values = self.report, verb or self.verb, values or {}
        before, moves = report.state, TRANSITIONS[verb].moves
        if before not in moves:
            raise WrongState(verb)
        after = moves[before]
        if not Report.objects.filter(pk=report.pk, state=before).update(state=after, **values):
            raise WrongState(verb)
        for name, value in {"state": after, **values}.items():
            setattr(report, name, value)
        return self.note(verb, before, **event)

    def note(self, verb: str, before: str, **event: Any) -> ReportEvent:
        """Write that `verb` led from the state `before` to the one of the report."""
        return ReportEvent.objects.create(
            report=self.report, verb=verb, before=before, after=self.report.state, at=self.at,
            by=self.by, by_label=str(self.by), side=self.side, **event,
        )  # fmt: skip
