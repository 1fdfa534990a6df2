"""Which tables hold what residents read."""

from django.apps import apps

from conventions.models import ContentVersion, LoadedRow
from partners.models import Organisation


def content_models():
    """Models whose rows appear on public pages, links between them included by their tables."""
    bookkeeping = (ContentVersion, LoadedRow)
    return [
        Organisation,
        *(
            model
            for model in apps.get_app_config("conventions").get_models()
            if model not in bookkeeping
        ),
        *apps.get_app_config("actions").get_models(),
    ]
