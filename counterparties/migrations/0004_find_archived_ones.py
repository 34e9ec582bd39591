from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("counterparties", "0003_keep_codes_and_main_contacts")]

    operations = [
        migrations.AddIndex(
            model_name="counterparty",
            index=models.Index(
                models.F("id"), condition=models.Q(("archived_at__isnull", False)), name="counterparty_archived"
            ),
        ),
    ]
