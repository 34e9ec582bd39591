"""Rules by which events repeat, after RFC 5545: each occurrence at the same time by the clocks of the place."""

import datetime
from dataclasses import dataclass
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil import rrule
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attributes.days import LAST_YEAR

MOST = 366
"Occurrences of one series: every day of a year."
MOST_BETWEEN = 99


class Frequency(models.TextChoices):
    DAILY = "daily", gettext_lazy("every day")
    WEEKLY = "weekly", gettext_lazy("every week")
    MONTHLY = "monthly", gettext_lazy("every month")
    YEARLY = "yearly", gettext_lazy("every year")


RULES = {
    Frequency.DAILY: rrule.DAILY,
    Frequency.WEEKLY: rrule.WEEKLY,
    Frequency.MONTHLY: rrule.MONTHLY,
    Frequency.YEARLY: rrule.YEARLY,
}


@dataclass(frozen=True)
class Rule:
    """Every so many days, weeks, months or years, until a day that is included or so many times in all."""

    frequency: Frequency
    every: int = 1
    until: datetime.date | None = None
    times: int | None = None

    def check(self) -> None:
        """Raises ValidationError by field unless the rule can be followed and comes to an end."""
        if not 1 <= self.every <= MOST_BETWEEN:
            raise ValidationError({"every": _("Enter a number from 1 to %d.") % MOST_BETWEEN})
        if self.until is None and self.times is None:
            raise ValidationError({"until": _("Say until which day it repeats, or how many times.")})
        if self.until is not None and self.times is not None:
            raise ValidationError({"times": _("Say either until which day it repeats or how many times.")})
        if self.times is not None and not 2 <= self.times <= MOST:
            raise ValidationError({"times": _("Enter a number from 2 to %d.") % MOST})

    def text(self, first: datetime.datetime, zone: ZoneInfo) -> str:
        """The rule as RFC 5545 writes it; the end of a rule for moments stands there in UTC."""
        parts = [f"FREQ={self.frequency.upper()}", f"INTERVAL={self.every}"]
        if self.until:
            last = datetime.datetime.combine(self.until, first.astimezone(zone).time())
            parts.append(f"UNTIL={moment_of(last, zone):%Y%m%dT%H%M%SZ}")
        else:
            parts.append(f"COUNT={self.times}")
        return ";".join(parts)

    def moments(self, first: datetime.datetime, zone: ZoneInfo) -> list[datetime.datetime]:
        """When it takes place, the first time included; raises ValidationError by field.

        A month that has not the day is left out, and so is the 29th of February of most years.
        """
        self.check()
        start = first.astimezone(zone).replace(tzinfo=None)
        until = datetime.datetime.combine(self.until, datetime.time.max) if self.until else None
        found = rrule.rrule(RULES[self.frequency], start, self.every, count=self.times, until=until)
        moments = list(islice(found, MOST + 1))
        if len(moments) > MOST or (moments and moments[-1].year >= LAST_YEAR):
            raise ValidationError({"until": _("It would repeat more than %d times: choose an earlier end.") % MOST})
        if len(moments) < 2:
            raise ValidationError({"until": _("It would not repeat until then: choose a later day.")})
        return [moment_of(each, zone) for each in moments]


def moment_of(naive: datetime.datetime, zone: ZoneInfo) -> datetime.datetime:
    """The moment when the clocks of the zone show this, in UTC.

    In the hour that they skip in spring it is as long after midnight as they would say; of the doubled hour in autumn
    the first is meant. So RFC 5545 has it.
    """
    return naive.replace(tzinfo=zone).astimezone(datetime.UTC)


def shifted(moment: datetime.datetime, by: datetime.timedelta, zone: ZoneInfo) -> datetime.datetime:
    """So much later by the clocks of the zone, whatever they do meanwhile."""
    return moment_of(moment.astimezone(zone).replace(tzinfo=None) + by, zone)


def between(earlier: datetime.datetime, later: datetime.datetime, zone: ZoneInfo) -> datetime.timedelta:
    """How much later the clocks of the zone show."""
    return later.astimezone(zone).replace(tzinfo=None) - earlier.astimezone(zone).replace(tzinfo=None)
