"""The words of the search column, for suggestions where a search finds nothing; the worker fills the list."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("counterparties", "0006_index_beginnings")]
    operations = [
        migrations.CreateModel(
            name="WordsRead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("change_id", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("word", models.TextField(db_collation="C", primary_key=True, serialize=False)),
                ("records", models.IntegerField()),
            ],
            options={"indexes": [GinIndex(OpClass("word", "gin_trgm_ops"), name="word_by_likeness")]},
        ),
    ]
