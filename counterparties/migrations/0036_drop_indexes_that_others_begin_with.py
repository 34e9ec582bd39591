"""Nobody reads these any longer: letters are read off the names, rows of a file off indexes that begin with it."""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

INDEXES = {
    "address": "counterparties_address_counterparty_id_3f010c0c",
    "bankaccount": "counterparties_bankaccount_counterparty_id_dce7e2c8",
    "contactperson": "counterparties_contactperson_counterparty_id_ad3cb5be",
}


def without_index(model: str) -> migrations.operations.base.Operation:
    """Takes the index alone: Django would take the foreign key and the rule of one main contact with it."""
    field = models.ForeignKey(
        "counterparties.counterparty",
        models.PROTECT,
        db_index=False,
        editable=False,
        verbose_name="counterparty",
    )
    return migrations.SeparateDatabaseAndState(
        [
            migrations.RunSQL(
                f"drop index concurrently if exists {INDEXES[model]}",
                f"create index concurrently {INDEXES[model]} on counterparties_{model} (counterparty_id)",
            )
        ],
        [migrations.AlterField(model_name=model, name="counterparty", field=field)],
    )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("counterparties", "0035_read_letters_off_the_names")]
    operations = [
        RemoveIndexConcurrently("counterparty", "counterparty_by_letter"),
        *map(without_index, INDEXES),
    ]
