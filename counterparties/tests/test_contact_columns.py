"""Names in Latin, phones, e-mails, birthdays and consents of contact persons: the rules of both doors."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from counterparties.contact_columns import Birthday, Consents, days_of_year
from counterparties.folding import latin
from counterparties.models import ContactPerson, Counterparty
from counterparties.saving import save_sub_record
from reference.deleting import delete
from reference.models import ConsentPurpose
from reference.stopping import stop
from tests import factories as f

pytestmark = pytest.mark.django_db


def save(record: Any, **values: Any) -> Any:
    return save_sub_record(user=f.superuser(), record=record, values=values)


def errors(record: Any, **values: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        save(record, **values)
    return caught.value.message_dict


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Мария", "Maria"),
        ("МАРИЯ", "MARIA"),
        ("Мария-Елена", "Maria-Elena"),
        ("Щерю Жечев", "Shteryu Zhechev"),
        ("ЩЕРЮ", "SHTERYU"),
        ("Кольо", "Kolyo"),
        ("Ю.", "Yu."),
        ("Йорданка Ъглова", "Yordanka Aglova"),
        ("Ірина Ющенко", "Irina Yushtenko"),
        ("John", ""),
        ("", ""),
    ],
)
def test_a_name_in_latin(name, written):
    assert latin(name) == written


def test_latin_names_follow_until_somebody_gives_them():
    person = save(ContactPerson(counterparty=f.counterparty()), first_name="Мария", last_name="Илиева")
    assert (person.first_name_latin, person.middle_name_latin, person.last_name_latin) == ("Maria", "", "Ilieva")
    save(person, last_name_latin="Ilieff")
    save(person, first_name="Йоана", last_name="Колева")
    assert (person.first_name_latin, person.last_name_latin) == ("Yoana", "Ilieff")
    save(person, last_name_latin="")
    assert person.last_name_latin == "Koleva"
    assert Counterparty.objects.found_by("yoana koleva").get() == person.counterparty


def test_an_old_row_without_latin_names_is_left_alone():
    person = f.contact_person(first_name="Мария", last_name="Илиева")
    ContactPerson.objects.filter(pk=person.pk).update(first_name_latin="", last_name_latin="")
    person = ContactPerson.objects.get(pk=person.pk)
    assert save(person, position="Директор").first_name_latin == ""
    assert save(person, last_name="Колева").last_name_latin == "Koleva"


def test_further_phones_are_cleaned_like_the_main_one_and_found():
    lines = [{"number": "030 123456", "kind": "work"}, {"number": "+359 888 123 457"}, {"number": "030/123456"}]
    owner = f.counterparty(country="DE")
    person = save(ContactPerson(counterparty=owner), first_name="Jörg", phone="0170 1234567", further_phones=lines)
    assert [line["number"] for line in person.further_phones][:2] == ["+4930123456", "+359888123457"]
    assert Counterparty.objects.found_by("0888 123 457").get() == owner


def test_a_wrong_phone_is_told_with_its_line():
    found = errors(
        ContactPerson(counterparty=f.counterparty()),
        first_name="А",
        further_phones=[{"number": "0888123457"}, {"number": "няма"}],
    )
    assert found["further_phones"][0].startswith("Line 2: A phone number has digits")


def test_the_first_of_several_is_the_main_one_and_stands_once():
    phones, emails = [{"number": "0888123457", "kind": "mobile"}, {"number": "02 9876543"}], [{"email": "A@x.bg"}]
    person = save(
        ContactPerson(counterparty=f.counterparty()), first_name="А", further_phones=phones, further_emails=emails
    )
    assert (person.phone, person.phone_kind, person.email) == ("+359888123457", "mobile", "A@x.bg")
    assert (person.further_phones, person.further_emails) == ([{"number": "+35929876543"}], [])
    save(person, further_emails=[{"email": "a@x.bg"}, {"email": "b@x.bg"}])
    assert person.further_emails == [{"email": "b@x.bg"}]
    assert Counterparty.objects.found_by("b@x.bg").get() == person.counterparty


def test_days_as_a_contact_are_in_order():
    person = ContactPerson(counterparty=f.counterparty())
    day = datetime.date(2026, 1, 2)
    assert set(errors(person, first_name="А", valid_from=day, valid_to=datetime.date(2026, 1, 1))) == {"valid_to"}
    assert save(person, valid_from=day, valid_to=day).pk


# --- birthdays


@pytest.mark.parametrize(
    ("today", "number", "there", "missing"),
    [
        ((2026, 2, 28), 1, {"02-28", "02-29"}, {"03-01"}),
        ((2028, 2, 28), 1, {"02-28"}, {"02-29"}),
        ((2028, 2, 28), 2, {"02-29"}, set()),
        ((2026, 12, 30), 7, {"12-31", "01-05"}, {"01-06"}),
    ],
)
def test_days_of_the_year(today, number, there, missing):
    found = days_of_year(number, datetime.date(*today))
    assert there <= found and not missing & found


def test_birthdays_are_found_by_their_day():
    owner, today = f.counterparty(), timezone.localdate()
    soon = f.contact_person(owner, birthday=(today + datetime.timedelta(days=3)).replace(year=1984))
    later = f.contact_person(owner, birthday=(today + datetime.timedelta(days=200)).replace(year=1990))
    f.contact_person(owner)
    made = Birthday("birthday", "Birthday").filter()
    rows = ContactPerson.objects.filter(counterparty=owner)
    assert rows.filter(made.chosen(["next-7-days"])).get() == soon
    assert set(rows.filter(made.chosen([f"{later.birthday:%m}", "next-7-days"]))) == {soon, later}
    assert not rows.filter(made.chosen(["today"])).exists()


# --- consents


@pytest.fixture
def _purposes(db: None) -> None:
    f.load_defaults()


@pytest.mark.usefixtures("_purposes")
def test_consents_are_read_by_code_or_name_and_shown():
    made = Consents("consents", "Consents")
    found = made.clean("Newsletter | 05.01.2026 | Form\noffers | 2026-02-01 |  | 2026-03-01")
    assert found == [
        {"purpose": "newsletter", "given_on": "2026-01-05", "source": "Form"},
        {"purpose": "offers", "given_on": "2026-02-01", "withdrawn_on": "2026-03-01"},
    ]
    assert made.clean(made.format(found)) == found
    assert made.clean("Бюлетин | 2026-01-05")[0]["purpose"] == "newsletter"
    assert "Newsletter · from 5 Jan 2026 · Form; Offers" in made.show(found)


@pytest.mark.usefixtures("_purposes")
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("newsletter", "Fill in “Given on”."),
        ("x | 2026-01-05", "“x” is not one of"),
        ("offers | 2026-02-01 | | 2026-01-01", "withdrawn before it was given"),
    ],
)
def test_wrong_consents_are_refused(text, told):
    with pytest.raises(ValidationError) as caught:
        Consents("consents", "Consents").clean(text)
    assert told in " ".join(caught.value.messages)


@pytest.mark.usefixtures("_purposes")
def test_who_still_consents_is_found():
    def consent(**values: str) -> list[dict[str, str]]:
        return [{"purpose": "newsletter", "given_on": "2026-01-05", **values}]

    owner = f.counterparty()
    gives = f.contact_person(owner, consents=consent())
    f.contact_person(owner, consents=consent(withdrawn_on="2026-02-01"))
    never = f.contact_person(owner)
    made = Consents("consents", "Consents").filter()
    assert ContactPerson.objects.filter(made.condition(["newsletter"])).get() == gives
    assert ContactPerson.objects.filter(made.condition(["-"])).get() == never
    assert not ContactPerson.objects.filter(made.condition(["offers"])).exists()


@pytest.mark.usefixtures("_purposes")
def test_a_used_purpose_is_not_deleted_and_a_stopped_one_not_newly_given():
    given = [{"purpose": "newsletter", "given_on": "2026-01-05"}]
    person = f.contact_person(consents=given)
    purpose = ConsentPurpose.objects.get(code="newsletter")
    with pytest.raises(ValidationError, match="Used by 1 contact person; stop it instead"):
        delete(record=purpose)
    stop(record=purpose)
    assert save(person, note="x").consents == given
    assert set(errors(ContactPerson(counterparty=f.counterparty()), first_name="А", consents=given)) == {"consents"}
    unknown = [{"purpose": "gone", "given_on": "2026-01-05"}]
    assert "no purpose" in errors(person, consents=unknown)["consents"][0]
