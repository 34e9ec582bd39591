"""The command line: one JSON object, an exit code, and the same file again changes nothing."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from access.models import Ability
from counterparties.models import ContactPerson, Counterparty
from exchange.models import Profile
from exchange.reading import inspected, rows_of
from jobs.models import Job
from reference.kinds import Kind
from tests import factories

pytestmark = pytest.mark.django_db
LEI_1, LEI_2, LEI_WRONG = "213800OK2JEGZ4GE7M14", "391200J2KPJZYV13G604", "391200J2KPJZYV13G605"
MAP = ("--map", "Legal name=name", "--map", "LEI=lei", "--map", "Country=country")


@pytest.fixture(autouse=True)
def _defaults():
    factories.load_defaults()


@pytest.fixture
def command(capsys):
    """Runs a command and gives its exit code, what it printed as JSON, and what it told beside."""

    def run(name, *arguments):
        code = 0
        try:
            call_command(name, *map(str, arguments))
        except SystemExit as end:
            code = end.code
        told = capsys.readouterr()
        return code, json.loads(told.out) if told.out.startswith("{") else told.out, told.err

    return run


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "register.csv"
    path.write_text(f'LEI,Legal name,Country\n{LEI_1},"BANCO, POSTA",IT\n\n{LEI_WRONG},Rotus,DE\n')
    return path


def balance(values):
    assert values.get("proven", True)
    counted = ("read", "created", "updated", "same", "skipped", "failed")
    return {name: number for name, number in values.items() if number and name in counted}


def test_an_import_and_the_same_again(command, file):
    code, printed, _told = command("import_counterparties", file, *MAP, "--kind", "customer", "--json")
    assert code == 1
    assert balance(printed) == {"read": 3, "created": 1, "skipped": 1, "failed": 1}
    assert set(printed) == {
        "read", "created", "updated", "same", "skipped", "failed", "seconds", "check_seconds", "write_seconds",
        "balance", "proven", "proof",
    }  # fmt: skip
    record = Counterparty.objects.get()
    assert (record.name, record.country.code, record.kinds) == ("BANCO, POSTA", "IT", ["customer"])
    code, printed, _told = command("import_counterparties", file, *MAP, "--kind", "customer", "--json")
    assert (code, balance(printed)) == (1, {"read": 3, "same": 1, "skipped": 1, "failed": 1})


def test_failed_rows_are_corrected_and_imported_again(command, file, tmp_path):
    errors = tmp_path / "errors.xlsx"
    command("import_counterparties", file, *MAP, "--errors", errors, "--json")
    sheet = inspected(errors)
    assert sheet.headers == ["LEI", "Legal name", "Country", "Error"]
    cells = next(rows_of(errors, sheet)).cells
    assert cells[:3] == [LEI_WRONG, "Rotus", "DE"]
    assert "check digits" in cells[3]
    file.write_text(f"LEI,Legal name,Country,Error\n{LEI_2},Rotus,DE,was wrong\n")
    code, printed, _told = command("import_counterparties", file, *MAP, "--json")
    assert (code, balance(printed)) == (0, {"read": 1, "created": 1})


def test_a_dry_run_writes_nothing(command, file):
    code, printed, _told = command("import_counterparties", file, *MAP, "--dry-run", "--json")
    assert (code, balance(printed)) == (1, {"read": 3, "created": 1, "skipped": 1, "failed": 1})
    assert not Counterparty.objects.exists()


def test_without_a_mapping_the_headers_suggest_one(command, file):
    assert balance(command("import_counterparties", file, "--json")[1])["created"] == 1
    assert Counterparty.objects.get().lei == LEI_1


def test_a_profile_is_used_and_added_to(command, file):
    values = {"columns": [{"at": 7, "header": "legal NAME", "attribute": "name"}], "options": {"kind": "bank"}}
    Profile.objects.create(target="counterparties", name="Register", mapping=values)
    command("import_counterparties", file, "--profile", "Register", "--map", "Country=country", "--json")
    found = {row.name: (row.kinds, row.lei, row.country.code) for row in Counterparty.objects.all()}
    assert found == {"BANCO, POSTA": (["bank"], "", "IT"), "Rotus": (["bank"], "", "DE")}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--map", "Nothing=name"], "no column"),
        (["--map", "LEI=nothing"], "no field"),
        (["--map", "LEI"], "COLUMN=VALUE"),
        (["--map", "LEI=name", "--map", "Country=name"], "both fill"),
        (["--profile", "Nothing"], "no mapping"),
        (["--split", "Country=;", "--map", "LEI=lei"], "Map the column first"),
        (["--map", "LEI=lei", "--blank", "LEI=explode"], "keep, clear"),
        (["--sheet", "x", "--encoding", "latin-99"], "no encoding"),
        (["--user", "nobody"], "no user"),
        (["--errors", "errors.exe"], ".csv or .xlsx"),
        (["--errors", "/no/such/folder/errors.csv"], "no folder /no/such/folder"),
    ],
)
def test_unusable_options_are_told(command, file, arguments, sentence):
    code, printed, told = command("import_counterparties", file, "--json", *arguments)
    assert code == 2
    assert sentence in printed["error"]
    assert sentence in told
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"LEI,Legal name\n", "no rows"),
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG"),
        (b"LEI,lei\nA,B\n", "Several columns"),
        (b"LEI\nA\0\n", "null byte"),
        (b'LEI,Legal name\nA,B\nC,"D\n', "quotation mark in line 3"),
    ],
)
def test_an_unusable_file_is_told_and_nothing_is_written(command, tmp_path, content, sentence):
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    code, printed, _told = command("import_counterparties", path, "--json", "--map", "LEI=name")
    assert code == 2
    assert sentence in printed["error"]
    assert not Counterparty.objects.exists()
    assert command("import_counterparties", tmp_path / "missing.csv", "--json")[0] == 2


def test_names_and_values_may_have_equals_signs(command, tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("Name,A=b,Note\nAlpha,,\n")
    arguments = ["--map", "Name=name", "--map", "A=b=alias", "--map", "note=note"]
    blanks = ["--blank", "Note=default:a=b", "--blank", "A=b=default:c=d"]
    assert command("import_counterparties", path, *arguments, *blanks, "--json")[0] == 0
    record = Counterparty.objects.get()
    assert (record.note, record.alias) == ("a=b", "c=d")


def test_no_old_errors_stay_when_nothing_failed(command, file, tmp_path):
    errors = tmp_path / "errors.csv"
    assert command("import_counterparties", file, *MAP, "--errors", errors)[0] == 1
    assert errors.exists()
    file.write_text(f"LEI,Legal name,Country\n{LEI_2},Rotus,DE\n")
    assert command("import_counterparties", file, *MAP, "--errors", errors)[0] == 0
    assert not errors.exists()
    code, _printed, told = command("import_counterparties", file, *MAP, "--errors", file)
    assert (code, "a file of their own" in told, file.exists()) == (2, True, True)


def test_a_user_imports_with_his_rights(command, file):
    factories.limited_user(username="clerk", actions=["see"], abilities=[Ability.IMPORT])
    code, printed, _told = command("import_counterparties", file, *MAP, "--user", "clerk", "--json")
    assert (code, balance(printed)) == (1, {"read": 3, "skipped": 1, "failed": 2})


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_export_and_import_again_changes_nothing(command, tmp_path, format):
    sectors = factories.nomenclature(code="sectors", items=["oil, gas", "mining"])
    sector = factories.feature(code="sectors", data_type="nomenclature", nomenclature=sectors, multiple=True)
    since = factories.feature(code="since", data_type="date")
    odd = factories.counterparty(
        name="=1+1", alias='"Quoted"; \' and, more', note="two\nlines\n\n@x", phone="+35929713065"
    )
    ids = list(sectors.items.values_list("pk", flat=True))
    Counterparty.objects.filter(pk=odd.pk).update(features={str(sector.pk): ids, str(since.pk): "2026-11-20"})
    factories.counterparty(person_kind="natural", first_name="Мария", last_name="Стоева", uic="7523169263")
    factories.counterparty(country="DE", foreign=True, uic="HRB 1", status=factories.status(), types=[])
    path = tmp_path / f"all.{format}"
    assert command("export_counterparties", path, "--json")[1]["rows"] == 3
    before = list(Counterparty.objects.order_by("pk").values())
    code, printed, _told = command("import_counterparties", path, "--json")
    assert (code, balance(printed)) == (0, {"read": 3, "same": 3})
    assert list(Counterparty.objects.order_by("pk").values()) == before


def test_an_export_of_a_query(command, tmp_path):
    factories.counterparty(name="Alpha", lei=LEI_1)
    factories.counterparty(name="Beta")
    factories.counterparty(name="Alpha Bank", types=[Kind.BANK])
    path = tmp_path / "some.csv"
    arguments = ("--kind", "customer", "--query", "q=alpha", "--columns", "lei,name")
    assert command("export_counterparties", path, *arguments, "--json")[1]["rows"] == 1
    assert [row.cells for row in rows_of(path, inspected(path))] == [[LEI_1, "Alpha"]]
    code, _printed, told = command("export_counterparties", path, "--query", "strange=1")
    assert (code, "no filter" in told) == (2, True)
    assert command("export_counterparties", Path("some.pdf"))[0] == 2


def test_records_are_found_by_what_the_command_names(command, tmp_path):
    record = factories.counterparty(email="office@alpi.bg")
    path = tmp_path / "firms.csv"
    path.write_text("name,email\nАлпи,OFFICE@alpi.bg\n", encoding="utf-8")
    assert balance(command("import_counterparties", path, "--dry-run", "--json")[1]) == {"read": 1, "created": 1}
    code, printed, _told = command("import_counterparties", path, "--match", "email", "--json")
    assert (code, balance(printed)) == (0, {"read": 1, "updated": 1})
    record.refresh_from_db()
    assert record.name == "Алпи"


def test_rows_of_tabs_come_by_a_command_of_their_own(command, tmp_path):
    owner = factories.counterparty(code="K-1")
    path = tmp_path / "people.csv"
    path.write_text("Лице за контакт,Телефон\nИван Петров,0888 123 456\n", encoding="utf-8")
    code, printed, _told = command("import_records", "contact-persons", path, "--json")
    assert (code, balance(printed)) == (1, {"read": 1, "failed": 1})
    code, printed, _told = command("import_records", "contact-persons", path, "--option", "counterparty=K-1", "--json")
    assert (code, balance(printed)) == (0, {"read": 1, "created": 1})
    assert ContactPerson.objects.get(counterparty=owner, last_name="Петров").phone == "+359888123456"
    for wrong, said in (("counterparty=K-9", "no counterparty"), ("color=red", "no option")):
        code, _printed, told = command("import_records", "contact-persons", path, "--option", wrong)
        assert code == 2
        assert said in told
