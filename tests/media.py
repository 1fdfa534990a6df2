"""What a test sees of the folder where files are kept."""

from pathlib import Path

from django.conf import settings


def stored_files():
    """Names of all the files kept, sorted."""
    root = Path(settings.MEDIA_ROOT)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def use_storage(settings, kind):
    """Make the class `kind` of tests.storages the storage of files; the folder is the same."""
    backend = {"BACKEND": f"{kind.__module__}.{kind.__qualname__}"}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
