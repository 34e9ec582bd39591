"""Failed rows that come back corrected: they go the way that they came."""

import pytest
from django.urls import reverse

from exchange.models import ImportRun
from exchange.tests.working import LEI_WRONG, text_of, work

pytestmark = pytest.mark.django_db
HEADERS = "Firm;Number;;Country;Remark\n"
ROWS = f"Alpha;{LEI_WRONG};a;IT;x\nBeta;;b;DE;y\n"
MEANT = {
    "map-0": "name",
    "map-1": "lei",
    "map-2": "alias",
    "blank-2": "default",
    "default-2": "none",
    "map-3": "country",
    "separator-3": "|",
    "kind": "customer",
    "match_phone": "1",
}


def corrected(client, run, *, with_errors=True):
    """The file of failed rows as people send it back."""
    file = client.get(reverse("exchange:failed", args=[run.pk, "csv"]))
    rows = b"".join(file.streaming_content).decode("utf-8-sig").replace(LEI_WRONG, "").splitlines()
    return "\n".join(rows if with_errors else [row.rsplit(",", 1)[0] for row in rows])


@pytest.fixture
def imported(client, upload):
    """An import whose mapping nobody has given a name, with a failed row."""
    upload(HEADERS + ROWS)
    run = ImportRun.objects.get()
    client.post(reverse("exchange:columns", args=[run.pk]), MEANT)
    work()
    client.post(reverse("exchange:start", args=[run.pk]))
    work()
    run.refresh_from_db()
    assert (run.created, run.failed) == (1, 1)
    return run


@pytest.mark.parametrize("with_errors", [True, False])
def test_failed_rows_bring_the_mapping_and_the_options_of_their_import(client, upload, imported, with_errors):
    upload(corrected(client, imported, with_errors=with_errors), "file-errors.csv")
    again = ImportRun.objects.latest("pk")
    page = client.get(again.get_absolute_url())
    meant = {choice.header: choice.column for choice in page.context["page"].choices}
    told = {header: column and (column.attribute, column.blank, column.default) for header, column in meant.items()}
    assert told == {
        "Firm": ("name", "keep", ""),
        "Number": ("lei", "keep", ""),
        "C": ("alias", "default", "none"),
        "Country": ("country", "keep", ""),
        "Remark": None,
    }
    assert meant["Country"].separator == "|"
    assert page.context["mapping"].options == {"kind": "customer", "match_phone": "1"}
    assert "as they were in “file.csv”" in text_of(page)


def test_a_remembered_mapping_fits_the_failed_rows_too(client, upload, imported):
    columns = {"map-0": "alias", "map-4": "name", "kind": "supplier", "remember": "Monthly"}
    upload(HEADERS + ROWS)
    client.post(reverse("exchange:columns", args=[ImportRun.objects.latest("pk").pk]), columns)
    text = corrected(client, imported)
    ImportRun.objects.all().delete()
    upload(text)
    options = client.get(ImportRun.objects.get().get_absolute_url()).context["mapping"].options
    assert options == {"kind": "supplier"}


def test_columns_that_are_not_imported_are_told(client, upload, imported):
    upload(corrected(client, imported))
    run = ImportRun.objects.latest("pk")
    assert "1 column is not imported: Remark" in text_of(client.get(run.get_absolute_url()))
    client.post(reverse("exchange:columns", args=[run.pk]), {"map-0": "name"})
    work()
    assert "4 columns are not imported: Number, C, Country, Remark" in text_of(client.get(run.get_absolute_url()))
