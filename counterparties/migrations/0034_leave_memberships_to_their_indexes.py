"""The index of the rule "one membership at a time" is left to that rule: as an index it is slow."""


import counterparties.models.holdings
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('counterparties', '0033_keep_files_of_forms'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='holdingmember',
            name='one_membership_at_a_time',
        ),
        migrations.AddConstraint(
            model_name='holdingmember',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('archived_at', None)), expressions=[(counterparties.models.holdings.Hidden('counterparty'), '='), (counterparties.models.holdings.Hidden('holding'), '='), (counterparties.models.holdings.DateRange('from_date', 'to_date', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True)), '&&')], name='one_membership_at_a_time', violation_error_message='The company is a member of this holding in that time already.'),
        ),
    ]
