"""A change of a status renews the mark of the configuration: processes keep the statuses until then."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('reference', '0015_stamp_configuration'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='status',
            trigger=pgtrigger.compiler.Trigger(name='restamp', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    update reference_stamp set value = gen_random_uuid() where id = coalesce(\n        (select id from reference_stamp order by id limit 1 for update skip locked),\n        (select min(id) from reference_stamp)\n    );\n    if not found then\n        insert into reference_stamp (value) select gen_random_uuid() from generate_series(1, 16);\n    end if;\n    return null;', hash='4a555018d145108d604302a26f7df5b04274995e', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_restamp_30923', table='reference_status', when='AFTER')),
        ),
    ]
