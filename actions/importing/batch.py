"""The life of an import before it is applied: received, read again, shown, forgotten."""

import hashlib
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone

from actions.importing.column_mapping import propose_mappings, remembered_columns
from actions.importing.corrections import corrected, corrections
from actions.importing.diff import make_plan
from actions.importing.import_plan import ImportPlan
from actions.importing.reading import Workbook, open_table
from actions.importing.reading.headings import names_of, with_communes
from actions.models import ImportBatch, ImportState
from conventions.files import write_file
from conventions.models import Convention
from tables.errors import TableRefused

FILE_IS_GONE = "Le fichier de cet import est effacé : envoyez-le de nouveau pour refaire l’aperçu."
CHOICES = ("sheets", "mapping", "decisions")
SHOWN = (
    *("digest", "fault_count"),
    *("added_count", "changed_count", "unchanged_count", "absent_count"),
)
KEPT_DAYS = 30


def base_name(name: str) -> str:
    """The name of a file without its folder, short enough to be kept."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.stem[: 190 - len(path.suffix)] + path.suffix[:20]


def receive(file: Any, name: str, convention: Convention, *, by: Any = None) -> ImportBatch:
    """Keep a table for preview, its sheets and their columns proposed; raise TableRefused.

    Nothing is kept of a refused file, nor of one that the storage has no room for.
    """
    names = with_communes(convention.territory)
    plans = open_table(file, name, names).plans
    file.seek(0)
    batch = ImportBatch(
        convention=convention,
        file_name=base_name(name),
        sha256=hashlib.file_digest(file, "sha256").hexdigest(),
        size=file.seek(0, 2),
        sheets=[sheet.name for sheet in plans],
        mapping=propose_mappings(plans, remembered_columns(), names),
        by=by,
    )
    file.seek(0)
    stored = batch.file.field.generate_filename(batch, batch.file_name)
    held_by = ImportBatch.objects.filter(file=stored)
    try:
        batch.file = write_file(batch.file.storage, stored, File(file), held_by)
    except ValidationError as error:
        raise TableRefused(" ".join(error.messages)) from error
    batch.save()
    return batch


def table_of(batch: ImportBatch) -> Workbook:
    """The sheets of the file kept for `batch`; raise TableRefused when it is gone."""
    if not batch.file:
        raise TableRefused(FILE_IS_GONE)
    try:
        with batch.file.open("rb") as file:
            names = names_of(batch.convention.territory)
            return open_table(cast(BinaryIO, file), batch.file_name, names)
    except FileNotFoundError as error:
        raise TableRefused(FILE_IS_GONE) from error


def plan_of(batch: ImportBatch, workbook: Workbook | None = None) -> ImportPlan:
    """The plan that `batch` makes now, from its sheets, their columns and its decisions.

    New states are dated from the day the file was received. Raise TableRefused.
    """
    workbook = workbook or table_of(batch)
    read, on = corrected(workbook, batch.decisions), timezone.localdate(batch.created_on)
    plan = make_plan(
        [read.sheet(name) for name in batch.sheets],
        batch.mapping,
        batch.decisions,
        batch.convention,
        on=on,
        attached=read.attached,
    )
    plan.corrections = corrections(workbook, batch.decisions)
    return plan


def preview(
    batch: ImportBatch, workbook: Workbook | None = None, *, with_choices: bool = True
) -> ImportPlan:
    """Make the plan and save its counts and its digest in `batch`, `with_choices` it holds or not.

    A page that only shows leaves the choices alone: an answer may be saved meanwhile. Only what
    `preview` showed can be applied. Raise TableRefused.
    """
    plan = plan_of(batch, workbook)
    batch.digest = plan.digest
    batch.fault_count = len(plan.faults)
    batch.added_count = len(plan.added)
    batch.changed_count = len(plan.changed)
    batch.unchanged_count = len(plan.unchanged)
    batch.absent_count = len(plan.absent)
    batch.keep(*(CHOICES if with_choices else ()), *SHOWN)
    return plan


def drop(batch: ImportBatch) -> bool:
    """Forget `batch` and its file; False, nothing being forgotten, once it was applied.

    The answers given about its words stay: they serve the next file.
    """
    waiting = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.PREVIEW)
    if not waiting.delete()[0]:
        return False
    batch.file.delete(save=False)
    return True


def purge_files(at: datetime) -> int:
    """Delete the files received more than KEPT_DAYS before `at`, and previews never applied.

    An import applied keeps its row: it can still be undone. Return the number of files deleted.
    """
    old = ImportBatch.objects.filter(created_on__lt=at - timedelta(days=KEPT_DAYS))
    purged = 0
    for batch in old.exclude(file=""):
        batch.file.delete(save=False)
        if batch.state == ImportState.PREVIEW:
            batch.delete()
        else:
            batch.file = ""
            batch.save(update_fields=["file"])
        purged += 1
    return purged
