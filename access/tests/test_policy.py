"""Abilities add up over roles; a superuser has them all."""

import pytest

from access.models import Ability
from access.policy import can
from reference.models import Status
from tests import factories

pytestmark = pytest.mark.django_db


def test_abilities_of_all_roles_add_up():
    importer, configurer = factories.role(abilities=["import"]), factories.role(abilities=["configure"])
    user = factories.user(roles=[importer, configurer])
    assert can(user, Ability.IMPORT) and can(user, Ability.CONFIGURE)
    assert not can(factories.user(roles=[importer]), Ability.CONFIGURE)


def test_nobody_can_without_a_role_but_a_superuser_can():
    assert not can(factories.user(), Ability.IMPORT)
    assert can(factories.superuser(), Ability.CONFIGURE)


def test_the_configuration_is_seen_by_all_and_changed_by_who_may():
    factories.status()
    clerk, administrator = factories.reader(), factories.administrator()
    assert Status.objects.visible_to(clerk).exists()
    assert not Status.objects.visible_to(clerk, "edit").exists()
    assert Status.objects.visible_to(administrator, "edit").exists()


def test_asks_the_database_once_a_user(django_assert_num_queries):
    user = factories.user(roles=[factories.role(abilities=["import"])])
    with django_assert_num_queries(1):
        assert can(user, Ability.IMPORT)
        assert not can(user, Ability.CONFIGURE)
