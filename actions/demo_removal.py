"""Taking the demonstration away, whole or not at all."""

from django.apps import apps
from django.db.models import CASCADE, PROTECT, Q

from actions.models import Action, Funding, Indicator, Measure, Milestone, Update
from conventions.loading import Loader
from conventions.models import Committee, Document, Enjeu, LoadedRow, Meeting, Objective
from partners.models import Organisation, User

# From what leans on others to what others lean on; updates go before all of them.
REMOVED = (
    Measure,
    Indicator,
    Milestone,
    Funding,
    Action,
    Objective,
    Enjeu,
    Document,
    Meeting,
    Committee,
    Organisation,
    User,
)


def demo_models():
    """Every model whose rows may be demonstration rows."""
    return [
        model
        for model in apps.get_models()
        if any(field.name == "is_demo" for field in model._meta.fields)
    ]


def leaves_with_the_demo(model):
    """Condition met by the rows of `model` that go away: flagged, or owned by a flagged row."""
    models = demo_models()
    condition = Q(is_demo=True) if model in models else Q(pk__in=[])
    for field in model._meta.fields:
        if (
            field.remote_field
            and field.remote_field.on_delete is CASCADE
            and field.related_model in models
        ):
            condition |= Q(**{f"{field.name}__is_demo": True})
    return condition


def real_rows_on_demo_rows():
    """(real row, demonstration row) pairs that forbid the removal."""
    pairs = []
    for model in demo_models():
        for relation in model._meta.related_objects:
            if getattr(relation, "on_delete", None) is not PROTECT:
                continue
            name = relation.field.name
            rows = (
                relation.related_model._base_manager.filter(**{f"{name}__is_demo": True})
                .exclude(leaves_with_the_demo(relation.related_model))
                .select_related(name)
            )
            pairs += [(row, getattr(row, name)) for row in rows]
    return pairs


def remove_demo_rows():
    """Delete every demonstration row and forget it was loaded; return how many rows left.

    Call it inside a transaction, after `real_rows_on_demo_rows` found nothing.
    """
    LoadedRow.objects.filter(key__startswith=Loader.DEMO_PREFIX).delete()
    if not any(model._base_manager.filter(is_demo=True).exists() for model in demo_models()):
        return 0  # not even an empty DELETE: it would renew the content version
    removed = 0
    # A correction protects what it replaces: the newest first.
    while last := Update.objects.filter(is_demo=True, replaced_by=None):
        removed += last.delete()[0]
    # Examples point to one another: an action to its successor or its origin.
    Action.objects.filter(is_demo=True).update(successor=None, origin=None)
    for model in REMOVED:
        removed += model._base_manager.filter(is_demo=True).delete()[0]
    return removed
