"""Fill the database named by DATABASE_URL: demonstration content, then copies of its actions.

« python -m tests.bench.populate 1700 » prints the address of the first action as its last line.
Copies are whole: steps, money, indicators, measures and news follow their action.
"""

import itertools
import os
import sys

import django
from django.apps import apps
from django.core.management import call_command

BATCH = 500


def followers(model):
    """Foreign keys of the actions app that make their row a part of `model`'s row."""
    return [
        relation.field
        for relation in model._meta.related_objects
        if relation.related_model._meta.app_label == "actions"
        and relation.related_model is not model
        and not relation.field.null
    ]


def copy_row(row, **changes):
    """An unsaved copy of `row`; links to rows of the same table are dropped."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.related_model is not type(row)
    }
    return type(row)(**values | changes)


def copy_followers(copies):
    """Copy what belongs to the sources of `copies`, a list of (source, copy), at every depth."""
    if not copies:
        return
    for link in followers(type(copies[0][0])):
        children = {}
        for child in link.model._base_manager.filter(
            **{f"{link.name}__in": {source.pk for source, _copy in copies}}
        ):
            children.setdefault(getattr(child, link.attname), []).append(child)
        made = [
            (child, copy_row(child, **{link.attname: copy.pk}))
            for source, copy in copies
            for child in children.get(source.pk, [])
        ]
        link.model._base_manager.bulk_create([copy for _child, copy in made], batch_size=BATCH)
        copy_followers(made)


def copy_links(copies):
    """Copy the plain many-to-many links (audiences, domains, communes)."""
    for field in type(copies[0][0])._meta.local_many_to_many:
        through = field.remote_field.through
        if not through._meta.auto_created:
            continue
        own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        targets = {}
        for key, target in through._base_manager.values_list(own, other):
            targets.setdefault(key, []).append(target)
        through._base_manager.bulk_create(
            [
                through(**{own: copy.pk, other: target})
                for source, copy in copies
                for target in targets.get(source.pk, [])
            ],
            batch_size=BATCH,
        )


def multiply(total):
    """Copy the actions in turn until there are `total` of them."""
    action_model = apps.get_model("actions", "Action")
    sources = list(action_model._base_manager.order_by("number"))
    first_number = max(source.number for source in sources) + 1
    copies = []
    for index, source in zip(range(total - len(sources)), itertools.cycle(sources), strict=False):
        number = first_number + index
        changes = {"number": number, "code": f"B.{number}", "title": f"{source.title} ({number})"}
        copies.append((source, copy_row(source, **changes)))
    if copies:
        action_model._base_manager.bulk_create([c for _source, c in copies], batch_size=BATCH)
        copy_followers(copies)
        copy_links(copies)


def main(total):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ctg_portal.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_content")
    call_command("load_demo")
    multiply(total)
    action_model = apps.get_model("actions", "Action")
    print(f"{action_model._base_manager.count()} actions")
    print(action_model.objects.public().order_by("number").first().get_absolute_url())


if __name__ == "__main__":
    main(int(sys.argv[1]))
