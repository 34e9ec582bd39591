"""To whom an e-mail may go: addresses that are typed, and those of the file."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from counterparties.emails.addresses import known_addresses, typed_addresses
from counterparties.emails.forms import EmailForm
from counterparties.sharing.saving import share
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_known_addresses_are_the_own_one_and_those_of_people_each_once(record):
    assert [each.email for each in known_addresses(record, f.superuser())] == [
        "office@alpha.example",
        "maria@alpha.example",
    ]
    assert str(known_addresses(record, f.superuser())[1]) == "Мария Петрова <maria@alpha.example>"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("a@b.bg", ["a@b.bg"]),
        ("a@b.bg, c@d.bg;e@f.bg\n<g@h.bg> a@b.bg", ["a@b.bg", "c@d.bg", "e@f.bg", "g@h.bg"]),
        ("A@B.BG", ["A@b.bg"]),
    ],
)
def test_typed_addresses(text, found):
    assert typed_addresses(text) == found


@pytest.mark.parametrize("text", ["ivan", "a@b.bg, ivan", "a@b", " ".join(f"a{n}@b.bg" for n in range(51))])
def test_what_is_no_address_is_named(text):
    with pytest.raises(ValidationError):
        typed_addresses(text)


@given(st.text(max_size=80))
def test_no_address_brings_a_line_of_its_own_into_the_head(text):
    try:
        found = typed_addresses(text)
    except ValidationError:
        return
    assert not any(set(each) & set("\r\n\t ,;<>") for each in found)


def test_people_of_further_counterparties_count_with_all_their_addresses(record):
    guest = f.contact_person(first_name="Гост", email="guest@beta.example", main=True)
    guest.further_emails = [{"email": "guest@home.example"}]
    guest.save()
    share(user=f.superuser(), record=guest, counterparty=record, details={"role": "Adviser"})
    found = ["office@alpha.example", "maria@alpha.example", "guest@beta.example", "guest@home.example"]
    assert [each.email for each in known_addresses(record, f.superuser())] == found
    form = EmailForm(None, record=record, user=f.superuser(), person=guest.pk)
    assert form["known"].value() == ["guest@beta.example"]


def test_whoever_is_no_contact_any_longer_is_not_written_to(record):
    yesterday = timezone.localdate() - timedelta(days=1)
    f.contact_person(record, email="left@alpha.example", valid_to=yesterday)
    guest = f.contact_person(email="guest@beta.example")
    details = {"role": "", "from_date": None, "to_date": yesterday}
    share(user=f.superuser(), record=guest, counterparty=record, details=details)
    assert [each.email for each in known_addresses(record, f.superuser())] == [
        "office@alpha.example",
        "maria@alpha.example",
    ]


def test_nor_is_who_becomes_a_contact_only_later(record):
    today = timezone.localdate()
    f.contact_person(record, email="soon@alpha.example", valid_from=today + timedelta(days=30))
    f.contact_person(record, email="now@alpha.example", valid_from=today)
    guest = f.contact_person(email="guest@beta.example")
    details = {"role": "", "from_date": today + timedelta(days=1), "to_date": None}
    share(user=f.superuser(), record=guest, counterparty=record, details=details)
    assert {each.email for each in known_addresses(record, f.superuser())[1:]} == {
        "maria@alpha.example",
        "now@alpha.example",
    }
