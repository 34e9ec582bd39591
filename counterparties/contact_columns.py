"""The attributes of contact persons that are more than a field: phones, e-mails, consents, birthdays."""

import datetime
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Func, Q, Value
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import Filter

from attributes.choices import Choice
from attributes.days import Date
from attributes.filtering import SET, UNSET, AttributeFilter
from attributes.ranges import DayFilter
from attributes.several import Line, Several
from attributes.values import Attribute
from counterparties.columns import Person
from counterparties.models.contact_persons import PhoneKind
from counterparties.phone_columns import Phone, grouped, phone_link
from counterparties.reaching import EMAIL_LENGTH, PHONE_LENGTH, clean_email
from reference.models import ConsentPurpose

PHONE_INPUT = forms.TextInput(attrs={"type": "tel", "maxlength": PHONE_LENGTH})


class Number(Attribute):
    """A phone number, read in groups; it is cleaned with its row, which knows the country."""

    def show(self, value: str) -> str:
        return grouped(value)


class Phones(Several):
    """Further phones with their kinds."""

    also_between = (";",)

    def __init__(self, name: str, label: Any) -> None:
        number = Number(
            "number",
            gettext_lazy("Phone"),
            required=True,
            max_length=PHONE_LENGTH,
            widget=PHONE_INPUT,
        )
        kind = Choice("kind", gettext_lazy("Kind of phone"), choices=PhoneKind.choices)
        super().__init__(name, label, parts=(number, kind), add=gettext_lazy("Another phone"))

    def drawn(self, line: Line) -> SafeString:
        return phone_line(line["number"], line.get("kind", ""))


class Emails(Several):
    """Further e-mails."""

    also_between = (";", ",")

    def __init__(self, name: str, label: Any) -> None:
        address = Attribute(
            "email",
            gettext_lazy("E-mail"),
            required=True,
            rule=clean_email,
            widget=forms.TextInput(attrs={"type": "email", "maxlength": EMAIL_LENGTH}),
        )
        super().__init__(name, label, parts=(address,), add=gettext_lazy("Another e-mail"))

    def drawn(self, line: Line) -> SafeString:
        return email_link(line["email"])


def phone_line(number: str, kind: str) -> SafeString:
    """A phone with its kind."""
    told = format_html(' <span class="muted">{}</span>', PhoneKind(kind).label) if kind in PhoneKind else ""
    return format_html("{}{}", phone_link(number), told)


def email_link(email: str) -> SafeString:
    """A link that writes to the address, which is broken behind its @ where it does not fit into its line."""
    name, at, domain = email.rpartition("@")
    return format_html('<a class="text-reset" href="mailto:{}">{}{}<wbr>{}</a>', email, name, at, domain)


class Position(Attribute):
    """The position, with what the person answers for below it."""

    def cell(self, record: Any) -> SafeString:
        area = format_html('<span class="pr-sub">{}</span>', record.area) if record.area else ""
        return format_html("{}{}", record.position, area)


class MainPhone(Phone):
    """The main phone, with the further ones below it."""

    def cell(self, record: Any) -> SafeString:
        first = [phone_line(record.phone, record.phone_kind)] if record.phone else []
        further = (phone_line(line["number"], line.get("kind", "")) for line in record.further_phones)
        return in_lines([*first, *further])


class MainEmail(Attribute):
    """The main e-mail, with the further ones below it."""

    def cell(self, record: Any) -> SafeString:
        emails = [record.email, *(line["email"] for line in record.further_emails)]
        return in_lines([email_link(email) for email in emails if email])


def in_lines(texts: list[SafeString]) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((text,) for text in texts))


class ContactName(Person):
    """The whole name; who has left, or is yet to come, says so."""

    def cell(self, record: Any) -> SafeString:
        if not getattr(record, "at_home", True):
            # Main, and here until then, is what they are in their own file.
            return format_html("{}", record)
        note = period_note(record.valid_from, record.valid_to)
        flag = format_html('<span class="pr-sub"><span class="pr-flag">{}</span></span>', note) if note else ""
        return format_html("{}{}", super().cell(record), flag)


def period_note(first: datetime.date | None, last: datetime.date | None) -> str:
    """Why a period does not hold today; "" where it does."""
    today = timezone.localdate()
    if last and last < today:
        return _("until %(day)s") % {"day": date_format(last, "SHORT_DATE_FORMAT")}
    if first and first > today:
        return _("from %(day)s") % {"day": date_format(first, "SHORT_DATE_FORMAT")}
    return ""


# --- consents


