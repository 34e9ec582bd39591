"""A holding with five members, one of which leaves; an own company that is made ready for documents."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from counterparties.models import Counterparty, HoldingMember, NumberSeries, Signatory, Stationery
from counterparties.tests.test_own_companies import picture
from tests import factories
from tests.browser.looking import looks_good

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_holding_with_five_members_one_of_which_leaves(signed_in: Page):
    page = signed_in
    factories.load_defaults()
    group, south = factories.holding(name="Група"), factories.holding(name="Юг")
    members = [factories.counterparty(name=f"Член {number}") for number in range(1, 5)]
    for member in members[1:]:
        factories.holding_member(group, member)
    factories.holding_member(south, factories.counterparty(name="Внук"))
    add_a_member(page, group, "Член 1", "60")
    factories.holding_member(group, south)
    refuse_a_circle(page, south, group)
    one_leaves(page, group, "Член 2")
    read_the_summary(page, group)
    walk_the_tree(page, group, members[1])


def add_a_member(page: Page, group: Counterparty, name: str, share: str) -> None:
    page.goto(f"/counterparties/{group.pk}/members/")
    page.get_by_role("link", name="New membership").first.click()
    page.locator("#slide-body .ts-control").click()
    page.keyboard.type(name)
    page.get_by_role("option", name=name).click()
    page.locator("#id_from_date").fill("2020-01-01")
    page.locator("#id_share").fill(share)
    page.locator("#slide-body button[type=submit]").click()
    expect(page.locator("#slide-body form")).to_be_hidden()
    expect(page.locator("#rows")).to_contain_text(name)


def refuse_a_circle(page: Page, south: Counterparty, group: Counterparty) -> None:
    page.goto(f"/counterparties/{south.pk}/members/add/")
    page.locator(".ts-control").click()
    page.keyboard.type("Група")
    page.get_by_role("option", name="Група").click()
    page.get_by_role("button", name="Save membership").click()
    expect(page.locator("#form-errors")).to_contain_text("“Юг” belongs to “Група” at that time")


def one_leaves(page: Page, group: Counterparty, name: str) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    page.goto(f"/counterparties/{group.pk}/members/")
    expect(page.locator("#rows tbody tr")).to_have_count(5)
    link = page.get_by_role("link", name=f"{name} leaves on")
    link.focus()
    page.keyboard.press("Enter")
    page.locator("#slide-body #id_to_date").fill(str(yesterday))
    page.keyboard.press("Control+Enter")
    expect(page.locator("#slide-body form")).to_be_hidden()
    expect(page.locator("#rows .pr-former")).to_have_text(name)
    assert HoldingMember.objects.get(counterparty__name=name).to_date == yesterday
    page.get_by_role("button", name="Standing").click()
    page.get_by_role("checkbox", name="Today").check()
    expect(page.locator("#rows tbody tr")).to_have_count(4)
    page.goto(f"/counterparties/{group.pk}/members/")
    looks_good(page)


def read_the_summary(page: Page, group: Counterparty) -> None:
    page.goto(f"/counterparties/{group.pk}/")
    figures = page.locator(".pr-figures")
    expect(figures).to_contain_text("Members today")
    looks_good(page)
    figures.get_by_role("link", name="5", exact=True).first.click()
    expect(page.locator("#rows")).to_contain_text("Внук")
    expect(page.locator("#rows tbody tr")).to_have_count(5)


def walk_the_tree(page: Page, group: Counterparty, former: Counterparty) -> None:
    page.goto(f"/counterparties/{former.pk}/tree/")
    expect(page.locator(".pr-body")).to_contain_text("belongs to no holding")
    page.get_by_label("As of").fill(str(timezone.localdate() - timedelta(days=1)))
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".company[aria-current]")).to_contain_text("Член 2")
    looks_good(page)
    page.goto(f"/counterparties/{group.pk}/tree/")
    inner = page.get_by_label("Members of Юг")
    expect(page.get_by_role("link", name="Внук")).to_be_visible()
    inner.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Внук")).to_be_hidden()
    page.get_by_role("link", name="Член 1").click()
    expect(page.locator(".pr-member-of")).to_contain_text("Member of Група, 60 %")


def test_an_own_company_is_made_ready_for_documents(signed_in: Page):
    page = signed_in
    factories.load_defaults()
    company = factories.own_company(name="Наша фирма ООД", name_latin="Nasha firma OOD", uic="175074752")
    factories.address(company)
    factories.bank_account(company, main=True)
    page.goto(f"/counterparties/{company.pk}/for-documents/")
    expect(page.locator(".pr-checklist .missing")).to_have_count(3)
    looks_good(page)
    add_a_logo(page)
    page.get_by_role("link", name="Change", exact=True).click()
    page.locator("#id_footer_en").fill("Thank you for your custom")
    page.locator("#slide-body button[type=submit]").click()
    expect(page.locator(".pr-paper .foot")).to_have_text("Thank you for your custom")
    add_a_signatory(page, company)
    add_a_series(page, company)
    page.goto(f"/counterparties/{company.pk}/for-documents/")
    expect(page.get_by_role("status").filter(has_text="Everything is there.")).to_be_visible()
    expect(page.locator(".pr-paper")).to_contain_text("Мария Колева")
    looks_good(page)
    sample = page.request.get(f"/counterparties/{company.pk}/for-documents/sample/?kind=invoice&language=bg")
    assert sample.headers["content-type"] == "application/pdf" and sample.body().startswith(b"%PDF-")


def add_a_logo(page: Page) -> None:
    page.get_by_role("link", name="Add a logo").click()
    file = picture()
    page.locator("#id_picture").set_input_files({"name": "no.txt", "mimeType": "text/plain", "buffer": b"no picture"})
    page.locator("#slide-body button[type=submit]").first.click()
    expect(page.locator("#slide-body [role=alert]")).to_contain_text("is no picture")
    page.locator("#id_picture").set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": file.read()})
    page.locator("#slide-body button[type=submit]").first.click()
    expect(page.locator("img.pr-logo")).to_be_visible()
    assert Stationery.objects.get().logo_id


def add_a_signatory(page: Page, company: Counterparty) -> None:
    page.goto(f"/counterparties/{company.pk}/signatories/")
    page.get_by_role("link", name="New signatory").first.click()
    page.locator("#id_name").fill("Мария Колева")
    page.locator("#id_position").fill("Управител")
    page.locator("#slide-body button[type=submit]").click()
    expect(page.locator("#rows")).to_contain_text("Мария Колева")
    assert Signatory.objects.get().main


def add_a_series(page: Page, company: Counterparty) -> None:
    page.goto(f"/counterparties/{company.pk}/number-series/")
    page.get_by_role("link", name="New number series").first.click()
    page.locator("#id_kind").select_option("invoice")
    page.locator("#id_digits").fill("6")
    page.locator("#slide-body button[type=submit]").click()
    expect(page.locator("#form-errors")).to_contain_text("чл. 114, ал. 1, т. 2 ЗДДС")
    page.locator("#id_digits").fill("10")
    page.locator("#slide-body button[type=submit]").click()
    expect(page.locator("#rows")).to_contain_text("0000000001")
    assert NumberSeries.objects.get().main
