from functools import partial

from django.db import migrations

from partners.first_versions import write_first_versions


class Migration(migrations.Migration):
    dependencies = [("actions", "0004_archive")]

    operations = [
        migrations.RunPython(
            partial(write_first_versions, app="actions"), migrations.RunPython.noop
        )
    ]
