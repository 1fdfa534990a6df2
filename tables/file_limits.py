"""Which files may be read at all: judged before a library loads anything.

Weight, kind, real unpacked size and extent of the cells are measured on a stream: a refusal costs
little time and little memory, whatever the file says of itself.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from copy import copy
from pathlib import PurePosixPath
from typing import BinaryIO

import filetype

from tables.errors import TableRefused
from tables.sheet_limits import CorruptTable, Extent, ods_extents, xlsx_extents

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 64 * 1024 * 1024
MAX_DIRECTORY = 512 * 1024  # of the archive: a few thousand parts
CHUNK = 64 * 1024
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

SUFFIXES = {".xlsx": "xlsx", ".ods": "ods", ".csv": "csv", ".txt": "csv", ".tsv": "csv"}
MACRO_SUFFIXES = (".xlsm", ".xltm", ".xlsb", ".xlam")

EMPTY = "Ce fichier est vide : choisissez le tableau rempli, puis envoyez-le de nouveau."
TOO_HEAVY = "Ce fichier dépasse 10 Mo : retirez les images et les feuilles inutiles."
UNKNOWN = "Ce format n’est pas accepté : envoyez un fichier XLSX, ODS ou CSV."
OLD = "Ce classeur est à l’ancien format (.xls) : enregistrez-le au format XLSX ou ODS."
MACROS = "Ce classeur contient des macros : enregistrez-le sans macros, au format XLSX ou ODS."
ENCRYPTED = (
    "Ce classeur est protégé par un mot de passe : enregistrez-le sans mot de passe, "
    "puis envoyez-le de nouveau."
)
RENAMED = (
    "Le contenu de ce fichier ne correspond pas à la fin de son nom ({suffix}) : ouvrez-le dans "
    "un tableur et enregistrez-le au format XLSX, ODS ou CSV."
)
CORRUPT = (
    "Ce fichier est abîmé et ne peut pas être lu : ouvrez-le dans un tableur, enregistrez-le "
    "de nouveau, puis envoyez-le."
)
BOMB = (
    "Ce fichier, une fois décompressé, est beaucoup trop gros : ne gardez que la feuille du plan, "
    "sans image."
)


def kind_of(file: BinaryIO, name: str) -> str:
    """ "xlsx", "ods" or "csv" for a file that may be read; raise TableRefused otherwise."""
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    file.seek(0, 2)
    size = file.tell()
    if size > MAX_BYTES:
        raise TableRefused(TOO_HEAVY)
    file.seek(0)
    head = file.read(8192)
    if size <= len(head) and (head in MARKS or not head.strip(b" \t\r\n\0")):
        raise TableRefused(EMPTY)
    if suffix in MACRO_SUFFIXES:
        raise TableRefused(MACROS)
    if head.startswith(OLD_OFFICE):
        raise TableRefused(ENCRYPTED if is_encrypted_office(file) else OLD)
    if suffix == ".xls":
        raise TableRefused(OLD)
    if suffix not in SUFFIXES:
        raise TableRefused(UNKNOWN)
    promised = SUFFIXES[suffix]
    found = "csv" if is_text(head) else ""
    if head.startswith(b"PK"):
        found = kind_of_archive(file)
    if promised != found:
        # Not an archive at all: cut short or overwritten, rather than renamed.
        broken = promised != "csv" and not found and not filetype.guess(head)
        raise TableRefused(CORRUPT if broken else RENAMED.format(suffix=suffix))
    return promised


def is_text(head: bytes) -> bool:
    """True unless `head` begins a picture, a PDF, an archive or another known binary file."""
    if head.startswith(MARKS):
        return True
    return filetype.guess(head) is None and not head.startswith(b"%PDF")


def is_encrypted_office(file: BinaryIO) -> bool:
    """True when an old-style container holds an encrypted new-style workbook."""
    file.seek(0)
    return "EncryptedPackage".encode("utf-16-le") in file.read()


def open_archive(file: BinaryIO) -> zipfile.ZipFile:
    """The archive, once its table of contents is known to be small; else raise TableRefused."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 66_000))
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) < at + 22:
        raise TableRefused(CORRUPT)
    (directory,) = struct.unpack_from("<L", tail, at + 12)
    if directory > MAX_DIRECTORY or b"PK\6\7" in tail[max(0, at - 20) : at]:
        raise TableRefused(BOMB if directory > MAX_DIRECTORY else CORRUPT)
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise TableRefused(CORRUPT) from error


def kind_of_archive(file: BinaryIO) -> str:
    """What an archive is: "xlsx", "ods", or "" for another; raise TableRefused on a bad one."""
    archive = open_archive(file)
    names = set(archive.namelist())
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise TableRefused(ENCRYPTED)
    if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
        raise TableRefused(BOMB)
    if "xl/workbook.bin" in names or any(name.endswith("vbaProject.bin") for name in names):
        raise TableRefused(MACROS)
    if "xl/workbook.xml" in names:
        types = b"".join(unpacked(archive, "[Content_Types].xml"))
        if b"macroEnabled" in types:
            raise TableRefused(MACROS)
        return "xlsx"
    if "mimetype" in names and b"".join(unpacked(archive, "mimetype")).strip() == ODS_TYPE:
        if "META-INF/manifest.xml" in names and b"encryption-data" in b"".join(
            unpacked(archive, "META-INF/manifest.xml")
        ):
            raise TableRefused(ENCRYPTED)
        if any(name.startswith(("Basic/", "Scripts/")) for name in names):
            raise TableRefused(MACROS)
        return "ods"
    return ""


def unpacked(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The bytes of a part, chunk by chunk; raise TableRefused when it is not what the archive says.

    Libraries unpack until the stream ends: a part that announces less than it holds is refused.
    """
    try:
        announced = archive.getinfo(name)
        true = copy(announced)
        true.file_size = announced.file_size + 1  # zipfile stops at the announced size
        total = 0
        with archive.open(true) as part:
            while chunk := part.read(CHUNK):
                total += len(chunk)
                if total > announced.file_size:
                    raise TableRefused(BOMB)
                yield chunk
        if total != announced.file_size:
            raise TableRefused(CORRUPT)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError) as error:
        raise TableRefused(CORRUPT) from error
    except (NotImplementedError, RuntimeError, ValueError, struct.error) as error:
        raise TableRefused(CORRUPT) from error


def extents(file: BinaryIO, kind: str) -> dict[str, Extent]:
    """Sheet name → extent of its cells; raise TableRefused when any part is not what it says."""
    archive = open_archive(file)
    try:
        found = (
            xlsx_extents(archive, unpacked) if kind == "xlsx" else ods_extents(archive, unpacked)
        )
        for info in archive.infolist():
            if not info.filename.startswith("xl/worksheets/"):  # already streamed, or never read
                for _ in unpacked(archive, info.filename):
                    pass
    except CorruptTable as error:
        raise TableRefused(CORRUPT) from error
    return found
