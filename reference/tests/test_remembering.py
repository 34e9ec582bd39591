"""What reading requests share of the configuration stands until it changes, for whoever sees the change."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access.models import User
from reference import tree
from reference.features.attributes import defined, features
from reference.file_tabs.reading import file_tabs
from reference.models import Feature, Status
from reference.models.stamps import current_stamp, restamp
from reference.remembering import forget, remembering
from reference.statuses import statuses
from tests import factories

LASTING: list[Callable[[], Any]] = [tree.types, defined, lambda: defined()[1].tree, file_tabs, statuses]


def queries_of(read: Callable[[], Any], *, shared: bool = True) -> list[str]:
    with CaptureQueriesContext(connection) as asked, remembering(shared=shared):
        read()
        read()
    return [each["sql"] for each in asked.captured_queries]


@pytest.mark.django_db
@pytest.mark.parametrize("read", LASTING)
def test_a_request_only_asks_whether_it_has_changed(read):
    factories.feature()
    queries_of(read)
    assert [sql for sql in queries_of(read) if "reference_stamp" not in sql] == []
    assert len(queries_of(read)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("read", LASTING)
def test_every_table_that_is_read_is_stamped(read):
    factories.feature()
    tables = set(re.findall(r'(?:FROM|JOIN) "(\w+)"', " ".join(queries_of(read, shared=False))))
    assert tables
    for table in tables:
        before = current_stamp()
        with connection.cursor() as cursor:
            cursor.execute(f"delete from {table} where false")
        assert current_stamp() != before, table


@pytest.mark.django_db
def test_a_change_is_seen_and_one_that_is_rolled_back_is_not():
    feature = factories.feature(name_en="Colour")

    def names() -> list[str]:
        with remembering(shared=True):
            return [str(each.attribute.label) for each in features()]

    assert names() == ["Colour"]
    before = current_stamp()
    with transaction.atomic():
        Feature.objects.filter(pk=feature.pk).update(name_en="Shade")
        assert names() == ["Shade"]
        transaction.set_rollback(True)
    assert current_stamp() == before
    assert names() == ["Colour"]


@pytest.mark.django_db
def test_what_has_changed_within_a_request_is_read_anew_when_it_forgets():
    factories.feature()
    with remembering(shared=True):
        assert len(defined()[0]) == 1
        factories.feature(code="second")
        assert len(defined()[0]) == 1
        forget()
        assert len(defined()[0]) == 2


@pytest.mark.django_db
def test_a_job_shares_nothing():
    factories.feature()
    queries_of(defined)
    assert len(queries_of(defined, shared=False)) == 1


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_somebody_else_s_change():
    """Two rows that two people change at once, each in a transaction that has not ended."""
    names = ("first", "second")
    for name in names:
        factories.feature(code=name)
    other = connections.create_connection("default")
    before = current_stamp()
    try:
        with transaction.atomic(), other.cursor() as theirs, connection.cursor() as mine:
            theirs.execute("begin")
            for cursor, name in ((theirs, "first"), (mine, "second")):
                cursor.execute("set local lock_timeout = '5s'")
                cursor.execute("update reference_feature set unit = 'kg' where code = %s", [name])
            mixed = current_stamp()
            theirs.execute("commit")
            assert len({before, mixed, current_stamp()}) == 3
            theirs.execute("begin")
            theirs.execute("update reference_feature set unit = 'm' where code = 'first'")
            restamp()
            theirs.execute("rollback")
            assert len({before, mixed, current_stamp()}) == 3, "nor does who renews it by hand"
    finally:
        other.close()


@pytest.mark.django_db
def test_the_languages_of_two_requests_do_not_mix(client: Client, admin_user: User):
    factories.feature(code="colour", name_en="Colour", name_bg="Цвят")
    client.force_login(admin_user)
    for language, name in (("en", "Colour"), ("bg", "Цвят"), ("en", "Colour")):
        page = client.get("/counterparties/?columns=name&columns=f.colour", headers={"accept-language": language})
        assert name in page.content.decode()


@pytest.mark.django_db
def test_what_is_drawn_of_names_is_drawn_anew_with_other_names(client: Client, admin_user: User):
    feature, status = factories.feature(code="colour", name_en="Colour"), factories.status(name_en="Waiting")
    factories.counterparty(status=status)
    client.force_login(admin_user)
    for column, state in (("Colour", "Waiting"), ("Shade", "Asleep")):
        Feature.objects.filter(pk=feature.pk).update(name_en=column)
        Status.objects.filter(pk=status.pk).update(name_en=state)
        page = client.get("/counterparties/?columns=name&columns=status").content.decode()
        assert f">{column}</label>" in page and f">{state}</span>" in page
    assert ">Colour</label>" not in page


@pytest.mark.django_db
def test_nothing_is_kept_without_a_mark_which_the_next_change_sets():
    with connection.cursor() as cursor:
        cursor.execute("delete from reference_stamp")
    assert current_stamp() == ""
    assert len(queries_of(defined)) == 2
    assert len(queries_of(defined)) == 2
    factories.feature()
    assert current_stamp() != ""
    assert len(queries_of(defined)) == 2
    assert len(queries_of(defined)) == 1
