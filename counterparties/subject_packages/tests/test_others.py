"""What belongs to other people, and where else the same person appears."""

import json
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from access.models import Role
from counterparties.emails.sending import write_email
from counterparties.files.pending import Pending
from counterparties.forms.filling import save_form
from counterparties.models import FilledForm, SubjectPackage, Upload
from counterparties.models.files import file_storage
from counterparties.own_companies.papers import keep_picture
from counterparties.personal_documents.saving import show_number
from counterparties.subject_packages.subjects import Place, matches_of
from counterparties.subject_packages.tests.packages import data_of, made_by, opened, paper_of, readme_of
from counterparties.tests.test_own_companies import picture
from reference.file_tabs.placing import open_to
from reference.models import FileTab
from reference.models.features import DataType
from tests import factories as f


def test_of_a_company_only_what_names_the_person(client, maria):
    package = opened(client, made_by(client, maria.counterparty, maria))
    first, second = data_of(package)["places"]
    assert [row["first_name"] for row in first["tabs"]["contact-persons"]["rows"]] == ["Мария"]
    assert [row["topic"] for row in first["tabs"]["events"]["rows"]] == ["С Мария"]
    assert [row["topic"] for row in second["tabs"]["events"]["rows"]] == ["В Бета"]
    tabs = {"contact-persons", "events", "personal-documents", "portal-users"}
    assert set(first["tabs"]) == tabs and "data" not in first
    (email,) = first["emails"]["rows"]
    assert (email["to"], email["others"]) == (["maria@alpha.example"], 1)
    (file,) = first["tabs"]["events"]["files"]
    assert package.read(file["path"]) == b"protocol"
    everything = package.read("data.json").decode() + paper_of(package)
    for foreign in ("Друг Човек", "other@alpha.example", "Без нея", "Не до нея", "Чужд"):
        assert foreign not in everything
    assert SubjectPackage.objects.filter(person=maria).count() == 2


def test_the_history_of_a_person_tells_of_nobody_else(client, officer, peter):
    other = f.contact_person(peter, first_name="Зора", last_name="Чужда")
    f.portal_user(peter, person=other, name="Чуждъ Потребител")
    own, held = (
        f.personal_document(peter, number="111111111"),
        f.personal_document(peter, person=other, number="5555846"),
    )
    f.scan(own, name="own-page.txt")
    f.scan(held, name="her-page.txt")
    for document in (own, held):
        show_number(user=officer, record=document)
    made_by(client, peter, other)
    package = opened(client, made_by(client, peter))
    told = json.dumps(data_of(package)["places"][0]["history"], ensure_ascii=False)
    assert "own-page.txt" in told and "Number shown" in told
    for text in (told, paper_of(package).replace("\n", " ")):
        for foreign in ("Чужд", "her-page.txt", "846", "Зора"):
            assert foreign not in text
    everything = opened(client, made_by(client, peter, people="1"))
    assert "her-page.txt" in json.dumps(data_of(everything)["places"][0]["history"])


def test_e_mails_are_found_however_their_address_is_written(client, officer, maria):
    write_email(user=officer, record=maria.counterparty, to=["Maria@Alpha.example"], subject="С главни", text="Да")
    package = opened(client, made_by(client, maria.counterparty, maria))
    _first, second = data_of(package)["places"][0]["emails"]["rows"]
    assert (second["subject"], second["to"]) == ("С главни", ["Maria@Alpha.example"])


def test_the_same_person_elsewhere_is_offered_and_put_in_when_ticked(client, officer, peter):
    company = f.counterparty(name="Гама")
    double = f.contact_person(company, first_name="П.", last_name="Петров", email="PETER@example.com")
    further = f.contact_person(company, first_name="Пепи", further_phones=[{"number": "+359881234567"}])
    f.contact_person(company, first_name="Никой", email="nobody@example.com")
    matches = matches_of(Place(peter), officer)
    assert [(match.place.key, match.alike) for match in matches] == [
        (f"p{double.pk}", ["E-mail"]),
        (f"p{further.pk}", ["Phone"]),
    ]
    page = client.get(reverse("subject-package", args=[peter.pk])).content.decode()
    assert f'value="p{double.pk}"' in page and "Contact person of Гама" in page
    package = opened(client, made_by(client, peter, match=[f"p{double.pk}", "p0", "x"]))
    places = data_of(package)["places"]
    assert [place["contact_person"] for place in places] == [None, double.pk]
    assert "1 record with the same e-mail" in readme_of(package)
    folders = {line["path"].split("/")[0] for line in places[0]["tabs"]["files"]["files"]}
    assert folders == {f"{peter.code} Петър Петров"}


def test_bytes_that_the_store_has_lost_are_told_and_stop_nothing(client, peter):
    upload = Upload.objects.filter(counterparty=peter).first()
    file_storage().delete(str(upload.file.name))
    package = opened(client, made_by(client, peter))
    assert "Not in the store any more: Договор.txt" in readme_of(package)
    assert json.loads(package.read("manifest.json"))["missing"]


def test_who_signs_for_a_company_gets_the_picture_of_the_signature(client, officer):
    company = f.own_company()
    person = f.contact_person(company)
    row = f.signatory(company, person=person)
    f.signatory(company)
    keep_picture(user=officer, record=row, name="signature", file=picture())
    package = opened(client, made_by(client, company, person))
    signatories = data_of(package)["places"][0]["tabs"]["signatories"]
    assert [row["name"] for row in signatories["rows"]] == [str(person)]
    (file,) = signatories["files"]
    assert package.read(file["path"]).startswith(b"\x89PNG")


def test_a_tab_that_is_closed_is_told_nowhere_in_the_package(client, peter):
    open_to(tab=FileTab.objects.get(interface="files"), roles=[Role.objects.get(code="clerk")])
    package = opened(client, made_by(client, peter))
    (place,) = data_of(package)["places"]
    assert "files" not in place["tabs"]
    everything = package.read("manifest.json").decode() + readme_of(package) + paper_of(package)
    assert "Files and documents" not in everything and not re.search(r"\d files?\b", everything)
    assert [name for name in package.namelist() if "/" in name] == []


def test_files_that_features_held_once_are_counted(client, peter):
    f.upload(peter)
    assert "1 file that was the value of a feature" in readme_of(opened(client, made_by(client, peter)))


def test_files_of_forms_are_in_it_and_former_answers_are_counted(client, officer, peter):
    template = f.form_template(name_en="Complaint")
    f.form_field(template, code="photo", data_type=DataType.PICTURE)
    row = FilledForm(counterparty=peter, template=template)
    for name in ("Преди.png", "После.png"):
        photo = Pending.of(SimpleUploadedFile(name, picture().read()))
        save_form(user=officer, record=row, values={"f.photo": photo})
    package = opened(client, made_by(client, peter))
    tab = data_of(package)["places"][0]["tabs"]["forms"]
    (file,) = tab["files"]
    assert file["name"] == "После.png" and package.read(file["path"]).startswith(b"\x89PNG")
    assert "После.png" in json.dumps(tab["rows"], ensure_ascii=False) and "После.png" in paper_of(package)
    assert "1 file that was the value of a feature, or an answer in a form" in readme_of(package)
