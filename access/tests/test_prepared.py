"""What is put together once is asked for each user, and gives what the queryset itself would give."""

import pytest
from django.db.models.functions import Length

from access.models import User
from access.prepared import Prepared
from tests import factories

pytestmark = pytest.mark.django_db


def test_each_user_gets_his_own_rows_by_one_query(django_assert_num_queries):
    users = [factories.user(first_name="100 %s"), factories.user(first_name="Maria")]
    asked: list[int] = []

    def build(number: int):
        asked.append(number)
        return User.objects.filter(pk=number).exclude(first_name="Ivan %s").order_by("pk")

    prepared = Prepared(build)
    for user in users:
        with django_assert_num_queries(1):
            assert prepared.rows(user.pk) == [user]
    assert prepared.rows(0) == []
    assert len(asked) == 1, "its SQL is put together once"


def test_rows_bring_what_was_annotated():
    user = factories.user()
    prepared = Prepared(lambda number: User.objects.filter(pk=number).annotate(length=Length("username")))
    assert [row.length for row in prepared.rows(user.pk)] == [len(user.username)]  # type: ignore[attr-defined]
