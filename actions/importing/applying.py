"""The plan shown is written, all of it or nothing, and what it touched is remembered."""

from collections import defaultdict
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from actions.importing.batch import plan_of, table_of
from actions.importing.change_plan import CREATE, Creation, Plan, RowChange
from actions.importing.column_mapping import remembered_columns
from actions.importing.columns import heading_key
from actions.importing.lookups import FIXED, LINKS, ROLES, SCALARS, TARGET_FIELDS, through_of
from actions.importing.name_matching import WHOLE
from actions.importing.reading import Sheet
from actions.importing.snapshots import Snapshot, digests, jsonable
from actions.models import (
    Action,
    ActionPartner,
    Audience,
    ImportBatch,
    ImportState,
    ImportWord,
    WordKind,
)
from conventions.models import Convention, Enjeu, Objective
from conventions.models.convention import natural_position
from partners.models import Organisation
from records.history.bulk import CHANGED, CREATED, DELETED, record_rows
from records.history.recording import one_change
from tables.errors import Refused

BATCH = 200
ALREADY = "Cet import est déjà appliqué."
HAS_FAULTS = "Ce fichier contient encore des erreurs : rien n’a été appliqué."
UNDECIDED = "Des mots du fichier restent à expliquer : rien n’a été appliqué."
NOTHING = "Ce fichier ne change rien : il n’y a rien à appliquer."
CHANGED_SINCE = (
    "Le plan a changé depuis cet aperçu : rien n’a été appliqué. Regardez le nouvel aperçu, "
    "puis confirmez de nouveau."
)
REASON_NEEDED = (
    "L’avancement ou les dates d’actions publiées changent : dites pourquoi, la raison reste "
    "dans l’historique."
)
MODELS: dict[WordKind, Any] = {
    WordKind.ENJEU: Enjeu,
    WordKind.OBJECTIVE: Objective,
    WordKind.ORGANISATION: Organisation,
    WordKind.AUDIENCE: Audience,
}


def apply_plan(batch: ImportBatch, *, by=None, reason: str = "") -> Plan:
    """Write what the preview of `batch` showed, for the person `by`; return the plan written.

    One transaction: all or nothing. Raise Refused, nothing being written, when the import was
    already applied, when something is wrong or undecided, when a published state or date would
    move without a `reason`, or when the plan is no longer the one that was shown.
    """
    sheet = table_of(batch).sheet(batch.sheet)
    try:
        with transaction.atomic():
            locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
            Convention.objects.select_for_update().get(pk=batch.convention_id)
            if locked.state != ImportState.PREVIEW:
                raise Refused(ALREADY)
            list(
                Action._base_manager.select_for_update()
                .filter(convention=batch.convention_id)
                .values_list("pk", flat=True)
            )
            plan = plan_of(locked)
            check(plan, locked, reason)
            with one_change(history_reason(locked, reason), by):
                locked.touched = Writer(locked.convention, plan).write()
            remember(locked, sheet)
            locked.state = ImportState.APPLIED
            locked.applied_on = timezone.now()
            locked.reason = reason.strip()
            locked.save()
    except IntegrityError as error:
        raise Refused(CHANGED_SINCE) from error
    batch.refresh_from_db()
    return plan


def check(plan: Plan, batch: ImportBatch, reason: str) -> None:
    if plan.faults:
        raise Refused(HAS_FAULTS)
    if plan.pending:
        raise Refused(UNDECIDED)
    if plan.changes_nothing:
        raise Refused(NOTHING)
    if plan.digest != batch.digest:
        raise Refused(CHANGED_SINCE)
    if plan.needs_reason and not reason.strip():
        raise Refused(REASON_NEEDED)


def history_reason(batch: ImportBatch, reason: str) -> str:
    told = f"Import de {batch.file_name}"
    return f"{told} : {reason.strip()}" if reason.strip() else told


