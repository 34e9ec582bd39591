"""The tab, a portal user's page in the file, the invitation by e-mail, logging in and out."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from counterparties.models import PortalUser
from counterparties.portal.saving import block, invite, save_portal_user
from counterparties.portal.sending import send_invitations
from counterparties.portal.tests.conftest import PASSWORD
from counterparties.portal.tokens import path_of
from reference.models import FileTab, FileTabRole
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_tab_offers_contact_persons_who_have_no_log_in(page, owner, person, invited):
    other = factories.contact_person(owner, email="ivan@balkan.example")
    factories.contact_person(owner)
    shown = page.get(reverse("portal-users-list", args=[owner.pk]))
    assert shown.context["people"] == [other]
    form = page.get(reverse("portal-users-add", args=[owner.pk]), {"person": other.pk}).content.decode()
    assert 'value="ivan@balkan.example"' in form


def test_who_does_not_see_contact_persons_is_offered_none(client, owner, person):
    FileTabRole.objects.create(tab=FileTab.objects.get(code="contact-persons"), role=factories.role())
    client.force_login(factories.limited_user())
    shown = client.get(reverse("portal-users-list", args=[owner.pk]))
    form = client.get(reverse("portal-users-add", args=[owner.pk]), {"person": person.pk})
    assert shown.context["people"] == []
    assert "Нели" not in form.content.decode()


def test_adding_leads_to_the_page_with_the_link(page, owner, person):
    answered = page.post(reverse("portal-users-add", args=[owner.pk]), {"person": person.pk, "base": ""})
    record = PortalUser.objects.get()
    assert answered.url == record.get_absolute_url()
    shown = page.get(answered.url)
    assert shown.context["link"].startswith("http://testserver/portal/invitations/")
    assert "send the link yourself" in shown.content.decode()


def test_a_reader_sees_the_page_without_link_and_buttons(client, invited):
    client.force_login(factories.reader())
    shown = client.get(invited.get_absolute_url())
    assert shown.context["link"] == ""
    assert "/block/" not in shown.content.decode()
    assert client.post(reverse("portal-user-deed", args=[invited.pk, "block"])).status_code == 403


def test_an_unknown_deed_is_not_found(page, invited):
    assert page.post(reverse("portal-user-deed", args=[invited.pk, "delete"])).status_code == 404


@pytest.mark.parametrize(("name", "state"), [("block", "blocked"), ("unblock", "invited"), ("invite", "invited")])
def test_the_buttons(page, invited, name, state):
    page.post(reverse("portal-user-deed", args=[invited.pk, name]))
    invited.refresh_from_db()
    assert invited.state == state


def test_the_invitation_comes_by_e_mail_in_the_language_of_who_is_invited(letterbox, maria, owner, person, client):
    record = save_portal_user(user=maria, record=PortalUser(counterparty=owner), values={"person": person})
    assert send_invitations() == 1
    message = letterbox.messages[0]
    text = message.get_content()
    with translation.override("bg"):
        subject = translation.gettext("Your log-in for %(company)s") % {"company": owner.name}
    assert message["Subject"].strip() == subject
    found = re.search(r"https://crm\.example\.com(/portal/invitations/\S+)", text)
    assert (message["To"], record.username in text) == (person.email, True)
    assert client.get(found[1]).status_code == 200


def test_an_invitation_that_is_no_longer_meant_is_not_sent(letterbox, maria, owner, person):
    record = save_portal_user(user=maria, record=PortalUser(counterparty=owner), values={"person": person})
    invite(user=maria, record=record)
    assert send_invitations() == 1
    invite(user=maria, record=record)
    block(user=maria, record=record)
    assert send_invitations() == 0


def passwords(first=PASSWORD, second=PASSWORD):
    return {"new_password1": first, "new_password2": second}


def test_the_invited_sets_a_password_and_is_on_his_page(client, invited):
    path = path_of(invited)
    assert "Балкан Фрукт ООД" in client.get(path).content.decode()
    assert client.post(path, passwords()).url == reverse("portal-home")
    shown = client.get(reverse("portal-home")).content.decode()
    assert "You are signed in as Нели Колева" in shown
    assert "pr-app" not in shown
    assert client.get(path).status_code == 410
    assert client.post(path, passwords()).status_code == 410


def test_who_has_not_accepted_yet_is_sent_no_other_password(client, invited, mailoutbox):
    path = path_of(invited)
    client.post(reverse("account_reset_password"), {"email": invited.email})
    assert mailoutbox == []
    assert client.post(path, passwords()).url == reverse("portal-home")
    client.post(reverse("account_logout"))
    client.post(reverse("account_reset_password"), {"email": invited.email})
    assert [message.to for message in mailoutbox] == [[invited.email]]


@pytest.mark.parametrize("given", [passwords("short", "short"), passwords(PASSWORD, "other"), passwords("", "")])
def test_a_password_that_will_not_do_is_refused_in_place(client, invited, given):
    path = path_of(invited)
    assert client.post(path, given).status_code == 422
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("login", ["neli@balkan.example", "NELI@balkan.example"])
def test_he_logs_in_as_everybody_does_and_out_again(client, active, login):
    answered = client.post("/accounts/login/", {"login": login, "password": PASSWORD}, follow=True)
    assert answered.redirect_chain[-1][0] == reverse("portal-home")
    active.user.refresh_from_db()
    assert active.user.last_login
    client.post("/accounts/logout/")
    assert client.get(reverse("portal-home")).status_code == 302


def test_who_is_blocked_is_out_at_once_and_cannot_come_back(neli, active, maria):
    assert neli.get(reverse("portal-home")).status_code == 200
    block(user=maria, record=active)
    assert neli.get(reverse("portal-home")).url.startswith("/accounts/login/")
    answered = neli.post("/accounts/login/", {"login": active.username, "password": PASSWORD})
    assert answered.url == "/accounts/inactive/"


def test_a_colleague_has_no_such_page(page):
    assert page.get(reverse("portal-home")).url == "/"
