"""Counterparties and what their files hold."""

import counterparties.models.holdings
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django_countries.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('counterparties', '0001_need_extensions'),
        ('reference', '0001_lay_configuration'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Counterparty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.CharField(max_length=30, unique=True, verbose_name='code')),
                ('person_kind', models.CharField(choices=[('legal', 'Legal person'), ('natural', 'Natural person')], default='legal', max_length=10, verbose_name='natural or legal')),
                ('name', models.CharField(max_length=400, verbose_name='name')),
                ('name_latin', models.CharField(blank=True, max_length=400, verbose_name='name in Latin')),
                ('first_name', models.CharField(blank=True, max_length=100, verbose_name='first name')),
                ('middle_name', models.CharField(blank=True, max_length=100, verbose_name='middle name')),
                ('last_name', models.CharField(blank=True, max_length=100, verbose_name='last name')),
                ('first_name_latin', models.CharField(blank=True, max_length=100, verbose_name='first name in Latin')),
                ('middle_name_latin', models.CharField(blank=True, max_length=100, verbose_name='middle name in Latin')),
                ('last_name_latin', models.CharField(blank=True, max_length=100, verbose_name='last name in Latin')),
                ('alias', models.CharField(blank=True, max_length=200, verbose_name='alias')),
                ('country', django_countries.fields.CountryField(blank=True, default='BG', max_length=2, verbose_name='country')),
                ('phone', models.CharField(blank=True, max_length=50, verbose_name='phone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('foreign', models.BooleanField(default=False, verbose_name='foreign')),
                ('uic', models.CharField(blank=True, max_length=40, verbose_name='UIC or personal no.')),
                ('vat_registered', models.BooleanField(default=False, verbose_name='VAT registered')),
                ('vat_number', models.CharField(blank=True, max_length=40, verbose_name='VAT number')),
                ('lei', models.CharField(blank=True, max_length=20, verbose_name='LEI')),
                ('language', models.CharField(blank=True, choices=[('en', 'English'), ('bg', 'Bulgarian')], max_length=10, verbose_name='preferred language')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('features', models.JSONField(blank=True, default=dict, editable=False, verbose_name='features')),
                ('demonstration', models.BooleanField(default=False, editable=False, verbose_name='demonstration data')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('customer', 'Customer'), ('supplier', 'Supplier'), ('bank', 'Bank'), ('company', 'Company'), ('government', 'Government organisation'), ('holding', 'Holding')], max_length=10), default=list, editable=False, size=None, verbose_name='kinds')),
                ('name_sort', models.CharField(db_collation='C', editable=False, max_length=400)),
                ('letter', models.CharField(editable=False, max_length=1, verbose_name='first letter')),
                ('search', models.TextField(editable=False)),
                ('responsible', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='trader')),
                ('status', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='counterparties', to='reference.status', verbose_name='status')),
            ],
            options={
                'verbose_name': 'counterparty',
                'verbose_name_plural': 'counterparties',
            },
        ),
        migrations.CreateModel(
            name='BankAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('iban', models.CharField(max_length=34, verbose_name='IBAN')),
                ('bic', models.CharField(blank=True, max_length=11, verbose_name='BIC')),
                ('bank_name', models.CharField(blank=True, max_length=200, verbose_name='bank')),
                ('currency', models.CharField(default='EUR', max_length=3, verbose_name='currency')),
                ('main', models.BooleanField(default=False, verbose_name='main account of its currency')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('counterparty', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='counterparties.counterparty', verbose_name='counterparty')),
            ],
            options={
                'verbose_name': 'bank account',
                'verbose_name_plural': 'bank accounts',
            },
        ),
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('kind', models.CharField(choices=[('registered', 'Registered office'), ('tax', 'Tax, main'), ('office', 'Office'), ('delivery', 'Delivery'), ('other', 'Other')], default='registered', max_length=12, verbose_name='address kind')),
                ('country', django_countries.fields.CountryField(default='BG', max_length=2, verbose_name='country')),
                ('area', models.CharField(blank=True, max_length=100, verbose_name='area')),
                ('settlement', models.CharField(blank=True, max_length=100, verbose_name='settlement')),
                ('postal_code', models.CharField(blank=True, max_length=20, verbose_name='postal code')),
                ('mailbox', models.CharField(blank=True, max_length=20, verbose_name='mailbox')),
                ('neighbourhood', models.CharField(blank=True, max_length=100, verbose_name='neighbourhood')),
                ('street', models.CharField(blank=True, max_length=200, verbose_name='street')),
                ('number', models.CharField(blank=True, max_length=20, verbose_name='street number')),
                ('block', models.CharField(blank=True, max_length=20, verbose_name='block')),
                ('entrance', models.CharField(blank=True, max_length=20, verbose_name='entrance')),
                ('floor', models.CharField(blank=True, max_length=20, verbose_name='floor')),
                ('apartment', models.CharField(blank=True, max_length=20, verbose_name='apartment')),
                ('free_text', models.TextField(blank=True, verbose_name='free text')),
                ('counterparty', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='counterparties.counterparty', verbose_name='counterparty')),
            ],
            options={
                'verbose_name': 'address',
                'verbose_name_plural': 'addresses',
            },
        ),
        migrations.CreateModel(
            name='CounterpartyType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('counterparty', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='counterparties.counterparty')),
                ('type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='reference.type', verbose_name='type')),
            ],
            options={
                'verbose_name': 'type of a counterparty',
                'verbose_name_plural': 'types of counterparties',
            },
        ),
        migrations.AddField(
            model_name='counterparty',
            name='types',
            field=models.ManyToManyField(blank=True, related_name='counterparties', through='counterparties.CounterpartyType', to='reference.type', verbose_name='types'),
        ),
        migrations.CreateModel(
            name='HoldingMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('from_date', models.DateField(blank=True, null=True, verbose_name='from')),
                ('to_date', models.DateField(blank=True, null=True, verbose_name='to')),
                ('share', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='share, %')),
                ('counterparty', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='counterparties.counterparty', verbose_name='member company')),
                ('holding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='counterparties.counterparty', verbose_name='holding')),
            ],
            options={
                'verbose_name': 'holding membership',
                'verbose_name_plural': 'holding memberships',
            },
        ),
        migrations.CreateModel(
            name='ContactPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('first_name', models.CharField(max_length=100, verbose_name='first name')),
                ('middle_name', models.CharField(blank=True, max_length=100, verbose_name='middle name')),
                ('last_name', models.CharField(blank=True, max_length=100, verbose_name='last name')),
                ('position', models.CharField(blank=True, max_length=200, verbose_name='position')),
                ('phone', models.CharField(blank=True, max_length=50, verbose_name='phone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('language', models.CharField(blank=True, choices=[('en', 'English'), ('bg', 'Bulgarian')], max_length=10, verbose_name='preferred language')),
                ('main', models.BooleanField(default=False, verbose_name='main contact')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('counterparty', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='counterparties.counterparty', verbose_name='counterparty')),
            ],
            options={
                'verbose_name': 'contact person',
                'verbose_name_plural': 'contact persons',
                'indexes': [models.Index(models.F('counterparty'), models.F('last_name'), models.F('id'), name='contact_person_by_name')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('archived_at', None), ('main', True)), fields=('counterparty',), name='one_main_contact', violation_error_message='The counterparty has a main contact already.')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactperson',
            trigger=pgtrigger.compiler.Trigger(name='history_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, n.counterparty_id, \'I\', null, to_jsonb(n) - array[\'version\']::text[] from added n; return null;', hash='358c00612b2cd819b2fe9661cc2d9aad792a5942', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_insert_c9275', referencing='REFERENCING NEW TABLE AS added ', table='counterparties_contactperson', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactperson',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, n.counterparty_id, \'U\', d.before, d.after\n    from are n join were o using (id)\n    cross join lateral (select to_jsonb(o) - array[\'version\']::text[] as was, to_jsonb(n) - array[\'version\']::text[] as now offset 0) as image\n    cross join lateral (\n        select jsonb_object_agg(a.key, image.was -> a.key), jsonb_object_agg(a.key, a.value)\n        from jsonb_each(image.now) a where a.value is distinct from image.was -> a.key\n    ) as d(before, after)\n    where o is distinct from n and d.after is not null;\n    return null;', hash='491dad15df52f2363e8e354b3dba0a9f4b0dc073', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_f70bb', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='counterparties_contactperson', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactperson',
            trigger=pgtrigger.compiler.Trigger(name='history_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, o.id, o.counterparty_id, \'D\', to_jsonb(o) - array[\'version\']::text[], null from removed o; return null;', hash='24a427a7ffc18bb69814090c4a6015ef55e0e160', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_delete_a4e06', referencing='REFERENCING OLD TABLE AS removed ', table='counterparties_contactperson', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactperson',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='69e96f9c760145899dc021f3d4e1f2e38e424f21', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_27de1', table='counterparties_contactperson', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactperson',
            trigger=pgtrigger.compiler.Trigger(name='count_version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."archived_at" IS DISTINCT FROM (NEW."archived_at") OR OLD."counterparty_id" IS DISTINCT FROM (NEW."counterparty_id") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."first_name" IS DISTINCT FROM (NEW."first_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."last_name" IS DISTINCT FROM (NEW."last_name") OR OLD."main" IS DISTINCT FROM (NEW."main") OR OLD."middle_name" IS DISTINCT FROM (NEW."middle_name") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."position" IS DISTINCT FROM (NEW."position"))', func='new.version = old.version + 1; return new;', hash='c44e116d8b8c01bf16e82e2cc9b8b029b20467a6', operation='UPDATE', pgid='pgtrigger_count_version_b1990', table='counterparties_contactperson', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='bankaccount',
            index=models.Index(models.F('iban'), name='bank_account_by_iban'),
        ),
        migrations.AddConstraint(
            model_name='bankaccount',
            constraint=models.UniqueConstraint(fields=('counterparty', 'iban', 'currency'), name='one_account_an_iban', violation_error_message='The counterparty has this account already.'),
        ),
        migrations.AddConstraint(
            model_name='bankaccount',
            constraint=models.UniqueConstraint(condition=models.Q(('archived_at', None), ('main', True)), fields=('counterparty', 'currency'), name='one_main_account_a_currency', violation_error_message='The counterparty has a main account in this currency already.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bankaccount',
            trigger=pgtrigger.compiler.Trigger(name='history_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, n.counterparty_id, \'I\', null, to_jsonb(n) - array[\'version\']::text[] from added n; return null;', hash='8e03b419ff67be9241628908201efff69ce9938e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_insert_7ad22', referencing='REFERENCING NEW TABLE AS added ', table='counterparties_bankaccount', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bankaccount',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, n.counterparty_id, \'U\', d.before, d.after\n    from are n join were o using (id)\n    cross join lateral (select to_jsonb(o) - array[\'version\']::text[] as was, to_jsonb(n) - array[\'version\']::text[] as now offset 0) as image\n    cross join lateral (\n        select jsonb_object_agg(a.key, image.was -> a.key), jsonb_object_agg(a.key, a.value)\n        from jsonb_each(image.now) a where a.value is distinct from image.was -> a.key\n    ) as d(before, after)\n    where o is distinct from n and d.after is not null;\n    return null;', hash='279dd6bbcddf50a641a6eb504df351b74ae00651', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_cbed6', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='counterparties_bankaccount', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bankaccount',
            trigger=pgtrigger.compiler.Trigger(name='history_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, o.id, o.counterparty_id, \'D\', to_jsonb(o) - array[\'version\']::text[], null from removed o; return null;', hash='b270690dfaa109d822f00249ecccacb78d9bcede', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_delete_30d2d', referencing='REFERENCING OLD TABLE AS removed ', table='counterparties_bankaccount', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bankaccount',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='f4dec7ba42bc16175058df466c06c8474df376ad', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_2dc0e', table='counterparties_bankaccount', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bankaccount',
            trigger=pgtrigger.compiler.Trigger(name='count_version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."archived_at" IS DISTINCT FROM (NEW."archived_at") OR OLD."bank_name" IS DISTINCT FROM (NEW."bank_name") OR OLD."bic" IS DISTINCT FROM (NEW."bic") OR OLD."counterparty_id" IS DISTINCT FROM (NEW."counterparty_id") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."iban" IS DISTINCT FROM (NEW."iban") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."main" IS DISTINCT FROM (NEW."main") OR OLD."note" IS DISTINCT FROM (NEW."note"))', func='new.version = old.version + 1; return new;', hash='55d78b33c1f6d9c5147f7383ffce0772a027c32e', operation='UPDATE', pgid='pgtrigger_count_version_eb5ac', table='counterparties_bankaccount', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='address',
            index=models.Index(models.F('counterparty'), models.F('kind'), models.F('id'), name='address_by_kind'),
        ),
        migrations.AddConstraint(
            model_name='address',
            constraint=models.CheckConstraint(condition=models.Q(('free_text', ''), ('settlement', ''), _negated=True), name='address_says_where', violation_error_message='Enter the settlement or the address as free text.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='address',
            trigger=pgtrigger.compiler.Trigger(name='history_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, n.counterparty_id, \'I\', null, to_jsonb(n) - array[\'version\']::text[] from added n; return null;', hash='9eae92b39f22f8f0cc895a091002b879e27059d4', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_insert_a1d8c', referencing='REFERENCING NEW TABLE AS added ', table='counterparties_address', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='address',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, n.counterparty_id, \'U\', d.before, d.after\n    from are n join were o using (id)\n    cross join lateral (select to_jsonb(o) - array[\'version\']::text[] as was, to_jsonb(n) - array[\'version\']::text[] as now offset 0) as image\n    cross join lateral (\n        select jsonb_object_agg(a.key, image.was -> a.key), jsonb_object_agg(a.key, a.value)\n        from jsonb_each(image.now) a where a.value is distinct from image.was -> a.key\n    ) as d(before, after)\n    where o is distinct from n and d.after is not null;\n    return null;', hash='2fb5ab035812bb8f98de4d731d3d943ba95add5b', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_31aea', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='counterparties_address', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='address',
            trigger=pgtrigger.compiler.Trigger(name='history_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, o.id, o.counterparty_id, \'D\', to_jsonb(o) - array[\'version\']::text[], null from removed o; return null;', hash='2a862c57f0df9ab1eef18d4f69463434ccd21003', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_delete_d84d8', referencing='REFERENCING OLD TABLE AS removed ', table='counterparties_address', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='address',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='78b54627d4d825c3ae7e3e31a61604af963f6929', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_a3962', table='counterparties_address', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='address',
            trigger=pgtrigger.compiler.Trigger(name='count_version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."apartment" IS DISTINCT FROM (NEW."apartment") OR OLD."archived_at" IS DISTINCT FROM (NEW."archived_at") OR OLD."area" IS DISTINCT FROM (NEW."area") OR OLD."block" IS DISTINCT FROM (NEW."block") OR OLD."counterparty_id" IS DISTINCT FROM (NEW."counterparty_id") OR OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."entrance" IS DISTINCT FROM (NEW."entrance") OR OLD."floor" IS DISTINCT FROM (NEW."floor") OR OLD."free_text" IS DISTINCT FROM (NEW."free_text") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."mailbox" IS DISTINCT FROM (NEW."mailbox") OR OLD."neighbourhood" IS DISTINCT FROM (NEW."neighbourhood") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."postal_code" IS DISTINCT FROM (NEW."postal_code") OR OLD."settlement" IS DISTINCT FROM (NEW."settlement") OR OLD."street" IS DISTINCT FROM (NEW."street"))', func='new.version = old.version + 1; return new;', hash='90d0023ac96fed0e1cca27c47ecd1cf2c5d30b88', operation='UPDATE', pgid='pgtrigger_count_version_6effb', table='counterparties_address', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='counterpartytype',
            constraint=models.UniqueConstraint(fields=('counterparty', 'type'), name='one_counterparty_a_type'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counterpartytype',
            trigger=pgtrigger.compiler.Trigger(name='history_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, n.counterparty_id, \'I\', null, to_jsonb(n) - array[\'version\']::text[] from added n; return null;', hash='91bb41d5293c3a947fbc6a1208657671bc1e6ab0', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_insert_6c837', referencing='REFERENCING NEW TABLE AS added ', table='counterparties_counterpartytype', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counterpartytype',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, n.counterparty_id, \'U\', d.before, d.after\n    from are n join were o using (id)\n    cross join lateral (select to_jsonb(o) - array[\'version\']::text[] as was, to_jsonb(n) - array[\'version\']::text[] as now offset 0) as image\n    cross join lateral (\n        select jsonb_object_agg(a.key, image.was -> a.key), jsonb_object_agg(a.key, a.value)\n        from jsonb_each(image.now) a where a.value is distinct from image.was -> a.key\n    ) as d(before, after)\n    where o is distinct from n and d.after is not null;\n    return null;', hash='a3bd103c3d0d0e754b5db4c3e92f6a690f4d5dd7', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_42fc2', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='counterparties_counterpartytype', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counterpartytype',
            trigger=pgtrigger.compiler.Trigger(name='history_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, o.id, o.counterparty_id, \'D\', to_jsonb(o) - array[\'version\']::text[], null from removed o; return null;', hash='e8af5fe7d16c880b0c143239c99d84d912caa283', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_delete_dabbe', referencing='REFERENCING OLD TABLE AS removed ', table='counterparties_counterpartytype', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counterpartytype',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='c528b29693c10ad86c0d8de4081a71a52e60f1ba', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_055b1', table='counterparties_counterpartytype', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='counterparty',
            index=models.Index(models.F('name_sort'), models.F('id'), name='counterparty_by_name'),
        ),
        migrations.AddIndex(
            model_name='counterparty',
            index=models.Index(models.F('name_sort'), models.F('id'), condition=models.Q(('kinds__contains', ['customer'])), name='counterparty_customer_name'),
        ),
        migrations.AddIndex(
            model_name='counterparty',
            index=models.Index(models.F('name_sort'), models.F('id'), condition=models.Q(('kinds__contains', ['supplier'])), name='counterparty_supplier_name'),
        ),
        migrations.AddIndex(
            model_name='counterparty',
            index=models.Index(models.F('name_sort'), models.F('id'), condition=models.Q(('kinds__contains', ['bank'])), name='counterparty_bank_name'),
        ),
        migrations.AddIndex(
            model_name='counterparty',
            index=models.Index(models.F('name_sort'), models.F('id'), condition=models.Q(('kinds__contains', ['company'])), name='counterparty_company_name'),
        ),
        migrations.AddIndex(
            model_name='counterparty',
            index=models.Index(models.F('name_sort'), models.F('id'), condition=models.Q(('kinds__contains', ['government'])), name='counterparty_government_name'),
        ),
        migrations.AddIndex(
            model_name='counterparty',
            index=models.Index(models.F('name_sort'), models.F('id'), condition=models.Q(('kinds__contains', ['holding'])), name='counterparty_holding_name'),
        ),
        migrations.AddIndex(
            model_name='counterparty',
            index=models.Index(models.F('letter'), models.F('name_sort'), models.F('id'), name='counterparty_by_letter'),
        ),
        migrations.AddIndex(
            model_name='counterparty',
            index=models.Index(models.F('status'), models.F('name_sort'), models.F('id'), name='counterparty_by_status'),
        ),
        migrations.AddIndex(
            model_name='counterparty',
            index=models.Index(models.F('created_at'), models.F('id'), name='counterparty_by_created'),
        ),
        migrations.AddIndex(
            model_name='counterparty',
            index=models.Index(models.F('id'), condition=models.Q(('demonstration', True)), name='counterparty_demonstration'),
        ),
        migrations.AddIndex(
            model_name='counterparty',
            index=models.Index(models.F('id'), condition=models.Q(('archived_at__isnull', False)), name='counterparty_archived'),
        ),
        migrations.AddIndex(
            model_name='counterparty',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('search', 'gin_trgm_ops'), name='counterparty_by_search'),
        ),
        migrations.AddConstraint(
            model_name='counterparty',
            constraint=models.UniqueConstraint(models.F('uic'), models.F('country'), condition=models.Q(('uic', ''), _negated=True), name='one_counterparty_a_uic', violation_error_message='Another counterparty has this UIC or personal number.'),
        ),
        migrations.AddConstraint(
            model_name='counterparty',
            constraint=models.UniqueConstraint(models.F('vat_number'), models.Case(models.When(then=models.Value(''), vat_number__regex='^[A-Z]{2}'), default=models.F('country'), output_field=models.TextField()), condition=models.Q(('vat_number', ''), _negated=True), name='one_counterparty_a_vat_number', violation_error_message='Another counterparty has this VAT number.'),
        ),
        migrations.AddConstraint(
            model_name='counterparty',
            constraint=models.UniqueConstraint(condition=models.Q(('lei', ''), _negated=True), fields=('lei',), name='one_counterparty_a_lei', violation_error_message='Another counterparty has this LEI.'),
        ),
        migrations.AddConstraint(
            model_name='counterparty',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='counterparty_has_a_name', violation_error_message='Enter the name.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counterparty',
            trigger=pgtrigger.compiler.Trigger(name='history_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, n.id, \'I\', null, to_jsonb(n) - array[\'version\', \'name_sort\', \'letter\', \'search\']::text[] from added n; return null;', hash='810e9466125f579030073449527186940e0996ad', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_insert_15cae', referencing='REFERENCING NEW TABLE AS added ', table='counterparties_counterparty', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counterparty',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, n.id, \'U\', d.before, d.after\n    from are n join were o using (id)\n    cross join lateral (select to_jsonb(o) - array[\'version\', \'name_sort\', \'letter\', \'search\']::text[] as was, to_jsonb(n) - array[\'version\', \'name_sort\', \'letter\', \'search\']::text[] as now offset 0) as image\n    cross join lateral (\n        select jsonb_object_agg(a.key, image.was -> a.key), jsonb_object_agg(a.key, a.value)\n        from jsonb_each(image.now) a where a.value is distinct from image.was -> a.key\n    ) as d(before, after)\n    where o is distinct from n and d.after is not null;\n    return null;', hash='92b62397fad9feec6a15223a6974e67a696e1818', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_ca3b2', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='counterparties_counterparty', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counterparty',
            trigger=pgtrigger.compiler.Trigger(name='history_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, o.id, o.id, \'D\', to_jsonb(o) - array[\'version\', \'name_sort\', \'letter\', \'search\']::text[], null from removed o; return null;', hash='b90873882ee67927ffc5a930d039d195bba6ef74', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_delete_ada16', referencing='REFERENCING OLD TABLE AS removed ', table='counterparties_counterparty', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counterparty',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='1589ddfd08cf2350b731039fa44dc1484116183f', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_38644', table='counterparties_counterparty', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counterparty',
            trigger=pgtrigger.compiler.Trigger(name='count_version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."alias" IS DISTINCT FROM (NEW."alias") OR OLD."archived_at" IS DISTINCT FROM (NEW."archived_at") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."demonstration" IS DISTINCT FROM (NEW."demonstration") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."features" IS DISTINCT FROM (NEW."features") OR OLD."first_name" IS DISTINCT FROM (NEW."first_name") OR OLD."first_name_latin" IS DISTINCT FROM (NEW."first_name_latin") OR OLD."foreign" IS DISTINCT FROM (NEW."foreign") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kinds" IS DISTINCT FROM (NEW."kinds") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."last_name" IS DISTINCT FROM (NEW."last_name") OR OLD."last_name_latin" IS DISTINCT FROM (NEW."last_name_latin") OR OLD."lei" IS DISTINCT FROM (NEW."lei") OR OLD."middle_name" IS DISTINCT FROM (NEW."middle_name") OR OLD."middle_name_latin" IS DISTINCT FROM (NEW."middle_name_latin") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."name_latin" IS DISTINCT FROM (NEW."name_latin") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."person_kind" IS DISTINCT FROM (NEW."person_kind") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."responsible_id" IS DISTINCT FROM (NEW."responsible_id") OR OLD."status_id" IS DISTINCT FROM (NEW."status_id") OR OLD."uic" IS DISTINCT FROM (NEW."uic") OR OLD."vat_number" IS DISTINCT FROM (NEW."vat_number") OR OLD."vat_registered" IS DISTINCT FROM (NEW."vat_registered") OR OLD."website" IS DISTINCT FROM (NEW."website"))', func='new.version = old.version + 1; return new;', hash='d41904307e4de8d9271900c6a5df09a6d199c272', operation='UPDATE', pgid='pgtrigger_count_version_a6963', table='counterparties_counterparty', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='holdingmember',
            constraint=models.CheckConstraint(condition=models.Q(('holding', models.F('counterparty')), _negated=True), name='holding_is_another', violation_error_message='A holding is not its own member.'),
        ),
        migrations.AddConstraint(
            model_name='holdingmember',
            constraint=models.CheckConstraint(condition=models.Q(('from_date', None), ('to_date', None), ('to_date__gte', models.F('from_date')), _connector='OR'), name='membership_ends_after_it_begins', violation_error_message='The membership ends before it begins.'),
        ),
        migrations.AddConstraint(
            model_name='holdingmember',
            constraint=models.CheckConstraint(condition=models.Q(('share', None), models.Q(('share__gte', 0), ('share__lte', 100)), _connector='OR'), name='share_is_a_percentage', violation_error_message='Enter the share as a percentage, 0 to 100.'),
        ),
        migrations.AddConstraint(
            model_name='holdingmember',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('archived_at', None)), expressions=[('holding', '='), ('counterparty', '='), (counterparties.models.holdings.DateRange('from_date', 'to_date', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True)), '&&')], name='one_membership_at_a_time', violation_error_message='The company is a member of this holding in that time already.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='holdingmember',
            trigger=pgtrigger.compiler.Trigger(name='history_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, n.counterparty_id, \'I\', null, to_jsonb(n) - array[\'version\']::text[] from added n; return null;', hash='04633b01bab5ed97ee545949c4853d3df2f7ae89', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_insert_ff357', referencing='REFERENCING NEW TABLE AS added ', table='counterparties_holdingmember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='holdingmember',
            trigger=pgtrigger.compiler.Trigger(name='history_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, n.id, n.counterparty_id, \'U\', d.before, d.after\n    from are n join were o using (id)\n    cross join lateral (select to_jsonb(o) - array[\'version\']::text[] as was, to_jsonb(n) - array[\'version\']::text[] as now offset 0) as image\n    cross join lateral (\n        select jsonb_object_agg(a.key, image.was -> a.key), jsonb_object_agg(a.key, a.value)\n        from jsonb_each(image.now) a where a.value is distinct from image.was -> a.key\n    ) as d(before, after)\n    where o is distinct from n and d.after is not null;\n    return null;', hash='2b70afc49977efcbd25db802404624f549b48f2d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_update_ae948', referencing='REFERENCING OLD TABLE AS were  NEW TABLE AS are ', table='counterparties_holdingmember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='holdingmember',
            trigger=pgtrigger.compiler.Trigger(name='history_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)\n    select now(), nullif(current_setting(\'primio.user\', true), \'\')::bigint,\n        coalesce(current_setting(\'primio.run\', true), \'\'), TG_TABLE_NAME, o.id, o.counterparty_id, \'D\', to_jsonb(o) - array[\'version\']::text[], null from removed o; return null;', hash='790e709f6437020310526a018e6d33682a08709e', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_delete_be23f', referencing='REFERENCING OLD TABLE AS removed ', table='counterparties_holdingmember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='holdingmember',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='db939c9428bc804093faa69a09502cc018133261', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_da8eb', table='counterparties_holdingmember', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='holdingmember',
            trigger=pgtrigger.compiler.Trigger(name='count_version', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."archived_at" IS DISTINCT FROM (NEW."archived_at") OR OLD."counterparty_id" IS DISTINCT FROM (NEW."counterparty_id") OR OLD."from_date" IS DISTINCT FROM (NEW."from_date") OR OLD."holding_id" IS DISTINCT FROM (NEW."holding_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."share" IS DISTINCT FROM (NEW."share") OR OLD."to_date" IS DISTINCT FROM (NEW."to_date"))', func='new.version = old.version + 1; return new;', hash='e8d9e8b775b7d54d6b84cb0b2b598e68594fcf54', operation='UPDATE', pgid='pgtrigger_count_version_19aaa', table='counterparties_holdingmember', when='BEFORE')),
        ),
    ]
