from django.apps import AppConfig
from django.db.models.signals import post_migrate

from conventions.versioning import lay_triggers


def lay_version_triggers(sender, using, **kwargs):
    """After `migrate`: every table that feeds a public page renews the content version."""
    from django.db import connections

    from actions.public_models import content_models

    lay_triggers(connections[using], content_models())


class ActionsConfig(AppConfig):
    name = "actions"
    verbose_name = "Actions"

    def ready(self):
        post_migrate.connect(lay_version_triggers, sender=self)
