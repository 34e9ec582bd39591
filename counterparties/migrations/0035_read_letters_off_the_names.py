"""First letters are read off the indexes by name, the rows of a counterparty off those that begin with it."""

import django.db.models.deletion
from django.db import migrations, models

INDEXES = {
    'address': 'counterparties_address_counterparty_id_3f010c0c',
    'bankaccount': 'counterparties_bankaccount_counterparty_id_dce7e2c8',
    'contactperson': 'counterparties_contactperson_counterparty_id_ad3cb5be',
}


def without_index(model: str) -> migrations.operations.base.Operation:
    """Takes the index alone: Django would take the foreign key and the rule of one main contact with it."""
    field = models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, to='counterparties.counterparty', verbose_name='counterparty')
    return migrations.SeparateDatabaseAndState(
        [
            migrations.RunSQL(
                f'drop index if exists {INDEXES[model]}',
                f'create index {INDEXES[model]} on counterparties_{model} (counterparty_id)',
            )
        ],
        [migrations.AlterField(model_name=model, name='counterparty', field=field)],
    )


class Migration(migrations.Migration):

    dependencies = [
        ('counterparties', '0034_leave_memberships_to_their_indexes'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='counterparty',
            index=models.Index(condition=models.Q(('letter', '#')), fields=['name_sort', 'id'], include=('archived_at',), name='counterparty_other_letter'),
        ),
        migrations.RemoveIndex(
            model_name='counterparty',
            name='counterparty_by_letter',
        ),
        *map(without_index, INDEXES),
    ]
