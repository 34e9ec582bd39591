"""The sequence that new counterparties take their codes from; it begins above what people number by hand."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("counterparties", "0002_lay_counterparties")]
    operations = [
        migrations.RunSQL("create sequence counterparties_code start 100001", "drop sequence counterparties_code")
    ]
