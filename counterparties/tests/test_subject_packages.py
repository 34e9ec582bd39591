"""A data-subject package: complete against the database, proven by its manifest, without what belongs to others."""

import io
import json
import os
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from access.models import Action
from counterparties.changes import seen_changes
from counterparties.comments.writing import write_comment
from counterparties.emails.sending import write_email
from counterparties.files.adding import add_version
from counterparties.models import Attachment, Counterparty, Email, Event, SubjectPackage, Upload
from counterparties.models.files import file_storage
from counterparties.sharing.saving import share
from counterparties.subject_packages.archive import Archive, pieces, safe
from counterparties.subject_packages.subjects import Place, matches_of
from exchange.clearing import clear_away
from history.models import Change
from jobs.models import Job
from jobs.running import run as run_job
from reference.kinds import Kind
from reference.models.features import DataType
from tests import factories as f

NUMBER = "8001010008"


@pytest.fixture
def officer(db):
    """Who answers requests of data subjects: she sees and exports all."""
    return f.administrator(first_name="Ана", last_name="Иванова")


@pytest.fixture
def client(officer) -> Client:
    made = Client()
    made.force_login(officer)
    return made


@pytest.fixture
def peter(officer) -> Counterparty:
    """A natural person with something in every tab."""
    kind = f.kind_type(Kind.CUSTOMER)
    f.feature(code="hobby", types=[kind])
    f.feature(code="photo", data_type=DataType.FILE, types=[kind])
    made = f.counterparty(
        person_kind="natural",
        first_name="Петър",
        last_name="Петров",
        uic=NUMBER,
        email="peter@example.com",
        phone="+359881234567",
        features={"f.hobby": "шахмат"},
    )
    f.contact_person(made, first_name="Съпруга", last_name="Петрова")
    f.address(made)
    f.address(made, archived_at=timezone.now())
    f.bank_account(made)
    event = f.event(made, topic="Среща", note="За цените", by=officer)
    paper = f.attachment(made, name="Договор.txt", content=b"first")
    add_version(user=officer, attachment=paper, file=SimpleUploadedFile("Договор.txt", b"second"))
    f.attachment(made, name="Договор.txt", content=b"another")
    write_comment(user=officer, record=made, text="Доволен клиент")
    write_comment(user=officer, record=made, text="Съгласен", event=event)
    write_email(
        user=officer, record=made, to=["peter@example.com"], subject="Оферта", text="Приложено", attachments=[paper]
    )
    return made


def made_by(client, record, person=None, **asked) -> Job:
    names = ("person-package", [record.pk, person.pk]) if person else ("subject-package", [record.pk])
    answer = client.post(reverse(names[0], args=names[1]), asked)
    job = Job.objects.latest("pk")
    assert answer["Location"] == reverse("exchange:exported", args=[job.pk])
    run_job(job)
    assert job.state == Job.State.DONE, job.message
    return job


def opened(client, job) -> zipfile.ZipFile:
    file = client.get(reverse("exchange:exported_file", args=[job.pk]))
    found = zipfile.ZipFile(io.BytesIO(b"".join(file.streaming_content)))
    assert found.testzip() is None
    return found


def data_of(package) -> dict:
    return json.loads(package.read("data.json"))


def readme_of(package) -> str:
    return package.read("README.txt").decode()


def paper_of(package) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(package.read("file.pdf"))).pages)


def test_the_package_is_complete_against_the_database(client, officer, peter):
    package = opened(client, made_by(client, peter, people="1"))
    (place,) = data_of(package)["places"]
    tabs = {slug: len(tab["rows"]) for slug, tab in place["tabs"].items()}
    assert tabs == {
        "contact-persons": 1,
        "addresses": 2,
        "bank-accounts": 1,
        "events": Event.objects.filter(counterparty=peter).count(),
        "holdings": 0,
        "files": Attachment.objects.filter(counterparty=peter).count(),
    }
    assert len(place["comments"]) == 2
    assert len(place["emails"]["rows"]) == Email.objects.count() == 1
    assert place["emails"]["rows"][0]["to"] == ["peter@example.com"]
    assert place["data"]["uic"] == NUMBER and place["data"]["f.hobby"] == "шахмат"
    assert 0 < len(place["history"]) <= seen_changes(peter, officer).count()
    versions = place["tabs"]["files"]["files"]
    assert len(versions) == Upload.objects.filter(counterparty=peter).count() == 3
    for line in versions:
        assert sha256(package.read(line["path"])).hexdigest() == line["sha256"]
    assert {package.read(line["path"]) for line in versions} == {b"first", b"second", b"another"}


