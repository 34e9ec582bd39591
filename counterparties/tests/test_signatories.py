"""Who signs for an own company."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from counterparties.archiving import activate_sub_record, archive_sub_record
from counterparties.models import Counterparty, Signatory
from counterparties.own_companies.papers import keep_picture
from counterparties.own_companies.signing import save_signatory, signing_on, who_sign
from counterparties.tests.test_own_companies import picture
from tests import factories as f

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def company() -> Counterparty:
    f.load_defaults()
    return f.own_company(name="Наша фирма ООД", name_latin="Nasha firma OOD", uic="175074752")


def test_nobody_signs_with_the_signature_of_another(company):
    row = f.signatory(company, person=f.contact_person(company))
    keep_picture(user=f.superuser(), record=row, name="signature", file=picture())
    save_signatory(user=f.superuser(), record=Signatory.objects.get(pk=row.pk), values={"position": "Управител"})
    assert Signatory.objects.get(pk=row.pk).signature
    values = {"person": f.contact_person(company)}
    save_signatory(user=f.superuser(), record=Signatory.objects.get(pk=row.pk), values=values)
    assert not Signatory.objects.get(pk=row.pk).signature


def test_the_name_follows_from_the_person_until_one_enters_another(company):
    person = f.contact_person(company, first_name="Мария", last_name="Колева")
    row = f.signatory(company, person=person)
    assert row.name == "Мария Колева" and row.main
    user = f.user(first_name="Иван", last_name="Илиев")
    assert f.signatory(company, user=user).name == "Иван Илиев"
    save_signatory(user=f.superuser(), record=Signatory.objects.get(pk=row.pk), values={"name": "д-р Мария Колева"})
    assert Signatory.objects.get(pk=row.pk).name == "д-р Мария Колева"


def test_a_signatory_is_one_person_of_this_company(company):
    for values, field in (
        ({}, "name"),
        ({"person": f.contact_person()}, "person"),
        ({"person": f.contact_person(company), "user": f.superuser()}, "__all__"),
    ):
        with pytest.raises(ValidationError) as caught:
            save_signatory(user=f.superuser(), record=Signatory(counterparty=company), values=values)
        assert field in caught.value.message_dict


def test_who_signs_alone_or_jointly_and_only_in_his_time(company):
    gone = f.signatory(company, name="А", valid_to=TODAY - timedelta(days=1))
    assert who_sign(signing_on(company, TODAY)) == [] and who_sign(signing_on(company, TODAY - timedelta(days=1))) == [
        gone
    ]
    second = f.signatory(company, name="Б", signs="jointly", main=True)
    third = f.signatory(company, name="В", signs="jointly")
    f.signatory(company, name="Г")
    assert who_sign(signing_on(company, TODAY)) == [second, third]


def test_a_main_signatory_that_comes_back_yields_to_the_one_of_now(company):
    first = f.signatory(company)
    archive_sub_record(user=f.superuser(), record=first)
    second = f.signatory(company)
    activate_sub_record(user=f.superuser(), record=Signatory.objects.get(pk=first.pk))
    assert list(Signatory.objects.filter(main=True)) == [second]
