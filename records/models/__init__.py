from records.models.archive import Archivable, archive_constraints
from records.models.editing import KeptForm, Submission

__all__ = ["Archivable", "KeptForm", "Submission", "archive_constraints"]
