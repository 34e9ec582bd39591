"""What a feature may have: a group, rules for its values, a place in lists; two more data types."""

import django.db.models.constraints
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reference', '0001_lay_configuration'),
    ]

    operations = [
        migrations.CreateModel(
            name='FeatureGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True, verbose_name='code')),
                ('name_bg', models.CharField(blank=True, max_length=200, verbose_name='name in Bulgarian')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name in English')),
                ('position', models.PositiveIntegerField(editable=False, verbose_name='position')),
                ('stopped_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='stopped')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'feature group',
                'verbose_name_plural': 'feature groups',
                'ordering': ['position'],
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='feature',
            name='count_version',
        ),
        migrations.AddField(
            model_name='feature',
            name='default',
            field=models.CharField(blank=True, max_length=1000, verbose_name='default value'),
        ),
        migrations.AddField(
            model_name='feature',
            name='help_text',
            field=models.CharField(blank=True, max_length=200, verbose_name='hint'),
        ),
        migrations.AddField(
            model_name='feature',
            name='indexed',
            field=models.BooleanField(default=False, verbose_name='quick to sort and filter'),
        ),
        migrations.AddField(
            model_name='feature',
            name='maximum',
            field=models.CharField(blank=True, max_length=50, verbose_name='highest value'),
        ),
        migrations.AddField(
            model_name='feature',
            name='minimum',
            field=models.CharField(blank=True, max_length=50, verbose_name='lowest value'),
        ),
        migrations.AddField(
            model_name='feature',
            name='pattern',
            field=models.CharField(blank=True, max_length=200, verbose_name='pattern'),
        ),
        migrations.AddField(
            model_name='feature',
            name='required',
            field=models.BooleanField(default=False, verbose_name='mandatory'),
        ),
        migrations.AddField(
            model_name='feature',
            name='shown',
            field=models.BooleanField(default=False, verbose_name='shown in the list by default'),
        ),
        migrations.AddField(
            model_name='feature',
            name='unique',
            field=models.BooleanField(default=False, verbose_name='unique'),
        ),
        migrations.AlterField(
            model_name='feature',
            name='data_type',
            field=models.CharField(choices=[('text', 'Text'), ('long_text', 'Long text'), ('number', 'Number'), ('date', 'Date'), ('yes_no', 'Yes/No'), ('nomenclature', 'From nomenclature'), ('counterparty', 'Counterparty')], default='text', max_length=20, verbose_name='data type'),
        ),
        migrations.AddField(
            model_name='feature',
            name='group',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='features', to='reference.featuregroup', verbose_name='group'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feature',
            trigger=pgtrigger.compiler.Trigger(name='count_version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."data_type" IS DISTINCT FROM (NEW."data_type") OR OLD."decimals" IS DISTINCT FROM (NEW."decimals") OR OLD."default" IS DISTINCT FROM (NEW."default") OR OLD."definition" IS DISTINCT FROM (NEW."definition") OR OLD."group_id" IS DISTINCT FROM (NEW."group_id") OR OLD."help_text" IS DISTINCT FROM (NEW."help_text") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."indexed" IS DISTINCT FROM (NEW."indexed") OR OLD."maximum" IS DISTINCT FROM (NEW."maximum") OR OLD."minimum" IS DISTINCT FROM (NEW."minimum") OR OLD."multiple" IS DISTINCT FROM (NEW."multiple") OR OLD."name_bg" IS DISTINCT FROM (NEW."name_bg") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."nomenclature_id" IS DISTINCT FROM (NEW."nomenclature_id") OR OLD."pattern" IS DISTINCT FROM (NEW."pattern") OR OLD."required" IS DISTINCT FROM (NEW."required") OR OLD."shown" IS DISTINCT FROM (NEW."shown") OR OLD."unique" IS DISTINCT FROM (NEW."unique") OR OLD."unit" IS DISTINCT FROM (NEW."unit"))', func='new.version = old.version + 1; return new;', hash='efb69acd5abda7e942c22b16413c9656de8f183f', operation='UPDATE', pgid='pgtrigger_count_version_18497', table='reference_feature', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='featuregroup',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('position',), name='one_feature_group_a_position'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='featuregroup',
            trigger=pgtrigger.compiler.Trigger(name='history_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'I\', null, to_jsonb(n) - array[\'version\']::text[] from added n; return null;', hash='9d90f57676074cea05b7d82cae133909aceaa015', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_insert_32e54', referencing='REFERENCING NEW TABLE AS added ', table='reference_featuregroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='featuregroup',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'U\', d.before, d.after\n    from are n join were o using (id)\n    cross join lateral (select to_jsonb(o) - array[\'version\']::text[] as was, to_jsonb(n) - array[\'version\']::text[] as now offset 0) as image\n    cross join lateral (\n        select jsonb_object_agg(a.key, image.was -> a.key), jsonb_object_agg(a.key, a.value)\n        from jsonb_each(image.now) a where a.value is distinct from image.was -> a.key\n    ) as d(before, after)\n    where o is distinct from n and d.after is not null;\n    return null;', hash='7b695232f76f1229b2a567049ca5564ecd5e9066', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_cce30', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='reference_featuregroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='featuregroup',
            trigger=pgtrigger.compiler.Trigger(name='history_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, o.id, null::bigint, \'D\', to_jsonb(o) - array[\'version\']::text[], null from removed o; return null;', hash='60fb827cd5f901aa1f36daedebcca629dbbfd1f9', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_delete_9fa9c', referencing='REFERENCING OLD TABLE AS removed ', table='reference_featuregroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='featuregroup',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='78c89ffa9fe68bba96ac2a40223a1c68235748e6', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_1f5c6', table='reference_featuregroup', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='featuregroup',
            trigger=pgtrigger.compiler.Trigger(name='count_version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name_bg" IS DISTINCT FROM (NEW."name_bg") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en"))', func='new.version = old.version + 1; return new;', hash='6646c8a443723feeb22e5348ce729c47b5f28e30', operation='UPDATE', pgid='pgtrigger_count_version_f5b81', table='reference_featuregroup', when='BEFORE')),
        ),
    ]
