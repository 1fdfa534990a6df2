from functools import partial

from django.db import migrations

from partners.first_versions import write_first_versions


class Migration(migrations.Migration):
    dependencies = [("conventions", "0003_archive")]

    operations = [
        migrations.RunPython(
            partial(write_first_versions, app="conventions"), migrations.RunPython.noop
        )
    ]
