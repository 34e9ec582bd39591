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
            trigger=pgtrigger.compiler.Trigger(name='restamp', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    update reference_stamp set value = gen_random_uuid()\n    where id = (select id from reference_stamp order by id limit 1 for update skip locked);\n    return null;', hash='28e23dfdacac6ded2b71eb6d9ff438e3d06f9a22', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_restamp_ffe07', table='reference_feature', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='featuregroup',
            trigger=pgtrigger.compiler.Trigger(name='restamp', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    update reference_stamp set value = gen_random_uuid()\n    where id = (select id from reference_stamp order by id limit 1 for update skip locked);\n    return null;', hash='b2b6052afab8e04aba40ddee19144dc4546f1f7f', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_restamp_36c11', table='reference_featuregroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='featuretype',
            trigger=pgtrigger.compiler.Trigger(name='restamp', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    update reference_stamp set value = gen_random_uuid()\n    where id = (select id from reference_stamp order by id limit 1 for update skip locked);\n    return null;', hash='f01700cff3434677b4b9471941cd3871f86e7d17', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_restamp_239e6', table='reference_featuretype', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='filetab',
            trigger=pgtrigger.compiler.Trigger(name='restamp', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    update reference_stamp set value = gen_random_uuid()\n    where id = (select id from reference_stamp order by id limit 1 for update skip locked);\n    return null;', hash='e09f64b23718bc0dafb1de285109f14a35c12ac8', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_restamp_a3605', table='reference_filetab', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='filetabrole',
            trigger=pgtrigger.compiler.Trigger(name='restamp', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    update reference_stamp set value = gen_random_uuid()\n    where id = (select id from reference_stamp order by id limit 1 for update skip locked);\n    return null;', hash='ce4a1efc8bc1658a059d057ae1a1e477228a16e3', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_restamp_984bf', table='reference_filetabrole', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='nomenclature',
            trigger=pgtrigger.compiler.Trigger(name='restamp', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    update reference_stamp set value = gen_random_uuid()\n    where id = (select id from reference_stamp order by id limit 1 for update skip locked);\n    return null;', hash='9cf5f51266f805eeaf334647007be1980809b3cd', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_restamp_6cb5f', table='reference_nomenclature', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='nomenclatureitem',
            trigger=pgtrigger.compiler.Trigger(name='restamp', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    update reference_stamp set value = gen_random_uuid()\n    where id = (select id from reference_stamp order by id limit 1 for update skip locked);\n    return null;', hash='50650c5a81e97ea940795c6c01ed59af23563e80', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_restamp_cbb29', table='reference_nomenclatureitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='type',
            trigger=pgtrigger.compiler.Trigger(name='restamp', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    update reference_stamp set value = gen_random_uuid()\n    where id = (select id from reference_stamp order by id limit 1 for update skip locked);\n    return null;', hash='eadd499b63f78e80dc81da2bf51cc98d49fa2d29', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_restamp_6be05', table='reference_type', when='AFTER')),
        ),
        migrations.RunSQL(
            "insert into reference_stamp (value) select gen_random_uuid() from generate_series(1, 16)",
            migrations.RunSQL.noop,
        ),
    ]
