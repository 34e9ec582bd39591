"""A call is logged, its follow-up made, and events moved in the calendar: by drag and by the keyboard."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from counterparties.models import Counterparty, Event
from reference.models import EventType
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def record(transactional_db) -> Counterparty:
    factories.load_defaults()
    return factories.counterparty(name="Балкан Фрукт ООД")


def at(day: datetime.date, hour: int) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


def test_a_call_is_logged_and_its_follow_up_made(signed_in: Page, record: Counterparty):
    person = factories.contact_person(record, first_name="Мария", last_name="Колева")
    page = signed_in
    page.goto(f"/counterparties/{record.pk}/events/")
    log_call(page)
    event = Event.objects.get()
    assert event.author.username == "maria" and list(event.contact_persons.all()) == [person]

    page.locator("#results .pr-name").click()
    expect(page).to_have_url(re.compile(rf"/events/{event.pk}/$"))
    page.get_by_label("New comment").fill("Иска 3 тона")
    page.get_by_role("button", name="Comment").click()
    expect(page.locator("#comments")).to_contain_text("Иска 3 тона")
    page.get_by_label("Outcome").fill("Да се изпрати оферта")
    page.get_by_role("button", name="Done, and plan a follow-up").click()
    expect(page.get_by_text("Follows “Оферта за ябълки”")).to_be_visible()
    expect(page.get_by_label("Topic")).to_have_value("Оферта за ябълки")
    page.get_by_label("Topic").fill("Изпращане на оферта")
    page.get_by_role("button", name="Save event").click()
    expect(page.locator("#results")).to_contain_text("Изпращане на оферта")
    event.refresh_from_db()
    assert event.done and event.outcome == "Да се изпрати оферта"
    step = Event.objects.get(follows=event)
    assert not step.done and list(step.contact_persons.all()) == [person]


def log_call(page: Page) -> None:
    """Fills the form in the slide-over, trying what depends on what."""
    page.get_by_role("link", name="New event").first.click()
    slide = page.locator("#slide")
    slide.get_by_label("Event type").select_option(label="Call")
    slide.get_by_label("Topic").fill("Оферта за ябълки")
    slide.get_by_label("Repeats").select_option(label="every week")
    expect(slide.get_by_label("Until the day")).to_be_visible()
    slide.get_by_label("Repeats").select_option("")
    slide.get_by_label("All day").check()
    expect(slide.get_by_label("Begins")).to_have_attribute("type", "date")
    slide.get_by_label("All day").uncheck()
    slide.get_by_label("Begins").fill("2026-11-20T10:00")
    slide.locator("#id_contact_persons-ts-control").click()
    page.get_by_role("option", name="Мария Колева").click()
    slide.get_by_role("button", name="Save event").click()
    expect(page.locator("#toasts")).to_contain_text("Оферта за ябълки is saved")


def test_an_event_is_moved_by_drag_and_back(signed_in: Page, record: Counterparty):
    page, day = signed_in, datetime.date(2026, 11, 18)
    event = factories.event(
        record, topic="Среща", begins=at(day, 10), ends=at(day, 11), type=EventType.objects.get(code="meeting")
    )
    page.goto("/calendar/?view=month&date=2026-11-18&user=all")
    chip, target = page.locator(f"[data-event='{event.pk}']"), page.locator("[data-date='2026-11-20']")
    drag(page, chip, target)
    expect(target.locator(".pr-ev")).to_contain_text("Среща")
    event.refresh_from_db()
    assert event.begins == at(datetime.date(2026, 11, 20), 10) and event.ends == at(datetime.date(2026, 11, 20), 11)
    expect(page).to_have_url(re.compile("/calendar/"))
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("[data-date='2026-11-18'] .pr-ev")).to_contain_text("Среща")

    page.goto("/calendar/?view=week&date=2026-11-18&user=all")
    column = page.locator("[data-timed][data-date='2026-11-19']")
    slot = column.locator(".pr-slot").nth(14)
    slot.scroll_into_view_if_needed()
    drag(page, page.locator(f"[data-event='{event.pk}']"), slot, from_top=True)
    expect(column.locator(".pr-ev")).to_contain_text("Среща")
    event.refresh_from_db()
    assert timezone.localtime(event.begins).date() == datetime.date(2026, 11, 19)
    assert 13 <= timezone.localtime(event.begins).hour <= 14 and event.ends - event.begins == datetime.timedelta(
        hours=1
    )


def test_a_long_event_goes_as_far_as_the_day_on_which_it_is_grabbed(signed_in: Page, record: Counterparty):
    page, days = signed_in, [datetime.date(2026, 11, day) for day in (16, 18)]
    event = factories.event(record, topic="Панаир", begins=at(days[0], 0), ends=at(days[1], 0), all_day=True)
    page.goto("/calendar/?view=month&date=2026-11-18&user=all")
    bar = page.locator(f"[data-date='2026-11-18'] [data-event='{event.pk}']")
    bar.scroll_into_view_if_needed()
    with page.expect_response("**/move/"):
        drag(page, bar, page.locator("[data-date='2026-11-19']"))
    expect(page.locator("[data-date='2026-11-19'] .pr-ev")).to_be_visible()
    event.refresh_from_db()
    assert [event.first_day.day, event.last_day.day] == [17, 19]
    moves: list[str] = []
    page.on("request", lambda request: "/move/" in request.url and moves.append(request.url))
    cell = page.locator("[data-date='2026-11-18']")
    drag(page, cell.locator(".pr-ev"), cell)
    expect(page.locator(".pr-evghost")).to_have_count(0)
    assert not moves


def drag(page: Page, chip, target, *, from_top: bool = False) -> None:
    """With the mouse, as a hand does it: from the head of the event to the middle of the target."""
    one, other = chip.bounding_box(), target.bounding_box()
    page.mouse.move(one["x"] + 20, one["y"] + (3 if from_top else one["height"] / 2))
    page.mouse.down()
    page.mouse.move(one["x"] + 40, one["y"] + 30, steps=3)
    page.mouse.move(other["x"] + other["width"] / 2, other["y"] + other["height"] / 2, steps=5)
    page.mouse.up()


def test_an_event_is_moved_by_the_keyboard_and_keeps_the_focus(signed_in: Page, record: Counterparty):
    page, day = signed_in, datetime.date(2026, 11, 18)
    event = factories.event(record, topic="Среща", begins=at(day, 10))
    page.goto("/calendar/?view=week&date=2026-11-18&user=all")
    chip = page.locator(f"[data-event='{event.pk}']")
    chip.focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("[data-timed][data-date='2026-11-19'] .pr-ev")).to_be_focused()
    page.keyboard.press("Shift+ArrowDown")
    expect(chip).to_have_attribute("data-begins", "2026-11-19T10:30")
    expect(chip).to_be_focused()
    event.refresh_from_db()
    assert timezone.localtime(event.begins).strftime("%d %H:%M") == "19 10:30"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Среща")).to_be_visible()


def test_an_empty_slot_is_filled(signed_in: Page, record: Counterparty):
    page = signed_in
    page.goto("/calendar/?view=day&date=2026-11-18")
    page.locator(".pr-slot").nth(11).click()
    slide = page.locator("#slide")
    expect(slide.get_by_label("Begins")).to_have_value("2026-11-18T11:00")
    slide.locator("#id_counterparty-ts-control").fill("Балкан")
    page.get_by_role("option", name="Балкан Фрукт ООД").click()
    slide.get_by_label("Event type").select_option(label="Visit")
    slide.get_by_label("Topic").fill("Оглед")
    slide.get_by_role("button", name="Save event").click()
    expect(page.locator(".pr-timed .pr-ev")).to_contain_text("Оглед")
    assert Event.objects.get().counterparty == record


def test_a_phone_shows_the_agenda(signed_in: Page, record: Counterparty, maria):
    page = signed_in
    page.set_viewport_size({"width": 390, "height": 844})
    factories.event(record, by=maria, topic="Среща", begins=timezone.now() + datetime.timedelta(days=1))
    page.goto("/calendar/")
    expect(page).to_have_url(re.compile("view=agenda"))
    expect(page.locator(".pr-agenda .pr-ev")).to_contain_text("Балкан Фрукт ООД")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
