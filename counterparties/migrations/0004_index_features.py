"""The index that finds counterparties by what their features hold, built while people go on working."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("counterparties", "0003_number_codes"), ("reference", "0002_settle_features")]
    operations = [
        AddIndexConcurrently(
            "counterparty",
            GinIndex(OpClass("features", "jsonb_path_ops"), name="counterparty_by_features"),
        )
    ]
