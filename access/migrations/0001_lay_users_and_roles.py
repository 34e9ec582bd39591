"""Users and roles, and the triggers of their history."""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('history', '0001_lay_history'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True, verbose_name='code')),
                ('name_bg', models.CharField(blank=True, max_length=200, verbose_name='name in Bulgarian')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name in English')),
                ('abilities', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('configure', 'edit settings'), ('import', 'import')], max_length=20), blank=True, default=list, size=None, verbose_name='abilities')),
            ],
            options={
                'verbose_name': 'role',
                'verbose_name_plural': 'roles',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('language', models.CharField(blank=True, max_length=5, verbose_name='language')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('roles', models.ManyToManyField(blank=True, related_name='users', to='access.role', verbose_name='roles')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'abstract': False,
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='role',
            trigger=pgtrigger.compiler.Trigger(name='history_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'I\', null, to_jsonb(n) - array[\'version\']::text[] from added n; return null;', hash='c12cbec2a7496bce50c3a96cb900df2b30e5b464', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_insert_45b41', referencing='REFERENCING NEW TABLE AS added ', table='access_role', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='role',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'U\', d.before, d.after\n    from are n join were o using (id)\n    cross join lateral (select to_jsonb(o) - array[\'version\']::text[] as was, to_jsonb(n) - array[\'version\']::text[] as now offset 0) as image\n    cross join lateral (\n        select jsonb_object_agg(a.key, image.was -> a.key), jsonb_object_agg(a.key, a.value)\n        from jsonb_each(image.now) a where a.value is distinct from image.was -> a.key\n    ) as d(before, after)\n    where o is distinct from n and d.after is not null;\n    return null;', hash='408e5abd359c2d3b27fcd57ac6b380a3fead8481', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_2855e', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='access_role', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='role',
            trigger=pgtrigger.compiler.Trigger(name='history_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, o.id, null::bigint, \'D\', to_jsonb(o) - array[\'version\']::text[], null from removed o; return null;', hash='2854fa5d0fe088a9c80952aae5e7f82c45dd6dfe', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_delete_3d1ac', referencing='REFERENCING OLD TABLE AS removed ', table='access_role', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='role',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='f2490a8c1234a1936a23a05ad56cab5084ce0cda', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_6f0fe', table='access_role', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='history_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'I\', null, to_jsonb(n) - array[\'version\', \'password\', \'last_login\']::text[] from added n; return null;', hash='3c746cef6f09236eaacae5619cc75e0b59acac89', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_insert_29b38', referencing='REFERENCING NEW TABLE AS added ', table='access_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, null::bigint, \'U\', d.before, d.after\n    from are n join were o using (id)\n    cross join lateral (select to_jsonb(o) - array[\'version\', \'password\', \'last_login\']::text[] as was, to_jsonb(n) - array[\'version\', \'password\', \'last_login\']::text[] as now offset 0) as image\n    cross join lateral (\n        select jsonb_object_agg(a.key, image.was -> a.key), jsonb_object_agg(a.key, a.value)\n        from jsonb_each(image.now) a where a.value is distinct from image.was -> a.key\n    ) as d(before, after)\n    where o is distinct from n and d.after is not null;\n    return null;', hash='3fa7a8c55d9dc183ead0c2bc734fb35e75535560', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_1336a', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='access_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='history_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, o.id, null::bigint, \'D\', to_jsonb(o) - array[\'version\', \'password\', \'last_login\']::text[], null from removed o; return null;', hash='8635fd6a2bafad5a413bc54dd8b265c80b1649df', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_delete_faca6', referencing='REFERENCING OLD TABLE AS removed ', table='access_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='83582408b9348dbca6d88ce32a9ba806e74922bd', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_6762b', table='access_user', when='BEFORE')),
        ),
    ]
