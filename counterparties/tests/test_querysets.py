"""Who sees what: rights add up, reach the types below, and leave indexes usable where they say everything."""

from typing import Any

import pytest
from django.utils import timezone

from access.models import Ability, Action, User
from counterparties.models import Address, ContactPerson, Counterparty, HoldingMember
from counterparties.querysets import rights_of, visible_kinds
from reference.kinds import Kind
from reference.models import Type
from reference.remembering import remembering
from tests import factories as f

pytestmark = pytest.mark.django_db


def names(user: User, action: Action = Action.SEE) -> set[str]:
    fresh = User.objects.get(pk=user.pk)
    return set(Counterparty.objects.visible_to(fresh, action).values_list("name", flat=True))


@pytest.fixture
def tree() -> dict[str, Any]:
    wholesaler = f.type_(Kind.CUSTOMER, code="wholesaler")
    tree = {"wholesaler": wholesaler, "chain": f.type_(wholesaler.parent, code="chain")}
    f.counterparty(name="customer")
    f.counterparty(name="wholesaler", types=[wholesaler])
    f.counterparty(name="supplier", types=[Kind.SUPPLIER])
    f.counterparty(name="both", types=[wholesaler, Kind.SUPPLIER])
    f.counterparty(name="bank", types=[Kind.BANK])
    f.counterparty(name="none", types=[])
    return tree


EVERYBODY = {"customer", "wholesaler", "supplier", "both", "bank", "none"}


def test_nobody_sees_without_rights(tree: dict[str, Any]) -> None:
    assert names(f.user()) == set()
    assert names(f.user(roles=[f.role(abilities=list(Ability))])) == set()
    assert not Counterparty.objects.addable_by(f.user())


def test_superuser_and_all_six_kinds_see_everything_without_a_condition(tree: dict[str, Any]) -> None:
    for user in (f.superuser(), f.administrator(), f.limited_user(*Kind)):
        assert names(user) == EVERYBODY
        rows = Counterparty.objects.visible_to(User.objects.get(pk=user.pk))
        assert "WHERE" not in str(rows.query)


def test_one_kind(tree: dict[str, Any]) -> None:
    assert names(f.limited_user(Kind.CUSTOMER)) == {"customer", "wholesaler", "both"}
    assert names(f.limited_user(Kind.BANK)) == {"bank"}
    assert names(f.limited_user(Kind.BANK, Kind.SUPPLIER)) == {"bank", "supplier", "both"}


def test_a_child_type(tree: dict[str, Any]) -> None:
    assert names(f.limited_user(tree["wholesaler"])) == {"wholesaler", "both"}
    assert names(f.limited_user(tree["wholesaler"], Kind.BANK)) == {"wholesaler", "both", "bank"}
    assert names(f.limited_user(tree["chain"])) == set()
    assert names(f.limited_user(tree["wholesaler"], Kind.CUSTOMER)) == {"customer", "wholesaler", "both"}


def test_rights_of_roles_add_up_and_actions_are_apart(tree: dict[str, Any]) -> None:
    seeing = f.role({f.kind_type(Kind.CUSTOMER): [Action.SEE], f.kind_type(Kind.BANK): [Action.SEE]})
    editing = f.role({tree["wholesaler"]: [Action.EDIT]})
    user = f.user(roles=[seeing, editing])
    assert names(user) == {"customer", "wholesaler", "both", "bank"}
    assert names(user, Action.EDIT) == {"wholesaler", "both"}
    assert names(user, Action.ARCHIVE) == set()


def test_nothing_is_done_with_what_one_does_not_see(tree: dict[str, Any]) -> None:
    granted = {f.kind_type(Kind.SUPPLIER): [Action.EXPORT], f.kind_type(Kind.CUSTOMER): [Action.SEE]}
    user = f.user(roles=[f.role(granted)])
    assert names(user, Action.EXPORT) == {"both"}
    person = f.contact_person(Counterparty.objects.get(name="supplier"))
    assert not ContactPerson.objects.visible_to(user, Action.EXPORT).filter(pk=person.pk).exists()
    assert Counterparty.objects.exportable_by(user)
    only = f.user(roles=[f.role({kind: [Action.EXPORT] for kind in map(f.kind_type, Kind)})])
    assert names(only, Action.EXPORT) == set()
    assert not Counterparty.objects.exportable_by(only)


def test_somebody_who_left_sees_nothing(tree: dict[str, Any]) -> None:
    user = f.limited_user(Kind.CUSTOMER, is_active=False)
    assert names(user) == set()


