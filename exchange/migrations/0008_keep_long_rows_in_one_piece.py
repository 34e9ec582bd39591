from django.db import migrations


class Migration(migrations.Migration):
    """A row with contact persons, addresses and accounts is longer than PostgreSQL keeps in one piece by itself.

    It is written once and read once, soon: compressing it and cutting it up took a third of copying it.
    """

    dependencies = [("exchange", "0007_keep_names_of_edits")]

    operations = [
        migrations.RunSQL(
            "alter table exchange_stagedrow set (toast_tuple_target = 8160)",
            "alter table exchange_stagedrow reset (toast_tuple_target)",
        )
    ]
