"""The tab of the log-ins that a counterparty's people have."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from access.models import User
from attributes.choices import Reference
from attributes.numbers import number_in
from attributes.values import Attribute
from counterparties.file import COUNTERPARTY_FILE
from counterparties.models import ContactPerson, Counterparty, PortalUser
from counterparties.models.portal_users import USERS
from counterparties.portal.attributes import LastLogIn, StateOfLogIn
from counterparties.portal.saving import of_file, save_portal_user
from counterparties.reaching import clean_email
from counterparties.tab_bases import CounterpartyTab
from reference.file_tabs.reading import is_shown, kinds_with
from reference.kinds import Kind
from reference.models.file_tabs import Part
from screens.listing import ListQuery

OFFERED = 12
"Contact persons whom the tab offers to invite."


def whom(rows: Callable[[], QuerySet]) -> Reference:
    """The contact person who a portal user is."""
    return Reference("person", _("Contact person"), rows=rows, code="email", filterable=False)


@COUNTERPARTY_FILE.tab
class PortalUsers(CounterpartyTab):
    """The people of a customer or supplier who may log in; what they see is no part of this application."""

    model = PortalUser
    slug = USERS
    icon = "user-key"
    kinds = (Kind.CUSTOMER, Kind.SUPPLIER)
    under = Part.CONTACTS
    hidden = ("version", "counterparty", "user", "invitation")
    columns = ("name", "username", "email", "state", "last_login")
    cards = {"username": "l2", "state": "r1", "email": "full"}
    form_fields = ("person", "name", "email", "username")
    filters = ("state",)
    search = ("name", "username", "email")
    ordering = "name"
    edited_beside = True
    list_template = "counterparties/portal/list.html"
    rules = {"email": clean_email}
    empty_text = gettext_lazy("Invite people of this counterparty: they set their own password by a link.")

    @property
    def title(self) -> str:
        return pgettext("of a counterparty", "Users")

    def declared(self) -> dict[str, Attribute]:
        made = super().declared()
        state = StateOfLogIn(
            "state", made["state"].label, choices=PortalUser.State.choices, editable=False, sortable=True
        )
        made["name"].help_text = _("Left empty, that of the contact person.")
        made["email"].help_text = _("The invitation goes here. Left empty, that of the contact person.")
        made["username"].help_text = _("Left empty, the e-mail.")
        last = LastLogIn("last_login", _("Last log-in"), editable=False)
        return made | {"state": state, "last_login": last, "person": whom(ContactPerson.objects.all)}

    def attributes(self, user: User | None = None) -> dict[str, Attribute]:
        """Contact persons are named to who sees them."""
        made = super().attributes(user)
        if user and kinds_with("contact-persons", user) == frozenset():
            del made["person"]
        return made

    def form_attributes(self, user: User, record: Any, data: QueryDict | None = None) -> list[Attribute]:
        """The fields; people of the file are offered to who sees them."""
        known = self.attributes(user) | {"person": whom(of_file(record).all)}
        seen = is_shown("contact-persons", record.counterparty.kinds, user)
        return [known[name] for name in self.form_fields if seen or name != "person"]

    def prefill(self, *, user: User, record: Any, params: QueryDict) -> None:
        """Begins with the contact person whom the link names."""
        if is_shown("contact-persons", record.counterparty.kinds, user):
            person = of_file(record).filter(pk=number_in(params.get("person")) or 0).first()
            if person:
                record.person, record.name, record.email = person, str(person), person.email

    def list_context(self, query: ListQuery) -> dict[str, Any]:
        owner: Any = query.parent
        offered = owner is not None and self.may_add(query.user, owner)
        return super().list_context(query) | {"people": self.people(owner, query.user) if offered else []}

    def people(self, owner: Counterparty, user: User) -> list[Any]:
        """Contact persons with an e-mail who have no log-in yet."""
        if not is_shown("contact-persons", owner.kinds, user):
            return []
        people = of_file(PortalUser(counterparty=owner)).exclude(email="")
        with_log_in = PortalUser.objects.filter(counterparty=owner).exclude(person=None).values("person")
        return list(people.exclude(pk__in=with_log_in).order_by("last_name", "first_name", "pk")[:OFFERED])

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> Any:
        return save_portal_user(user=user, record=record, values=values)

    def after_save(self, record: Model, parent: Model | None) -> str:
        return record.get_absolute_url()  # type: ignore[attr-defined]
