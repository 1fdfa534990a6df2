"""What one plan wrote is undone by history: each row goes back to its version before."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Model

from records.changes.applying import (
    create,
    free_unique_texts,
    lock,
    refuse_closed,
    unique_texts,
    write_lines,
)
from records.changes.fingerprints import RowState, read_states
from records.changes.plan import ChangeRefused, RecordedChange, Scope, Stale
from records.history.bulk import BATCH, chunks, delete_many, record_rows, write_links
from records.history.diff import link_fields
from records.history.recording import CHANGED, CREATED, DELETED, one_change, owner_field
from records.history.versions import last_versions, values_of, version_links
from records.publication import REFUSED, may_publish, place_of

IN_USE = (
    "Des fiches s’appuient depuis sur celles que ce changement a ajoutées : il ne peut plus être "
    "annulé."
)


ARCHIVED = (
    "{names} aux archives depuis ce changement. Remettez ce qui manque en service d’abord, ou "
    "modifiez les fiches une à une."
)


@dataclass
class Written:
    """The versions of `model` that one change wrote: key of a row → its version."""

    model: Any
    versions: dict[Any, Any]

    def of(self, *kinds: str) -> list:
        """Keys of the rows that the change created (« + »), changed (« ~ ») or deleted (« - »)."""
        return [pk for pk, one in self.versions.items() if one.history_type in kinds]

    def unlike(self, states: dict[Any, RowState]) -> set:
        """Keys of the rows created or changed that are no longer as the change left them."""
        links = version_links(self.model, self.versions.values())
        return {
            pk
            for pk in self.of(CREATED, CHANGED)
            if pk not in states
            or values_of(self.versions[pk].instance) != values_of(states[pk].row)
            or links[self.versions[pk].history_id] != states[pk].links
        }


def undo(
    change: RecordedChange, scope: Scope, *, by: Any = None, reason: str = "", in_use: str = IN_USE
) -> list[Model]:
    """Put every row of `scope` that `change` wrote back as it was before it, for the person `by`.

    Return the supports it created that stay, because they changed or serve elsewhere since.
    One transaction, all or nothing: raise Stale, with the rows `moved`, when a main row is no
    longer as the change left it; ChangeRefused, saying `in_use`, when something else leans on a
    main row it created, REFUSED when it publishes or hides what `by` may not, and ARCHIVED when a
    row would lead again to what was archived since.
    """
    try:
        with transaction.atomic(), one_change(reason, by):
            undoing = Undoing(change, scope)
            kept = undoing.run(in_use)
            if undoing.moves_publication and not may_publish(by):
                raise ChangeRefused(REFUSED)
            return kept
    except IntegrityError as error:
        raise ChangeRefused(in_use) from error


class Undoing:
    def __init__(self, change: RecordedChange, scope: Scope) -> None:
        self.change, self.scope = change, scope
        self.moves_publication = False
        self.owners_of_apart: set = set()  # main rows whose lines apart are others since
        self.main = self.written(scope.main)
        self.lines = [self.written(model) for model in scope.lines]
        self.supports = [self.written(model) for model in scope.supports]

    def written(self, model: Any) -> Written:
        versions = model.history.filter(
            history_date=self.change.at, history_change_reason=self.change.reason or None
        )
        return Written(model, {version.id: version for version in versions.order_by("history_id")})

    def run(self, in_use: str) -> list[Model]:
        main, created = self.main, self.main.of(CREATED)
        lock(main.model, main.versions)
        refuse_closed(main.model._base_manager.filter(pk__in=list(main.versions)))
        states = read_states(main.model, main.versions, self.scope.lines)
        others = self.owners_of_other_lines(states)
        leaning = self.owners_of_apart & set(created)
        if moved := main.unlike(states) | others - leaning:
            raise Stale(moved=[states[pk].row for pk in sorted(moved) if pk in states])
        if leaning or used(main.model, created, apart=self.scope.lines):
            raise ChangeRefused(in_use)
        added, names = [states[pk].row for pk in created], unique_texts(main.model)
        if added and main.of(CHANGED):  # they may hold what others take back
            free_unique_texts(added, names)
        self.restore([states[pk].row for pk in main.of(CHANGED)])
        self.restore_lines(states)
        delete_many(added)
        return [row for written in self.supports for row in self.delete_unused(written)]

    def owners_of_other_lines(self, states: dict[Any, RowState]) -> set:
        """Keys of the main rows whose lines are not those that the change left."""
        found = set()
        # Model → key of a row that is, or was → key of its main row.
        mains: dict[Any, dict] = {self.scope.main: {pk: pk for pk in states}}
        created = set(self.main.of(CREATED))
        for written in self.lines:
            model: Any = written.model
            owner: Any = owner_field(model)
            owners = mains[owner.related_model]
            now = {
                line.pk: line
                for state in states.values()
                for line in state.lines
                if isinstance(line, model)
            }
            recorded: dict[Any, Any] = {}
            for some in chunks(list(owners)):
                past = model.history.filter(**{f"{owner.attname}__in": some})
                recorded |= {
                    pk: owners[key] for pk, key in past.values_list("id", owner.attname).distinct()
                }
            mains[model] = {pk: line.main_key for pk, line in now.items()} | recorded
            versions = last_versions(model, recorded, at=self.change.at)
            theirs = created | self.written_in(model, mains)
            for pk, main in recorded.items():  # a line without history has nothing to tell
                version = versions.get(pk)
                left = version.instance if version and version.history_type != DELETED else None
                line = now.get(pk)
                differs = (left and values_of(left)) != (line and values_of(line))
                if differs and model not in self.scope.apart:
                    found.add(main)
                elif differs and main in theirs:
                    self.owners_of_apart.add(main)
                    found.add(main)
        return found & set(states)

    def written_in(self, model: Any, mains: dict[Any, dict]) -> set:
        """Keys of the main rows where the change wrote lines of `model`, or created their owner."""
        owner: Any = owner_field(model)
        found = set()
        for written in self.lines:
            if written.model in (model, owner.related_model) and written.model in mains:
                keys = written.versions if written.model is model else written.of(CREATED)
                found |= {mains[written.model][pk] for pk in keys if pk in mains[written.model]}
        return found

    # --- going back ----------------------------------------------------------------------------

    def restore(self, rows: list[Any]) -> None:
        """Give the changed main rows their values and links of before."""
        if not rows:
            return
        first = min(one.history_id for one in self.main.versions.values())
        before = last_versions(self.main.model, [row.pk for row in rows], before=first)
        links = version_links(self.main.model, before.values())
        names: set[str] = set()
        targets: dict[Any, set] = defaultdict(set)
        for row in rows:
            now, past = values_of(row), before[row.pk].instance
            then, place = values_of(past), place_of(row)
            for field in row._meta.concrete_fields:
                if now[field.attname] != then[field.attname]:
                    setattr(row, field.attname, getattr(past, field.attname))
                    names.add(field.name)
                    targets[field.related_model].add(getattr(past, field.attname))
            self.moves_publication |= place_of(row) != place
        refuse_archived(targets)
        if names:
            free_unique_texts(rows, names)
            self.main.model._base_manager.bulk_update(rows, sorted(names), batch_size=BATCH)
        for field in link_fields(self.main.model):
            wanted = {pk: links[one.history_id][field.name] for pk, one in before.items()}
            write_links(field, wanted)
        record_rows(rows, CHANGED)

    def restore_lines(self, states: dict[Any, RowState]) -> None:
        """Delete the lines that the change created, write again those it deleted or edited."""
        lines = [line for state in states.values() for line in state.lines]
        for written in reversed(self.lines):
            gone = set(written.of(CREATED))
            delete_many([one for one in lines if isinstance(one, written.model) and one.pk in gone])
        for written in self.lines:
            create([written.versions[pk].instance for pk in written.of(DELETED)])
            if edited := written.of(CHANGED):
                first = min(one.history_id for one in written.versions.values())
                before = last_versions(written.model, edited, before=first)
                write_lines([before[pk].instance for pk in edited])

    def delete_unused(self, written: Written) -> list[Model]:
        """Delete the supports created that are as they were and of no use; return the others."""
        keys = written.of(CREATED)
        states = read_states(written.model, keys)
        kept = written.unlike(states) | used(written.model, keys)
        gone = [state.row for pk, state in states.items() if pk not in kept]
        self.moves_publication |= any(map(place_of, gone))
        delete_many(gone)
        return [state.row for pk, state in states.items() if pk in kept]


def refuse_archived(targets: dict[Any, set]) -> None:
    """Raise ChangeRefused when one of the rows (model → keys) led to again was archived since."""
    gone = [
        f"« {row} »"
        for model, keys in targets.items()
        if model and hasattr(model, "archived_on")
        for row in model._base_manager.filter(pk__in=keys).exclude(archived_on=None)
    ]
    if gone:
        verb = "est" if len(gone) == 1 else "sont"
        raise ChangeRefused(ARCHIVED.format(names=f"{', '.join(gone)} {verb}"))


def used(model: type[Model], keys: list, apart: tuple = ()) -> set:
    """Those of `keys` that another row refers to, the tables `apart` left out."""
    found: set = set()
    for relation in model._meta.related_objects if keys else ():
        field: Any = relation.field
        owner: Any = relation.related_model
        if isinstance(field, models.ManyToManyField):
            owner = field.remote_field.through
            if not owner._meta.auto_created:
                continue  # its own foreign keys are seen too
            field = owner._meta.get_field(field.m2m_reverse_field_name())
        if owner in apart:
            continue
        for some in chunks(keys):
            rows = owner._base_manager.filter(**{f"{field.name}__in": some})
            found.update(rows.values_list(field.attname, flat=True))
    return found
