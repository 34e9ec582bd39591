"""Files and pictures as answers: chosen, kept, copied, told, printed, served behind the door of their tab."""

from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from access.models import Role
from counterparties.changes import changes_of_file
from counterparties.feature_files import FileValue, OwnUpload
from counterparties.files.clearing import clear_orphans
from counterparties.files.pending import Pending
from counterparties.forms.filling import save_form
from counterparties.forms.tests.filled import filled
from counterparties.models import FilledForm, Upload
from counterparties.models.files import file_storage
from counterparties.saving import save_counterparty
from counterparties.taking_back import take_back
from counterparties.tests.test_files import keys, picture
from history.models import Change
from history.recording import recorded
from jobs.models import Job
from jobs.running import run
from reference.features.converting import Target, order_conversion
from reference.file_tabs.placing import open_to
from reference.models import FileTab
from reference.models.features import DataType
from reference.stopping import stop
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def damage(owner: Any) -> Any:
    """A form with a picture, a paper and a text that must be given."""
    template = factories.form_template(code="damage", name_en="Damage")
    factories.form_field(template, code="photo", name_en="Photo", data_type=DataType.PICTURE)
    factories.form_field(template, code="paper", name_en="Paper", data_type=DataType.FILE)
    factories.form_field(template, code="what", name_en="What", required=True)
    return template


@pytest.fixture
def report(owner, clerk, damage) -> FilledForm:
    return filled(owner, clerk, template=damage, **{"f.what": "Door", "f.photo": pending("door.png")})


def image(name: str = "door.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture())


def pending(name: str) -> Pending:
    return Pending.of(SimpleUploadedFile(name, picture() if name.endswith(".png") else b"%PDF-1.4"))


def key_of(template: Any, code: str) -> str:
    return str(template.fields.get(code=code).pk)


def value(row: FilledForm, code: str = "photo") -> Any:
    row.refresh_from_db()
    return row.features.get(key_of(row.template, code))


def sent(client: Client, address: str, **changes: Any) -> Any:
    """The form as it is opened, sent with changes."""
    form = client.get(address).context["form"]
    data = {field.html_name: field.value() for field in form if field.value() not in (None, False, [])}
    return client.post(address, {**data, **changes})


def edited(client: Client, row: FilledForm, **changes: Any) -> Any:
    return sent(client, reverse("forms-edit", args=[row.counterparty_id, row.pk]), **changes)


def test_a_form_is_filled_in_with_a_picture_and_a_paper(client, clerk, owner, damage):
    address = reverse("forms-add", args=[owner.pk]) + "?of=damage"
    files = {"upload-f.photo": image("Врата.png"), "upload-f.paper": SimpleUploadedFile("a.html", b"<html><script>")}
    answer = sent(client, address, **{"f.what": "Door"}, **files)
    assert answer.status_code == 302, answer.context["form"].errors
    row = FilledForm.objects.get()
    photo = Upload.objects.get(pk=value(row))
    assert (photo.name, photo.counterparty, photo.template, photo.uploaded_by) == ("Врата.png", owner, damage, clerk)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Врата.png" in page and reverse("form-thumbnail", args=[owner.pk, photo.pk]) in page
    columns = client.get("/forms/?of=damage").content.decode()
    assert "Врата.png" in columns and "<img" in columns
    paper = client.get(reverse("form-file", args=[owner.pk, value(row, "paper")]) + "?inline=1")
    assert paper["Content-Type"] == "application/octet-stream" and "attachment" in paper["Content-Disposition"]
    assert "sandbox" in paper["Content-Security-Policy"] and paper["X-Content-Type-Options"] == "nosniff"
    shown = client.get(reverse("form-file", args=[owner.pk, photo.pk]) + "?inline=1")
    assert shown["Content-Type"] == "image/png" and b"".join(shown) == picture()


def test_a_form_with_errors_does_not_lose_the_chosen_file(client, owner, damage):
    address = reverse("forms-add", args=[owner.pk]) + "?of=damage"
    answer = client.post(address, {"date": "2026-11-22", "upload-f.photo": image("kept.png")})
    text = answer.context["form"]["f.photo"].value()
    assert answer.status_code == 422 and "kept.png" in answer.content.decode() and text.startswith("chosen:")
    assert not Upload.objects.exists() and Pending.read(text).key in keys()
    assert client.post(address, {"date": "2026-11-22", "f.photo": text, "f.what": "x"}).status_code == 302
    assert Upload.objects.get(pk=value(FilledForm.objects.get())).name == "kept.png"


def test_who_was_slower_keeps_what_he_chose(client, clerk, report):
    address = reverse("forms-edit", args=[report.counterparty_id, report.pk])
    opened = client.get(address).context["form"]
    data = {field.html_name: field.value() for field in opened if field.value() not in (None, False, [])}
    save_form(user=clerk, record=FilledForm.objects.get(pk=report.pk), values={"f.what": "Window"})
    answer = client.post(address, data | {"upload-f.photo": image("mine.png")})
    page = answer.content.decode()
    assert answer.status_code == 409 and "mine.png" in page and "Window" in page


def test_a_form_keeps_replaces_and_clears(client, report):
    first = value(report)
    assert edited(client, report, **{"f.what": "x"}).status_code == 302 and value(report) == first
    assert edited(client, report, **{"upload-f.photo": image("two.png")}).status_code == 302
    second = value(report)
    assert second != first and Upload.objects.get(pk=second).name == "two.png"
    served = [client.get(reverse("form-file", args=[report.counterparty_id, each])) for each in (first, second)]
    assert [each.status_code for each in served] == [404, 200]
    assert edited(client, report, **{"empty-f.photo": "1"}).status_code == 302 and value(report) is None


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "“x.png” is no picture"),
        ("x.png", b"", "“x.png” is empty"),
        ("x.png", b"much too long", "a file may have at most"),
    ],
)
def test_what_cannot_be_taken_is_said_and_the_former_file_stays(client, report, settings, name, content, said):
    settings.FILE_MAX_SIZE = 12 if "long" in str(content) else settings.FILE_MAX_SIZE
    before = value(report)
    answer = edited(client, report, **{"upload-f.photo": SimpleUploadedFile(name, content), "f.what": "typed"})
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and "door.png" in page and 'value="typed"' in page
    assert value(report) == before


