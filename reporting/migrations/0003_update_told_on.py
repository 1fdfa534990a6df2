"""The news that answers gave keep the day when it was said."""

from django.db import migrations
from django.utils import timezone


def keep_the_day(apps, schema_editor):
    """An Update is never changed by the application; here it gains what its answer always knew."""
    reports = apps.get_model("reporting", "Report").objects.exclude(update=None)
    updates = apps.get_model("actions", "Update").objects
    for key, told_on, sent_at in reports.values_list("update", "told_on", "submitted_at"):
        updates.filter(pk=key).update(told_on=told_on or timezone.localdate(sent_at))


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_words"), ("actions", "0004_update_told_on")]
    operations = [migrations.RunPython(keep_the_day, migrations.RunPython.noop)]
