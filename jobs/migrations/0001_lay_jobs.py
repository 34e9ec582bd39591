"""Jobs."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=50, verbose_name='kind of job')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('running', 'running'), ('done', 'done'), ('failed', 'failed'), ('cancelled', 'cancelled')], default='waiting', max_length=10, verbose_name='state')),
                ('foreground', models.BooleanField(default=False, verbose_name='runs in a command')),
                ('stage', models.CharField(blank=True, max_length=100, verbose_name='stage')),
                ('done', models.BigIntegerField(default=0, verbose_name='done')),
                ('expected', models.BigIntegerField(null=True, verbose_name='expected')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts without progress')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='ordered')),
                ('started_at', models.DateTimeField(null=True, verbose_name='started')),
                ('stage_at', models.DateTimeField(null=True, verbose_name='stage started')),
                ('stage_from', models.BigIntegerField(default=0, verbose_name='done before the stage was taken up')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('seen_at', models.DateTimeField(null=True, verbose_name='last sign of life')),
                ('cancel_requested', models.BooleanField(default=False, verbose_name='to be cancelled')),
                ('arguments', models.JSONField(default=dict, verbose_name='arguments')),
                ('result', models.JSONField(default=dict, verbose_name='result')),
                ('message', models.TextField(blank=True, verbose_name='message')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='started by')),
            ],
            options={
                'verbose_name': 'job',
                'verbose_name_plural': 'jobs',
                'indexes': [models.Index(fields=['user', '-id'], name='job_of_user'), models.Index(condition=models.Q(('state__in', ['waiting', 'running'])), fields=['id'], name='job_unfinished')],
            },
        ),
    ]
