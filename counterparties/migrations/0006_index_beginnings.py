"""The index of folded names, in which the scripts lie together: it brings the best of very many hits first."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Collate, Left


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("counterparties", "0005_index_countries")]
    operations = [
        AddIndexConcurrently(
            "counterparty",
            models.Index(Collate(Left("search", 40), "C"), "id", name="counterparty_by_beginning"),
        )
    ]