def test_a_mandatory_picture_is_asked_for(client, clerk, owner):
    template = factories.form_template(code="must")
    factories.form_field(template, code="photo", name_en="Photo", data_type=DataType.PICTURE, required=True)
    address = reverse("forms-add", args=[owner.pk]) + "?of=must"
    answer = sent(client, address)
    assert answer.status_code == 422 and "Photo: Fill this in" in answer.content.decode()
    with pytest.raises(ValidationError, match="Fill this in"):
        filled(owner, clerk, template=template)
    assert sent(client, address, **{"upload-f.photo": image()}).status_code == 302


def test_nobody_gets_the_file_of_a_feature_another_form_or_another_counterparty(clerk, owner, damage, report):
    factories.feature(code="logo", data_type=DataType.PICTURE)
    other = factories.counterparty(features={"f.logo": pending("logo.png")})
    foreign = filled(other, clerk, template=damage, **{"f.what": "x", "f.photo": pending("other.png")})
    second = factories.form_template(code="second")
    factories.form_field(second, code="photo", data_type=DataType.PICTURE)
    own_logo = save_counterparty(user=clerk, record=owner, values={}, features={"f.logo": pending("own.png")})
    (logo,) = own_logo.features.values()
    for template, strange in ((damage, value(foreign)), (damage, logo), (second, value(report))):
        with pytest.raises(ValidationError, match="not typed or imported"):
            filled(owner, clerk, template=template, **{"f.what": "x"} | {"f.photo": strange})
    with pytest.raises(ValidationError, match="not typed or imported"):
        save_counterparty(user=clerk, record=own_logo, values={}, features={"f.logo": value(report)})
    with pytest.raises(ValidationError, match="not typed or imported"):
        filled(owner, clerk, template=damage, **{"f.what": "x", "f.photo": 10**9})


def test_a_number_that_is_sent_shows_no_file_that_the_form_has_not(client, clerk, owner, damage, report):
    foreign = filled(
        factories.counterparty(), clerk, template=damage, **{"f.what": "x", "f.photo": pending("other.png")}
    )
    second = factories.form_template(code="second")
    factories.form_field(second, code="photo", data_type=DataType.PICTURE)
    of_second = filled(owner, clerk, template=second, **{"f.photo": pending("another.png")})
    new = reverse("forms-add", args=[owner.pk]) + "?of=damage"
    former = value(report)
    assert edited(client, report, **{"upload-f.photo": image("later.png")}).status_code == 302
    for number in (value(foreign), value(of_second), former):
        for answer in (
            sent(client, new, **{"f.photo": f"#{number}"}),
            edited(client, report, **{"f.photo": f"#{number}", "f.what": ""}),
        ):
            assert answer.status_code == 422
            assert ".png" not in answer.content.decode() and f"files/{number}/" not in answer.content.decode()
    answer = edited(client, report, **{"f.what": ""})
    assert answer.status_code == 422 and "later.png" in answer.content.decode(), "what it has is kept and shown"


