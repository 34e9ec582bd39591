"""First letters are read off the indexes by name; only the names that begin with none of them get an index."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("counterparties", "0034_leave_memberships_to_their_indexes")]
    operations = [
        AddIndexConcurrently(
            "counterparty",
            models.Index(
                fields=["name_sort", "id"],
                include=["archived_at"],
                name="counterparty_other_letter",
                condition=models.Q(letter="#"),
            ),
        )
    ]
