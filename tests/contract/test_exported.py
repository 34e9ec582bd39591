"""What an export has PostgreSQL write is what `format` says, for every attribute of every list and any values."""

import datetime
from collections.abc import Collection
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from django.db import DataError, IntegrityError, models, transaction
from django.utils import translation

from access.models import Action
from attributes.values import Attribute
from counterparties.models import Counterparty
from counterparties.tests.test_exported import differences
from exchange.exporting import everything, list_of, rows_of
from reference.models.features import DataType
from tests.contract.conftest import NEEDED, Case

HOSTILE = (
    "=1+1", "+359 88 123-456", "-5,5", "@x", "\tтаб", "'=две", 'с "кавички", и запетая', "ред\nвтори\r\nтрети\r",
    *("Ѝ „кирилица“ 𝔘", "\\N", "\\.", "%s %(x)s {}", " ", ";", "x" * 300),
)  # fmt: skip
VALUES: dict[type[models.Field], tuple[Any, ...]] = {
    models.BooleanField: (True, False),
    models.DateTimeField: (
        datetime.datetime(2026, 11, 20, 23, 59, 59, 120, tzinfo=datetime.UTC),
        datetime.datetime(1999, 1, 2, tzinfo=datetime.UTC),
        None,
    ),
    models.DateField: (datetime.date(987, 1, 2), None, datetime.date(2026, 12, 31)),
    models.DecimalField: (Decimal("0.05"), None, Decimal("100"), Decimal(-7)),
    models.CharField: HOSTILE,
    models.TextField: HOSTILE,
}
FEATURES = {
    DataType.TEXT: HOSTILE,
    DataType.LONG_TEXT: HOSTILE,
    DataType.NUMBER: ("-0.5", "0", "-12345678901234567890.12", "1250"),
    DataType.DATE: ("0987-01-02", "9999-12-31"),
    DataType.YES_NO: (True, False),
}


def spoil(record: models.Model, number: int, needed: Collection[str] = ()) -> None:
    """Puts the worst that the table bears into every column that people fill."""
    rows = type(record)._default_manager.filter(pk=record.pk)
    for field in record._meta.concrete_fields:
        kind = next((kind for kind in VALUES if isinstance(field, kind)), None)
        if kind is None or field.choices or field.primary_key or field.is_relation:
            continue
        value = VALUES[kind][number % len(VALUES[kind])]
        if value is None and field.name in needed:
            continue
        if isinstance(value, str) and field.max_length:
            value = value[: field.max_length]
        with suppress(IntegrityError, DataError), transaction.atomic():
            rows.update(**{field.name: value})


def spoil_features(record: Any, attributes: dict[str, Attribute], number: int) -> None:
    for attribute in attributes.values():
        feature: Any = getattr(attribute, "feature", None)
        if feature and (values := FEATURES.get(feature.data_type)):
            record.features[attribute.key] = values[number % len(values)]  # type: ignore[attr-defined]
    type(record).objects.filter(pk=record.pk).update(features=record.features)


@pytest.mark.parametrize("language", ["en", "bg"])
def test_the_database_writes_what_format_says(case: Case, language: str):
    records = case.make(len(HOSTILE))
    for number, record in enumerate(records):
        spoil(record, number, NEEDED.get(case.screen.slug, ()))
        if case.screen.model is Counterparty:
            spoil_features(record, case.screen.attributes(case.user), number)
    with translation.override(language):
        query = list_of(
            screen=case.screen, user=case.user, query=everything(screen=case.screen, user=case.user), parent=case.owner
        )
        assert rows_of(query, action=Action.EXPORT).count() == len(records)
        assert differences(query) == []
