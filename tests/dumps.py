"""The whole content of the database as text, to compare a before and an after."""

from django.apps import apps
from django.core import serializers

from actions.public_models import content_models
from conventions.models import LoadedRow
from letters.models import OutboxLetter
from partners.models import Invitation, Membership, User
from records.history.recording import is_history


def dump():
    """Every row that a loader may write, the accounts and the letters, by model."""
    told = [
        row
        for room in ("reviews", "reporting")
        for row in apps.get_app_config(room).get_models()
        if not is_history(row)
    ]
    return {
        model: serializers.serialize("json", model._base_manager.order_by("pk"))
        for model in [
            *content_models(), LoadedRow, User, Membership, Invitation, *told, OutboxLetter,
        ]
    }  # fmt: skip
