"""Types, statuses, features, nomenclatures, rights to types."""

import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_lay_users_and_roles'),
    ]

    operations = [
        migrations.CreateModel(
            name='Feature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True, verbose_name='code')),
                ('name_bg', models.CharField(blank=True, max_length=200, verbose_name='name in Bulgarian')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name in English')),
                ('position', models.PositiveIntegerField(editable=False, verbose_name='position')),
                ('stopped_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='stopped')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('data_type', models.CharField(choices=[('text', 'Text'), ('number', 'Number'), ('date', 'Date'), ('yes_no', 'Yes/No'), ('nomenclature', 'From nomenclature')], default='text', max_length=20, verbose_name='data type')),
                ('multiple', models.BooleanField(default=False, verbose_name='several items')),
                ('unit', models.CharField(blank=True, max_length=20, verbose_name='unit')),
                ('decimals', models.PositiveSmallIntegerField(default=0, verbose_name='decimals')),
                ('definition', models.TextField(blank=True, verbose_name='definition')),
            ],
            options={
                'verbose_name': 'feature',
                'verbose_name_plural': 'features',
                'ordering': ['position'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NomenclatureItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_bg', models.CharField(blank=True, max_length=200, verbose_name='name in Bulgarian')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name in English')),
                ('position', models.PositiveIntegerField(editable=False, verbose_name='position')),
                ('stopped_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='stopped')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.SlugField(allow_unicode=True, max_length=100, verbose_name='code')),
            ],
            options={
                'verbose_name': 'item',
                'verbose_name_plural': 'items',
                'ordering': ['position'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Status',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True, verbose_name='code')),
                ('name_bg', models.CharField(blank=True, max_length=200, verbose_name='name in Bulgarian')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name in English')),
                ('position', models.PositiveIntegerField(editable=False, verbose_name='position')),
                ('stopped_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='stopped')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('colour', models.CharField(choices=[('green', 'green'), ('teal', 'teal'), ('blue', 'blue'), ('violet', 'violet'), ('amber', 'amber'), ('orange', 'orange'), ('red', 'red'), ('grey', 'grey')], default='grey', max_length=10, verbose_name='colour')),
            ],
            options={
                'verbose_name': 'status',
                'verbose_name_plural': 'statuses',
                'ordering': ['position'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Type',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True, verbose_name='code')),
                ('name_bg', models.CharField(blank=True, max_length=200, verbose_name='name in Bulgarian')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name in English')),
                ('position', models.PositiveIntegerField(editable=False, verbose_name='position')),
                ('stopped_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='stopped')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('kind', models.CharField(choices=[('customer', 'Customer'), ('supplier', 'Supplier'), ('bank', 'Bank'), ('company', 'Company'), ('government', 'Government organisation'), ('holding', 'Holding')], editable=False, max_length=10, verbose_name='kind')),
            ],
            options={
                'verbose_name': 'type',
                'verbose_name_plural': 'types',
                'ordering': ['position'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TypeRight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('see', 'see'), ('add', 'add'), ('edit', 'edit'), ('archive', 'archive'), ('export', 'export')], max_length=10), default=list, size=None, verbose_name='may')),
            ],
            options={
                'verbose_name': 'right',
                'verbose_name_plural': 'rights',
            },
        ),
        migrations.CreateModel(
            name='FeatureType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('feature', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='reference.feature')),
            ],
            options={
                'verbose_name': 'feature of a type',
                'verbose_name_plural': 'features of types',
            },
        ),
        migrations.CreateModel(
            name='Nomenclature',
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
                'verbose_name': 'nomenclature',
                'verbose_name_plural': 'nomenclatures',
                'ordering': ['position'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('position',), name='one_nomenclature_a_position')],
            },
        ),
        migrations.AddField(
            model_name='feature',
            name='nomenclature',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='features', to='reference.nomenclature', verbose_name='nomenclature'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='nomenclature',
            trigger=pgtrigger.compiler.Trigger(name='history_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'I\', null, to_jsonb(n) - array[\'version\']::text[] from added n; return null;', hash='eaf5d1f55ad15495db369091ea9e9193bfb3cf9a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_insert_135e1', referencing='REFERENCING NEW TABLE AS added ', table='reference_nomenclature', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='nomenclature',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'U\', d.before, d.after\n    from are n join were o using (id)\n    cross join lateral (select to_jsonb(o) - array[\'version\']::text[] as was, to_jsonb(n) - array[\'version\']::text[] as now offset 0) as image\n    cross join lateral (\n        select jsonb_object_agg(a.key, image.was -> a.key), jsonb_object_agg(a.key, a.value)\n        from jsonb_each(image.now) a where a.value is distinct from image.was -> a.key\n    ) as d(before, after)\n    where o is distinct from n and d.after is not null;\n    return null;', hash='e6d4d687b4c8affc5c59fdc6adb818cc153349bb', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_d1c8d', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='reference_nomenclature', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='nomenclature',
            trigger=pgtrigger.compiler.Trigger(name='history_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, o.id, null::bigint, \'D\', to_jsonb(o) - array[\'version\']::text[], null from removed o; return null;', hash='f562bc0d3b57fd42b01cf9bec087deba713a83fa', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_delete_a1c08', referencing='REFERENCING OLD TABLE AS removed ', table='reference_nomenclature', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='nomenclature',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='f8766234eda12719bb08494c18b89e2ad45febe1', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_9a48f', table='reference_nomenclature', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='nomenclature',
            trigger=pgtrigger.compiler.Trigger(name='count_version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name_bg" IS DISTINCT FROM (NEW."name_bg") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en"))', func='new.version = old.version + 1; return new;', hash='7e32b5472316f3f66af6d9e861f4d1c7f88e12dc', operation='UPDATE', pgid='pgtrigger_count_version_8124e', table='reference_nomenclature', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='nomenclatureitem',
            name='nomenclature',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='reference.nomenclature', verbose_name='nomenclature'),
        ),
        migrations.AddField(
            model_name='nomenclatureitem',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='reference.nomenclatureitem', verbose_name='under'),
        ),
        migrations.AddConstraint(
            model_name='status',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('position',), name='one_status_a_position'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='status',
            trigger=pgtrigger.compiler.Trigger(name='history_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'I\', null, to_jsonb(n) - array[\'version\']::text[] from added n; return null;', hash='d69d2d23698fc9cfa739b5cb9f5ee64ac5a9147e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_insert_8dfa2', referencing='REFERENCING NEW TABLE AS added ', table='reference_status', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='status',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'U\', d.before, d.after\n    from are n join were o using (id)\n    cross join lateral (select to_jsonb(o) - array[\'version\']::text[] as was, to_jsonb(n) - array[\'version\']::text[] as now offset 0) as image\n    cross join lateral (\n        select jsonb_object_agg(a.key, image.was -> a.key), jsonb_object_agg(a.key, a.value)\n        from jsonb_each(image.now) a where a.value is distinct from image.was -> a.key\n    ) as d(before, after)\n    where o is distinct from n and d.after is not null;\n    return null;', hash='b723558fe26fae550ccb67e4f97b94cadc9ce499', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_97864', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='reference_status', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='status',
            trigger=pgtrigger.compiler.Trigger(name='history_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, o.id, null::bigint, \'D\', to_jsonb(o) - array[\'version\']::text[], null from removed o; return null;', hash='9a3eb6cfc8f2a33d62aac308a46ee16ac3f99c58', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_delete_fedbc', referencing='REFERENCING OLD TABLE AS removed ', table='reference_status', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='status',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='5797fe570893f4ddf4859b5ace64b99912e60230', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_8aeba', table='reference_status', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='status',
            trigger=pgtrigger.compiler.Trigger(name='count_version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."colour" IS DISTINCT FROM (NEW."colour") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name_bg" IS DISTINCT FROM (NEW."name_bg") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en"))', func='new.version = old.version + 1; return new;', hash='f3e7ab89462ffd5c74d15f5c2ab5e652aeed7992', operation='UPDATE', pgid='pgtrigger_count_version_db8de', table='reference_status', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='type',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='reference.type', verbose_name='under'),
        ),
        migrations.AddField(
            model_name='featuretype',
            name='type',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='reference.type'),
        ),
        migrations.AddField(
            model_name='feature',
            name='types',
            field=models.ManyToManyField(blank=True, related_name='features', through='reference.FeatureType', to='reference.type', verbose_name='types'),
        ),
        migrations.AddField(
            model_name='typeright',
            name='role',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.role', verbose_name='role'),
        ),
        migrations.AddField(
            model_name='typeright',
            name='type',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rights', to='reference.type', verbose_name='type'),
        ),
        migrations.AddConstraint(
            model_name='nomenclatureitem',
            constraint=models.UniqueConstraint(fields=('nomenclature', 'code'), name='one_item_a_code'),
        ),
        migrations.AddConstraint(
            model_name='nomenclatureitem',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('nomenclature', 'parent', 'position'), name='one_item_a_position', nulls_distinct=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='nomenclatureitem',
            trigger=pgtrigger.compiler.Trigger(name='history_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'I\', null, to_jsonb(n) - array[\'version\']::text[] from added n; return null;', hash='73a9e178b1a894dd0118c81bf6cc14d9c089794d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_insert_ff624', referencing='REFERENCING NEW TABLE AS added ', table='reference_nomenclatureitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='nomenclatureitem',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'U\', d.before, d.after\n    from are n join were o using (id)\n    cross join lateral (select to_jsonb(o) - array[\'version\']::text[] as was, to_jsonb(n) - array[\'version\']::text[] as now offset 0) as image\n    cross join lateral (\n        select jsonb_object_agg(a.key, image.was -> a.key), jsonb_object_agg(a.key, a.value)\n        from jsonb_each(image.now) a where a.value is distinct from image.was -> a.key\n    ) as d(before, after)\n    where o is distinct from n and d.after is not null;\n    return null;', hash='30f9ac2da80165eb5d73359f8f575a0c09fbdc8d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_89baf', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='reference_nomenclatureitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='nomenclatureitem',
            trigger=pgtrigger.compiler.Trigger(name='history_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, o.id, null::bigint, \'D\', to_jsonb(o) - array[\'version\']::text[], null from removed o; return null;', hash='f19ce31de6b56a76e0899068391479f91cd628d1', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_delete_800db', referencing='REFERENCING OLD TABLE AS removed ', table='reference_nomenclatureitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='nomenclatureitem',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='81abf1cfd16de7986eb98633a8f3d2579dff647e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_fce6c', table='reference_nomenclatureitem', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='nomenclatureitem',
            trigger=pgtrigger.compiler.Trigger(name='count_version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name_bg" IS DISTINCT FROM (NEW."name_bg") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."nomenclature_id" IS DISTINCT FROM (NEW."nomenclature_id") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id"))', func='new.version = old.version + 1; return new;', hash='35ac73937206f832ed70ca7d00e737d986f180e1', operation='UPDATE', pgid='pgtrigger_count_version_6e916', table='reference_nomenclatureitem', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='type',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('parent', 'position'), name='one_type_a_position', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='type',
            constraint=models.UniqueConstraint(condition=models.Q(('parent', None)), fields=('kind',), name='one_root_a_kind'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='type',
            trigger=pgtrigger.compiler.Trigger(name='history_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'I\', null, to_jsonb(n) - array[\'version\']::text[] from added n; return null;', hash='a27c50e0cd047b51ab04a319c978f8667748d02f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_insert_e09cd', referencing='REFERENCING NEW TABLE AS added ', table='reference_type', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='type',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'U\', d.before, d.after\n    from are n join were o using (id)\n    cross join lateral (select to_jsonb(o) - array[\'version\']::text[] as was, to_jsonb(n) - array[\'version\']::text[] as now offset 0) as image\n    cross join lateral (\n        select jsonb_object_agg(a.key, image.was -> a.key), jsonb_object_agg(a.key, a.value)\n        from jsonb_each(image.now) a where a.value is distinct from image.was -> a.key\n    ) as d(before, after)\n    where o is distinct from n and d.after is not null;\n    return null;', hash='ac8a585ac0ae486b0458c899b42f438a0b5ac05d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_36181', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='reference_type', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='type',
            trigger=pgtrigger.compiler.Trigger(name='history_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, o.id, null::bigint, \'D\', to_jsonb(o) - array[\'version\']::text[], null from removed o; return null;', hash='a9812d21c3ce6ef9d78a9abfebe8319175f05ca1', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_delete_ed299', referencing='REFERENCING OLD TABLE AS removed ', table='reference_type', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='type',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='4c2000347a790d06bf8110bc7d2d6bdc6d07b273', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_ad659', table='reference_type', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='type',
            trigger=pgtrigger.compiler.Trigger(name='count_version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name_bg" IS DISTINCT FROM (NEW."name_bg") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id"))', func='new.version = old.version + 1; return new;', hash='95ee838043644a5c4f9b34a66d7c73f863463846', operation='UPDATE', pgid='pgtrigger_count_version_e27bd', table='reference_type', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='featuretype',
            constraint=models.UniqueConstraint(fields=('feature', 'type'), name='one_feature_a_type'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='featuretype',
            trigger=pgtrigger.compiler.Trigger(name='history_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'I\', null, to_jsonb(n) - array[\'version\']::text[] from added n; return null;', hash='ecd34e2c287d03c6d2cf506435da512ca24fd69e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_insert_fe472', referencing='REFERENCING NEW TABLE AS added ', table='reference_featuretype', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='featuretype',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'U\', d.before, d.after\n    from are n join were o using (id)\n    cross join lateral (select to_jsonb(o) - array[\'version\']::text[] as was, to_jsonb(n) - array[\'version\']::text[] as now offset 0) as image\n    cross join lateral (\n        select jsonb_object_agg(a.key, image.was -> a.key), jsonb_object_agg(a.key, a.value)\n        from jsonb_each(image.now) a where a.value is distinct from image.was -> a.key\n    ) as d(before, after)\n    where o is distinct from n and d.after is not null;\n    return null;', hash='dd75f951f24170e5f836169767bcbcd33710ff22', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_89170', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='reference_featuretype', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='featuretype',
            trigger=pgtrigger.compiler.Trigger(name='history_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, o.id, null::bigint, \'D\', to_jsonb(o) - array[\'version\']::text[], null from removed o; return null;', hash='897cb88b1fd87fe177ccc62998c36ddad1e392dd', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_delete_bfde2', referencing='REFERENCING OLD TABLE AS removed ', table='reference_featuretype', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='featuretype',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='df5bea2aa8c5ac74651a01042c342492321ecfb5', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_09bb7', table='reference_featuretype', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='feature',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('position',), name='one_feature_a_position'),
        ),
        migrations.AddConstraint(
            model_name='feature',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('data_type', 'nomenclature'), ('nomenclature__isnull', False)), models.Q(models.Q(('data_type', 'nomenclature'), _negated=True), ('nomenclature', None)), _connector='OR'), name='nomenclature_by_data_type', violation_error_message='Choose the nomenclature that the items come from.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feature',
            trigger=pgtrigger.compiler.Trigger(name='history_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'I\', null, to_jsonb(n) - array[\'version\']::text[] from added n; return null;', hash='215eb700359feb76b66205e8f58e45a5b86a7c6a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_insert_176a9', referencing='REFERENCING NEW TABLE AS added ', table='reference_feature', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feature',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'U\', d.before, d.after\n    from are n join were o using (id)\n    cross join lateral (select to_jsonb(o) - array[\'version\']::text[] as was, to_jsonb(n) - array[\'version\']::text[] as now offset 0) as image\n    cross join lateral (\n        select jsonb_object_agg(a.key, image.was -> a.key), jsonb_object_agg(a.key, a.value)\n        from jsonb_each(image.now) a where a.value is distinct from image.was -> a.key\n    ) as d(before, after)\n    where o is distinct from n and d.after is not null;\n    return null;', hash='6337c96dbcef46f0c09d64bb05152312d327fc99', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_49a0c', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='reference_feature', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feature',
            trigger=pgtrigger.compiler.Trigger(name='history_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, o.id, null::bigint, \'D\', to_jsonb(o) - array[\'version\']::text[], null from removed o; return null;', hash='e9d4af6fc1779c70df7403de2bc6a2b760fffe65', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_delete_b2df6', referencing='REFERENCING OLD TABLE AS removed ', table='reference_feature', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feature',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='6ace3862af5e2c5fa518eb54e1a71687a8715d9c', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_c22e2', table='reference_feature', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feature',
            trigger=pgtrigger.compiler.Trigger(name='count_version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."data_type" IS DISTINCT FROM (NEW."data_type") OR OLD."decimals" IS DISTINCT FROM (NEW."decimals") OR OLD."definition" IS DISTINCT FROM (NEW."definition") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."multiple" IS DISTINCT FROM (NEW."multiple") OR OLD."name_bg" IS DISTINCT FROM (NEW."name_bg") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."nomenclature_id" IS DISTINCT FROM (NEW."nomenclature_id") OR OLD."unit" IS DISTINCT FROM (NEW."unit"))', func='new.version = old.version + 1; return new;', hash='3e9c9f2f3572e888a5f93b21b962108ad4f23bae', operation='UPDATE', pgid='pgtrigger_count_version_18497', table='reference_feature', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='typeright',
            constraint=models.UniqueConstraint(fields=('role', 'type'), name='one_right_a_role_and_type'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='typeright',
            trigger=pgtrigger.compiler.Trigger(name='history_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'I\', null, to_jsonb(n) - array[\'version\']::text[] from added n; return null;', hash='d3ca129af1b14d3e8934504f2fc27b40f0efaa56', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_insert_97ba8', referencing='REFERENCING NEW TABLE AS added ', table='reference_typeright', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='typeright',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'U\', d.before, d.after\n    from are n join were o using (id)\n    cross join lateral (select to_jsonb(o) - array[\'version\']::text[] as was, to_jsonb(n) - array[\'version\']::text[] as now offset 0) as image\n    cross join lateral (\n        select jsonb_object_agg(a.key, image.was -> a.key), jsonb_object_agg(a.key, a.value)\n        from jsonb_each(image.now) a where a.value is distinct from image.was -> a.key\n    ) as d(before, after)\n    where o is distinct from n and d.after is not null;\n    return null;', hash='3fef5fa7e916148c73db60fcabedcf993a4e2eff', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_617d5', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='reference_typeright', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='typeright',
            trigger=pgtrigger.compiler.Trigger(name='history_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, o.id, null::bigint, \'D\', to_jsonb(o) - array[\'version\']::text[], null from removed o; return null;', hash='62d0d3d36486364b1c57ec9c4c570c9580f18a16', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_delete_55582', referencing='REFERENCING OLD TABLE AS removed ', table='reference_typeright', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='typeright',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='a542ac42f436b813bb6c877cd0241cda297c2ea1', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_7c1bf', table='reference_typeright', when='BEFORE')),
        ),
    ]