def test_rights_cost_one_query_beside_the_tree(tree: dict[str, Any], django_assert_num_queries: Any) -> None:
    user = User.objects.get(pk=f.limited_user(tree["wholesaler"], Kind.BANK).pk)
    with remembering(), django_assert_num_queries(4):
        for _again in range(2):
            assert Counterparty.objects.visible_to(user).count() == 3


def test_types_and_kinds_that_a_limited_user_sees(tree: dict[str, Any]) -> None:
    both = Counterparty.objects.get(name="both")
    for granted, codes, kinds in [
        ((Kind.CUSTOMER,), {"customer", "wholesaler", "chain"}, [Kind.CUSTOMER]),
        ((tree["wholesaler"],), {"wholesaler"}, [Kind.CUSTOMER]),
        ((tree["chain"], Kind.SUPPLIER), {"chain", "supplier"}, [Kind.SUPPLIER]),
        (tuple(Kind), {"wholesaler", "chain", *Kind.values}, [Kind.CUSTOMER, Kind.SUPPLIER]),
    ]:
        user = f.limited_user(*granted)
        assert {each.code for each in Type.objects.filter(pk__in=rights_of(user).types[Action.SEE])} == codes
        assert visible_kinds(user, both) == kinds


def test_a_kind_shows_only_what_one_may_know_to_be_of_it(tree: dict[str, Any]) -> None:
    def seen(kind: Kind, *granted: Any) -> set[str]:
        user = f.limited_user(*granted)
        rows = Counterparty.objects.visible_to(user).seen_as(kind, user)
        assert set(rows) == set(Counterparty.objects.seen_as(kind, user))
        return set(rows.values_list("name", flat=True))

    assert seen(Kind.SUPPLIER, Kind.CUSTOMER) == set()
    assert seen(Kind.CUSTOMER, Kind.CUSTOMER) == {"customer", "wholesaler", "both"}
    assert seen(Kind.CUSTOMER, tree["wholesaler"]) == {"wholesaler", "both"}
    assert seen(Kind.CUSTOMER, tree["chain"], Kind.SUPPLIER) == set()
    assert seen(Kind.SUPPLIER, tree["chain"], Kind.SUPPLIER) == {"supplier", "both"}
    assert seen(Kind.SUPPLIER, *Kind) == {"supplier", "both"}
    everybody = f.superuser()
    assert "EXISTS" not in str(Counterparty.objects.seen_as(Kind.SUPPLIER, everybody).query)


def test_tabs_follow_their_owner(tree: dict[str, Any]) -> None:
    for name in ("customer", "supplier"):
        f.contact_person(Counterparty.objects.get(name=name))
    user = f.limited_user(Kind.CUSTOMER, actions=[Action.SEE])
    assert ContactPerson.objects.visible_to(user).get().counterparty.name == "customer"
    assert not ContactPerson.objects.visible_to(user, Action.ADD).exists()
    assert not ContactPerson.objects.addable_by(user)
    editor = f.limited_user(Kind.SUPPLIER, actions=[Action.SEE, Action.EDIT])
    for action in (Action.ADD, Action.EDIT, Action.ARCHIVE):
        assert ContactPerson.objects.visible_to(editor, action).get().counterparty.name == "supplier"
    assert ContactPerson.objects.addable_by(editor)
    assert not ContactPerson.objects.visible_to(editor, Action.EXPORT).exists()
    assert "WHERE" not in str(Address.objects.visible_to(f.superuser()).query)


def test_a_membership_is_seen_by_who_sees_both_ends(tree: dict[str, Any]) -> None:
    f.holding_member(f.holding(), Counterparty.objects.get(name="customer"))
    assert not HoldingMember.objects.visible_to(f.limited_user(Kind.CUSTOMER)).exists()
    assert not HoldingMember.objects.visible_to(f.limited_user(Kind.HOLDING)).exists()
    assert HoldingMember.objects.visible_to(f.limited_user(Kind.HOLDING, Kind.CUSTOMER)).exists()


def test_live_of_kind_and_found() -> None:
    f.counterparty(name="Алфа ООД", phone="0888 123 456")
    f.counterparty(name="Alfa Bank", types=[Kind.BANK], archived_at=timezone.now())
    assert Counterparty.objects.live().get().name == "Алфа ООД"
    assert Counterparty.objects.of_kind(Kind.BANK).get().name == "Alfa Bank"
    assert Counterparty.objects.found_by("alfa").count() == 2
    assert Counterparty.objects.found_by("0888123456").get().name == "Алфа ООД"
    assert Counterparty.objects.found_by("").count() == 2
    for nobody in ("%", "***", "алфа бета"):
        assert not Counterparty.objects.found_by(nobody).exists()
