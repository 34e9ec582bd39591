"""Codes have an index for beginnings that nobody asks for: every row that is written would have to be put into it."""

from django.db import migrations

NAME = "counterparties_counterparty_code_f6130d09_like"


class Migration(migrations.Migration):
    dependencies = [
        ("counterparties", "0011_compare_columns_in_history"),
    ]

    operations = [
        migrations.RunSQL(
            f"drop index if exists {NAME}",
            f"create index {NAME} on counterparties_counterparty (code varchar_pattern_ops)",
        ),
    ]
