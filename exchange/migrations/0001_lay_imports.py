"""Imports, their mappings and staged rows."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('jobs', '0001_lay_jobs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Source',
            fields=[
                ('hash', models.UUIDField(primary_key=True, serialize=False)),
                ('record_id', models.BigIntegerField(verbose_name='record')),
                ('version', models.PositiveIntegerField(verbose_name='version')),
            ],
            options={
                'verbose_name': 'imported row',
                'verbose_name_plural': 'imported rows',
            },
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target', models.CharField(max_length=50, verbose_name='what it imports')),
                ('file', models.FileField(blank=True, max_length=300, upload_to='imports/%Y/%m/', verbose_name='file')),
                ('path', models.TextField(blank=True, verbose_name='path of a file on the server')),
                ('name', models.CharField(max_length=255, verbose_name='file')),
                ('sheet', models.JSONField(default=dict, verbose_name='how it is read')),
                ('mapping', models.JSONField(default=dict, verbose_name='mapping')),
                ('state', models.CharField(choices=[('mapping', 'to be mapped'), ('checking', 'being checked'), ('checked', 'checked'), ('importing', 'being imported'), ('done', 'imported'), ('cancelled', 'cancelled'), ('failed', 'failed')], default='mapping', max_length=10, verbose_name='state')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='chosen')),
                ('last_line', models.BigIntegerField(default=0, verbose_name='last line')),
                ('read', models.BigIntegerField(default=0, verbose_name='read')),
                ('created', models.BigIntegerField(default=0, verbose_name='created')),
                ('updated', models.BigIntegerField(default=0, verbose_name='updated')),
                ('same', models.BigIntegerField(default=0, verbose_name='unchanged')),
                ('skipped', models.BigIntegerField(default=0, verbose_name='skipped')),
                ('failed', models.BigIntegerField(default=0, verbose_name='not accepted')),
                ('found', models.BigIntegerField(null=True, verbose_name='rows found by the check')),
                ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.job', verbose_name='job')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='imported by')),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('pk', models.CompositePrimaryKey('run_id', 'key', blank=True, editable=False, primary_key=True, serialize=False)),
                ('key', models.TextField()),
                ('line', models.BigIntegerField()),
                ('run', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='exchange.importrun')),
            ],
            options={
                'verbose_name': 'first line',
                'verbose_name_plural': 'first lines',
            },
        ),
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('target', models.CharField(max_length=50, verbose_name='what it imports')),
                ('headers', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None, verbose_name='headers')),
                ('mapping', models.JSONField(default=dict, verbose_name='mapping')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
            ],
            options={
                'verbose_name': 'mapping',
                'verbose_name_plural': 'mappings',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='StagedRow',
            fields=[
                ('pk', models.CompositePrimaryKey('run_id', 'line', blank=True, editable=False, primary_key=True, serialize=False)),
                ('line', models.BigIntegerField(verbose_name='line')),
                ('outcome', models.CharField(choices=[('created', 'Created'), ('updated', 'Updated'), ('same', 'Unchanged'), ('skipped', 'Skipped'), ('failed', 'Not accepted')], max_length=10, verbose_name='outcome')),
                ('record_id', models.BigIntegerField(null=True, verbose_name='record')),
                ('cells', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True, size=None, verbose_name='cells')),
                ('errors', models.JSONField(null=True, verbose_name='errors')),
                ('changes', models.JSONField(null=True, verbose_name='changes')),
                ('run', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='exchange.importrun')),
            ],
            options={
                'verbose_name': 'row of an import',
                'verbose_name_plural': 'rows of imports',
            },
        ),
        migrations.AddIndex(
            model_name='importrun',
            index=models.Index(fields=['user', '-id'], name='import_of_user'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(('read', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('created'), '+', models.F('updated')), '+', models.F('same')), '+', models.F('skipped')), '+', models.F('failed')))), name='import_balances'),
        ),
        migrations.AddConstraint(
            model_name='profile',
            constraint=models.UniqueConstraint(fields=('target', 'name'), name='one_mapping_a_name'),
        ),
        migrations.AddIndex(
            model_name='stagedrow',
            index=models.Index(condition=models.Q(('outcome__in', ['updated', 'skipped', 'failed'])), fields=['run', 'outcome', 'line'], name='staged_row_by_outcome'),
        ),
    ]
