"""Logos and signatures of own companies, those of before too, are told from the values of features."""

from django.db import migrations, models

MARK = """
update counterparties_upload set on_paper = true where id in (
    select logo_id from counterparties_stationery
    union select signature_id from counterparties_signatory
    union select (after ->> 'logo_id')::bigint from history_change where "table" = 'counterparties_stationery'
    union select (after ->> 'signature_id')::bigint from history_change where "table" = 'counterparties_signatory'
)"""


class Migration(migrations.Migration):

    dependencies = [
        ('counterparties', '0029_keep_how_taken_numbers_are_written'),
    ]

    operations = [
        migrations.AddField(
            model_name='upload',
            name='on_paper',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
    ]
