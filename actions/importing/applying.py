"""What the preview showed is written, all of it or nothing; and undone, by history."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from actions.importing.batch import plan_of, table_of
from actions.importing.import_plan import SCOPE, ImportPlan
from actions.importing.memory import remember_columns, remember_renamed, remember_words
from actions.importing.reading import Workbook
from actions.models import ImportBatch, ImportState
from conventions.models import Convention
from records.changes import applying, undoing
from records.changes.applying import full_reason
from records.changes.plan import ChangeRefused, RecordedChange, Stale

ALREADY = "Cet import est déjà appliqué."
HAS_FAULTS = "Ce fichier contient encore des erreurs : rien n’est appliqué."
UNDECIDED = "Des mots du fichier restent à expliquer : rien n’est appliqué."
NOTHING = "Ce fichier ne change rien : il n’y a rien à appliquer."
CHANGED_SINCE = (
    "Le plan a changé depuis cet aperçu : rien n’a été appliqué. Regardez le nouvel aperçu, "
    "puis confirmez de nouveau."
)
NOT_APPLIED = "Cet import n’est pas appliqué : il n’y a rien à annuler."
IN_USE = (
    "Des fiches s’appuient depuis sur les actions ajoutées par cet import : il ne peut plus être "
    "annulé."
)
GONE = "des actions effacées depuis"
NAMED = 10


def apply_plan(
    batch: ImportBatch,
    *,
    shown: str = "",
    by: Any = None,
    reason: str = "",
    workbook: Workbook | None = None,
) -> ImportPlan:
    """Write the plan whose digest is `shown`, for the person `by`; return the plan written.

    `shown` is what their page carried, by default the digest of the `batch` that is given.

    The file is read once, before the transaction (never when `workbook` is its content); inside,
    the rows are locked, compared with what the plan was made from, and written: all or nothing.
    Raise ChangeRefused, nothing being written, when the import was already applied, when something
    is wrong or undecided, when a published state or date would move without a `reason`, or when
    the plan is no longer the one that was shown; TableRefused when the file is gone.
    """
    current = ImportBatch.objects.get(pk=batch.pk)
    if current.state != ImportState.PREVIEW:
        raise ChangeRefused(ALREADY)
    workbook = workbook or table_of(current)
    plan, shown = plan_of(current, workbook), shown or batch.digest
    refuse_unready(plan, shown)
    try:
        with transaction.atomic():
            locked = lock(batch)
            if locked.state != ImportState.PREVIEW:
                raise ChangeRefused(ALREADY)
            if locked.digest != shown:  # previewed again meanwhile, with other answers
                raise ChangeRefused(CHANGED_SINCE)
            change = applying.apply(plan, by=by, reason=reason, act=f"Import de {locked.file_name}")
            remember_columns([workbook.sheet(name) for name in current.sheets], current.mapping)
            remember_words(current.decisions)
            remember_renamed(plan.renamed)
            locked.state = ImportState.APPLIED
            locked.applied_on = change.at
            locked.reason = reason.strip()
            locked.save()
    except (IntegrityError, Stale) as error:
        raise ChangeRefused(CHANGED_SINCE) from error
    batch.refresh_from_db()
    return plan


def lock(batch: ImportBatch) -> ImportBatch:
    """The import as it is now; nobody else applies or undoes one of its convention meanwhile."""
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    Convention.objects.select_for_update().get(pk=batch.convention_id)
    return locked


def refuse_unready(plan: ImportPlan, shown: str) -> None:
    if plan.faults:
        raise ChangeRefused(HAS_FAULTS)
    if plan.pending:
        raise ChangeRefused(UNDECIDED)
    if plan.changes_nothing:
        raise ChangeRefused(NOTHING)
    if plan.digest != shown:
        raise ChangeRefused(CHANGED_SINCE)


def undo(batch: ImportBatch, *, by: Any = None, reason: str = "") -> list[str]:
    """Put back every row that `batch` wrote; return the names of created rows that are kept.

    One transaction: all or nothing. Raise ChangeRefused when an action it wrote changed since, or
    when something else leans on an action it added. Enjeux, objectives, organisations and
    audiences it created stay when they changed or are used elsewhere since.
    """
    told = full_reason(f"Annulation de l’import de {batch.file_name}", reason)
    with transaction.atomic():
        locked = lock(batch)
        if locked.state != ImportState.APPLIED or locked.applied_on is None:
            raise ChangeRefused(NOT_APPLIED)
        change = RecordedChange(
            locked.applied_on, full_reason(f"Import de {locked.file_name}", locked.reason)
        )
        try:
            kept = undoing.undo(change, SCOPE, by=by, reason=told, in_use=IN_USE)
        except Stale as stale:
            raise ChangeRefused(changed_since(stale.moved)) from stale
        locked.state = ImportState.UNDONE
        locked.undone_on = timezone.now()
        locked.save()
    batch.refresh_from_db()
    return [str(row) for row in kept]


def changed_since(actions: Sequence) -> str:
    names = ", ".join(f"« {action} »" for action in actions[:NAMED]) or GONE
    more = f" et {len(actions) - NAMED} autres" if len(actions) > NAMED else ""
    return (
        f"Cet import ne peut plus être annulé : {names}{more} ont changé depuis. "
        "Modifiez ces fiches une à une : leur historique contient l’ancienne version."
    )
