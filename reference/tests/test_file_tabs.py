"""The rows of the file's tabs: what may stand where, who sees it, and the screen on which that is arranged."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from access.models import Role
from history.models import Change
from reference.changes import page
from reference.deleting import delete
from reference.file_tabs.placing import open_to, place
from reference.kinds import Kind
from reference.models import FileTab
from reference.stopping import stop
from tests import factories
from tests.clients import client_of

pytestmark = pytest.mark.django_db
LIST = "/settings/reference/file-tabs/"


CONTACTS = [
    "contact-persons", "addresses", "bank-accounts", "events", "holdings", "files", "forms",
    "personal-documents", "portal-users",
]  # fmt: skip
"What stands under Contacts at first."


@pytest.fixture(autouse=True)
def _defaults() -> None:
    factories.load_defaults()


@pytest.fixture
def admin() -> Client:
    return client_of(factories.administrator())


def tab(code: str) -> FileTab:
    return FileTab.objects.get(code=code)


def order(parent: str) -> list[str]:
    return list(FileTab.objects.filter(parent__code=parent).order_by("position").values_list("code", flat=True))


def test_the_defaults_are_the_declared_tabs_and_come_once():
    assert order("contacts") == CONTACTS
    assert tab("bank-accounts").kinds == [kind.value for kind in Kind if kind != Kind.HOLDING]
    delete(record=tab("holdings"))
    factories.load_defaults()
    assert order("contacts") == [code for code in CONTACTS if code != "holdings"]
    assert [role.code for role in tab("personal-documents").roles.all()] == ["administrator"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"interface": "addresses", "parent": "summary"}, "parent"),
        ({"interface": "addresses", "parent": "addresses"}, "parent"),
        ({"interface": "addresses"}, "parent"),
        ({"interface": "history", "parent": "contacts"}, "interface"),
        ({"interface": "", "parent": "contacts", "name_en": "A"}, "interface"),
        ({"interface": ""}, "name_en"),
    ],
)
def test_what_may_not_stand_there_is_refused_at_its_field(values, field):
    parent = tab(values.pop("parent")) if "parent" in values else None
    with pytest.raises(ValidationError) as refused:
        factories.file_tab(parent=parent, **{"name_en": "", **values})
    assert list(refused.value.error_dict) == [field]


def test_a_heading_of_ones_own_takes_tabs():
    heading = factories.file_tab(interface="", name_en="Money")
    place(tab=tab("bank-accounts"), parent=heading)
    assert order(heading.code) == ["bank-accounts"]
    assert order("contacts") == [code for code in CONTACTS if code != "bank-accounts"]
    places = FileTab.objects.filter(parent=tab("contacts")).order_by("position")
    assert list(places.values_list("position", flat=True)) == list(range(1, len(CONTACTS)))
    with pytest.raises(ValidationError, match="1 tab under it"):
        delete(record=heading)


def test_the_summary_can_be_neither_closed_nor_stopped_nor_deleted():
    with pytest.raises(ValidationError, match="where every file opens"):
        open_to(tab=tab("summary"), roles=Role.objects.filter(code="clerk"))
    with pytest.raises(ValidationError):
        stop(record=tab("summary"))
    with pytest.raises(ValidationError, match="where every file opens"):
        delete(record=tab("summary"))


def test_who_opens_a_tab_to_roles_at_the_same_time_is_told():
    mine, theirs = tab("addresses"), tab("addresses")
    open_to(tab=theirs, roles=Role.objects.filter(code="clerk"))
    with pytest.raises(ValidationError, match="Somebody else"):
        open_to(tab=mine, roles=[])
    assert [role.code for role in tab("addresses").roles.all()] == ["clerk"]


def test_an_administrator_adds_a_tab_names_who_sees_it_and_moves_it(admin):
    contacts = tab("contacts")
    page = admin.get(f"{LIST}add/?under={contacts.pk}")
    fields = page.context["form"].fields
    assert list(fields)[1:3] == ["parent", "interface"] and ("addresses", "Addresses") in fields["interface"].choices
    posted = {"parent": contacts.pk, "interface": "addresses", "name_en": "Stores", "kinds": ["supplier", "customer"]}
    answer = admin.post(f"{LIST}add/?under={contacts.pk}", posted)
    assert answer.status_code == 302
    stores = FileTab.objects.get(name_en="Stores")
    assert (stores.parent, stores.kinds, stores.position) == (contacts, ["supplier", "customer"], len(CONTACTS) + 1)
    clerk = Role.objects.get(code="clerk")
    rights = admin.get(f"{LIST}{stores.pk}/rights/")
    assert list(rights.context["form"].fields) == ["base", "roles"]
    base = rights.context["form"].initial["base"]
    assert admin.post(f"{LIST}{stores.pk}/rights/", {"roles": [clerk.pk], "base": base}).status_code == 302
    assert list(stores.roles.all()) == [clerk]
    form = admin.get(f"{LIST}{stores.pk}/edit/").context["form"]
    moved = posted | {
        "parent": tab("customer").pk,
        "roles": [clerk.pk],
        "base": form.initial["base"],
        "code": stores.code,
    }
    assert admin.post(f"{LIST}{stores.pk}/edit/", moved).status_code == 302
    assert order("customer") == [stores.code] and list(stores.roles.all()) == [clerk]


def test_the_list_tells_all_and_its_history(admin):
    open_to(tab=tab("addresses"), roles=Role.objects.filter(code="clerk"))
    text = admin.get(LIST).content.decode()
    assert "Customer, Supplier" in text and "Addresses, seen by" in text
    assert Change.objects.filter(table="reference_filetabrole", after__tab_id=tab("addresses").pk).count() == 1


def test_the_screen_speaks_bulgarian(admin):
    page = admin.get(LIST, headers={"Accept-Language": "bg"}).content.decode()
    assert "Досие на контрагента" in page and "</i>Раздел</a>" in page


def test_the_history_calls_tabs_as_people_do():
    made = factories.file_tab(interface="members", parent=tab("contacts"), name_en="", name_bg="")
    made.interface = "forms.flight-form"
    made.save()
    delete(record=made)
    with translation.override("bg"):
        entries, _older = page()
    titles = {title for entry in entries for title in entry.titles}
    assert {"Раздел Фирми в холдинга: добавяне", "Раздел Полетен формуляр: изтриване"} <= titles
    assert "Фирми в холдинга" in {line.before for entry in entries for line in entry.lines}


def test_who_may_not_configure_sees_no_verb():
    client = Client()
    client.force_login(factories.reader())
    page = client.get(LIST)
    assert page.status_code == 403 or b"formaction" not in page.content
    assert client.post(f"{LIST}{tab('addresses').pk}/stop/").status_code == 403
    assert client.get(f"{LIST}{tab('addresses').pk}/rights/").status_code == 403
