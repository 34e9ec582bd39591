import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("counterparties", "0005_tell_updates"),
        ("reference", "0002_tell_updates"),
    ]

    operations = [
        migrations.AlterField(
            model_name="counterpartytype",
            name="type",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="reference.type", verbose_name="type"
            ),
        ),
    ]
