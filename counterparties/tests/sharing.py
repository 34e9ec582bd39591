"""What tests of rows in several files begin with: links, and what forms send."""

from typing import Any

from django.urls import reverse

from counterparties.models import Counterparty
from counterparties.sharing.saving import share
from screens.forms import ScreenForm
from screens.registry import screens
from tests import factories as f


def linked(person: Any, owner: Counterparty, **details: Any) -> Any:
    return share(user=f.superuser(), record=person, counterparty=owner, details=details)


def data_of(screen: str, record: Any, **values: Any) -> dict[str, Any]:
    """What the form of this record sends, with these rows and values changed."""
    form = ScreenForm(screens[screen], f.superuser(), record)
    sent = {a.name: form[a.name].value() for a in form.attributes}
    shown = {name: form.fields[name].prepare_value(value) for name, value in sent.items()}
    return {name: value for name, value in shown.items() if value} | {"base": form.initial["base"]} | values


def edit_url(screen: str, owner: Counterparty, record: Any) -> str:
    return reverse(f"{screen}-edit", args=[owner.pk, record.pk])
