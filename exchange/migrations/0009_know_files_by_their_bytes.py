from django.db import migrations, models


class Migration(migrations.Migration):
    """With a default of the database, so that the previous release imports on meanwhile."""

    dependencies = [("exchange", "0008_keep_long_rows_in_one_piece")]

    operations = [
        migrations.AddField(
            "importrun",
            "digest",
            models.CharField(
                blank=True, db_default="", default="", max_length=64, verbose_name="SHA-256 of the file"
            ),
        ),
        migrations.AddIndex("importrun", models.Index(fields=["digest"], name="import_of_file")),
    ]
