"""A data-subject package: complete against the database, proven by its manifest, told in the history."""

import json
from hashlib import sha256

from django.urls import reverse

from counterparties.changes import seen_changes
from counterparties.file import COUNTERPARTY_FILE
from counterparties.models import Attachment, Email, Event, SubjectPackage, Upload
from counterparties.subject_packages.tests.packages import NUMBER, data_of, made_by, opened, paper_of, readme_of
from history.models import Change
from tests import factories as f


def test_the_package_is_complete_against_the_database(client, officer, peter):
    package = opened(client, made_by(client, peter, people="1"))
    (place,) = data_of(package)["places"]
    tabs = {slug: len(tab["rows"]) for slug, tab in place["tabs"].items()}
    assert tabs.keys() == {tab.key for tab in COUNTERPARTY_FILE.tabs_of(peter, officer)}
    assert {slug: number for slug, number in tabs.items() if number} == {
        "contact-persons": 1,
        "addresses": 2,
        "bank-accounts": 1,
        "events": Event.objects.filter(counterparty=peter).count(),
        "forms": 1,
        "files": Attachment.objects.filter(counterparty=peter).count(),
    }
    (form,) = place["tabs"]["forms"]["rows"]
    assert "Varna" in form["all_answers"] and form["template"]
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
    assert "contact-persons" not in place["tabs"] and "Other people: Contact persons (1)." in readme_of(package)
    assert "Съпруга" not in package.read("data.json").decode() + paper_of(package), "nor in the history"
    assert "contact_persons" not in place["tabs"]["events"]["rows"][0]


def test_what_a_tab_or_an_event_hides_is_not_in_it(client, officer, peter):
    f.event(peter, topic="Тайна", visibility="private", by=f.administrator())
    package = opened(client, made_by(client, peter))
    assert "Тайна" not in package.read("data.json").decode() + paper_of(package)
