"""The sentence about an item whose code is taken; the table stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reference', '0016_mark_changes_of_statuses'),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name='nomenclatureitem',
            name='one_item_a_code',
            constraint=models.UniqueConstraint(fields=('nomenclature', 'code'), name='one_item_a_code', violation_error_message='Another one has this code already: choose another code.'),
        ),
    ]
