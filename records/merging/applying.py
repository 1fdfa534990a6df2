"""A merge is written, all of it or nothing, once it is known to be the one that was shown."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from records import constraints
from records.changes.applying import full_reason, lock, record_as_they_stand, save_fields
from records.changes.fingerprints import read_states
from records.changes.plan import ChangeRefused
from records.history.bulk import delete_many, linked_keys, record_rows, write_links
from records.history.recording import CHANGED, is_recorded, one_change
from records.history.versions import values_of
from records.merging.plan import MergePlan, MovedRows, Twin, merge_plan
from records.models.archive import Archivable

MOVED_SINCE = (
    "Quelque chose a changé depuis cet aperçu : rien n’est enregistré. Relisez, puis recommencez."
)
NOT_CHOSEN = "Dites quoi garder des lignes que les deux fiches ont."


class MergeMoved(ChangeRefused):
    """What would be written is not what was shown."""


def merge(
    kept_key: Any,
    gone_key: Any,
    model: Any,
    *,
    shown: str,
    ways: Mapping[str, str] | None = None,
    by: Any = None,
    reason: str = "",
) -> MergePlan:
    """Make the row `gone_key` of `model` one with `kept_key`, for the person `by`.

    `shown` is the digest of the plan that was shown, `ways` what was chosen: name of a twin →
    slug of one of the `merge_ways` of its model. Everything that leads to the one that leaves leads
    to the other; it stays as an archive that says which. Gives what was done.

    One transaction, all or nothing: raise MergeMoved when the plan is no longer the one shown,
    ChangeRefused when it has faults or lacks a choice, model.DoesNotExist when a row is gone.
    """
    with transaction.atomic():
        lock(model, [kept_key, gone_key])
        kept = model._base_manager.get(pk=kept_key)
        plan = merge_plan(kept, model._base_manager.get(pk=gone_key))
        if plan.faults:
            raise ChangeRefused(plan.faults[0])
        if plan.digest != shown:
            raise MergeMoved(MOVED_SINCE)
        ways = ways or {}
        for twin in plan.questions:
            if ways.get(twin.name) not in dict(twin.row.merge_ways):
                raise ChangeRefused(NOT_CHOSEN)
        act = f"Fusion de « {plan.gone} » avec « {kept} »"
        with one_change(full_reason(act, reason), by):
            Writer(plan, ways).write()
    return plan


class Writer:
    """Writes a MergePlan, inside one change and one transaction.

    A row that several relations move is read and recorded once.
    """

    def __init__(self, plan: MergePlan, ways: Mapping[str, str]) -> None:
        self.plan, self.ways = plan, ways
        self.rows: dict[Any, dict[Any, Any]] = defaultdict(dict)  # model → key → the row to write
        self.names: dict[Any, set[str]] = defaultdict(set)
        self.deleted: dict[Any, list[Any]] = defaultdict(list)

    def write(self) -> None:
        for part in self.plan.parts:
            self.read(part)
        for part in self.plan.parts:
            self.join_twins(part)
            self.deleted[part.relation.model] += part.dropped
        for rows in filter(None, self.deleted.values()):
            delete_many(rows)
        for part in self.plan.parts:
            self.move(part)
        for model, rows in self.rows.items():
            left = {row.pk for row in self.deleted[model]}
            written = [row for key, row in rows.items() if key not in left]
            if written and self.names[model]:
                save_fields(written, self.names[model])
            if written and is_recorded(model):
                record_rows(written, CHANGED)
        self.write_the_two()

    def read(self, part: MovedRows) -> None:
        """Lock what the part moves, and have history say how it stood."""
        model: Any = part.relation.model
        keys = {row.pk for row in part.rows} | {twin.kept.pk for twin in part.twins}
        keys -= {row.pk for row in part.dropped}
        lock(model, keys | {row.pk for row in part.dropped})
        states = read_states(model, keys - set(self.rows[model]))
        if is_recorded(model):
            record_as_they_stand(list(states.values()))
        self.rows[model] |= {key: state.row for key, state in states.items()}

    def join_twins(self, part: MovedRows) -> None:
        """The row that stays takes in its twin, which leaves or stands aside."""
        model: Any = part.relation.model
        for twin in part.twins:
            row, kept = self.rows[model][twin.row.pk], self.rows[model][twin.kept.pk]
            self.change(
                kept, lambda kept=kept, row=row, twin=twin: kept.take_in(row, self.way(twin))
            )
            if hasattr(row, "retire"):
                self.change(row, lambda row=row: row.retire(timezone.now()))
            else:
                self.deleted[model].append(row)

    def way(self, twin: Twin) -> str:
        return self.ways.get(twin.name, "")

    def change(self, row: Any, act: Any) -> None:
        """Do `act`, and note the fields of `row` that it changes."""
        before = values_of(row)
        act()
        after, meta = values_of(row), type(row)._meta
        self.names[type(row)] |= {
            one.name for one in meta.concrete_fields if before[one.attname] != after[one.attname]
        }

    def move(self, part: MovedRows) -> None:
        relation, model = part.relation, part.relation.model
        keys = [row.pk for row in part.rows]
        if relation.is_links:
            wanted = linked_keys(relation.field, keys)
            wanted = {
                key: (wanted[key] - {self.plan.gone.pk}) | {self.plan.kept.pk} for key in keys
            }
            write_links(relation.field, wanted)
            self.stamp(model)
            return
        left = {row.pk for row in self.deleted[model]}
        for key in keys:
            if key not in left:
                setattr(self.rows[model][key], relation.field.attname, self.plan.kept.pk)
        self.names[model].add(relation.field.name)

    def stamp(self, model: Any) -> None:
        """Links say nothing of the day of their change: their row does."""
        self.names[model] |= {
            one.name for one in model._meta.concrete_fields if getattr(one, "auto_now", False)
        }

    def write_the_two(self) -> None:
        """The one that leaves says which; the one that stays is completed."""
        kept, gone = self.plan.kept, self.plan.gone
        was_public = getattr(gone, "is_published", False)
        gone.merged_into = kept
        if isinstance(gone, Archivable):
            gone.archived_on = gone.archived_on or timezone.localdate()
            gone.archive_reason = f"Fusionnée avec « {kept} »"
            gone.is_published = False
        for name, value in self.plan.completed.items():
            setattr(kept, name, value)
        if was_public and not kept.is_published:
            kept.is_published = True
        for row in (gone, kept):
            constraints.validate(row)
            self.record_first(row)
            row.save()

    def record_first(self, row: models.Model) -> None:
        if is_recorded(type(row)):
            record_as_they_stand(list(read_states(type(row), [row.pk]).values()))