def test_a_value_tells_the_files_of_its_own_form_alone(clerk, owner, report):
    second = factories.form_template(code="second")
    strange = FileValue(factories.form_field(second, code="photo", data_type=DataType.PICTURE))
    assert strange.format(value(report)) == f"#{value(report)}" and "door" not in strange.show(value(report))
    FilledForm.objects.filter(pk=report.pk).update(features={strange.key: value(report)})
    assert FilledForm.objects.annotate(text=strange.exported()).get().text is None


def test_a_copy_has_the_file_and_keeps_it_when_the_first_form_lets_it_go(client, report):
    address = f"{reverse('forms-add', args=[report.counterparty_id])}?like={report.pk}"
    assert "door.png" in client.get(address).content.decode()
    assert "door.png" in sent(client, address, **{"f.what": ""}).content.decode()
    assert sent(client, address).status_code == 302
    copy, first = FilledForm.objects.latest("pk"), value(report)
    assert copy != report and value(copy) == first
    edited(client, report, **{"empty-f.photo": "1"})
    assert value(report) is None
    assert client.get(reverse("form-file", args=[report.counterparty_id, first])).status_code == 200


def test_every_door_asks_for_the_tab_of_the_form(client, clerk, owner, report):
    doors = [reverse(f"form-{each}", args=[owner.pk, value(report)]) for each in ("file", "thumbnail")]
    assert [client.get(door).status_code for door in doors] == [200, 200]
    elsewhere = reverse("form-file", args=[factories.counterparty().pk, value(report)])
    assert client.get(elsewhere).status_code == 404
    assert [Client().get(door).status_code for door in doors] == [302, 302]
    factories.file_tab(
        parent=FileTab.objects.get(code="contacts"), interface="forms.flight-form", name_en="", code="flights"
    )
    open_to(tab=FileTab.objects.get(code="forms"), roles=[Role.objects.get(code="administrator")])
    assert [client.get(door).status_code for door in doors] == [404, 404], "he has the tab of another form alone"


def test_neither_the_door_of_features_nor_that_of_files_serves_it(client, owner, report):
    logo = factories.feature(code="logo", data_type=DataType.PICTURE)
    type(owner).objects.filter(pk=owner.pk).update(features={str(logo.pk): value(report)})
    assert client.get(reverse("feature-file", args=[owner.pk, "logo"])).status_code == 404
    assert not Upload.objects.of_features().exists()


def test_a_stopped_field_still_shows_its_file(client, report):
    stop(record=report.template.fields.get(code="photo"))
    assert "door.png" in client.get(report.get_absolute_url()).content.decode()
    assert client.get(reverse("form-file", args=[report.counterparty_id, value(report)])).status_code == 200


def test_history_reads_names_and_a_change_is_taken_back(clerk, owner, report):
    first = value(report)
    with recorded(user_id=clerk.pk, run="web:2"):
        save_form(user=clerk, record=FilledForm.objects.get(pk=report.pk), values={"f.photo": pending("two.png")})
    lines = [line for entry in changes_of_file(owner, clerk, limit=50)[0] for line in entry.lines]
    line = next(line for line in lines if line.label.endswith(", photo") and line.before)
    assert (line.before.split(" #")[0], line.after.split(" #")[0]) == ("door.png", "two.png")
    take_back(user=clerk, record=owner, change=Change.objects.get(pk=line.change), place=line.place)
    assert value(report) == first


def test_the_paper_has_the_picture_and_its_name(client, owner, report):
    address = reverse("print-form", args=[owner.pk, report.pk])

    def paper() -> Any:
        return PdfReader(BytesIO(client.get(address).getvalue())).pages[0]

    assert len(paper().images) == 1 and "door.png" in paper().extract_text()
    file_storage().delete(str(Upload.objects.get(pk=value(report)).file.name))
    assert not paper().images and "Photo: door.png" in paper().extract_text()


def test_answers_are_no_orphans_and_what_was_not_saved_is(report):
    waiting = pending("waiting.png")
    clear_orphans(older_than_hours=0)
    kept = Upload.objects.get(pk=value(report))
    assert {str(kept.file.name), f"{kept.file.name}.thumbnail"} <= keys() and waiting.key not in keys()


def test_a_form_that_is_refused_keeps_no_row(clerk, owner, damage):
    with pytest.raises(ValidationError, match="Fill this in"):
        filled(owner, clerk, template=damage, **{"f.photo": pending("door.png")})
    assert not Upload.objects.exists()


def test_a_form_is_found_by_the_name_of_its_file(client, report):
    page = client.get("/forms/?q=door")
    assert page.context["table"].records == [report]
    assert OwnUpload(value(report)) == value(report)


def test_a_picture_may_become_a_text_that_names_it(clerk, report):
    first, field = value(report), report.template.fields.get(code="photo")
    order_conversion(feature=field, target=Target(DataType.TEXT), user=clerk)
    assert run(Job.objects.latest("pk")).state == Job.State.DONE
    assert value(report) == f"door.png #{first}"
