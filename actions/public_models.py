"""Which tables hold what residents read."""

from django.apps import apps

from actions.models.importing import ImportBatch, ImportWord
from conventions.models import ContentVersion, LoadedRow
from partners.models import Organisation
from records.history.recording import is_history
from search.models import Synonym

BOOKKEEPING = (ContentVersion, LoadedRow, ImportBatch, ImportWord)


def content_models():
    """Models whose rows appear on public pages, links between them included by their tables."""
    return [
        Organisation,
        Synonym,
        *(
            model
            for app in ("conventions", "actions")
            for model in apps.get_app_config(app).get_models()
            if model not in BOOKKEEPING and not is_history(model)
        ),
    ]
