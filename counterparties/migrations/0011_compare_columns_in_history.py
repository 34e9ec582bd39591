"""The history compares the columns of changed rows one by one."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('counterparties', '0010_index_memberships'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='address',
            name='history_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='bankaccount',
            name='history_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='contactperson',
            name='history_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='counterparty',
            name='history_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='counterpartytype',
            name='history_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='holdingmember',
            name='history_update',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='address',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='if exists (select from are) then execute (\n    select format($statement$\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), $1, id, owner_id, \'U\', before, after from (\n            select n.id, n.counterparty_id, %s, %s from are n join were o using (id) where o is distinct from n offset 0\n        ) as changed(id, owner_id, before, after) where after <> \'{}\'$statement$,\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, o.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum),\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, n.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum))\n    from pg_attribute where attrelid = TG_RELID and attnum > 0 and not attisdropped and attname <> all(array[\'version\']::text[])\n) using TG_TABLE_NAME; end if;\nreturn null;', hash='51f04e6355c745a39a5a3f117e8a89a343fdcac0', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_31aea', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='counterparties_address', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bankaccount',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='if exists (select from are) then execute (\n    select format($statement$\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), $1, id, owner_id, \'U\', before, after from (\n            select n.id, n.counterparty_id, %s, %s from are n join were o using (id) where o is distinct from n offset 0\n        ) as changed(id, owner_id, before, after) where after <> \'{}\'$statement$,\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, o.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum),\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, n.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum))\n    from pg_attribute where attrelid = TG_RELID and attnum > 0 and not attisdropped and attname <> all(array[\'version\']::text[])\n) using TG_TABLE_NAME; end if;\nreturn null;', hash='2d18bfaa95546d6c041a4ec1a2d5454f8cfe4fdc', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_cbed6', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='counterparties_bankaccount', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactperson',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='if exists (select from are) then execute (\n    select format($statement$\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), $1, id, owner_id, \'U\', before, after from (\n            select n.id, n.counterparty_id, %s, %s from are n join were o using (id) where o is distinct from n offset 0\n        ) as changed(id, owner_id, before, after) where after <> \'{}\'$statement$,\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, o.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum),\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, n.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum))\n    from pg_attribute where attrelid = TG_RELID and attnum > 0 and not attisdropped and attname <> all(array[\'version\']::text[])\n) using TG_TABLE_NAME; end if;\nreturn null;', hash='e3e32d09772809cc428c778cb1a9ff1fff366fc9', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_f70bb', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='counterparties_contactperson', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counterparty',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='if exists (select from are) then execute (\n    select format($statement$\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), $1, id, owner_id, \'U\', before, after from (\n            select n.id, n.id, %s, %s from are n join were o using (id) where o is distinct from n offset 0\n        ) as changed(id, owner_id, before, after) where after <> \'{}\'$statement$,\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, o.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum),\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, n.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum))\n    from pg_attribute where attrelid = TG_RELID and attnum > 0 and not attisdropped and attname <> all(array[\'version\', \'name_sort\', \'letter\', \'search\']::text[])\n) using TG_TABLE_NAME; end if;\nreturn null;', hash='7f5f07dde8e6cebe0cc235c45c3377c5e6ef3b5b', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_ca3b2', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='counterparties_counterparty', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counterpartytype',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='if exists (select from are) then execute (\n    select format($statement$\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), $1, id, owner_id, \'U\', before, after from (\n            select n.id, n.counterparty_id, %s, %s from are n join were o using (id) where o is distinct from n offset 0\n        ) as changed(id, owner_id, before, after) where after <> \'{}\'$statement$,\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, o.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum),\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, n.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum))\n    from pg_attribute where attrelid = TG_RELID and attnum > 0 and not attisdropped and attname <> all(array[\'version\']::text[])\n) using TG_TABLE_NAME; end if;\nreturn null;', hash='b0a335b9f01f193f9fdb7a296c200b3b54b1946d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_42fc2', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='counterparties_counterpartytype', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='holdingmember',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='if exists (select from are) then execute (\n    select format($statement$\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), $1, id, owner_id, \'U\', before, after from (\n            select n.id, n.counterparty_id, %s, %s from are n join were o using (id) where o is distinct from n offset 0\n        ) as changed(id, owner_id, before, after) where after <> \'{}\'$statement$,\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, o.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum),\n        string_agg(format(\'case when n.%1$I is distinct from o.%1$I\'\n            \' then jsonb_build_object(%1$L, n.%1$I) else \'\'{}\'\' end\', attname), \' || \' order by attnum))\n    from pg_attribute where attrelid = TG_RELID and attnum > 0 and not attisdropped and attname <> all(array[\'version\']::text[])\n) using TG_TABLE_NAME; end if;\nreturn null;', hash='7d9e48d2f437a93ac9592a3b23c6f7e14c8b1706', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_ae948', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='counterparties_holdingmember', when='AFTER')),
        ),
    ]
