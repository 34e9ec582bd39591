"""Somebody comes to the log-in page in a real browser and gets in."""

import pytest
from playwright.sync_api import Page, expect

from access.models import User

PASSWORD = "correct horse battery staple"


@pytest.fixture
def person(transactional_db: None) -> User:
    return User.objects.create_superuser("elena", "elena@example.com", PASSWORD)


@pytest.mark.parametrize("name", ["elena", "elena@example.com"])
def test_logs_in_by_user_name_or_address(page: Page, person: User, name: str):
    page.goto("/")
    expect(page).to_have_url("/accounts/login/?next=/")
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page).to_have_url("/")
    assert page.locator("main h1").count() == 1


def test_scripts_and_styles_arrive(page: Page, person: User):
    answers = []
    page.on("response", lambda answer: answers.append((answer.status, answer.url)))
    page.goto("/accounts/login/")
    assert any(url.endswith(".css") for _status, url in answers)
    assert [answer for answer in answers if answer[0] >= 400] == []
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Sofia Sans')
