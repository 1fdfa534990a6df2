"""Storages as the outside world may be: full, silent, not a folder."""

import errno

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage


class FullDisk(FileSystemStorage):
    """A disk that keeps the beginning of each file, then has no room left."""

    def _save(self, name, content):
        super()._save(name, ContentFile(content.read()[:4]))
        raise OSError(errno.ENOSPC, "No space left on device")


class FullAfterOne(FileSystemStorage):
    """A disk with room for one more file."""

    room = 1

    def _save(self, name, content):
        if not self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.room -= 1
        return super()._save(name, content)


class Unreachable(FileSystemStorage):
    def _save(self, name, content):
        raise OSError(errno.EIO, "Input/output error")


class Stubborn(FileSystemStorage):
    """A disk that removes nothing."""

    def delete(self, name):
        raise OSError(errno.EROFS, "Read-only file system")


class Remote(Storage):
    """A storage without any path on this machine, as S3 is."""

    def __init__(self):
        self.files = {}

    def _open(self, name, mode="rb"):
        if name not in self.files:
            raise FileNotFoundError(name)
        return ContentFile(self.files[name], name=name)

    def _save(self, name, content):
        self.files[name] = content.read()
        return name

    def delete(self, name):
        self.files.pop(name, None)

    def exists(self, name):
        return name in self.files

    def size(self, name):
        return len(self.files[name])