def test_the_manifest_proves_every_part_and_counts_every_tab(client, officer, peter):
    job = made_by(client, peter)
    package = opened(client, job)
    manifest = json.loads(package.read("manifest.json"))
    assert {part["path"] for part in manifest["parts"]} == set(package.namelist()) - {"manifest.json"}
    for part in manifest["parts"]:
        content = package.read(part["path"])
        assert (len(content), sha256(content).hexdigest()) == (part["size"], part["sha256"])
    (place,) = data_of(package)["places"]
    counts = {count["tab"]: count["rows"] for count in manifest["counts"]}
    for slug, tab in place["tabs"].items():
        assert counts[slug] == len(tab["rows"])
    assert counts["comments"] == 2 and counts["emails"] == 1 and counts["history"] == len(place["history"])
    assert job.result["rows"] == sum(counts.values())
    row = SubjectPackage.objects.get()
    assert row.digest == sha256(package.read("manifest.json")).hexdigest()
    assert (row.counterparty, row.made_by, row.subject) == (peter, officer, "Петър Петров")


def test_the_history_of_the_file_tells_who_made_it(client, officer, peter):
    job = made_by(client, peter)
    change = Change.objects.get(table="counterparties_subjectpackage")
    assert (change.owner_id, change.user_id, change.run) == (peter.pk, officer.pk, f"job:{job.pk}")
    page = client.get(reverse("counterparty-changes", args=[peter.pk])).content.decode()
    assert "Data-subject package Петър Петров: added" in page


def test_the_paper_and_the_readme_say_what_the_data_say(client, peter):
    package = opened(client, made_by(client, peter))
    text, said = paper_of(package), readme_of(package)
    for told in ("Петър Петров", "Среща", "Договор.txt", "Доволен клиент", "Оферта", "шахмат"):
        assert told in text
    assert NUMBER not in text, "the paper shows what the screen shows"
    assert "Made by Ана Иванова" in said and "Addresses: 2 rows" in said and "3 files" in said
    assert "Masked" in said and "private events of others" in said


def test_the_readme_is_in_the_language_of_who_makes_it(client, officer, peter):
    officer.language = "bg"
    officer.save()
    said = readme_of(opened(client, made_by(client, peter)))
    assert "Създаден от Ана Иванова" in said and "Адреси: 2 реда" in said


def test_other_people_of_the_file_are_left_out_unless_ticked(client, peter):
    package = opened(client, made_by(client, peter))
    (place,) = data_of(package)["places"]
    assert "contact-persons" not in place["tabs"] and "Other people: 1 contact person." in readme_of(package)
    assert "Съпруга" not in package.read("data.json").decode() + paper_of(package), "nor in the history"
    assert "contact_persons" not in place["tabs"]["events"]["rows"][0]


def test_what_a_tab_or_an_event_hides_is_not_in_it(client, officer, peter):
    f.event(peter, topic="Тайна", visibility="private", by=f.administrator())
    package = opened(client, made_by(client, peter))
    assert "Тайна" not in package.read("data.json").decode() + paper_of(package)


# --- contact persons


@pytest.fixture
def maria(officer):
    """A contact of two companies, with an event in each and e-mails."""
    owner, further = f.counterparty(name="Алфа"), f.counterparty(name="Бета")
    made = f.contact_person(owner, first_name="Мария", last_name="Колева", email="maria@alpha.example")
    other = f.contact_person(owner, first_name="Друг", last_name="Човек", email="other@alpha.example")
    share(user=officer, record=made, counterparty=further, details={"role": "счетоводител"})
    paper = f.attachment(owner, name="Протокол.txt", content=b"protocol")
    f.attachment(owner, name="Чужд.txt", content=b"not hers")
    f.event(owner, topic="С Мария", contact_persons=[made, other], attachments=[paper], by=officer)
    f.event(owner, topic="Без нея", contact_persons=[other], by=officer)
    f.event(further, topic="В Бета", contact_persons=[made], by=officer)
    to = ["maria@alpha.example", "other@alpha.example"]
    write_email(user=officer, record=owner, to=to, subject="До двете", text="Здравейте")
    write_email(user=officer, record=owner, to=to[1:], subject="Не до нея", text="Здравей")
    return made


