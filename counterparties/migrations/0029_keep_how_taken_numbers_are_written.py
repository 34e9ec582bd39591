"""Runs of numbers know their digits; no document takes numbers yet, so there is no run whose digits were lost."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('counterparties', '0028_offer_pictures_of_companies_to_be_taken_back'),
    ]

    operations = [
        migrations.RunSQL(
            "update counterparties_numberseries set year = extract(year from current_date) where yearly and year is null",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveConstraint(
            model_name='numberrun',
            name='one_run_a_prefix',
        ),
        migrations.AddField(
            model_name='numberrun',
            name='digits',
            field=models.PositiveSmallIntegerField(default=10),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='numberrun',
            constraint=models.UniqueConstraint(fields=('counterparty', 'family', 'prefix', 'digits'), name='one_run_a_prefix'),
        ),
    ]
