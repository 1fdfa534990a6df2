"""A first version for the rows that were there before their history was kept."""

from django.utils import timezone

REASON = "État à l’ouverture de l’historique"
PREFIX = "Historical"


def write_first_versions(apps, schema_editor, *, app):
    """For a migration of `app`: each row without a past gets one version, as it stands.

    `apps` may be the state of a migration: only names and columns are relied on.
    """
    found = apps.get_app_config(app).get_models(include_auto_created=True)
    models = {model.__name__: model for model in found}
    now = timezone.now()
    for name, history in models.items():
        if not name.startswith(PREFIX) or name.removeprefix(PREFIX) not in models:
            continue
        if not any(field.name == "history_type" for field in history._meta.fields):
            continue  # links: written with the row they belong to
        model = models[name.removeprefix(PREFIX)]
        known = history._base_manager.values("id")
        facts = {"history_date": now, "history_type": "+", "history_change_reason": REASON}
        rows = model._base_manager.exclude(pk__in=known)
        copied = shared_columns(model, history)
        versions = history._base_manager.bulk_create(
            history(**facts, **{column: getattr(row, column) for column in copied})
            for row in rows.iterator(chunk_size=500)
        )
        by_key = {version.id: version.pk for version in versions}
        for link_name, link_history in models.items():
            if link_name.startswith(f"{name}_"):
                write_links(models[link_name.removeprefix(PREFIX)], link_history, model, by_key)


def write_links(link, link_history, model, by_key):
    """Copy the many-to-many rows `link` of `model` into the versions of `by_key`."""
    owner = next(field for field in link._meta.fields if field.related_model is model)
    copied = shared_columns(link, link_history)
    link_history._base_manager.bulk_create(
        link_history(
            history_id=by_key[getattr(row, owner.attname)],
            **{column: getattr(row, column) for column in copied},
        )
        for row in link._base_manager.filter(**{f"{owner.attname}__in": list(by_key)})
    )


def shared_columns(model, history):
    known = {field.attname for field in history._meta.concrete_fields}
    return [field.attname for field in model._meta.concrete_fields if field.attname in known]
