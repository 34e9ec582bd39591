"""Portal users added, changed, invited, blocked: what is kept in the log-in, what is refused, what history tells."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from access.models import User
from counterparties.archiving import activate_counterparty, archive_counterparty, archive_sub_record
from counterparties.models import Invitation, PortalUser
from counterparties.portal.admitting import may_log_in
from counterparties.portal.saving import accept, block, invite, save_portal_user, unblock
from counterparties.portal.tests.conftest import PASSWORD
from counterparties.portal.tokens import invited_by, tokens
from counterparties.tests.sharing import edit_url
from history.models import Change
from screens.forms import ScreenForm
from screens.registry import screens
from tests import factories

pytestmark = pytest.mark.django_db
State = PortalUser.State


def save(user, owner, **values) -> PortalUser:
    return save_portal_user(user=user, record=PortalUser(counterparty=owner), values=values)


def link_works(record: PortalUser, token: str) -> bool:
    return invited_by(record.pk, token) is not None


def test_name_and_e_mail_come_from_the_contact_person(invited, person):
    assert (invited.name, invited.email, invited.username) == (str(person), person.email, person.email)
    account = invited.user
    assert (account.portal, account.email, account.username, str(account)) == (
        True,
        person.email,
        person.email,
        invited.name,
    )
    assert not account.has_usable_password()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "Нели"}, "email"),
        ({"email": "neli@x.example"}, "name"),
        ({"name": "Нели", "email": "nobody"}, "email"),
        ({"name": "Нели", "email": "a@x.example", "username": "two words"}, "username"),
        ({"name": "Нели", "email": "Neli@Balkan.example"}, "email"),
        ({"name": "Нели", "email": "MARIA@primio.example"}, "email"),
        ({"name": "Нели", "email": "a@x.example", "username": "Maria"}, "username"),
        ({"name": "Нели", "email": "a@x.example", "username": "maria@primio.example"}, "username"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_stays(maria, owner, invited, values, field):
    before = User.objects.count()
    with pytest.raises(ValidationError) as refusal:
        save(maria, owner, **values)
    assert field in refusal.value.message_dict
    assert User.objects.count() == before


def test_a_contact_person_of_somebody_else_is_refused(maria, owner):
    with pytest.raises(ValidationError) as refusal:
        save(maria, owner, name="Нели", email="a@x.example", person=factories.contact_person())
    assert "person" in refusal.value.message_dict


def test_a_contact_person_who_was_archived_stays_and_is_not_chosen_anew(page, maria, invited, person):
    archive_sub_record(user=maria, record=person)
    url = edit_url("portal-users", invited.counterparty, invited)
    sent = {"person": person.pk, "name": invited.name, "email": "other@balkan.example", "username": invited.username}
    form = ScreenForm(screens["portal-users"], maria, PortalUser.objects.get(pk=invited.pk))
    assert person in form.fields["person"].queryset
    assert page.post(url, sent | {"base": form.initial["base"]}).status_code == 302
    stored = PortalUser.objects.get(pk=invited.pk)
    assert (stored.person, stored.email) == (person, "other@balkan.example")
    with pytest.raises(ValidationError):
        save(maria, stored.counterparty, name="Нели", email="a@x.example", person=person)


def test_who_may_not_edit_the_counterparty_invites_nobody(owner):
    with pytest.raises(PermissionDenied):
        save(factories.reader(), owner, name="Нели", email="a@x.example")
    assert not User.objects.filter(portal=True).exists()


def test_a_change_reaches_the_log_in(maria, invited):
    save_portal_user(user=maria, record=invited, values={"name": "Нели Петрова", "email": "petrova@x.example"})
    account = User.objects.get(pk=invited.user_id)
    assert (account.email, account.username, str(account)) == (
        "petrova@x.example",
        "neli@balkan.example",
        "Нели Петрова",
    )


def test_the_link_sets_a_password_once(invited):
    token = tokens.make_token(invited)
    user = accept(pk=invited.pk, token=token, password=PASSWORD)
    invited.refresh_from_db()
    assert (invited.state, user.check_password(PASSWORD)) == (State.ACTIVE, True)
    assert invited.accepted_at
    assert accept(pk=invited.pk, token=token, password="another-password-9") is None
    assert may_log_in(user)


def test_a_weak_password_leaves_the_link_as_it_is(invited):
    token = tokens.make_token(invited)
    with pytest.raises(ValidationError):
        accept(pk=invited.pk, token=token, password="12345678")
    assert link_works(invited, token)


def ends_by_another(maria, invited):
    invite(user=maria, record=invited)


def ends_by_blocking(maria, invited):
    block(user=maria, record=invited)


def ends_by_block_and_unblock(maria, invited):
    block(user=maria, record=invited)
    unblock(user=maria, record=invited)


def ends_by_archiving(maria, invited):
    archive_sub_record(user=maria, record=invited)


def ends_by_archiving_the_counterparty(maria, invited):
    archive_counterparty(user=maria, record=invited.counterparty)


def ends_by_another_address(maria, invited):
    save_portal_user(user=maria, record=invited, values={"email": "other@x.example"})


@pytest.mark.parametrize(
    "end",
    [
        ends_by_another,
        ends_by_blocking,
        ends_by_block_and_unblock,
        ends_by_archiving,
        ends_by_archiving_the_counterparty,
        ends_by_another_address,
    ],
)
def test_what_ends_a_link(maria, invited, end):
    token = tokens.make_token(invited)
    assert link_works(invited, token)
    end(maria, invited)
    assert not link_works(invited, token)


def test_a_link_grows_too_old(invited, settings):
    token = tokens.make_token(invited)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert not link_works(invited, token)


@pytest.mark.parametrize("token", ["", "x", "abc-def", "0-" + "0" * 32])
def test_nonsense_is_no_link(invited, token):
    assert not link_works(invited, token)


def test_a_link_is_for_one_person_only(invited, owner):
    other = factories.portal_user(owner)
    assert not link_works(other, tokens.make_token(invited))


@pytest.mark.parametrize("close", [ends_by_blocking, ends_by_archiving, ends_by_archiving_the_counterparty])
def test_what_closes_a_log_in(maria, active, close):
    assert may_log_in(active.user)
    close(maria, active)
    assert not may_log_in(active.user)


def test_what_opens_it_again(maria, active):
    block(user=maria, record=active)
    unblock(user=maria, record=active)
    assert (active.state, may_log_in(active.user)) == (State.ACTIVE, True)
    archive_counterparty(user=maria, record=active.counterparty)
    activate_counterparty(user=maria, record=active.counterparty)
    assert may_log_in(active.user)


def test_who_has_not_accepted_may_not_log_in_even_with_a_password(invited):
    invited.user.set_password(PASSWORD)
    invited.user.save()
    assert not may_log_in(invited.user)


def test_an_accepted_invitation_is_not_sent_again(maria, active):
    with pytest.raises(ValidationError):
        invite(user=maria, record=active)


@pytest.mark.parametrize("verb", [invite, block, unblock])
def test_verbs_take_the_right_to_edit_and_a_live_row(maria, invited, verb):
    with pytest.raises(PermissionDenied):
        verb(user=factories.reader(), record=invited)
    PortalUser.objects.filter(pk=invited.pk).update(archived_at=timezone.now())
    with pytest.raises(ValidationError):
        verb(user=maria, record=invited)


def test_history_tells_all_of_it(maria, active):
    block(user=maria, record=active)
    rows = Change.objects.filter(table=PortalUser._meta.db_table, owner_id=active.counterparty_id).order_by("pk")
    states = [row.after["state"] for row in rows if "state" in row.after]
    assert states == ["invited", "active", "blocked"]
    assert rows[2].user_id == active.user_id


def test_without_an_address_of_its_own_the_site_sends_no_e_mail(invited):
    assert not Invitation.objects.exists()


def test_a_password_that_was_set_meanwhile_stays(maria, active):
    now = User.objects.get(pk=active.user_id)
    now.set_password("eight-lives-of-a-dog")
    now.save(update_fields=["password"])
    save_portal_user(user=maria, record=active, values={"name": "Нели Петрова"})
    now.refresh_from_db()
    assert now.check_password("eight-lives-of-a-dog") and str(now) == "Нели Петрова"
