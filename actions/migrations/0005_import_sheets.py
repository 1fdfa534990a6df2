from django.db import migrations, models


def one_to_several(apps, schema_editor):
    """The sheet of each import becomes the only one of its sheets, and its columns are its own."""
    batches = apps.get_model("actions", "ImportBatch").objects
    for batch in batches.only("sheet", "mapping").iterator():
        batch.sheets, batch.mapping = [batch.sheet], {batch.sheet: batch.mapping}
        batch.save(update_fields=["sheets", "mapping"])
    if schema_editor:
        schema_editor.connection.check_constraints()  # PostgreSQL alters no table before


def several_to_one(apps, schema_editor):
    batches = apps.get_model("actions", "ImportBatch").objects
    for batch in batches.only("sheets", "mapping").iterator():
        batch.sheet = batch.sheets[0] if batch.sheets else ""
        batch.mapping = batch.mapping.get(batch.sheet, {})
        batch.save(update_fields=["sheet", "mapping"])


class Migration(migrations.Migration):
    dependencies = [("actions", "0004_update_told_on")]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="sheets",
            field=models.JSONField(blank=True, default=list, verbose_name="feuilles"),
        ),
        migrations.RunPython(one_to_several, several_to_one),
        migrations.RemoveField(model_name="importbatch", name="sheet"),
        migrations.AlterField(
            model_name="importword",
            name="kind",
            field=models.CharField(
                choices=[
                    ("colonne", "Colonne"),
                    ("avancement", "Avancement"),
                    ("organisation", "Organisation"),
                    ("public", "Public"),
                    ("domaine", "Thème"),
                    ("commune", "Commune"),
                    ("enjeu", "Enjeu"),
                    ("objectif", "Objectif"),
                    ("code", "Numéro"),
                    ("fiche", "Fiche"),
                ],
                max_length=12,
                verbose_name="sorte",
            ),
        ),
    ]
