"""Personal documents in packages: with whole numbers and scans, for who has the right to them."""

from counterparties.models import NumberShown
from counterparties.subject_packages.tests.packages import data_of, made_by, opened, paper_of
from history.models import Change
from reference.file_tabs.placing import open_to
from reference.models import FileTab
from tests import factories as f


def test_a_person_s_own_documents_have_their_numbers_and_scans(client, officer, peter):
    document = f.personal_document(peter, number="AA1234567")
    f.personal_document(peter, person=peter.contactperson_set.get(), number="BB7654321")
    f.scan(document, content=b"a page")
    package = opened(client, made_by(client, peter))
    (place,) = data_of(package)["places"]
    (row,) = place["tabs"]["personal-documents"]["rows"]
    assert row["number"] == "AA1234567"
    (file,) = place["tabs"]["personal-documents"]["files"]
    assert package.read(file["path"]) == b"a page"
    assert "AA1234567" not in paper_of(package)
    assert NumberShown.objects.get().document == document
    assert Change.objects.get(table=NumberShown._meta.db_table).user_id == officer.pk


def test_without_the_right_nothing_tells_of_them(client, officer, peter):
    f.scan(f.personal_document(peter, number="AA1234567"), content=b"a page")
    open_to(tab=FileTab.objects.get(interface="personal-documents"), roles=[])
    package = opened(client, made_by(client, peter))
    (place,) = data_of(package)["places"]
    assert "personal-documents" not in place["tabs"] and not NumberShown.objects.exists()
    everything = "".join(package.read(name).decode() for name in ("data.json", "README.txt", "manifest.json"))
    assert "AA1234567" not in everything and "ersonal document" not in everything + paper_of(package)


def test_of_a_contact_person_those_that_the_person_holds(client, maria):
    f.personal_document(maria.counterparty, person=maria, number="CC1111111")
    f.personal_document(maria.counterparty, number="DD2222222")
    package = opened(client, made_by(client, maria.counterparty, maria))
    place = data_of(package)["places"][0]
    assert [row["number"] for row in place["tabs"]["personal-documents"]["rows"]] == ["CC1111111"]
    assert "DD2222222" not in package.read("data.json").decode()
