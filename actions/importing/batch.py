"""An import under way: its file read again, its plan made and shown."""

from typing import BinaryIO, cast

from django.utils import timezone

from actions.importing.diff import make_plan
from actions.importing.import_plan import ImportPlan
from actions.importing.reading import Workbook, open_table
from actions.models import ImportBatch, ImportState
from tables.errors import TableRefused

FILE_IS_GONE = (
    "Le fichier de cet import n’est plus conservé : envoyez-le de nouveau pour refaire l’aperçu."
)
OF_A_PREVIEW = (
    *("sheet", "mapping", "decisions", "digest", "fault_count"),
    *("added_count", "changed_count", "unchanged_count", "absent_count"),
)


def table_of(batch: ImportBatch) -> Workbook:
    """The sheets of the file kept for `batch`; raise TableRefused when it is gone."""
    if not batch.file:
        raise TableRefused(FILE_IS_GONE)
    try:
        with batch.file.open("rb") as file:
            return open_table(cast(BinaryIO, file), batch.file_name)
    except FileNotFoundError as error:
        raise TableRefused(FILE_IS_GONE) from error


def plan_of(batch: ImportBatch, workbook: Workbook | None = None) -> ImportPlan:
    """The plan that `batch` makes now, from its file, its columns and its decisions.

    New states are dated from the day the file was received. Raise TableRefused.
    """
    sheet = (workbook or table_of(batch)).sheet(batch.sheet)
    on = timezone.localdate(batch.created_on)
    return make_plan(sheet, batch.mapping, batch.decisions, batch.convention, on=on)


def preview(batch: ImportBatch, workbook: Workbook | None = None) -> ImportPlan:
    """Make the plan and save its counts and its digest in `batch`, with the choices it holds.

    Only what `preview` showed can be applied. Raise TableRefused.
    """
    plan = plan_of(batch, workbook)
    batch.digest = plan.digest
    batch.fault_count = len(plan.faults)
    batch.added_count = len(plan.added)
    batch.changed_count = len(plan.changed)
    batch.unchanged_count = len(plan.unchanged)
    batch.absent_count = len(plan.absent)
    # Not `save()`: whoever applies it in the meantime must not be forgotten.
    waiting = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.PREVIEW)
    waiting.update(**{name: getattr(batch, name) for name in OF_A_PREVIEW})
    return plan
