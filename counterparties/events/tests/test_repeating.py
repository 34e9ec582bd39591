"""Rules by which events repeat: what RFC 5545 says, by the clocks of the place, and never without an end."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from counterparties.events.repeating import MOST, MOST_BETWEEN, Frequency, Rule, between, moment_of, shifted

SOFIA = ZoneInfo("Europe/Sofia")


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=SOFIA)


day = datetime.date.fromisoformat


def told(moments) -> list[str]:
    return [f"{moment.astimezone(SOFIA):%Y-%m-%d %H:%M}" for moment in moments]


@pytest.mark.parametrize(
    ("rule", "first", "expected"),
    [
        (Rule(Frequency.DAILY, 1, times=3), "2026-11-20 09:00", ["2026-11-20", "2026-11-21", "2026-11-22"]),
        (Rule(Frequency.DAILY, 10, times=2), "2026-12-25 09:00", ["2026-12-25", "2027-01-04"]),
        (Rule(Frequency.WEEKLY, 2, times=3), "2026-11-20 09:00", ["2026-11-20", "2026-12-04", "2026-12-18"]),
        (Rule(Frequency.WEEKLY, 1, until=day("2026-11-27")), "2026-11-20 09:00", ["2026-11-20", "2026-11-27"]),
        # A month without the day is left out, as RFC 5545 has it.
        (Rule(Frequency.MONTHLY, 1, times=3), "2026-01-31 09:00", ["2026-01-31", "2026-03-31", "2026-05-31"]),
        (Rule(Frequency.MONTHLY, 3, times=3), "2026-11-30 09:00", ["2026-11-30", "2027-05-30", "2027-08-30"]),
        (Rule(Frequency.YEARLY, 1, times=2), "2028-02-29 09:00", ["2028-02-29", "2032-02-29"]),
        (Rule(Frequency.YEARLY, 1, until=day("2027-11-20")), "2026-11-20 09:00", ["2026-11-20", "2027-11-20"]),
    ],
)  # fmt: skip
def test_when_it_takes_place(rule, first, expected):
    assert [text.split()[0] for text in told(rule.moments(at(first), SOFIA))] == expected


def test_the_clocks_show_the_same_before_and_after_they_are_turned():
    spring = Rule(Frequency.DAILY, 1, times=3).moments(at("2026-03-28 09:00"), SOFIA)
    assert told(spring) == ["2026-03-28 09:00", "2026-03-29 09:00", "2026-03-30 09:00"]
    assert [moment.hour for moment in spring] == [7, 6, 6]
    autumn = Rule(Frequency.WEEKLY, 1, times=2).moments(at("2026-10-20 09:00"), SOFIA)
    assert [moment.hour for moment in autumn] == [6, 7]


def test_an_hour_that_the_clocks_skip_is_as_long_after_midnight_and_a_doubled_one_is_the_first():
    skipped = Rule(Frequency.DAILY, 1, times=3).moments(at("2026-03-28 03:30"), SOFIA)
    assert told(skipped) == ["2026-03-28 03:30", "2026-03-29 04:30", "2026-03-30 03:30"]
    doubled = moment_of(datetime.datetime(2026, 10, 25, 3, 30), SOFIA)
    assert (doubled.hour, doubled.minute) == (0, 30)


def test_a_move_goes_by_the_clocks_too():
    week = datetime.timedelta(days=7)
    moved = shifted(at("2026-03-25 10:00"), week, SOFIA)
    assert told([moved]) == ["2026-04-01 10:00"]
    assert between(at("2026-03-25 10:00"), moved, SOFIA) == week


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (Rule(Frequency.DAILY), "until"),
        (Rule(Frequency.DAILY, times=3, until=datetime.date(2027, 1, 1)), "times"),
        (Rule(Frequency.DAILY, 0, times=3), "every"),
        (Rule(Frequency.DAILY, MOST_BETWEEN + 1, times=3), "every"),
        (Rule(Frequency.DAILY, times=1), "times"),
        (Rule(Frequency.DAILY, times=MOST + 1), "times"),
        (Rule(Frequency.DAILY, until=datetime.date(2028, 1, 1)), "until"),
        (Rule(Frequency.WEEKLY, until=datetime.date(2026, 11, 21)), "until"),
        (Rule(Frequency.DAILY, until=datetime.date(2020, 1, 1)), "until"),
        (Rule(Frequency.YEARLY, MOST_BETWEEN, times=MOST), "until"),
    ],
)
def test_what_cannot_be_followed_is_refused_at_its_field(rule, field):
    with pytest.raises(ValidationError) as refused:
        rule.moments(at("2026-11-20 09:00"), SOFIA)
    assert list(refused.value.error_dict) == [field]


def test_a_leap_year_of_days_is_the_most():
    assert len(Rule(Frequency.DAILY, times=MOST).moments(at("2026-11-20 09:00"), SOFIA)) == MOST


@given(
    frequency=st.sampled_from(list(Frequency)),
    every=st.integers(1, 20),
    times=st.integers(2, 40),
    first=st.datetimes(datetime.datetime(2000, 1, 1), datetime.datetime(2100, 1, 1)),
)
def test_the_text_of_a_rule_means_the_rule(frequency, every, times, first):
    first = moment_of(first.replace(second=0, microsecond=0), SOFIA)
    by_times = Rule(frequency, every, times=times)
    try:
        moments = by_times.moments(first, SOFIA)
    except ValidationError:
        return
    start = first.astimezone(SOFIA).replace(tzinfo=None)
    read = rrulestr(by_times.text(first, SOFIA), dtstart=start)
    assert [moment_of(each, SOFIA) for each in read] == moments
    last = moments[-1].astimezone(SOFIA).date()
    assert Rule(frequency, every, until=last).moments(first, SOFIA) == moments
    assert Rule(frequency, every, until=last).text(first, SOFIA).count("UNTIL=") == 1
