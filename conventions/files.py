"""A file and its row come together and leave together, whatever the storage is.

A database takes back what a failed transaction wrote, a storage does not: the work that writes
files stands inside `no_file_without_row()`, and what must go is removed only once the database
has said so.
"""

import errno
import logging
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

logger = logging.getLogger(__name__)

FULL = (
    "Il n’y a plus de place sur le serveur : rien n’est enregistré. Prévenez la personne "
    "qui s’occupe du serveur, puis choisissez de nouveau le fichier."
)
REFUSED = (
    "Le fichier n’a pas pu être enregistré. Choisissez-le de nouveau dans un "
    "moment ; si cela recommence, prévenez la personne qui s’occupe du serveur."
)
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}

_written = ContextVar("files written by the work under way", default=None)


def write_file(storage, name, content, held_by):
    """Write `content` under `name` in `storage`; return the name it got.

    `held_by` is a queryset: the rows that hold the file once they are saved. Raises
    ValidationError, in words, when the storage has no room or does not answer; nothing is left
    behind then.
    """
    try:
        stored = storage.save(name, content)
    except OSError as error:
        logger.exception("the storage refused a file")
        remove_files(storage, [name])  # a full disk keeps the beginning of it
        raise ValidationError(FULL if error.errno in NO_ROOM else REFUSED) from error
    if (files := _written.get()) is not None:
        files.append((storage, stored, held_by))
    return stored


@contextmanager
def no_file_without_row():
    """Around a transaction: the files written inside that no row holds in the end are removed.

    Inside another one, what is held is judged again at the end of the outer one.
    """
    files, outer = [], _written.get()
    token = _written.set(files)
    try:
        yield
    finally:
        _written.reset(token)
        for storage, name, held_by in files:
            try:
                is_held = held_by.exists()
            except DatabaseError:
                logger.exception("a file may be left without a row: clean_files will tell")
            else:
                if not is_held:
                    remove_files(storage, [name])
                elif outer is not None:
                    outer.append((storage, name, held_by))


class FilesMiddleware:
    """A request that fails, or whose transaction is not committed, leaves no file behind."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with no_file_without_row():
            return self.get_response(request)


def remove_files(storage, names):
    """Remove the files `names`; one that resists is logged and does not keep the others."""
    for name in filter(None, names):
        try:
            storage.delete(name)
        except OSError:
            logger.exception("the storage kept a file to remove")


def remove_after_commit(storage, names):
    """Remove the files `names` once the transaction under way is committed."""
    names = list(names)
    transaction.on_commit(lambda: remove_files(storage, names))
