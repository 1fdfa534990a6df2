"""An import undone: every row as it was, as long as nobody touched one since."""

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from actions.importing.lookups import LINKS, through_of
from actions.importing.snapshots import PARTNERS, digests
from actions.models import Action, ActionPartner, ImportBatch, ImportState
from conventions.models import Convention
from records.history.bulk import CHANGED, CREATED, DELETED, record_rows
from records.history.recording import one_change
from tables.errors import Refused

BATCH = 200
# From what leans on others to what others lean on.
PARENTS = (
    "conventions.Objective",
    "conventions.Enjeu",
    "partners.Organisation",
    "actions.Audience",
)
NOT_APPLIED = "Cet import n’est pas appliqué : il n’y a rien à annuler."
IN_USE = (
    "Des fiches s’appuient depuis sur les actions ajoutées par cet import : il ne peut plus être "
    "annulé."
)
SHOWN = 10


def undo(batch: ImportBatch, *, by=None, reason: str = "") -> list[str]:
    """Put back every row that `batch` touched; return the names of created rows that are kept.

    One transaction: all or nothing. Raise Refused when an action touched by the import changed
    since, or when something else leans on an action it added. Enjeux, objectives, organisations
    and audiences it created stay when they changed or are used elsewhere since.
    """
    try:
        with transaction.atomic():
            locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
            Convention.objects.select_for_update().get(pk=batch.convention_id)
            if locked.state != ImportState.APPLIED:
                raise Refused(NOT_APPLIED)
            told = f"Annulation de l’import de {locked.file_name}"
            with one_change(f"{told} : {reason.strip()}" if reason.strip() else told, by):
                kept = Restorer(locked).restore()
            locked.state = ImportState.UNDONE
            locked.undone_on = timezone.now()
            locked.save()
    except IntegrityError as error:
        raise Refused(IN_USE) from error
    batch.refresh_from_db()
    return kept


def chunks(pks: list[int]) -> list[list[int]]:
    return [pks[start : start + BATCH] for start in range(0, len(pks), BATCH)]


