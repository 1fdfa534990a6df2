"""What happened lately: the last changes, moment by moment, and the last imports."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db.models import Count, Max, Min, Value
from django.urls import reverse

from actions.models import Action, Indicator, Measure, Milestone, Place
from actions.models.importing import ImportBatch
from conventions.models import (
    Committee,
    Convention,
    Document,
    Enjeu,
    Meeting,
    Objective,
    Page,
    Territory,
)
from partners.models import Organisation
from records.history.recording import CHANGED, CREATED, DELETED, DEMONSTRATION, SHIPPED

CHANGES_SHOWN = 5
IMPORTS_SHOWN = 3
LOOKED_BACK = timedelta(days=30)
VERBS = {CREATED: "Ajout", CHANGED: "Modification", DELETED: "Suppression"}
# Tables told, those that give a change its name first; each with the column of its title.
TOLD = {
    Action: "title",
    Convention: "title",
    Enjeu: "title",
    Objective: "title",
    Meeting: "title",
    Document: "title",
    Page: "title",
    Committee: "name",
    Organisation: "name",
    Territory: "name",
    Indicator: "label",
    Milestone: "title",
    Place: "name",
    Measure: None,
}
TABLES = list(TOLD)
LINES = (Measure, Milestone, Place)  # without a history page of their own


@dataclass
class Moment:
    """All that one person did at once: rows touched per table, in the order of TOLD, and why."""

    at: object
    by: int | None
    tables: list = field(default_factory=list)
    reason: str = ""
    who: str = ""

    @property
    def words(self):
        """« Modification : la crèche » or « Ajout de 12 actions »."""
        model, row = self.tables[0]
        verb = VERBS[row["first"]] if row["first"] == row["last"] else VERBS[CHANGED]
        if row["rows"] == 1 and row["title"]:
            return f"{verb} : {row['title']}"
        names = model._meta.verbose_name_plural if row["rows"] > 1 else model._meta.verbose_name
        return f"{verb} : {row['rows']} {names}"

    @property
    def url(self):
        """The history of the row, when there is only one and it is still there."""
        model, row = self.tables[0]
        if row["rows"] > 1 or row["last"] == DELETED or model in LINES:
            return ""
        names = f"admin:{model._meta.app_label}_{model._meta.model_name}_history"
        return reverse(names, args=[row["key"]])


def moments_of(model, title, since):
    """The moments of one table since the datetime `since`, as rows that go into one union."""
    return (
        model.history.filter(history_date__gte=since)
        .exclude(history_change_reason__in=(SHIPPED, DEMONSTRATION))
        .order_by()
        .values("history_date", "history_user")
        .annotate(
            table=Value(TABLES.index(model)),
            rows=Count("id", distinct=True),
            key=Min("id"),
            first=Min("history_type"),
            last=Max("history_type"),
            reason=Max("history_change_reason"),
            title=Max(title) if title else Value(""),
        )
    )


def last_changes(at):
    """The CHANGES_SHOWN last moments before the datetime `at`, newest first: two queries."""
    first, *others = (moments_of(*table, at - LOOKED_BACK) for table in TOLD.items())
    rows = first.union(*others, all=True).order_by("-history_date", "table")
    found = {}
    # A moment has at most one row in each table.
    for row in rows[: CHANGES_SHOWN * len(TOLD)]:
        key = row["history_date"], row["history_user"]
        moment = found.setdefault(key, Moment(*key))
        moment.tables.append((TABLES[row["table"]], row))
        moment.reason = moment.reason or row["reason"] or ""
    moments = list(found.values())[:CHANGES_SHOWN]
    people = get_user_model().objects.in_bulk([moment.by for moment in moments if moment.by])
    for moment in moments:
        moment.who = str(people.get(moment.by, ""))
    return moments


def last_imports():
    """The IMPORTS_SHOWN tables received last."""
    return list(ImportBatch.objects.select_related("by")[:IMPORTS_SHOWN])
