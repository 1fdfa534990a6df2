"""A plan is written, all of it or nothing, once it is known to be the one that was shown."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import CharField, Model, QuerySet, UniqueConstraint, Value
from django.db.models.functions import Cast, Concat

from records.changes.fingerprints import RowState, read_states
from records.changes.plan import ChangePlan, ChangeRefused, RecordedChange, RowChange, Stale
from records.closing import closed_among
from records.history.bulk import BATCH, chunks, delete_many, record_rows, write_links
from records.history.recording import CHANGED, CREATED, FIRST_KNOWN, change_date, one_change
from records.history.versions import last_versions, values_of, version_links
from records.publication import REFUSED, may_publish

HAS_FAULTS = "Des erreurs restent à corriger : rien n’est enregistré."
REASON_NEEDED = (
    "L’avancement ou les dates d’actions publiées changent : dites pourquoi. Votre raison reste "
    "dans l’historique."
)
SEEN_BEFORE = "État constaté avant ce changement"
MICROSECOND = timedelta(microseconds=1)


def full_reason(act: str, reason: str) -> str:
    """« Import de plan.csv : décidé en comité »: what is done, and why when somebody said it."""
    return " : ".join(filter(None, (act, reason.strip())))


def apply(
    plan: ChangePlan,
    *,
    by: Any = None,
    reason: str = "",
    act: str = "",
    shown: Mapping[Any, str] | None = None,
    found: QuerySet | None = None,
) -> RecordedChange:
    """Write the changing rows of `plan` for the person `by`; return what finds them in history.

    `shown` are the fingerprints (key → text) that the person saw, those of the plan by default;
    `found` the queryset they chose from, when it must still give exactly these rows. History says
    `act`, then `reason`.

    One transaction, all or nothing: raise Stale when a row changed since it was shown, entered or
    left the choice, ChangeRefused when the plan has faults, lacks a reason it needs, or publishes
    or hides what `by` may not. Raise IntegrityError when somebody else took a unique value
    meanwhile.
    """
    with transaction.atomic():
        states = refuse_stale(plan, plan.fingerprints if shown is None else shown, found)
        touched = [*plan.changing, *plan.refused]
        refuse_closed([*(row.row for row in touched), *plan.creations])
        refuse_closed(states[row.pk].row for row in touched if row.pk in states)
        if plan.faults or plan.refused:
            raise ChangeRefused(HAS_FAULTS)
        if plan.needs_reason and not reason.strip():
            raise ChangeRefused(REASON_NEEDED)
        if plan.moves_publication and not may_publish(by):
            raise ChangeRefused(REFUSED)
        told = full_reason(act, reason)
        with one_change(told, by):
            plan.number_new_rows()
            record_as_they_stand([states[row.pk] for row in plan.changing if not row.is_new])
            for model in plan.scope.lines:
                record_as_they_stand(lines_to_edit(model, plan, states))
            write_plan(plan.creations, plan.changing, plan.scope.lines, plan.creation_links)
            return RecordedChange(change_date(), told)


def refuse_closed(rows: Iterable[Model]) -> None:
    """Raise ChangeRefused, with its words, when one of the `rows` is closed."""
    if found := closed_among(rows):
        raise ChangeRefused(found[0][1])


def lock(model: type[Model], keys: Iterable) -> None:
    """Wait for whoever writes these rows; nobody else writes them until the transaction ends."""
    for some in chunks(sorted(keys)):
        rows = model._base_manager.select_for_update().filter(pk__in=some)
        list(rows.order_by("pk").values_list("pk"))


def refuse_stale(
    plan: ChangePlan, shown: Mapping[Any, str], found: QuerySet | None
) -> dict[Any, RowState]:
    """Lock the rows `shown` and give their states.

    Raise Stale unless they are as the person saw them and as the plan was made from them.
    """
    model, planned = plan.scope.main, plan.fingerprints
    lock(model, shown)
    states = read_states(model, shown, plan.scope.lines)
    now = {pk: state.fingerprint for pk, state in states.items()}
    chosen = set(shown) if found is None else set(found.values_list("pk", flat=True))
    entered, left, gone = chosen - set(shown), set(shown) - chosen, set(shown) - set(now)
    moved = {
        pk
        for pk in set(now) & chosen
        if now[pk] != shown[pk] or planned.get(pk, shown[pk]) != shown[pk]
    }
    if entered or left or moved or gone or not set(planned) <= set(shown):
        rows = model._base_manager.in_bulk(entered | left | moved)
        raise Stale(
            *(
                sorted((rows[pk] for pk in part if pk in rows), key=str)
                for part in (entered, left, moved)
            )
        )
    return states


def record_as_they_stand(states: list[RowState]) -> None:
    """Write a version, dated just before, of the rows whose history does not say what they say.

    Rows written without history (a loader, an older portal) can so be brought back too.
    """
    if not states:
        return
    model = type(states[0].row)
    versions = last_versions(model, [state.row.pk for state in states])
    links = version_links(model, versions.values())
    unknown, differing = [], []
    for state in states:
        version = versions.get(state.row.pk)
        if version is None:
            unknown.append(state.row)
        elif (
            values_of(version.instance) != values_of(state.row)
            or links[version.history_id] != state.links
        ):
            differing.append(state.row)
    for rows, kind, told in ((unknown, CREATED, FIRST_KNOWN), (differing, CHANGED, SEEN_BEFORE)):
        with one_change(told):
            record_rows(rows, kind, at=change_date() - MICROSECOND)


def lines_to_edit(model: type[Model], plan: ChangePlan, states: dict) -> list[RowState]:
    """The lines of `model` that the `plan` edits, as they are now."""
    wanted = {line.pk for row in plan.changing for line in row.edited if isinstance(line, model)}
    return [
        RowState(line)
        for state in states.values()
        for line in (state.lines if wanted else ())
        if isinstance(line, model) and line.pk in wanted
    ]


def write_plan(
    creations: list[Model],
    rows: list[RowChange],
    lines: tuple[type[Model], ...] = (),
    links: Iterable[tuple[Model, str, Collection]] = (),
) -> None:
    """Create, change, link and record; use it inside `one_change`, in a transaction.

    The `lines` are the models of the lines of the rows, owners before what they own; the `links`
    are those of the creations, towards rows that exist.
    """
    for _model, group in groupby(creations, type):
        create(list(group), links)
    new = [row.row for row in rows if row.is_new]
    changed = [row.row for row in rows if not row.is_new]
    if changed:
        save_fields(changed, {name for row in rows if not row.is_new for name in row.fields})
    if new:
        type(new[0])._base_manager.bulk_create(new, batch_size=BATCH)
    for name in {name for row in rows for name in row.links}:
        wanted = {row.pk: set(map(key_of, row.links[name])) for row in rows if name in row.links}
        write_links(rows[0].row._meta.get_field(name), wanted)
    for model in reversed(lines):
        delete_many([one for row in rows for one in row.dropped if isinstance(one, model)])
    for model in lines:
        write_lines([one for row in rows for one in row.edited if isinstance(one, model)])
        create([one for row in rows for one in row.lines if isinstance(one, model)])
    record_rows(changed, CHANGED)
    record_rows(new, CREATED)


def key_of(linked: Any) -> Any:
    return linked.pk if isinstance(linked, Model) else linked


def create(rows: list[Model], links: Iterable[tuple[Model, str, Collection]] = ()) -> None:
    """Insert the `rows`, all of one model, and those of the `links` that start there, with their
    first version."""
    if rows:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=BATCH)
        mine = [link for link in links if any(link[0] is row for row in rows)]
        for name in {name for _row, name, _keys in mine}:
            wanted = {row.pk: set(keys) for row, one, keys in mine if one == name}
            write_links(rows[0]._meta.get_field(name), wanted)
        record_rows(rows, CREATED)


def write_lines(lines: list[Model]) -> None:
    """Write all that the existing `lines`, all of one model, say now, with a version of each."""
    if lines:
        model = type(lines[0])
        names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
        model._base_manager.bulk_update(lines, names, batch_size=BATCH)
        record_rows(lines, CHANGED)


def free_unique_texts(rows: list[Model], names: set[str]) -> None:
    """Make the `rows` give up their texts that are unique among the fields `names`.

    Databases check each row as it is written: without this, no two rows could exchange a code, nor
    pass theirs down a list. Nobody sees what stands there until the true texts are written.
    """
    model = type(rows[0])
    for name in sorted(names & unique_texts(model)):
        free = Concat(Value("~"), Cast("pk", CharField()))
        for some in chunks([row.pk for row in rows]):
            model._base_manager.filter(pk__in=some).update(**{name: free})


def unique_texts(model: type[Model]) -> set[str]:
    """The names of the text fields that a constraint of `model` keeps unique, with others."""
    fields = {
        name
        for one in model._meta.constraints
        if isinstance(one, UniqueConstraint) and not one.condition
        for name in one.fields
    }
    return {name for name in fields if isinstance(model._meta.get_field(name), CharField)}


def save_fields(rows: list[Model], names: set[str]) -> None:
    """Write the fields `names` of the existing `rows`, and the date of their last change."""
    model = type(rows[0])
    free_unique_texts(rows, names)
    stamps = [field for field in model._meta.concrete_fields if getattr(field, "auto_now", False)]
    for row in rows:
        for stamp in stamps:
            setattr(row, stamp.attname, change_date())
    if wanted := sorted(names | {stamp.name for stamp in stamps}):
        model._base_manager.bulk_update(rows, wanted, batch_size=BATCH)
