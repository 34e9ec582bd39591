"""The history compares the columns of changed rows one by one."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('reference', '0004_count_changes_of_meaning'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='feature',
            name='history_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='featuregroup',
            name='history_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='featuretype',
            name='history_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='nomenclature',
            name='history_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='nomenclatureitem',
            name='history_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='status',
            name='history_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='type',
            name='history_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='typeright',
            name='history_update',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feature',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='if exists (select from are) then execute (\n    select format($statement$\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), $1, id, owner_id, \'U\', before, after from (\n            select n.id, null::bigint, %s, %s from are n join were o using (id) where o is distinct from n offset 0\n        ) as changed(id, owner_id, before, after) where after <> \'{}\'$statement$,\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, o.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum),\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, n.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum))\n    from pg_attribute where attrelid = TG_RELID and attnum > 0 and not attisdropped and attname <> all(array[\'version\']::text[])\n) using TG_TABLE_NAME; end if;\nreturn null;', hash='10f627496c407c02660d04601c053079724170a7', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_49a0c', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='reference_feature', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='featuregroup',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='if exists (select from are) then execute (\n    select format($statement$\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), $1, id, owner_id, \'U\', before, after from (\n            select n.id, null::bigint, %s, %s from are n join were o using (id) where o is distinct from n offset 0\n        ) as changed(id, owner_id, before, after) where after <> \'{}\'$statement$,\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, o.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum),\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, n.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum))\n    from pg_attribute where attrelid = TG_RELID and attnum > 0 and not attisdropped and attname <> all(array[\'version\']::text[])\n) using TG_TABLE_NAME; end if;\nreturn null;', hash='3a23bd213325abc5d7b4321c35a85bf1d3a0f8b7', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_cce30', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='reference_featuregroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='featuretype',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='if exists (select from are) then execute (\n    select format($statement$\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), $1, id, owner_id, \'U\', before, after from (\n            select n.id, null::bigint, %s, %s from are n join were o using (id) where o is distinct from n offset 0\n        ) as changed(id, owner_id, before, after) where after <> \'{}\'$statement$,\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, o.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum),\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, n.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum))\n    from pg_attribute where attrelid = TG_RELID and attnum > 0 and not attisdropped and attname <> all(array[\'version\']::text[])\n) using TG_TABLE_NAME; end if;\nreturn null;', hash='877eb29625a4c2e1fe18926798e17ebeb8847c6e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_89170', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='reference_featuretype', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='nomenclature',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='if exists (select from are) then execute (\n    select format($statement$\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), $1, id, owner_id, \'U\', before, after from (\n            select n.id, null::bigint, %s, %s from are n join were o using (id) where o is distinct from n offset 0\n        ) as changed(id, owner_id, before, after) where after <> \'{}\'$statement$,\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, o.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum),\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, n.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum))\n    from pg_attribute where attrelid = TG_RELID and attnum > 0 and not attisdropped and attname <> all(array[\'version\']::text[])\n) using TG_TABLE_NAME; end if;\nreturn null;', hash='82d495009222a902139122048c06093fe916b92b', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_d1c8d', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='reference_nomenclature', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='nomenclatureitem',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='if exists (select from are) then execute (\n    select format($statement$\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), $1, id, owner_id, \'U\', before, after from (\n            select n.id, null::bigint, %s, %s from are n join were o using (id) where o is distinct from n offset 0\n        ) as changed(id, owner_id, before, after) where after <> \'{}\'$statement$,\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, o.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum),\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, n.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum))\n    from pg_attribute where attrelid = TG_RELID and attnum > 0 and not attisdropped and attname <> all(array[\'version\']::text[])\n) using TG_TABLE_NAME; end if;\nreturn null;', hash='45ad58b97cc442ed93a3755a2af42047ee3cf3ae', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_89baf', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='reference_nomenclatureitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='status',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='if exists (select from are) then execute (\n    select format($statement$\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), $1, id, owner_id, \'U\', before, after from (\n            select n.id, null::bigint, %s, %s from are n join were o using (id) where o is distinct from n offset 0\n        ) as changed(id, owner_id, before, after) where after <> \'{}\'$statement$,\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, o.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum),\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, n.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum))\n    from pg_attribute where attrelid = TG_RELID and attnum > 0 and not attisdropped and attname <> all(array[\'version\']::text[])\n) using TG_TABLE_NAME; end if;\nreturn null;', hash='a201f16eb38945288aed74efd59b6edd1a20d382', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_97864', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='reference_status', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='type',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='if exists (select from are) then execute (\n    select format($statement$\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), $1, id, owner_id, \'U\', before, after from (\n            select n.id, null::bigint, %s, %s from are n join were o using (id) where o is distinct from n offset 0\n        ) as changed(id, owner_id, before, after) where after <> \'{}\'$statement$,\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, o.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum),\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, n.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum))\n    from pg_attribute where attrelid = TG_RELID and attnum > 0 and not attisdropped and attname <> all(array[\'version\']::text[])\n) using TG_TABLE_NAME; end if;\nreturn null;', hash='45819354426de54db480145d3a2f37fb68123c3a', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_36181', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='reference_type', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='typeright',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='if exists (select from are) then execute (\n    select format($statement$\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), $1, id, owner_id, \'U\', before, after from (\n            select n.id, null::bigint, %s, %s from are n join were o using (id) where o is distinct from n offset 0\n        ) as changed(id, owner_id, before, after) where after <> \'{}\'$statement$,\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, o.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum),\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, n.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum))\n    from pg_attribute where attrelid = TG_RELID and attnum > 0 and not attisdropped and attname <> all(array[\'version\']::text[])\n) using TG_TABLE_NAME; end if;\nreturn null;', hash='ea5dd85e280d07e5457fb852549b408b5d7ec5b1', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_617d5', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='reference_typeright', when='AFTER')),
        ),
    ]
