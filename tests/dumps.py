"""The whole content of the database as text, to compare a before and an after."""

from django.core import serializers

from actions.content import content_models
from conventions.models import LoadedRow
from partners.models import User


def dump():
    """Every row that a loader may write, and the accounts, by model."""
    return {
        model: serializers.serialize("json", model._base_manager.order_by("pk"))
        for model in [*content_models(), LoadedRow, User]
    }
