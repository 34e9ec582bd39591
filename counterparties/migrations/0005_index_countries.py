"""The index that finds counterparties of one country abroad in the order of their names; most are at home."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("counterparties", "0004_index_features")]
    operations = [
        AddIndexConcurrently(
            "counterparty",
            models.Index(
                "country", "name_sort", "id", name="counterparty_by_country", condition=~models.Q(country="BG")
            ),
        )
    ]