class Restorer:
    """Restores what `batch` remembers; use it inside a transaction and `one_change`."""

    def __init__(self, batch: ImportBatch) -> None:
        self.convention = batch.convention_id
        self.created: dict[str, list[int]] = batch.touched["created"]
        self.before = {int(pk): facts for pk, facts in batch.touched["before"].items()}
        self.after: dict[str, dict[str, str]] = batch.touched["after"]

    def restore(self) -> list[str]:
        self.refuse_if_changed()
        self.restore_changed()
        self.delete_added()
        return [name for label in PARENTS for name in self.delete_parents(label)]

    def touched(self, label: str) -> list[int]:
        return [int(pk) for pk in self.after[label]]

    def refuse_if_changed(self) -> None:
        """Raise Refused unless every action is still as the import left it."""
        pks = self.touched("actions.Action")
        list(
            Action._base_manager.select_for_update()
            .filter(convention=self.convention)
            .values_list("pk", flat=True)
        )
        now = digests("actions.Action", pks)
        changed = [pk for pk in pks if now.get(str(pk)) != self.after["actions.Action"][str(pk)]]
        if changed:
            rows = Action._base_manager.filter(pk__in=changed[:SHOWN]).order_by("number")
            names = ", ".join(f"« {row} »" for row in rows) or "des actions effacées depuis"
            more = f" et {len(changed) - SHOWN} autres" if len(changed) > SHOWN else ""
            raise Refused(
                f"Cet import ne peut plus être annulé : {names}{more} ont changé depuis. "
                "Corrigez ces fiches une à une, leur historique garde l’ancienne version."
            )
        added = self.created["actions.Action"]
        if self.used(Action, added, apart=(ActionPartner, *(through_of(name) for name in LINKS))):
            raise Refused(IN_USE)

    def used(self, model: Any, pks: list[int], apart: tuple = ()) -> set[int]:
        """Those of `pks` that another row refers to, the tables `apart` left out."""
        found: set[int] = set()
        if not pks:
            return found
        for relation in model._meta.related_objects:
            field: Any = relation.field
            owner: Any = relation.related_model
            if isinstance(field, models.ManyToManyField):
                owner = field.remote_field.through
                if not owner._meta.auto_created:
                    continue  # its own foreign keys are seen too
                field = owner._meta.get_field(field.m2m_reverse_field_name())
            if owner in apart:
                continue
            for some in chunks(pks):
                rows = owner._base_manager.filter(**{f"{field.name}__in": some})
                found.update(rows.values_list(field.attname, flat=True))
        return found

    # --- actions -------------------------------------------------------------------------------

    def restore_changed(self) -> None:
        rows = [
            row
            for some in chunks(list(self.before))
            for row in Action._base_manager.filter(pk__in=some)
        ]
        names: set[str] = set()
        for row in rows:
            for name, value in self.before[row.pk].items():
                if name not in (*LINKS, PARTNERS):
                    field: Any = Action._meta.get_field(name)
                    setattr(row, field.attname, field.to_python(value))
                    names.add(field.name)
        if rows:
            Action._base_manager.bulk_update(rows, sorted(names), batch_size=BATCH)
        for name in LINKS:
            self.restore_links(name)
        self.restore_partners()
        record_rows(rows, CHANGED)

    def restore_links(self, name: str) -> None:
        through = through_of(name)
        pks = [pk for pk, facts in self.before.items() if name in facts]
        columns = [field.attname for field in through._meta.concrete_fields]
        wanted = {link[0]: link for pk in pks for link in self.before[pk][name]}
        present = set()
        for some in chunks(pks):
            links = through._base_manager.filter(action__in=some)
            present.update(links.values_list("pk", flat=True))
        for some in chunks(sorted(present - set(wanted))):
            through._base_manager.filter(pk__in=some).delete()
        through._base_manager.bulk_create(
            [
                through(**dict(zip(columns, link, strict=True)))
                for pk, link in sorted(wanted.items())
                if pk not in present
            ],
            batch_size=BATCH,
        )

    def restore_partners(self) -> None:
        pks = [pk for pk, facts in self.before.items() if PARTNERS in facts]
        wanted = {link[0]: link for pk in pks for link in self.before[pk][PARTNERS]}
        present = {
            link.pk: link
            for some in chunks(pks)
            for link in ActionPartner._base_manager.filter(action__in=some)
        }
        self.delete_rows(ActionPartner, [row for pk, row in present.items() if pk not in wanted])
        missing = [
            ActionPartner(pk=pk, action_id=action, organisation_id=other, role=role, note=note)
            for pk, action, other, role, note in wanted.values()
            if pk not in present
        ]
        ActionPartner._base_manager.bulk_create(missing, batch_size=BATCH)
        record_rows(missing, CREATED)

    def delete_rows(self, model: Any, rows: list) -> None:
        """Delete rows nothing refers to, after their last version is written.

        The collector would load and record each again, without the reason: it is left aside.
        """
        record_rows(rows, DELETED)
        manager = model._base_manager
        for some in chunks([row.pk for row in rows]):
            manager.filter(pk__in=some)._raw_delete(manager.db)

    def delete_added(self) -> None:
        added = self.created["actions.Action"]
        by_action: dict[Any, list] = defaultdict(list)
        for some in chunks(added):
            by_action[Action] += Action._base_manager.filter(pk__in=some)
            by_action[ActionPartner] += ActionPartner._base_manager.filter(action__in=some)
        record_rows(by_action[Action], DELETED)
        self.delete_rows(ActionPartner, by_action[ActionPartner])
        for some in chunks(added):
            for name in LINKS:
                through_of(name)._base_manager.filter(action__in=some).delete()
            manager = Action._base_manager
            manager.filter(pk__in=some)._raw_delete(manager.db)

    # --- what actions lean on ------------------------------------------------------------------

    def delete_parents(self, label: str) -> list[str]:
        """Delete the rows created that are as they were and of no use; name the others."""
        model: Any = apps.get_model(label)
        pks = self.created[label]
        now = digests(label, pks)
        used = self.used(model, pks)
        kept: list[models.Model] = []
        gone: list[models.Model] = []
        for row in [row for some in chunks(pks) for row in model._base_manager.filter(pk__in=some)]:
            as_left = now[str(row.pk)] == self.after[label][str(row.pk)]
            (gone if as_left and row.pk not in used else kept).append(row)
        self.delete_rows(model, gone)
        return [str(row) for row in kept]
