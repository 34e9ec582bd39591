"""The balance of an import is proven behind it, every row is reported, and every record tells where it came from."""

import csv
import io
import json

import pytest
from django.core.management import call_command
from django.db import connection

from counterparties.models import Counterparty
from counterparties.tests.importing import done, prepared
from exchange.balancing import Proof, proof_of, prove
from exchange.provenance import origin_of, with_origin
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, client):
    """One row of each outcome but the blank one, by the user who is logged in."""
    user = factories.superuser()
    client.force_login(user)
    for code in ("U1", "S1"):
        factories.counterparty(code=code, name="Alpha")
    table = [["code", "name"], ["C1", "Created"], ["U1", "Changed"], ["S1", "Alpha"], ["x" * 40, "Failed"]]
    return done(prepared(tmp_path, table, user=user, kind="customer"))


def test_counts_rows_and_history_agree(run):
    proof = proof_of(run.job)
    assert proof == prove(run)
    assert proof.equation == "4 = 1 + 1 + 1 + 0 + 1"
    assert proof.holds
    assert proof.confirmed == {"created": 1, "updated": 1}


@pytest.mark.parametrize(
    "deed",
    [
        "delete from exchange_stagedrow where outcome = 'same'",
        "update exchange_stagedrow set outcome = 'same' where outcome = 'updated'",
        "delete from exchange_stagedrow where outcome = 'created'",
    ],
)
def test_a_row_that_is_lost_is_noticed(run, deed, client):
    with connection.cursor() as cursor:
        cursor.execute(deed)
    proof = prove(run)
    assert not proof.holds
    assert not proof.agrees
    run.job.result["proof"] |= {"kept": proof.kept, "strays": proof.strays}
    run.job.save()
    assert "The balance does not hold" in client.get(run.get_absolute_url()).content.decode()


def test_a_record_that_the_history_does_not_know_is_noticed(run):
    # The row says that another record was created.
    with connection.cursor() as cursor:
        cursor.execute("update exchange_stagedrow set record_id = -1 where outcome = 'created'")
    proof = prove(run)
    assert proof.agrees
    assert (proof.confirmed["created"], proof.strays) == (0, 1)
    assert not proof.holds


def test_what_does_not_add_up_is_no_proof():
    counted = {"read": 2, "created": 1, "updated": 0, "same": 0, "skipped": 0, "failed": 0}
    assert not Proof(counted, counted, counted).holds


def test_the_page_states_the_equation(run, client):
    page = client.get(run.get_absolute_url()).content.decode()
    assert "4 = 1 + 1 + 1 + 0 + 1" in page
    assert "The balance holds" in page


def test_the_report_tells_every_row(run, client):
    response = client.get(f"/exchange/{run.pk}/report.csv")
    rows = list(csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
    assert rows[0] == ["Line", "Outcome", "Code", "Record", "Reason"]
    assert rows[1:4] == [
        ["2", "Created", "C1", "Created", ""],
        ["3", "Updated", "U1", "Changed", ""],
        ["4", "Unchanged", "S1", "Alpha", ""],
    ]
    assert rows[4][:2] == ["5", "Failed"]
    assert "code" in rows[4][4]
    assert client.get(f"/exchange/{run.pk}/report.xlsx").status_code == 200


def told(record, user):
    return origin_of(with_origin(Counterparty.objects.all(), user).get(pk=record.pk))


def test_the_file_of_a_record_tells_where_it_came_from(run, client):
    made = Counterparty.objects.get(code="C1")
    origin = told(made, run.user)
    assert (origin.file, origin.line) == (run.name, 2)
    page = client.get(made.get_absolute_url()).content.decode()
    assert f"from {run.name}, line 2, on" in page
    assert "Created" in client.get(origin.url).content.decode()
    assert told(Counterparty.objects.get(code="U1"), run.user) is None


def test_who_may_not_import_is_told_without_a_link(run):
    made = Counterparty.objects.get(code="C1")
    assert told(made, factories.reader()).url == ""


def test_the_history_names_the_import_of_each_change(run, client):
    changed = Counterparty.objects.get(code="U1")
    page = client.get(f"{changed.get_absolute_url()}changes/").content.decode()
    assert f"Import “{run.name}”" in page
    client.force_login(factories.limited_user())
    page = client.get(f"{changed.get_absolute_url()}changes/").content.decode()
    assert f"Import “{run.name}”" in page
    assert f'href="{run.get_absolute_url()}"' not in page


def test_the_command_states_the_equation(tmp_path, capsys):
    factories.load_defaults()
    path = tmp_path / "file.csv"
    path.write_text("code,name\nA1,Alpha\n,\nB1,Beta\n")
    for arguments in (("--json",), ()):
        with pytest.raises(SystemExit):
            call_command("import_counterparties", path, "--kind", "customer", *arguments)
    first, *second = capsys.readouterr().out.splitlines()
    told = json.loads(first)
    assert (told["balance"], told["proven"]) == ("3 = 2 + 0 + 0 + 1 + 0", True)
    assert told["proof"]["confirmed"] == {"created": 2, "updated": 0}
    assert second[-1] == "3 = 0 + 0 + 2 + 1 + 0 (proven by the rows and by the history)"
