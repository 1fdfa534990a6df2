from django.apps import AppConfig
from django.db.models.signals import post_migrate

from conventions.versioning import lay_triggers


def lay_version_triggers(sender, using, **kwargs):
    """After `migrate`: a published edition renews the content version, as any public row."""
    from django.db import connections

    from reviews.models import EvaluationEdition, ReviewEdition

    lay_triggers(connections[using], [ReviewEdition, EvaluationEdition])


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "Bilans"

    def ready(self):
        from actions import searchable
        from reviews.searchable import published

        searchable.others.append(published)
        post_migrate.connect(lay_version_triggers, sender=self)
