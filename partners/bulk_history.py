"""History of many rows at once: the same versions as one by one, in a few queries."""

from collections.abc import Sequence

from django.db.models import Model
from simple_history.utils import get_m2m_field_name

from partners.history import current_change, moment

CREATED, CHANGED, DELETED = "+", "~", "-"
BATCH = 500


def record_rows(rows: Sequence[Model], kind: str) -> None:
    """Write one version per row of `rows`, all of one model, as they and their links stand now.

    Use it inside `one_change`, after the bulk write of rows and links, or before their deletion.
    """
    if not rows:
        return
    model = type(rows[0])
    history = model.history.model  # type: ignore[attr-defined]
    change = current_change()
    facts = {
        "history_date": moment(),
        "history_type": kind,
        "history_user": change.by if change else None,
        "history_change_reason": (change.reason if change else "") or None,
    }
    versions = [
        history(**facts, **{f.attname: getattr(row, f.attname) for f in history.tracked_fields})
        for row in rows
    ]
    history.objects.bulk_create(versions, batch_size=BATCH)
    by_pk = {row.pk: version for row, version in zip(rows, versions, strict=True)}
    for field in history._history_m2m_fields:
        record_links(field, getattr(history, field.name).model, by_pk)


def record_links(field, link_history, by_pk: dict) -> None:
    """Copy the rows of the many-to-many `field` into the versions of their owners."""
    through = field.remote_field.through
    owner = through._meta.get_field(get_m2m_field_name(field))
    copied = [one.attname for one in through._meta.fields]
    pks = sorted(by_pk)
    for start in range(0, len(pks), BATCH):
        links = through._base_manager.filter(
            **{f"{owner.name}__in": pks[start : start + BATCH]}
        ).order_by("pk")
        link_history.objects.bulk_create(
            [
                link_history(
                    history=by_pk[getattr(link, owner.attname)],
                    **{name: getattr(link, name) for name in copied},
                )
                for link in links
            ],
            batch_size=BATCH,
        )
