"""File and Picture features: chosen, kept, cleared, taken back, told, served; nothing is ever lost."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from counterparties.feature_files import OwnUpload
from counterparties.files.clearing import clear_orphans
from counterparties.files.pending import Pending
from counterparties.models import Counterparty, Upload
from counterparties.models.files import file_storage
from counterparties.own_companies.papers import keep_picture
from counterparties.saving import save_counterparty
from counterparties.tests.importing import balance, reasons
from counterparties.tests.test_files import keys, picture, upload
from exchange.bulk.changes import CLEAR, Change, ways_of
from exchange.bulk.ordering import edit_now
from history.models import Change as Changed
from reference.features.attributes import by_key
from reference.kinds import Kind
from reference.models.features import DataType
from tests import factories
from tests.clients import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def logo() -> Any:
    return factories.feature(code="logo", name_en="Logo", data_type=DataType.PICTURE)


@pytest.fixture
def licence() -> Any:
    return factories.feature(code="licence", name_en="Licence", data_type=DataType.FILE)


@pytest.fixture
def client() -> Client:
    return client_of(factories.superuser(username="maria"))


def image(name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture())


def pending(name: str = "logo.png", content: bytes = b"") -> Pending:
    return Pending.of(SimpleUploadedFile(name, content or picture()))


def sent(client: Client, record: Counterparty | None, **changes: Any) -> Any:
    """The form as it is opened, sent with changes."""
    url = reverse("counterparties-edit", args=[record.pk]) if record else reverse("counterparties-add")
    form = client.get(url).context["form"]
    data = {field.html_name: field.value() for field in form if field.value() not in (None, False, [])}
    return client.post(url, {**data, **changes})


def value_of(record: Counterparty, feature: Any) -> Any:
    record.refresh_from_db()
    return record.features.get(str(feature.pk))


def test_a_new_counterparty_comes_with_its_picture(client, logo):
    types = [str(factories.kind_type(Kind.CUSTOMER).pk)]
    answer = sent(client, None, **{"name": "Алфа", "types": types, "upload-f.logo": image("Лого.png")})
    assert answer.status_code == 302, answer.context["form"].errors
    record = Counterparty.objects.get()
    kept = Upload.objects.get()
    assert record.features == {str(logo.pk): kept.pk} and kept.counterparty == record and kept.attachment is None
    assert kept.uploaded_by.username == "maria" and kept.has_thumbnail
    page = client.get(record.get_absolute_url()).content.decode()
    assert "Лого.png" in page and reverse("feature-thumbnail", args=[record.pk, "logo"]) in page
    columns = client.get(reverse("counterparties-list") + "?columns=name&columns=f.logo").content.decode()
    assert "Лого.png" in columns and "<img" in columns


def test_a_form_keeps_replaces_and_clears(client, logo):
    record = factories.counterparty(features={"f.logo": pending("one.png")})
    first = value_of(record, logo)
    assert sent(client, record, alias="x").status_code == 302 and value_of(record, logo) == first
    assert sent(client, record, **{"upload-f.logo": image("two.png")}).status_code == 302
    second = value_of(record, logo)
    assert Upload.objects.get(pk=second).name == "two.png" and second != first
    assert sent(client, record, **{"empty-f.logo": "1"}).status_code == 302
    assert value_of(record, logo) is None
    assert Upload.objects.count() == 2 and len(keys() & set(Upload.objects.values_list("file", flat=True))) == 2


def test_a_form_with_errors_does_not_lose_the_chosen_file(client, logo):
    record = factories.counterparty()
    answer = sent(client, record, **{"upload-f.logo": image("kept.png"), "email": "no e-mail"})
    assert answer.status_code == 422 and "kept.png" in answer.content.decode()
    text = answer.context["form"]["f.logo"].value()
    assert text.startswith("chosen:") and not Upload.objects.exists()
    assert sent(client, record, **{"f.logo": text}).status_code == 302
    assert Upload.objects.get(pk=value_of(record, logo)).name == "kept.png"


def test_ticking_a_type_does_not_lose_the_chosen_file(client, logo):
    factories.kind_type(Kind.CUSTOMER)
    answer = client.post(reverse("new-feature-fields"), {"upload-f.logo": image("kept.png"), "seen": "f.logo"})
    assert answer.status_code == 200 and "kept.png" in answer.content.decode()


def test_a_picture_is_judged_by_its_bytes(client, logo):
    record = factories.counterparty()
    fake = SimpleUploadedFile("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", content_type="image/png")
    answer = sent(client, record, **{"upload-f.logo": fake})
    assert answer.status_code == 422 and "“logo.png” is no picture" in answer.content.decode()
    assert value_of(record, logo) is None


def test_what_cannot_be_taken_is_said_and_the_former_file_stays(client, licence, settings):
    record = factories.counterparty(features={"f.licence": pending("old.pdf", b"%PDF-1.4")})
    before = value_of(record, licence)
    settings.FILE_MAX_SIZE = 3
    answer = sent(client, record, **{"upload-f.licence": upload("big.pdf", b"%PDF-1.7")})
    assert answer.status_code == 422
    assert "“big.pdf” has" in answer.content.decode() and "old.pdf" in answer.content.decode()
    assert value_of(record, licence) == before


def test_nobody_gets_the_file_of_another_record(client, logo):
    owner = factories.counterparty(features={"f.logo": pending("secret.png")})
    other, foreign = factories.counterparty(), value_of(owner, logo)
    number = {"f.logo": f"#{foreign}"}
    answer = sent(client, other, **number)
    assert answer.status_code == 422 and value_of(other, logo) is None
    pages = [answer, sent(client, None, name="", **number)]
    pages += [client.post(reverse("feature-fields", args=[other.pk]), number)]
    pages += [client.post(reverse("new-feature-fields"), number | {"seen": "f.logo"})]
    for page in pages:
        assert b"secret.png" not in page.content and f"/{owner.pk}/".encode() not in page.content
    with pytest.raises(ValidationError):
        save_counterparty(user=factories.superuser(), record=other, values={}, features={"f.logo": foreign})
    Counterparty.objects.filter(pk=other.pk).update(features={str(logo.pk): foreign})
    assert client.get(reverse("feature-file", args=[other.pk, "logo"])).status_code == 404


def test_no_signature_becomes_the_value_of_a_feature(logo):
    company = factories.own_company()
    row = factories.signatory(company)
    for _each in range(2):
        keep_picture(user=factories.superuser(), record=row, name="signature", file=image())
    first, second = Upload.objects.order_by("pk")
    assert row.signature == second
    for each in (first, second):
        with pytest.raises(ValidationError):
            save_counterparty(
                user=factories.superuser(),
                record=Counterparty.objects.get(pk=company.pk),
                values={},
                features={"f.logo": each.pk},
            )


def test_one_choice_serves_one_record(client, logo):
    chosen = pending()
    factories.counterparty(features={"f.logo": chosen})
    with pytest.raises(ValidationError, match="choose the file again"):
        factories.counterparty(features={"f.logo": chosen})


def test_a_choice_that_waited_too_long_is_asked_for_again(logo):
    chosen = pending()
    file_storage().delete(chosen.key)
    with pytest.raises(ValidationError, match="waited too long"):
        factories.counterparty(features={"f.logo": chosen})


@pytest.mark.parametrize("text", ["chosen:forged", "chosen:", "logo.png", "#x", "# 5"])
def test_texts_that_stand_for_no_file_are_refused(logo, text):
    with pytest.raises(ValidationError, match="not typed or imported"):
        by_key()[str(logo.pk)].clean(text)


def test_history_reads_names_and_a_change_is_taken_back(client, logo):
    record = factories.counterparty(features={"f.logo": pending("one.png")})
    first = value_of(record, logo)
    sent(client, record, **{"upload-f.logo": image("two.png")})
    change = Changed.objects.filter(table="counterparties_counterparty", action="U").latest("id")
    page = client.get(reverse("counterparty-changes", args=[record.pk])).content.decode()
    assert "one.png" in page and "two.png" in page
    back = reverse("take-change-back", args=[record.pk, change.pk])
    assert client.post(f"{back}?place=features.{logo.pk}").status_code == 302
    assert value_of(record, logo) == first
    served = client.get(reverse("feature-file", args=[record.pk, "logo"]))
    assert b"".join(served) == picture()


def test_every_door_asks_for_the_record_and_the_feature(logo):
    of_suppliers = factories.feature(
        code="permit", data_type=DataType.FILE, types=[factories.kind_type(Kind.SUPPLIER)]
    )
    both = factories.counterparty(
        types=[Kind.CUSTOMER, Kind.SUPPLIER], features={"f.logo": pending(), "f.permit": pending("permit.png")}
    )
    limited, stranger, empty = Client(), Client(), factories.counterparty()
    limited.force_login(factories.limited_user(Kind.CUSTOMER))
    stranger.force_login(factories.limited_user(Kind.BANK))
    for view in ("feature-file", "feature-thumbnail"):
        assert limited.get(reverse(view, args=[both.pk, "logo"])).status_code == 200
        assert limited.get(reverse(view, args=[both.pk, of_suppliers.code])).status_code == 404
        assert limited.get(reverse(view, args=[both.pk, "nothing"])).status_code == 404
        assert limited.get(reverse(view, args=[empty.pk, "logo"])).status_code == 404
        assert stranger.get(reverse(view, args=[both.pk, "logo"])).status_code == 404
        assert Client().get(reverse(view, args=[both.pk, "logo"])).status_code == 302


def test_a_list_with_files_costs_the_same_for_any_number(client, logo, licence, django_assert_max_num_queries):
    for number in range(12):
        factories.counterparty(features={"f.logo": pending(f"{number}.png"), "f.licence": pending("a.pdf", b"%PDF-")})
    url = reverse("counterparties-list") + "?columns=name&columns=f.logo&columns=f.licence"
    client.get(url)
    with django_assert_max_num_queries(22):
        assert client.get(url).content.count(b"pr-filelink") == 24


def test_what_features_hold_is_no_orphan(logo, monkeypatch):
    record = factories.counterparty(features={"f.logo": pending()})
    waiting = pending("waiting.png")
    clear_orphans(older_than_hours=0)
    kept = Upload.objects.get(pk=value_of(record, logo))
    assert {str(kept.file.name), f"{kept.file.name}.thumbnail"} <= keys()
    assert waiting.key not in keys()


def test_an_own_upload_is_a_number_like_any_other():
    assert OwnUpload(5) == 5 and isinstance(OwnUpload(5), int)


def test_many_records_are_only_cleared_together(logo):
    user, attribute = factories.superuser(), by_key()[str(logo.pk)]
    assert ways_of(attribute) == [CLEAR]
    records = [factories.counterparty(features={"f.logo": pending()}), factories.counterparty()]
    edit = edit_now(
        user=user,
        screen="counterparties",
        ids=[each.pk for each in records],
        changes=[Change(attribute.name, CLEAR)],
    )
    assert (edit.counts["changed"], edit.counts["same"]) == (1, 1)
    assert value_of(records[0], logo) is None and Upload.objects.count() == 1


def test_an_import_takes_what_is_there_and_no_file_else(load, logo):
    one = factories.counterparty(name="А", features={"f.logo": pending("а, б.png")})
    two = factories.counterparty(name="Б", features={"f.logo": pending("two.png")})
    texts = [by_key()[str(logo.pk)].format(value_of(each, logo)) for each in (one, two)]
    assert texts[0] == f"а, б.png #{value_of(one, logo)}"
    same = load(("code", "f.logo"), (one.code, texts[0]), (two.code, texts[1]))
    assert balance(same) == {"read": 2, "same": 2}
    named = load(("code", "f.logo"), (one.code, f"#{value_of(two, logo)}"))
    assert "two.png" not in str([(row.changes, row.errors) for row in named.rows.all()])
    foreign = load(("code", "f.logo"), (one.code, texts[1]), (two.code, "new.png"))
    assert balance(foreign) == {"read": 2, "failed": 2}
    assert all("not typed or imported" in reason for reason in reasons(foreign).values())
    cleared = load(("code", "f.logo"), (one.code, ""), **{"f.logo": {"blank": "clear"}})
    assert balance(cleared) == {"read": 1, "updated": 1} and value_of(one, logo) is None


def test_a_list_is_filtered_by_set_and_not_set(client, logo):
    factories.counterparty(name="With", features={"f.logo": pending()})
    factories.counterparty(name="Without")
    for code, name in (("%2B", "With"), ("-", "Without")):
        page = client.get(reverse("counterparties-list") + f"?f.logo={code}")
        assert [row.name for row in page.context["table"].records] == [name]


def test_features_are_made_without_a_query_for_uploads_that_no_row_may_need(
    logo: Any, licence: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        type(Upload.objects.all()), "filter", lambda rows, **_conditions: pytest.fail("made for nothing")
    )
    assert {"f.logo", "f.licence"} <= {each.name for each in by_key().values()}
