"""A mark of the state that the configuration is in, which processes keep in memory until the mark changes."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reference', '0014_let_holdings_belong_to_holdings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Stamp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.UUIDField(editable=False)),
            ],
            options={
                'verbose_name': 'stamp',
                'verbose_name_plural': 'stamps',
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feature',
            trigger=pgtrigger.compiler.Trigger(name='restamp', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    update reference_stamp set value = gen_random_uuid() where id = coalesce(\n        (select id from reference_stamp order by id limit 1 for update skip locked),\n        (select min(id) from reference_stamp)\n    );\n    if not found then\n        insert into reference_stamp (value) select gen_random_uuid() from generate_series(1, 16);\n    end if;\n    return null;', hash='1da528f6315e412b420331fd5b5cb568ee196151', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_restamp_ffe07', table='reference_feature', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='featuregroup',
            trigger=pgtrigger.compiler.Trigger(name='restamp', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    update reference_stamp set value = gen_random_uuid() where id = coalesce(\n        (select id from reference_stamp order by id limit 1 for update skip locked),\n        (select min(id) from reference_stamp)\n    );\n    if not found then\n        insert into reference_stamp (value) select gen_random_uuid() from generate_series(1, 16);\n    end if;\n    return null;', hash='9be5440b2f2bd933db2d403f5feb4b8402a862b7', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_restamp_36c11', table='reference_featuregroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='featuretype',
            trigger=pgtrigger.compiler.Trigger(name='restamp', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    update reference_stamp set value = gen_random_uuid() where id = coalesce(\n        (select id from reference_stamp order by id limit 1 for update skip locked),\n        (select min(id) from reference_stamp)\n    );\n    if not found then\n        insert into reference_stamp (value) select gen_random_uuid() from generate_series(1, 16);\n    end if;\n    return null;', hash='3e01e0e4a51099e781fc4a81d5ab696b43156de4', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_restamp_239e6', table='reference_featuretype', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='filetab',
            trigger=pgtrigger.compiler.Trigger(name='restamp', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    update reference_stamp set value = gen_random_uuid() where id = coalesce(\n        (select id from reference_stamp order by id limit 1 for update skip locked),\n        (select min(id) from reference_stamp)\n    );\n    if not found then\n        insert into reference_stamp (value) select gen_random_uuid() from generate_series(1, 16);\n    end if;\n    return null;', hash='3f10f4b2a8226c9d7a4287aa82cd708f8e59472f', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_restamp_a3605', table='reference_filetab', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='filetabrole',
            trigger=pgtrigger.compiler.Trigger(name='restamp', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    update reference_stamp set value = gen_random_uuid() where id = coalesce(\n        (select id from reference_stamp order by id limit 1 for update skip locked),\n        (select min(id) from reference_stamp)\n    );\n    if not found then\n        insert into reference_stamp (value) select gen_random_uuid() from generate_series(1, 16);\n    end if;\n    return null;', hash='61f7e11de821c7422c24f8e6328fa67aa703e390', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_restamp_984bf', table='reference_filetabrole', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='nomenclature',
            trigger=pgtrigger.compiler.Trigger(name='restamp', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    update reference_stamp set value = gen_random_uuid() where id = coalesce(\n        (select id from reference_stamp order by id limit 1 for update skip locked),\n        (select min(id) from reference_stamp)\n    );\n    if not found then\n        insert into reference_stamp (value) select gen_random_uuid() from generate_series(1, 16);\n    end if;\n    return null;', hash='6f5010e90590f3cb90125a33f59869c21d151cd3', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_restamp_6cb5f', table='reference_nomenclature', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='nomenclatureitem',
            trigger=pgtrigger.compiler.Trigger(name='restamp', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    update reference_stamp set value = gen_random_uuid() where id = coalesce(\n        (select id from reference_stamp order by id limit 1 for update skip locked),\n        (select min(id) from reference_stamp)\n    );\n    if not found then\n        insert into reference_stamp (value) select gen_random_uuid() from generate_series(1, 16);\n    end if;\n    return null;', hash='b24cac5055bb28e87897888e5b0cd5cf1310d4ee', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_restamp_cbb29', table='reference_nomenclatureitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='type',
            trigger=pgtrigger.compiler.Trigger(name='restamp', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    update reference_stamp set value = gen_random_uuid() where id = coalesce(\n        (select id from reference_stamp order by id limit 1 for update skip locked),\n        (select min(id) from reference_stamp)\n    );\n    if not found then\n        insert into reference_stamp (value) select gen_random_uuid() from generate_series(1, 16);\n    end if;\n    return null;', hash='ba4508d0f680495d038a5e8c0a33d43014cbbfe1', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_restamp_6be05', table='reference_type', when='AFTER')),
        ),
        migrations.RunSQL(
            "insert into reference_stamp (value) select gen_random_uuid() from generate_series(1, 16)",
            migrations.RunSQL.noop,
        ),
    ]
