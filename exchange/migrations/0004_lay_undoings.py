"""Undoings of jobs, and what became of each record."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0003_lay_bulk_edits'),
        ('jobs', '0001_lay_jobs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Undoing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('checking', 'being checked'), ('checked', 'checked'), ('undoing', 'being undone'), ('done', 'undone'), ('cancelled', 'cancelled'), ('failed', 'failed')], default='checking', max_length=10, verbose_name='state')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='ordered')),
                ('found', models.BigIntegerField(null=True, verbose_name='records')),
                ('position', models.BigIntegerField(default=0, verbose_name='done')),
                ('reversed', models.BigIntegerField(default=0, verbose_name='reversed')),
                ('kept', models.BigIntegerField(default=0, verbose_name='kept')),
                ('failed', models.BigIntegerField(default=0, verbose_name='failed')),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='undoings', to='jobs.job', verbose_name='what is undone')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undone by')),
                ('work', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.job', verbose_name='job')),
            ],
            options={
                'verbose_name': 'undoing',
                'verbose_name_plural': 'undoings',
            },
        ),
        migrations.CreateModel(
            name='UndoneRow',
            fields=[
                ('pk', models.CompositePrimaryKey('undoing_id', 'position', blank=True, editable=False, primary_key=True, serialize=False)),
                ('position', models.BigIntegerField()),
                ('table', models.TextField()),
                ('record_id', models.BigIntegerField(verbose_name='record')),
                ('action', models.CharField(max_length=1)),
                ('outcome', models.CharField(choices=[('reversed', 'Reversed'), ('kept', 'Kept, because it was edited since'), ('failed', 'Could not be reversed')], max_length=10, null=True, verbose_name='outcome')),
                ('reason', models.TextField(blank=True, default='', verbose_name='reason')),
                ('changed_by', models.BigIntegerField(null=True, verbose_name='edited by')),
                ('changed_at', models.DateTimeField(null=True, verbose_name='edited')),
                ('undoing', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='exchange.undoing')),
            ],
            options={
                'verbose_name': 'undone record',
                'verbose_name_plural': 'undone records',
            },
        ),
        migrations.AddConstraint(
            model_name='undoing',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['checking', 'checked', 'undoing'])), fields=('job',), name='one_undoing_at_a_time', violation_error_message='This is being undone already.'),
        ),
        migrations.AddConstraint(
            model_name='undoing',
            constraint=models.CheckConstraint(condition=models.Q(('position', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('reversed'), '+', models.F('kept')), '+', models.F('failed')))), name='undoing_balances'),
        ),
        migrations.AddIndex(
            model_name='undonerow',
            index=models.Index(condition=models.Q(('outcome__in', ['kept', 'failed'])), fields=['undoing', 'outcome', 'position'], name='undone_row_by_outcome'),
        ),
    ]
