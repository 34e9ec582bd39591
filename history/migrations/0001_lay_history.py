"""The history, which refuses to be changed."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('user_id', models.BigIntegerField(null=True, verbose_name='who')),
                ('run', models.TextField(default='', verbose_name='run')),
                ('table', models.TextField(verbose_name='table')),
                ('record_id', models.BigIntegerField(verbose_name='record')),
                ('owner_id', models.BigIntegerField(null=True, verbose_name='belongs to')),
                ('action', models.CharField(choices=[('I', 'added'), ('U', 'changed'), ('D', 'deleted')], max_length=1, verbose_name='action')),
                ('before', models.JSONField(null=True, verbose_name='before')),
                ('after', models.JSONField(null=True, verbose_name='after')),
            ],
            options={
                'verbose_name': 'change',
                'verbose_name_plural': 'changes',
                'indexes': [models.Index(condition=models.Q(('owner_id__isnull', False)), fields=['owner_id', '-id'], name='history_of_owner'), models.Index(fields=['table', 'record_id', '-id'], name='history_of_record'), models.Index(models.F('run'), condition=models.Q(('run__startswith', 'job:')), name='history_of_run')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='change',
            trigger=pgtrigger.compiler.Trigger(name='no_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='30fe30e33dd20b87cacf74a5256601bbe7c68a92', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_no_update_c2e64', table='history_change', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='change',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='de200e74071b639b31c3b608bb0405229204c0ea', level='STATEMENT', operation='DELETE', pgid='pgtrigger_no_delete_380be', table='history_change', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='change',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;", hash='dbcc4949677f4398b352b19b231d4aaff062371b', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_b5496', table='history_change', when='BEFORE')),
        ),
    ]
