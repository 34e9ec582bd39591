"""The history compares the columns of changed rows one by one."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('screens', '0001_lay_saved_views'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='defaultview',
            name='history_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='pin',
            name='history_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='savedview',
            name='history_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='viewrole',
            name='history_update',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='defaultview',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='if exists (select from are) then execute (\n    select format($statement$\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), $1, id, owner_id, \'U\', before, after from (\n            select n.id, null::bigint, %s, %s from are n join were o using (id) where o is distinct from n offset 0\n        ) as changed(id, owner_id, before, after) where after <> \'{}\'$statement$,\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, o.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum),\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, n.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum))\n    from pg_attribute where attrelid = TG_RELID and attnum > 0 and not attisdropped and attname <> all(array[\'version\']::text[])\n) using TG_TABLE_NAME; end if;\nreturn null;', hash='c618894d2e7c22be3de1f53664b01144fb4eac5d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_3d3c4', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='screens_defaultview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pin',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='if exists (select from are) then execute (\n    select format($statement$\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), $1, id, owner_id, \'U\', before, after from (\n            select n.id, null::bigint, %s, %s from are n join were o using (id) where o is distinct from n offset 0\n        ) as changed(id, owner_id, before, after) where after <> \'{}\'$statement$,\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, o.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum),\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, n.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum))\n    from pg_attribute where attrelid = TG_RELID and attnum > 0 and not attisdropped and attname <> all(array[\'version\']::text[])\n) using TG_TABLE_NAME; end if;\nreturn null;', hash='5ca1a6f766179ed43234a73472074197a58c844e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_aa05a', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='screens_pin', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='savedview',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='if exists (select from are) then execute (\n    select format($statement$\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), $1, id, owner_id, \'U\', before, after from (\n            select n.id, null::bigint, %s, %s from are n join were o using (id) where o is distinct from n offset 0\n        ) as changed(id, owner_id, before, after) where after <> \'{}\'$statement$,\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, o.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum),\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, n.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum))\n    from pg_attribute where attrelid = TG_RELID and attnum > 0 and not attisdropped and attname <> all(array[\'version\']::text[])\n) using TG_TABLE_NAME; end if;\nreturn null;', hash='052c99c5c2b3731402f17072b8832802c7b1d023', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_d7a28', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='screens_savedview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='viewrole',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='if exists (select from are) then execute (\n    select format($statement$\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), $1, id, owner_id, \'U\', before, after from (\n            select n.id, null::bigint, %s, %s from are n join were o using (id) where o is distinct from n offset 0\n        ) as changed(id, owner_id, before, after) where after <> \'{}\'$statement$,\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, o.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum),\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, n.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum))\n    from pg_attribute where attrelid = TG_RELID and attnum > 0 and not attisdropped and attname <> all(array[\'version\']::text[])\n) using TG_TABLE_NAME; end if;\nreturn null;', hash='ac337c7c23e458991ab98ff9e0842a209f3fb79a', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_06270', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='screens_viewrole', when='AFTER')),
        ),
    ]
