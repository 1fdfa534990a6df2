"""Tables received are not kept for ever."""

from datetime import datetime, timedelta

from actions.models import ImportBatch, ImportState

KEPT_DAYS = 30


def purge_files(at: datetime) -> int:
    """Delete the files received more than 30 days before `at`, and previews never applied.

    An import applied keeps its row: it can still be undone. Return the number of files deleted.
    """
    purged = 0
    for batch in ImportBatch.objects.older_than(at - timedelta(days=KEPT_DAYS)):
        batch.file.storage.delete(batch.file.name)
        if batch.state == ImportState.PREVIEW:
            batch.delete()
        else:
            batch.file = ""
            batch.save(update_fields=["file"])
        purged += 1
    return purged