def test_of_a_company_only_what_names_the_person(client, maria):
    package = opened(client, made_by(client, maria.counterparty, maria))
    first, second = data_of(package)["places"]
    assert [row["first_name"] for row in first["tabs"]["contact-persons"]["rows"]] == ["Мария"]
    assert [row["topic"] for row in first["tabs"]["events"]["rows"]] == ["С Мария"]
    assert [row["topic"] for row in second["tabs"]["events"]["rows"]] == ["В Бета"]
    assert set(first["tabs"]) == {"contact-persons", "events"} and "data" not in first
    (email,) = first["emails"]["rows"]
    assert (email["to"], email["others"]) == (["maria@alpha.example"], 1)
    (file,) = first["tabs"]["events"]["files"]
    assert package.read(file["path"]) == b"protocol"
    everything = package.read("data.json").decode() + paper_of(package)
    for foreign in ("Друг Човек", "other@alpha.example", "Без нея", "Не до нея", "Чужд"):
        assert foreign not in everything
    assert SubjectPackage.objects.filter(person=maria).count() == 2


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


# --- rights


def test_it_needs_the_right_to_see_and_export_all(peter, maria):
    for user in (f.reader(), f.limited_user(Kind.CUSTOMER), f.limited_user(*Kind, actions=[Action.SEE])):
        stranger = Client()
        stranger.force_login(user)
        assert stranger.get(reverse("subject-package", args=[peter.pk])).status_code == 403
        assert stranger.post(reverse("person-package", args=[maria.counterparty_id, maria.pk])).status_code == 403
        assert "data-subject" not in stranger.get(peter.get_absolute_url()).content.decode()
    assert not Job.objects.exists()


def test_the_file_of_a_person_and_the_form_of_a_contact_lead_there(client, peter, maria):
    assert reverse("subject-package", args=[peter.pk]) in client.get(peter.get_absolute_url()).content.decode()
    form = client.get(reverse("contact-persons-edit", args=[maria.counterparty_id, maria.pk])).content.decode()
    assert reverse("person-package", args=[maria.counterparty_id, maria.pk]) in form
    company = client.get(maria.counterparty.get_absolute_url()).content.decode()
    assert "data-subject" not in company


def test_a_company_and_somebody_else_s_contact_have_none(client, peter, maria):
    assert client.get(reverse("subject-package", args=[maria.counterparty_id])).status_code == 404
    assert client.get(reverse("person-package", args=[peter.pk, maria.pk])).status_code == 404
    assert client.get(reverse("subject-package", args=[0])).status_code == 404


def test_a_right_that_was_taken_away_meanwhile_stops_the_job(client, officer, peter):
    client.post(reverse("subject-package", args=[peter.pk]))
    officer.roles.clear()
    job = run_job(Job.objects.latest("pk"))
    assert job.state == Job.State.FAILED and "see and export" in job.message
    assert not SubjectPackage.objects.exists()


def test_the_package_goes_in_time_and_its_row_stays(client, peter):
    job = made_by(client, peter)
    path = Path(settings.MEDIA_ROOT) / job.result["file"]
    os.utime(path, (0, 0))
    clear_away(days=7)
    assert not path.exists() and SubjectPackage.objects.exists()
    assert client.get(reverse("exchange:exported_file", args=[job.pk])).status_code == 404


# --- the parts


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(json_values)
def test_json_in_pieces_is_the_same_json(value):
    assert json.loads("".join(pieces(value))) == value


@given(st.lists(st.text(max_size=40), max_size=8))
def test_every_name_is_free_safe_and_within_its_folder(names):
    with zipfile.ZipFile(io.BytesIO(), "w") as file:
        archive = Archive(file)
        for name in names:
            path = archive.free_name(Path("folder"), name)
            with archive.part(path) as target:
                target.write(b"x")
            assert path.startswith("folder/") and path.count("/") == 1
    found = [entry.path.casefold() for entry in archive.entries]
    assert len(set(found)) == len(names)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b\\c", "CON:", "x|y?", "name. ", "", "..", "\u202egnp.exe"])
def test_names_that_other_systems_refuse(name):
    made = safe(name)
    assert made and not set(made) & set('/\\<>:"|?*') and not made.endswith((".", " "))
