"""A right of its own: who has no role that is named at the tab learns nothing of personal documents anywhere."""

import datetime

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.models import Role
from counterparties.files.reminding import tell_of_papers
from counterparties.models import NumberShown
from counterparties.personal_documents.reminding import tell_of_documents
from counterparties.personal_documents.saving import save_document, show_number
from counterparties.saving import save_counterparty
from reference.features.attributes import feature_attributes
from reference.file_tabs.placing import open_to
from reference.kinds import Kind
from reference.models import FileTab
from reference.models.features import DataType
from screens.notices.models import Notice
from screens.saved_views.models import SavedView
from screens.saved_views.saving import save_view
from tests import factories as f
from tests.clients import client_of

pytestmark = pytest.mark.django_db
WORD = "Zqx"


@pytest.fixture(autouse=True)
def configuration(db):
    f.load_defaults()


@pytest.fixture
def document():
    made = f.personal_document(f.counterparty(name="Алфа ООД"), number="731952846", issuer=f"{WORD}issuer")
    save_document(user=f.superuser(), record=made, values={"issuer": f"{WORD}office", "number": "731952847"})
    f.scan(made, name=f"{WORD}scan.txt")
    show_number(user=f.superuser(), record=made)
    owner = f.superuser()
    view = SavedView(screen="all-personal-documents", query=f"q={WORD}office", owner=owner)
    save_view(user=owner, record=view, name=f"{WORD}view", roles=Role.objects.all())
    return made


def tab() -> FileTab:
    return FileTab.objects.get(interface="personal-documents")


def clerk(**values):
    return f.user(roles=[Role.objects.get(code="clerk")], **values)


def addresses(document) -> dict[str, int]:
    """Where documents are told of, with what somebody without the right is answered."""
    parent, own, scan = document.counterparty_id, [document.counterparty_id, document.pk], document.scans.get()
    of_scan = [parent, scan.pk]
    return {
        **{
            reverse(f"personal-documents-{view}", args=own): 404 for view in ("edit", "history", "archive", "activate")
        },
        **{reverse(f"scans-{view}", args=of_scan): 404 for view in ("preview", "content", "thumbnail", "archive")},
        reverse("personal-documents-list", args=[parent]): 404,
        reverse("personal-documents-add", args=[parent]): 404,
        reverse("personal-document", args=own): 404,
        reverse("scans-add", args=[parent]) + f"?document={document.pk}": 404,
        reverse("exchange:export", args=["personal-documents"]) + f"?parent={parent}&format=csv": 404,
        reverse("exchange:export", args=["personal-documents"]) + "?all=1&format=csv": 404,
        reverse("exchange:export", args=["all-personal-documents"]) + "?format=csv": 404,
        reverse("all-personal-documents-list"): 404,
        **{reverse(f"all-personal-documents-{view}", args=own[1:]): 404 for view in ("edit", "history", "archive")},
        reverse("saved-views-add") + "?list=all-personal-documents": 404,
        reverse("saved-views-list"): 200,
        reverse("counterparty", args=[parent]): 200,
        reverse("counterparty-changes", args=[parent]): 200,
        reverse("latest-changes", args=[parent]): 200,
        reverse("timeline", args=[parent]): 200,
        reverse("files-list", args=[parent]): 200,
        reverse("search") + f"?q={WORD}": 200,
        reverse("search") + "?q=731952847": 200,
    }


def told(client: Client, url: str) -> tuple[int, str]:
    response = client.get(url)
    return response.status_code, (response.getvalue() if response.streaming else response.content).decode()


def test_it_is_told_nowhere_to_who_has_no_role_that_is_named(document):
    client = client_of(clerk())
    for url, status in addresses(document).items():
        answered, text = told(client, url)
        assert answered == status, url
        assert not any(f"{WORD}{rest}" in text for rest in ("issuer", "office", "scan", "view")), url
        sought = url.partition("?q=")[2]  # the page of a search repeats what was sought
        assert not sought or "Алфа ООД" not in text, url
        assert "731952" not in (text.replace(sought, "") if sought else text), url
        assert "••••••84" not in text and "Number shown" not in text, url
    for view in ("personal-document-number", "personal-documents-archive"):
        assert client.post(reverse(view, args=[document.counterparty_id, document.pk])).status_code == 404
    assert client.post(reverse("personal-document-doubts", args=[document.counterparty_id])).status_code == 404
    assert "/personal-documents/" not in told(client, reverse("counterparties-list"))[1]
    assert NumberShown.objects.count() == 1


def test_a_role_that_is_named_opens_it(document):
    user = clerk()
    assert told(client_of(user), reverse("personal-documents-list", args=[document.counterparty_id]))[0] == 404
    open_to(tab=tab(), roles=Role.objects.filter(code__in=["clerk", "administrator"]))
    client = client_of(user)
    cache.clear()  # the menu remembers for a minute
    for url, status in addresses(document).items():
        if status == 404 and "thumbnail" not in url:
            assert told(client, url)[0] == 200, url
    changes = told(client, reverse("counterparty-changes", args=[document.counterparty_id]))[1]
    assert "Number shown" in changes and f"{WORD}scan" in changes and "••••••847" in changes
    assert "/personal-documents/" in told(client, reverse("counterparties-list"))[1]
    assert f"{WORD}view" in told(client, reverse("saved-views-list"))[1]
    assert f"{WORD}view" in told(client, reverse("all-personal-documents-list"))[1]


