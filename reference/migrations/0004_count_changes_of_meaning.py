from django.db import migrations


class Migration(migrations.Migration):
    """A number that grows whenever values of features begin to mean something else: long imports ask for it."""

    dependencies = [("reference", "0003_mark_features_at_work")]

    operations = [
        migrations.RunSQL("create sequence reference_meaning as bigint", "drop sequence reference_meaning"),
    ]
