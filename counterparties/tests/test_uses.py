"""The numbers of use on the configuration screen are exactly those of the lists that they link to."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from access.models import Action, Role
from counterparties import uses
from counterparties.models import Counterparty
from counterparties.saving import save_counterparty
from reference import usage
from reference.deleting import delete
from reference.features import carried
from reference.file_tabs.placing import open_to
from reference.kinds import Kind
from reference.models import FileTab, FormTemplate, Status, Type
from reference.models.features import DataType
from screens.listing import ListQuery
from screens.registry import screens
from tests import factories as f
from tests.clients import client_of

pytestmark = pytest.mark.django_db


def linked(url: str) -> int:
    """How many rows the list at an address shows."""
    parts = urlsplit(url)
    slug = f"counterparties-{parts.path.rstrip('/').rpartition('/')[2]}"
    query = ListQuery(screens[slug], f.superuser(), QueryDict(parts.query))
    assert not query.errors
    return query.rows().count()


@pytest.fixture
def tree() -> dict[str, Type]:
    tree = {name: f.type_(Kind.CUSTOMER, code=name) for name in ("wholesaler", "chain", "unused")}
    f.counterparty()
    f.counterparty(types=[tree["wholesaler"]])
    f.counterparty(types=[tree["wholesaler"], tree["chain"], Kind.CUSTOMER, Kind.SUPPLIER])
    f.counterparty(types=[tree["wholesaler"]], archived_at=timezone.now())
    f.counterparty(types=[])
    return tree


def test_types_count_what_lies_under_them_once(tree: dict[str, Type]) -> None:
    shown: Any = usage.shown(Type)
    rows = list(Type.objects.all())
    counts = shown.count([row.pk for row in rows])
    assert {row.code: counts[row.pk] for row in rows if row.pk in counts} == {
        "customer": 3,
        "supplier": 1,
        "wholesaler": 2,
        "chain": 1,
    }
    for row in rows:
        assert counts.get(row.pk, 0) == linked(shown.url(row, f.superuser()))


def test_types_in_use_are_not_deleted(tree: dict[str, Type]) -> None:
    assert uses.ticks([each.pk for each in tree.values()]) == {tree["wholesaler"].pk: 3, tree["chain"].pk: 1}
    with pytest.raises(ValidationError, match="3 counterparties"):
        delete(record=tree["wholesaler"])
    delete(record=tree["unused"])


def test_statuses_count_customers_that_are_not_archived() -> None:
    active, unused = f.status(code="busy"), f.status(code="unused")
    for kinds, archived_at in [([Kind.CUSTOMER], None), ([Kind.BANK], None), ([Kind.CUSTOMER], timezone.now())]:
        f.counterparty(types=kinds, status=active, archived_at=archived_at)
    shown: Any = usage.shown(Status)
    assert shown.count([active.pk, unused.pk]) == {active.pk: 1}
    assert linked(shown.url(active, f.superuser())) == 1
    assert uses.with_status([active.pk, unused.pk]) == {active.pk: 3}
    assert usage.users_of(active) == ["3 counterparties"]
    delete(record=unused)


def test_forms_that_no_tab_shows_are_counted_without_a_link() -> None:
    f.load_defaults()
    flight, other = FormTemplate.objects.get(code="flight-form"), f.form_template(code="other")
    f.filled_form(template=other)
    user, shown = f.user(roles=[Role.objects.get(code="clerk")]), usage.shown(FormTemplate)
    assert shown is not None and shown.url(other, user).startswith("/forms/?of=other")
    open_to(tab=FileTab.objects.get(code="forms"), roles=[Role.objects.get(code="reader")])
    assert shown.url(other, user) == shown.url(flight, user) == ""
    f.file_tab(parent=FileTab.objects.get(code="contacts"), interface="forms.flight-form", code="flights")
    assert shown.url(other, user) == "" and shown.url(flight, user)


def test_values_and_items_of_features() -> None:
    nomenclature = f.nomenclature()
    used, other, unused = (f.item(nomenclature) for _each in range(3))
    sectors = {"data_type": DataType.NOMENCLATURE, "nomenclature": nomenclature, "multiple": True}
    first, second = f.feature(code="first", **sectors), f.feature(code="second", **sectors)
    text = f.feature(code="text")
    features = {"f.first": (used.pk, other.pk), "f.second": (used.pk,), "f.text": str(unused.pk)}
    for values in (features, {"f.first": (used.pk,)}):
        save_counterparty(user=f.superuser(), record=f.counterparty(), values={}, features=values)
    f.counterparty()
    ids = [first.pk, second.pk, text.pk]
    assert carried.with_value(ids) == {first.pk: 2, second.pk: 1, text.pk: 1}
    assert carried.with_item([used.pk, other.pk, unused.pk]) == {used.pk: 2, other.pk: 1}
    assert usage.users_of(used) == ["2 counterparties"]
    with pytest.raises(ValidationError, match="1 counterparty"):
        delete(record=text)
    delete(record=unused)
    assert Counterparty.objects.count() == 3


def test_who_may_not_configure_reads_no_numbers_and_only_features_that_lists_tell_him_of() -> None:
    f.load_defaults()
    bank = f.limited_user(Kind.BANK, actions=[Action.SEE])
    for _number in range(7):
        owner = f.counterparty(types=[Kind.SUPPLIER])
    f.personal_document(owner)
    items = f.nomenclature()
    secret = {"name_en": "Zqxsecret", "data_type": DataType.NOMENCLATURE, "nomenclature": items}
    f.feature(types=[f.kind_type(Kind.SUPPLIER)], **secret)
    f.feature(name_en="Zqxopen", types=[f.kind_type(Kind.BANK)])
    pages = {slug: reverse(f"{slug}-list") for slug in ("types", "statuses", "personal-document-kinds", "features")}
    pages |= {"nomenclatures": reverse("nomenclatures-list"), "items": reverse("items-list", args=[items.pk])}
    told = {slug: client_of(bank).get(url).context for slug, url in pages.items()}
    for slug in ("types", "statuses", "personal-document-kinds"):
        assert told[slug]["column"] is None, slug
        assert {line.number for line in told[slug]["lines"]} == {None}, slug
    assert [str(line.record) for line in told["features"]["lines"]] == ["Zqxopen"]
    for slug in ("nomenclatures", "items"):
        page, _heading, _history = client_of(bank).get(pages[slug]).content.decode().partition('id="history-title"')
        assert "Zqxsecret" not in page, slug
    assert "Zqxsecret" in client_of(f.superuser()).get(pages["features"]).content.decode()
    assert client_of(f.superuser()).get(pages["types"]).context["column"]
