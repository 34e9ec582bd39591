"""Saved views, whom they are shared with, pins and defaults."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_lay_users_and_roles'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('screen', models.CharField(max_length=100, verbose_name='list')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('query', models.TextField(blank=True, verbose_name='what it shows')),
                ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'verbose_name': 'saved view',
                'verbose_name_plural': 'saved views',
            },
        ),
        migrations.CreateModel(
            name='DefaultView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('screen', models.CharField(max_length=100, verbose_name='list')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                ('view', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='defaults', to='screens.savedview', verbose_name='saved view')),
            ],
            options={
                'verbose_name': 'default view',
                'verbose_name_plural': 'default views',
            },
        ),
        migrations.CreateModel(
            name='ViewRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='access.role', verbose_name='role')),
                ('view', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='screens.savedview')),
            ],
            options={
                'verbose_name': 'sharing of a view',
                'verbose_name_plural': 'sharings of views',
            },
        ),
        migrations.AddField(
            model_name='savedview',
            name='roles',
            field=models.ManyToManyField(blank=True, related_name='+', through='screens.ViewRole', to='access.role', verbose_name='shared with'),
        ),
        migrations.CreateModel(
            name='Pin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='position')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                ('view', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pins', to='screens.savedview', verbose_name='saved view')),
            ],
            options={
                'verbose_name': 'pinned view',
                'verbose_name_plural': 'pinned views',
                'constraints': [models.UniqueConstraint(fields=('user', 'view'), name='one_pin_a_view')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pin',
            trigger=pgtrigger.compiler.Trigger(name='history_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'I\', null, to_jsonb(n) - array[\'version\']::text[] from added n; return null;', hash='993407d6b6d39649d26b0211dfe7c86e96492458', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_insert_dbf91', referencing='REFERENCING NEW TABLE AS added ', table='screens_pin', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pin',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'U\', d.before, d.after\n    from are n join were o using (id)\n    cross join lateral (select to_jsonb(o) - array[\'version\']::text[] as was, to_jsonb(n) - array[\'version\']::text[] as now offset 0) as image\n    cross join lateral (\n        select jsonb_object_agg(a.key, image.was -> a.key), jsonb_object_agg(a.key, a.value)\n        from jsonb_each(image.now) a where a.value is distinct from image.was -> a.key\n    ) as d(before, after)\n    where o is distinct from n and d.after is not null;\n    return null;', hash='9099d33b3f1d6009c06950f65b7c066ec1ccae18', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_aa05a', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='screens_pin', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pin',
            trigger=pgtrigger.compiler.Trigger(name='history_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, o.id, null::bigint, \'D\', to_jsonb(o) - array[\'version\']::text[], null from removed o; return null;', hash='095ba36e01f89c4d89445ff6f763372c2e70d7c0', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_delete_b6b1e', referencing='REFERENCING OLD TABLE AS removed ', table='screens_pin', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pin',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='b0b0e3e7be3044f2b46927525adedf5e5da9ee21', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_b1f10', table='screens_pin', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='defaultview',
            constraint=models.UniqueConstraint(fields=('user', 'screen'), name='one_default_view_a_list'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='defaultview',
            trigger=pgtrigger.compiler.Trigger(name='history_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'I\', null, to_jsonb(n) - array[\'version\']::text[] from added n; return null;', hash='a86307ccc4b8924f976ca8d57c20116f8fb50144', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_insert_ad174', referencing='REFERENCING NEW TABLE AS added ', table='screens_defaultview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='defaultview',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'U\', d.before, d.after\n    from are n join were o using (id)\n    cross join lateral (select to_jsonb(o) - array[\'version\']::text[] as was, to_jsonb(n) - array[\'version\']::text[] as now offset 0) as image\n    cross join lateral (\n        select jsonb_object_agg(a.key, image.was -> a.key), jsonb_object_agg(a.key, a.value)\n        from jsonb_each(image.now) a where a.value is distinct from image.was -> a.key\n    ) as d(before, after)\n    where o is distinct from n and d.after is not null;\n    return null;', hash='8136b2ec74d8081f070fa73e129a32ddecbbc9cd', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_3d3c4', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='screens_defaultview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='defaultview',
            trigger=pgtrigger.compiler.Trigger(name='history_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, o.id, null::bigint, \'D\', to_jsonb(o) - array[\'version\']::text[], null from removed o; return null;', hash='ada8ba0364dfc0222b06204783c105316dc3671e', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_delete_79d2b', referencing='REFERENCING OLD TABLE AS removed ', table='screens_defaultview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='defaultview',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='209640f11e880c68daec0311f067c75d0998e08e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_4fd10', table='screens_defaultview', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='viewrole',
            constraint=models.UniqueConstraint(fields=('view', 'role'), name='one_sharing_a_role'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='viewrole',
            trigger=pgtrigger.compiler.Trigger(name='history_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'I\', null, to_jsonb(n) - array[\'version\']::text[] from added n; return null;', hash='4149e23e4872c215906efbc844b0dd17d4492b3f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_insert_8b4ad', referencing='REFERENCING NEW TABLE AS added ', table='screens_viewrole', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='viewrole',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'U\', d.before, d.after\n    from are n join were o using (id)\n    cross join lateral (select to_jsonb(o) - array[\'version\']::text[] as was, to_jsonb(n) - array[\'version\']::text[] as now offset 0) as image\n    cross join lateral (\n        select jsonb_object_agg(a.key, image.was -> a.key), jsonb_object_agg(a.key, a.value)\n        from jsonb_each(image.now) a where a.value is distinct from image.was -> a.key\n    ) as d(before, after)\n    where o is distinct from n and d.after is not null;\n    return null;', hash='526d410c97ef3c97f97bc785be94366fa3255d20', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_06270', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='screens_viewrole', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='viewrole',
            trigger=pgtrigger.compiler.Trigger(name='history_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, o.id, null::bigint, \'D\', to_jsonb(o) - array[\'version\']::text[], null from removed o; return null;', hash='12546c0506d03f660d77e6c8152e93f7ab20f877', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_delete_e280a', referencing='REFERENCING OLD TABLE AS removed ', table='screens_viewrole', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='viewrole',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='6f377ec5624b7ba4319e13ed2e6dd93c68833ceb', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_4fced', table='screens_viewrole', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(models.F('screen'), models.F('owner'), models.F('name'), condition=models.Q(('archived_at', None)), name='one_saved_view_a_name', violation_error_message='You have a view of this name already: choose another name.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='savedview',
            trigger=pgtrigger.compiler.Trigger(name='history_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'I\', null, to_jsonb(n) - array[\'version\']::text[] from added n; return null;', hash='f0bc4ba4297b80867e2f3d48e01a2548f559d9af', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_insert_f53ac', referencing='REFERENCING NEW TABLE AS added ', table='screens_savedview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='savedview',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'U\', d.before, d.after\n    from are n join were o using (id)\n    cross join lateral (select to_jsonb(o) - array[\'version\']::text[] as was, to_jsonb(n) - array[\'version\']::text[] as now offset 0) as image\n    cross join lateral (\n        select jsonb_object_agg(a.key, image.was -> a.key), jsonb_object_agg(a.key, a.value)\n        from jsonb_each(image.now) a where a.value is distinct from image.was -> a.key\n    ) as d(before, after)\n    where o is distinct from n and d.after is not null;\n    return null;', hash='2cc4ff3ab896d4e31e3ef17b6c57f3ca7ed6349b', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_d7a28', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='screens_savedview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='savedview',
            trigger=pgtrigger.compiler.Trigger(name='history_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, o.id, null::bigint, \'D\', to_jsonb(o) - array[\'version\']::text[], null from removed o; return null;', hash='aca45e85c8ecff2a290e8c5615e2b84cf49d3390', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_delete_89938', referencing='REFERENCING OLD TABLE AS removed ', table='screens_savedview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='savedview',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='e607f4abc35ecab20530d8c8b43b91909bd0fc67', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_29914', table='screens_savedview', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='savedview',
            trigger=pgtrigger.compiler.Trigger(name='count_version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."archived_at" IS DISTINCT FROM (NEW."archived_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."query" IS DISTINCT FROM (NEW."query") OR OLD."screen" IS DISTINCT FROM (NEW."screen"))', func='new.version = old.version + 1; return new;', hash='8297eac6a0b512331a7bc361eede6a74f5497614', operation='UPDATE', pgid='pgtrigger_count_version_974ff', table='screens_savedview', when='BEFORE')),
        ),
    ]