class Purpose(Choice):
    """A purpose by its code or its name; a stopped one stays, but is offered no more."""

    def __init__(self, name: str, label: Any, **options: Any) -> None:
        super().__init__(name, label, choices=Purposes(), **options)

    def form_field(self) -> forms.Field:
        live = [(row.code, str(row)) for row in self._choices.rows if row.stopped_at is None]  # type: ignore[attr-defined]
        return forms.ChoiceField(choices=[("", "—"), *live])

    def parse(self, text: str) -> str:
        wanted = text.casefold()
        for row in self._choices.rows:  # type: ignore[attr-defined]
            if wanted in (row.code, row.name_bg.casefold(), row.name_en.casefold()):
                return row.code
        return super().parse(text)


class Purposes:
    """The purposes as choices, read when they are asked for, once."""

    @cached_property
    def rows(self) -> list[ConsentPurpose]:
        return list(ConsentPurpose.objects.all())

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((row.code, str(row)) for row in self.rows)


class Consents(Several):
    """What a person has consented to, since when, by what, and when it was withdrawn."""

    def __init__(self, name: str, label: Any) -> None:
        parts = (
            Purpose("purpose", gettext_lazy("Purpose"), required=True),
            Date("given_on", gettext_lazy("Given on"), required=True),
            Attribute("source", gettext_lazy("Source"), max_length=200),
            Date("withdrawn_on", gettext_lazy("Withdrawn on")),
        )
        super().__init__(name, label, parts=parts, add=gettext_lazy("Another consent"))

    def _line(self, text: str) -> Line:
        line = super()._line(text)
        if line.get("withdrawn_on", line["given_on"]) < line["given_on"]:
            raise ValidationError(_("It is withdrawn before it was given: correct one of the days."))
        return line

    def in_words(self, line: Line) -> str:
        told = {part.name: self.told_part(part, line.get(part.name, "")) for part in self.parts}
        said = [told["purpose"], _("from %(day)s") % {"day": told["given_on"]}, told["source"]]
        if line.get("withdrawn_on"):
            said.append(_("withdrawn %(day)s") % {"day": told["withdrawn_on"]})
        return " · ".join(filter(None, said))

    def drawn(self, line: Line) -> str:
        return format_html("<s>{}</s>" if line.get("withdrawn_on") else "{}", self.in_words(line))

    def filter(self) -> Filter:
        return ConsentFilter(self)


class ConsentFilter(AttributeFilter):
    """Who consents to one of the purposes, and has not withdrawn it."""

    @property
    def codes(self) -> dict[str, str]:
        return dict(self.attribute.parts[0].choices) | super().codes

    def chosen(self, codes: list[str]) -> Q:
        return Q.create([Q(StillGiven(code)) for code in codes], Q.OR)


class StillGiven(Func):
    """Whether the person consents to the purpose with this code."""

    template, conditional, output_field = "jsonb_path_exists(%(expressions)s)", True, BooleanField()
    arg_joiner = ", '$[*] ? (@.purpose == $code && !exists(@.withdrawn_on))', jsonb_build_object('code', "

    def __init__(self, code: str) -> None:
        super().__init__(F("consents"), Func(Value(code), template="%(expressions)s::text)"))


# --- birthdays


class Birthday(Date):
    """A birthday: found by its day in the year."""

    def filter(self) -> Filter:
        return BirthdayFilter(self)


class BirthdayFilter(DayFilter):
    """Who has a birthday soon, or in a month; and who was born in a range of days."""

    @property
    def codes(self) -> dict[str, str]:
        soon = {code: str(label) for code, (label, _days) in SOON.items()}
        months = {f"{number:02}": str(name) for number, name in MONTHS.items()}
        return soon | months | {UNSET: _("Not set"), SET: _("Set")}

    def chosen(self, codes: list[str]) -> Q:
        days = {day for code in codes if code in SOON for day in days_of_year(SOON[code][1])}
        months = [int(code) for code in codes if code not in SOON]
        return Q(InYear(days)) | Q(birthday__month__in=months) if days else Q(birthday__month__in=months)


SOON = {
    "today": (gettext_lazy("Today"), 1),
    "next-7-days": (gettext_lazy("Next 7 days"), 7),
    "next-30-days": (gettext_lazy("Next 30 days"), 30),
}
"By code: the label and the number of days, today included."


class InYear(Func):
    """Whether the birthday lies on one of these days of a year, such as 02-29."""

    template, conditional, output_field = "to_char(%(expressions)s)", True, BooleanField()
    arg_joiner = ", 'MM-DD') = any("

    def __init__(self, days: set[str]) -> None:
        super().__init__(F("birthday"), Func(*map(Value, sorted(days)), template="array[%(expressions)s]"))


def days_of_year(number: int, today: datetime.date | None = None) -> set[str]:
    """So many days from today as month and day; who was born on 29 February has it on the 28th in other years."""
    first = today or timezone.localdate()
    days = {first + datetime.timedelta(days=at) for at in range(number)}
    found = {f"{day:%m-%d}" for day in days}
    short = any((day.month, day.day) == (2, 28) and (day + datetime.timedelta(days=1)).month == 3 for day in days)
    return found | ({"02-29"} if short else set())
