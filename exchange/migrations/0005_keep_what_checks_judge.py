import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0004_lay_undoings")]

    operations = [
        migrations.AddField(
            "importrun",
            "basis",
            models.TextField(blank=True, verbose_name="what the check rests on", default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "importrun", "otherwise", models.BigIntegerField(default=0, verbose_name="not as the check had told")
        ),
        migrations.AddField("stagedrow", "version", models.PositiveIntegerField(null=True, verbose_name="version")),
        migrations.AddField("stagedrow", "digest", models.UUIDField(null=True, verbose_name="hash of the raw row")),
        migrations.AddField(
            "stagedrow",
            "keys",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), null=True, size=None, verbose_name="keys"
            ),
        ),
        migrations.AddField(
            "stagedrow",
            "planned",
            models.CharField(
                choices=[
                    ("created", "Created"),
                    ("updated", "Updated"),
                    ("same", "Unchanged"),
                    ("skipped", "Skipped"),
                    ("failed", "Failed"),
                ],
                max_length=10,
                null=True,
                verbose_name="planned outcome",
            ),
        ),
        migrations.AddField("stagedrow", "work", models.JSONField(null=True, verbose_name="work")),
        migrations.AddIndex(
            "stagedrow",
            models.Index(
                fields=["record_id"], condition=models.Q(record_id__isnull=False), name="staged_row_of_record"
            ),
        ),
        # A row with its work is read once and whole: taking long texts out of it would cost more than it saves.
        migrations.RunSQL(
            "alter table exchange_stagedrow set (toast_tuple_target = 8160)",
            "alter table exchange_stagedrow reset (toast_tuple_target)",
        ),
        migrations.DeleteModel("Claim"),
    ]
