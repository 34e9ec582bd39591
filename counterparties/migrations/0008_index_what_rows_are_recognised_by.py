"""The indexes by which an import recognises counterparties that no number finds: e-mail, phone, surname."""

from django.contrib.postgres.indexes import HashIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("counterparties", "0007_list_words")]
    operations = [
        AddIndexConcurrently(
            "counterparty", HashIndex(Lower("email"), name="counterparty_by_email", condition=~Q(email=""))
        ),
        AddIndexConcurrently("counterparty", HashIndex("phone", name="counterparty_by_phone", condition=~Q(phone=""))),
        AddIndexConcurrently(
            "counterparty",
            models.Index(
                Lower("last_name"),
                Lower("first_name"),
                name="counterparty_by_surname",
                condition=Q(person_kind="natural") & ~Q(last_name=""),
            ),
        ),
    ]