def remember(batch: ImportBatch, sheet: Sheet) -> None:
    """Keep the columns and the words that staff confirmed for the next file.

    A word that created a row needs no memory: the row bears its name from now on.
    """
    keys = {column: key for key, column in batch.mapping.items()}
    columns = {
        heading_key(heading.text): keys.get(heading.column, "")
        for heading in sheet.headings
        if heading_key(heading.text)
    }
    if columns == {word: remembered_columns().get(word) for word in columns}:
        columns = {}
    words = [
        ImportWord(kind=kind, word=word[:300], target=target)
        for kind, targets in ((WordKind.COLUMN, columns), *batch.decisions.items())
        for word, target in targets.items()
        if target != CREATE and kind in WordKind.values
    ]
    ImportWord.objects.bulk_create(
        {(word.kind, word.word): word for word in words}.values(),
        update_conflicts=True,
        unique_fields=["kind", "word"],
        update_fields=["target"],
    )


class Writer:
    """Writes the rows of `plan` in bulk; use it inside a transaction and `one_change`."""

    def __init__(self, convention: Convention, plan: Plan) -> None:
        self.convention = convention
        self.plan = plan
        self.pks: dict[str, int] = {}  # target of a creation → primary key
        self.now = timezone.now()

    def write(self) -> dict[str, Any]:
        """Create, change, link, record; return what `undo` needs, ready for JSON."""
        created = {
            "partners.Organisation": self.create(WordKind.ORGANISATION),
            "actions.Audience": self.create(WordKind.AUDIENCE),
            "conventions.Enjeu": self.create(WordKind.ENJEU),
            "conventions.Objective": self.create(WordKind.OBJECTIVE),
        }
        changed = self.plan.changed
        snapshot = Snapshot(self.convention)
        before = {str(row.pk): jsonable(snapshot.of(row.pk or 0, row.values)) for row in changed}
        actions = {action.pk: action for action in snapshot.actions.values()}
        rows = [(actions[row.pk], row) for row in changed if row.pk]
        self.save_changed(rows)
        added = self.save_added()
        self.save_links([*rows, *added])
        record_rows([action for action, _ in rows], CHANGED)
        record_rows([action for action, _ in added], CREATED)
        pks = [action.pk for action, _ in added]
        return {
            "created": {**created, "actions.Action": pks},
            "before": before,
            "after": {
                **{label: digests(label, keys) for label, keys in created.items()},
                "actions.Action": digests(
                    "actions.Action", [*pks, *(row.pk for row in changed if row.pk)]
                ),
            },
        }

    # --- rows the actions lean on --------------------------------------------------------------

    def create(self, kind: WordKind) -> list[int]:
        used = self.used_targets()
        creations = [c for c in self.plan.creations if c.kind == kind and c.target in used]
        rows = [self.built(creation) for creation in creations]
        if kind in (WordKind.ORGANISATION, WordKind.AUDIENCE):
            self.give_slugs(MODELS[kind], rows)
        MODELS[kind].objects.bulk_create(rows)
        record_rows(rows, CREATED)
        for creation, row in zip(creations, rows, strict=True):
            self.pks[creation.target] = row.pk
        return [row.pk for row in rows]

    def used_targets(self) -> set[str]:
        """The creations that a line written really names, and the enjeux of objectives."""
        used: set[str] = set()
        for row in (*self.plan.added, *self.plan.changed):
            for value in row.values.values():
                used.update(value if isinstance(value, list) else [value] if value else [])
        return used | {c.parent for c in self.plan.creations if c.target in used}

    def built(self, creation: Creation) -> Any:
        if creation.kind == WordKind.ENJEU:
            return Enjeu(
                convention=self.convention,
                code=creation.code,
                position=natural_position(creation.code),
                title=creation.name,
            )
        if creation.kind == WordKind.OBJECTIVE:
            return Objective(
                convention=self.convention,
                enjeu_id=self.pk(creation.parent),
                code=creation.code,
                position=natural_position(creation.code),
                title=creation.name,
            )
        if creation.kind == WordKind.AUDIENCE:
            return Audience(name=creation.name, position=Audience.objects.count() + 1)
        return Organisation(name=creation.name)

    def give_slugs(self, model: Any, rows: list) -> None:
        longest = model._meta.get_field("slug").max_length
        taken = set(model._base_manager.values_list("slug", flat=True))
        for row in rows:
            start = slugify(row.name)[: longest - 5].strip("-") or "nom"
            slug, number = start, 1
            while slug in taken:
                number += 1
                slug = f"{start}-{number}"
            taken.add(slug)
            row.slug = slug

    def pk(self, target: str) -> int:
        return self.pks[target] if target.startswith(CREATE) else int(target)

    # --- actions -------------------------------------------------------------------------------

    def give(self, action: Action, row: RowChange) -> set[str]:
        """Set the fields of `action` from the line; return their names."""
        given = set()
        for key, value in row.values.items():
            if key in SCALARS:
                setattr(action, key, value)
                given.add(key)
            elif key in FIXED:
                setattr(action, FIXED[key], None if value is None else self.pk(value))
                given.add(key)
            elif key == "communes":
                action.whole_territory = WHOLE in value
                given.add("whole_territory")
        return given

    def save_changed(self, rows: list[tuple[Action, RowChange]]) -> None:
        names = {"modified_on"}
        for action, row in rows:
            names |= self.give(action, row)
            action.modified_on = self.now
        if rows:
            Action._base_manager.bulk_update(
                [action for action, _ in rows], sorted(names), batch_size=BATCH
            )

    def save_added(self) -> list[tuple[Action, RowChange]]:
        added = []
        number = Action.objects.next_number()
        for row in self.plan.added:
            action = Action(convention=self.convention, code=row.code, number=number)
            self.give(action, row)
            added.append((action, row))
            number += 1
        Action._base_manager.bulk_create([action for action, _ in added], batch_size=BATCH)
        return added

    # --- links ---------------------------------------------------------------------------------

    def save_links(self, rows: list[tuple[Action, RowChange]]) -> None:
        for name in LINKS:
            self.save_plain_links(name, rows)
        wanted: set[tuple[int, int, str]] = set()
        columns: set[tuple[int, str]] = set()
        for action, row in rows:
            for key, role in ROLES.items():
                if key in row.values:
                    columns.add((action.pk, role.value))
                    wanted |= {(action.pk, self.pk(t), role.value) for t in row.values[key]}
        present = {
            (link.action_id, link.organisation_id, link.role): link
            for link in ActionPartner._base_manager.filter(action__convention=self.convention)
            if (link.action_id, link.role) in columns
        }
        gone = [link for key, link in sorted(present.items()) if key not in wanted]
        record_rows(gone, DELETED)
        partners = ActionPartner._base_manager
        for start in range(0, len(gone), BATCH):
            partners.filter(pk__in=[link.pk for link in gone[start : start + BATCH]])._raw_delete(
                partners.db
            )
        new = [
            ActionPartner(action_id=action, organisation_id=organisation, role=role)
            for action, organisation, role in sorted(wanted - set(present))
        ]
        partners.bulk_create(new, batch_size=BATCH)
        record_rows(new, CREATED)

    def save_plain_links(self, name: str, rows: list[tuple[Action, RowChange]]) -> None:
        through = through_of(name)
        field = TARGET_FIELDS[name]
        wanted: dict[int, set[int]] = {
            action.pk: {self.pk(target) for target in row.values[name] if target != WHOLE}
            for action, row in rows
            if name in row.values
        }
        present: dict[int, set[int]] = defaultdict(set)
        gone = []
        links = through._base_manager.filter(action__convention=self.convention)
        for pk, action, other in links.values_list("pk", "action_id", field):
            if action in wanted:
                present[action].add(other)
                if other not in wanted[action]:
                    gone.append(pk)
        for start in range(0, len(gone), BATCH):
            through._base_manager.filter(pk__in=gone[start : start + BATCH]).delete()
        through._base_manager.bulk_create(
            [
                through(**{"action_id": action, field: other})
                for action, others in wanted.items()
                for other in sorted(others - present[action])
            ],
            batch_size=BATCH,
        )
