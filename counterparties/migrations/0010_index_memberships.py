"""The index by which an export finds today's holdings of each company; that of the exclusion asks holdings first."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("counterparties", "0009_count_by_indexes")]
    operations = [
        AddIndexConcurrently(
            "holdingmember",
            models.Index(
                "counterparty", "holding", name="membership_by_company", condition=models.Q(archived_at=None)
            ),
        )
    ]