@pytest.mark.parametrize(
    ("interface", "lists"),
    [
        ("addresses", ["all-addresses"]),
        ("files", ["papers"]),
        ("events", ["all-events"]),
        ("forms", ["all-forms"]),
    ],
)
def test_a_list_of_all_is_closed_with_the_tab_and_stands_in_no_menu(interface, lists):
    client = client_of(clerk())
    for slug in lists:
        url, export = reverse(f"{slug}-list"), reverse("exchange:export", args=[slug]) + "?format=csv"
        assert told(client, url)[0] == 200 and f'href="{url}"' in told(client, reverse("counterparties-list"))[1]
        for row in FileTab.objects.filter(interface=interface):
            open_to(tab=row, roles=Role.objects.filter(code="administrator"))
        cache.clear()  # the menu remembers for a minute
        assert [told(client, each)[0] for each in (url, export)] == [404, 404]
        assert f'href="{url}"' not in told(client, reverse("counterparties-list"))[1]
    if interface == "events":
        assert told(client, reverse("calendar"))[0] == 404


def test_the_page_of_exports_offers_no_rows_of_a_closed_tab():
    client = client_of(clerk())
    whole = reverse("exchange:export", args=["addresses"])
    assert whole in told(client, reverse("exchange:list"))[1]
    for row in FileTab.objects.filter(interface="addresses"):
        open_to(tab=row, roles=Role.objects.filter(code="administrator"))
    assert whole not in told(client, reverse("exchange:list"))[1]


def test_by_default_administrators_have_it_and_where_no_role_is_named_nobody(document):
    url = reverse("personal-documents-list", args=[document.counterparty_id])
    administrator = f.administrator()
    assert told(client_of(administrator), url)[0] == 200
    open_to(tab=tab(), roles=[])
    assert told(client_of(administrator), url)[0] == 404
    assert told(client_of(f.superuser()), url)[0] == 200
    page = told(client_of(f.superuser()), reverse("file-tabs-list"))[1]
    assert "No roles" in page
    rights = told(client_of(f.superuser()), reverse("file-tabs-rights", args=[tab().pk]))[1]
    assert "nobody where none is ticked" in rights


def test_a_reader_with_the_tab_changes_nothing(document):
    client = client_of(f.open_tabs(f.reader()))
    page = told(client, document.get_absolute_url())[1]
    assert "••••••847" in page and "data-dropzone" not in page and "/edit/" not in page
    own = [document.counterparty_id, document.pk]
    assert client.post(reverse("personal-document-number", args=own)).status_code == 200
    assert client.post(reverse("personal-document-doubts", args=own[:1])).status_code == 403
    url = reverse("scans-add", args=own[:1]) + f"?document={document.pk}"
    assert client.post(url).status_code == 403


def test_no_feature_gets_hold_of_a_scan(document):
    feature = f.feature(data_type=DataType.FILE, code="paper")
    name = next(each.name for each in feature_attributes() if each.feature.pk == feature.pk)
    stolen = {name: document.scans.get().content_id}
    with pytest.raises(ValidationError):
        save_counterparty(user=f.superuser(), record=document.counterparty, values={}, features=stolen)


def expiring(**values):
    last = timezone.localdate() + datetime.timedelta(days=5)
    return f.personal_document(valid_until=last, number="731952846", **values)


def test_who_has_the_right_and_sees_the_file_is_reminded_once(document):
    trader, other, stranger = clerk(), f.administrator(), clerk()
    made = expiring(counterparty=f.counterparty(name="Бета ООД", responsible=trader))
    assert tell_of_documents() == 1 and tell_of_documents() == 0 and tell_of_papers() == 0
    assert {notice.user for notice in Notice.objects.all()} == {other}, "the trader has no right to it"
    notice = Notice.objects.get()
    assert "••••••846" in notice.text and "731952846" not in notice.text and "Бета ООД" in notice.text
    assert notice.url == made.get_absolute_url() and notice.mail_after is not None
    open_to(tab=tab(), roles=Role.objects.filter(code="clerk"))
    type(made).objects.filter(pk=made.pk).update(told_until=None)
    Notice.objects.all().delete()
    tell_of_documents()
    assert {notice.user for notice in Notice.objects.all()} == {trader, stranger}


def test_where_nobody_has_the_right_the_superusers_are_reminded():
    boss = f.superuser()
    open_to(tab=tab(), roles=[])
    expiring()
    assert tell_of_documents() == 1
    assert boss in {notice.user for notice in Notice.objects.all()}


def test_where_who_is_responsible_has_no_right_the_superusers_are_reminded():
    boss = f.superuser()
    open_to(tab=tab(), roles=[])
    expiring(counterparty=f.counterparty(responsible=clerk()))
    assert tell_of_documents() == 1
    told = {notice.user for notice in Notice.objects.all()}
    assert boss in told and all(each.is_superuser for each in told)


def test_being_reminded_is_no_change_of_the_document():
    f.administrator()
    made = expiring()
    version = made.version
    tell_of_documents()
    made.refresh_from_db()
    assert made.told_until == made.valid_until and made.version == version


@pytest.mark.parametrize("days", [-1, 100])
def test_what_has_expired_or_lies_far_ahead_is_not_told(days):
    f.personal_document(valid_until=timezone.localdate() + datetime.timedelta(days=days))
    assert tell_of_documents() == 0


def test_the_file_of_a_bank_has_no_such_tab():
    bank = f.counterparty(types=[Kind.BANK])
    assert told(client_of(f.superuser()), reverse("personal-documents-list", args=[bank.pk]))[0] == 404
