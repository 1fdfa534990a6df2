"""A file sent by staff becomes an import, kept so that they can come back to it."""

import hashlib
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from django.core.files.base import File

from actions.importing.column_mapping import propose_mapping, remembered_columns
from actions.importing.reading import open_table
from actions.models import ImportBatch
from conventions.models import Convention


def base_name(name: str) -> str:
    """The name of a file without its folder, short enough to be kept."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.stem[: 190 - len(path.suffix)] + path.suffix[:20]


def sha256_of(file: BinaryIO) -> str:
    file.seek(0)
    found = hashlib.sha256()
    while chunk := file.read(1024 * 1024):
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


def receive(file: BinaryIO, name: str, convention: Convention, *, by: Any = None) -> ImportBatch:
    """Keep a table for preview, its best sheet and its columns proposed; raise TableRefused.

    Nothing is kept of a refused file.
    """
    workbook = open_table(file, name)
    sheet = workbook.best
    batch = ImportBatch(
        convention=convention,
        file_name=base_name(name),
        sha256=sha256_of(file),
        size=file.seek(0, 2),
        sheet=sheet.name if sheet else "",
        mapping=propose_mapping(sheet, remembered_columns()) if sheet else {},
        by=by,
    )
    file.seek(0)
    batch.file.save(batch.file_name, File(file), save=False)
    batch.save()
    return batch
