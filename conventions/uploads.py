"""Which files may be put online: judged by their content, never by their name alone."""

from pathlib import PurePosixPath
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from conventions.images import FORMATS, HEIC, encoded, is_heic, read_picture
from tables.errors import TableRefused
from tables.file_limits import open_archive, unpacked

MAX_DOCUMENT_BYTES = 10 * 1024 * 1024
WIDEST_SCAN = 4000  # points: a page of A3 stays easy to read
DOCUMENT_TYPES = {
    ".pdf": ("application/pdf", "PDF"),
    ".odt": ("application/vnd.oasis.opendocument.text", "texte OpenDocument"),
    ".docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "texte Word",
    ),
    ".ods": ("application/vnd.oasis.opendocument.spreadsheet", "tableur OpenDocument"),
    ".xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "tableur Excel",
    ),
    ".jpg": ("image/jpeg", "image JPEG"),
    ".jpeg": ("image/jpeg", "image JPEG"),
    ".png": ("image/png", "image PNG"),
}
# What an office file, which is an archive, must hold to be what its name says.
OFFICE_PARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}


MAX_UNPACKED_BYTES = 100 * 1024 * 1024
SWOLLEN = (
    "Ce fichier, une fois décompressé, dépasse 100 Mo : allégez ses images, ou enregistrez-le en "
    "PDF, puis envoyez-le de nouveau."
)
BEFORE_A_PDF = b"\xef\xbb\xbf \t\r\n\f\0"  # left by editors and by mail


def document_path(document, filename):
    """Storage path of an upload: the name people gave is never used on disk."""
    return f"documents/{uuid4().hex}{PurePosixPath(filename).suffix.lower()}"


def title_of(filename):
    """A title drawn from the name of a file: « compte_rendu-mars.pdf » is « compte rendu-mars »."""
    words = " ".join(PurePosixPath(filename).stem.replace("_", " ").split())
    return words[:200] or "Document"


def is_office_file(upload, suffix):
    """True when `upload` is an archive that holds what `suffix` promises, without macros.

    Raise ValidationError when it would be too heavy once unpacked: what it announces is checked.
    """
    try:
        with open_archive(upload) as archive:
            names = set(archive.namelist())
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise ValidationError(SWOLLEN)
            for name in names:
                for _ in unpacked(archive, name):
                    pass
            if any(name.endswith("vbaProject.bin") for name in names):
                return False
            if suffix in OFFICE_PARTS:
                return OFFICE_PARTS[suffix] in names
            with archive.open("mimetype") as part:
                return part.read(200).decode("ascii", "replace") == DOCUMENT_TYPES[suffix][0]
    except (TableRefused, KeyError):
        return False


def is_what_it_says(upload, suffix):
    """True when the content of `upload` is of the type that `suffix` names."""
    upload.seek(0)
    if suffix == ".pdf":
        answer = upload.read(1024).lstrip(BEFORE_A_PDF).startswith(b"%PDF-")
    else:
        answer = is_office_file(upload, suffix)
    upload.seek(0)
    return answer


def validate_document_file(upload):
    """Raise ValidationError unless `upload` is one of DOCUMENT_TYPES, by name and by content.

    A file already stored is not read again: a lost one must not forbid correcting its title.
    """
    if getattr(upload, "_committed", False):
        return
    suffix = PurePosixPath(upload.name).suffix.lower()
    if suffix not in DOCUMENT_TYPES and is_heic(upload):
        raise ValidationError(HEIC)
    if suffix not in DOCUMENT_TYPES:
        raise ValidationError(
            "Ce format n’est pas accepté : envoyez un fichier PDF, ODT, DOCX, ODS, XLSX, "
            "JPEG ou PNG."
        )
    if upload.size > MAX_DOCUMENT_BYTES:
        raise ValidationError("Ce fichier dépasse 10 Mo : allégez-le, puis envoyez-le de nouveau.")
    if suffix in FORMATS:
        read_picture(upload, WIDEST_SCAN)
    elif not is_what_it_says(upload, suffix):
        raise ValidationError(
            "Le contenu de ce fichier ne correspond pas à son nom, ou il contient des macros : "
            "enregistrez-le de nouveau dans le bon format."
        )


def without_metadata(upload):
    """What is kept of a valid document: a picture is drawn again, without where and by whom."""
    suffix = PurePosixPath(upload.name).suffix.lower()
    if suffix not in FORMATS:
        return upload
    content = encoded(read_picture(upload, WIDEST_SCAN), FORMATS[suffix], quality=90)
    return ContentFile(content, name=upload.name)
