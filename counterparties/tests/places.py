"""What the tests of places share: addresses as a form would save them, and files of addresses."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from counterparties.models import Address
from counterparties.tests.importing import done, prepared
from exchange.models import ImportRun
from tests import factories
from tests.clients import client_of

HEAD = ["counterparty.code", "kind", "settlement", "street"]


def saved(**values) -> Address:
    return factories.address(**{"settlement": "", "postal_code": "", "street": "", "number": "", **values})


def refused(**values) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        saved(**values)
    return error.value.message_dict


def imported(folder: Any, *rows: list[str]) -> ImportRun:
    """The run of a file of addresses."""
    return done(prepared(folder, [HEAD, *rows], target="addresses"))


def client() -> Client:
    """Somebody who may do everything."""
    return client_of(factories.superuser())
