"""What every row that keeps a document's file has in common."""

from pathlib import PurePosixPath

from django.db import models
from django.utils.text import slugify

from conventions.files import write_file
from conventions.uploads import DOCUMENT_TYPES, without_metadata


class StoredFile(models.Model):
    """A row with a `file`, one of DOCUMENT_TYPES, and a `title`."""

    untitled = "document"

    size = models.PositiveIntegerField("taille en octets", default=0, editable=False)

    class Meta:
        abstract = True

    def take_file(self, upload):
        """Range the valid `upload` as the file of this row, to be saved next.

        Raises ValidationError, in words, when the storage refuses it.
        """
        content = without_metadata(upload)
        name = self.file.field.generate_filename(self, upload.name)
        held_by = type(self)._base_manager.filter(file=name)
        self.file = write_file(self.file.storage, name, content, held_by)
        self.size = content.size

    @property
    def suffix(self):
        return PurePosixPath(self.file.name).suffix.lower()

    @property
    def download_name(self):
        """The name under which the file is saved: its title in plain letters."""
        return f"{slugify(self.title)[:60] or self.untitled}{self.suffix}"

    @property
    def media_type(self):
        return DOCUMENT_TYPES.get(self.suffix, ("application/octet-stream", ""))[0]

    @property
    def format_name(self):
        """Name of the format, said before the download (RGAA 13.3)."""
        return DOCUMENT_TYPES.get(self.suffix, ("", "fichier"))[1]
