"""The history compares the columns of changed rows one by one."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0001_lay_users_and_roles'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='role',
            name='history_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='user',
            name='history_update',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='role',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='if exists (select from are) then execute (\n    select format($statement$\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), $1, id, owner_id, \'U\', before, after from (\n            select n.id, null::bigint, %s, %s from are n join were o using (id) where o is distinct from n offset 0\n        ) as changed(id, owner_id, before, after) where after <> \'{}\'$statement$,\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, o.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum),\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, n.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum))\n    from pg_attribute where attrelid = TG_RELID and attnum > 0 and not attisdropped and attname <> all(array[\'version\']::text[])\n) using TG_TABLE_NAME; end if;\nreturn null;', hash='db8a04866b0ae3ff0d43e33d6b9a7432daf1df47', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_2855e', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='access_role', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='if exists (select from are) then execute (\n    select format($statement$\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), $1, id, owner_id, \'U\', before, after from (\n            select n.id, null::bigint, %s, %s from are n join were o using (id) where o is distinct from n offset 0\n        ) as changed(id, owner_id, before, after) where after <> \'{}\'$statement$,\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, o.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum),\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, n.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum))\n    from pg_attribute where attrelid = TG_RELID and attnum > 0 and not attisdropped and attname <> all(array[\'version\', \'password\', \'last_login\']::text[])\n) using TG_TABLE_NAME; end if;\nreturn null;', hash='58f6854c1c2907c5e638ee70229a120c01fd7260', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_1336a', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='access_user', when='AFTER')),
        ),
    ]
