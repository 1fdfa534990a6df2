from records.models.archive import Archivable, archive_constraints
from records.models.editing import KeptForm, Submission
from records.models.merged import Mergeable, merge_constraints

__all__ = [
    "Archivable",
    "KeptForm",
    "Mergeable",
    "Submission",
    "archive_constraints",
    "merge_constraints",
]
