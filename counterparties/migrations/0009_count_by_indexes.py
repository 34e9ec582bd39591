"""Indexes that hold all that counting a list takes, each in place of one that did not; people go on working."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

KINDS = ("customer", "supplier", "bank", "company", "government", "holding")


def replace(index: models.Index) -> list[Operation]:
    """The index in place of the one of the same name."""
    former = f"{index.name}_0"
    return [
        migrations.RenameIndex("counterparty", new_name=former, old_name=index.name),
        AddIndexConcurrently("counterparty", index),
        RemoveIndexConcurrently("counterparty", former),
    ]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("counterparties", "0008_index_what_rows_are_recognised_by")]
    operations = [
        *replace(models.Index(fields=["name_sort", "id"], include=["archived_at"], name="counterparty_by_name")),
        *(
            operation
            for kind in KINDS
            for operation in replace(
                models.Index(
                    fields=["name_sort", "id"],
                    include=["archived_at"],
                    name=f"counterparty_{kind}_name",
                    condition=models.Q(kinds__contains=[kind]),
                )
            )
        ),
        *(
            operation
            for name in ("letter", "status")
            for operation in replace(
                models.Index(
                    fields=[name, "name_sort", "id"], include=["archived_at", "kinds"], name=f"counterparty_by_{name}"
                )
            )
        ),
        # The constraint of both columns serves the first of them.
        AddIndexConcurrently("counterpartytype", models.Index("type", "counterparty", name="counterparty_by_type")),
        migrations.AlterField(
            "counterpartytype",
            "counterparty",
            models.ForeignKey("counterparties.counterparty", models.CASCADE, db_index=False),
        ),
        migrations.AlterField(
            "counterpartytype",
            "type",
            models.ForeignKey("reference.type", models.PROTECT, verbose_name="type", db_index=False),
        ),
    ]
