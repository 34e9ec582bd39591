"""A holding may belong to another one: its file gets the tab of its holdings, where that is as it was delivered."""

from typing import Any

from django.db import migrations

BEFORE, AFTER = ["customer", "supplier"], ["customer", "supplier", "holding"]


def open_to_holdings(apps: Any, schema_editor: Any) -> None:
    apps.get_model("reference", "FileTab").objects.filter(interface="holdings", kinds=BEFORE).update(kinds=AFTER)


def close_to_holdings(apps: Any, schema_editor: Any) -> None:
    apps.get_model("reference", "FileTab").objects.filter(interface="holdings", kinds=AFTER).update(kinds=BEFORE)


class Migration(migrations.Migration):
    dependencies = [('reference', '0013_lay_form_templates')]

    operations = [migrations.RunPython(open_to_holdings, close_to_holdings)]
