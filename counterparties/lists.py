"""The lists of counterparties: of all, and of each kind."""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any, cast

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Ability, Action, User
from access.policy import can
from attributes.choices import Reference
from attributes.numbers import number_in
from attributes.values import Attribute
from counterparties import archiving, columns, feature_forms, searching
from counterparties.feature_rights import seen_features
from counterparties.letters import Letter, letters_of
from counterparties.meaning import Hits, meaning
from counterparties.models import Counterparty
from counterparties.phone_columns import Phone
from counterparties.querysets import CounterpartyQuerySet, rights_of
from counterparties.ranking import Ranking, ranking
from counterparties.reaching import clean_email, clean_website
from counterparties.saving import save_counterparty
from counterparties.suggesting import suggestions
from counterparties.vies import showing, taking
from counterparties.vies.attributes import StateInVies
from reference.features.attributes import feature_attributes, shown_features
from reference.features.values import FeatureValue
from reference.kinds import Kind
from reference.models import Type
from reference.remembering import lasting, remembering
from screens.hits import Suggestion
from screens.keyset import Page
from screens.listing import ListQuery
from screens.origin import behind, told
from screens.screen import Screen

IN_CELLS = ("status", "alias")
"The fields whose cells are edited in the list, beside features."
INDEXED_ORDERS = ("name", "code", "created_at")
"By what a list of any length is sorted; a short one by any column."
INDEXED_FILTERS = ("status", "letter")


class Counterparties(Screen):
    """The list of all counterparties, or of those of one kind."""

    model = Counterparty
    icon = "address-book"
    hidden = ("version", "name_sort", "search", "demonstration")
    columns = ("name", "kinds", "types", "status", "uic", "country", "phone")
    form_fields = (
        "person_kind", "name", "name_latin", "first_name", "middle_name", "last_name",
        "first_name_latin", "middle_name_latin", "last_name_latin", "alias", "code",
        "types", "status", "responsible", "country", "foreign", "uic", "vat_registered", "vat_number", "lei",
        "phone", "email", "website", "language", "note",
    )  # fmt: skip
    filters = ("types", "status", "holding", "letter")
    filters_elsewhere = ("letter",)
    more_filters = ("country", "responsible", "created_at", "vies_state")
    search = ("search",)
    ranks = True
    search_hint = gettext_lazy("Name, alias, UIC, VAT, phone, address")
    ordering = "name"
    rules = {"email": clean_email, "website": clean_website}
    archive_asks = True
    cards = {"name": "name", "uic": "l2", "status": "r1", "types": "r2", "phone": "full"}
    strip_template, bulk_deeds = "counterparties/_letters.html", "counterparties/vies/_deed.html"
    list_template, form_template = "counterparties/list.html", "counterparties/form.html"
    empty_text = gettext_lazy("Everybody you deal with stands here: add one by hand, or import a spreadsheet.")

    def __init__(self, kind: Kind | None = None) -> None:
        self.kind = kind
        self.slug = f"counterparties-{kind.value}" if kind else "counterparties"
        self.views = ("list", "add", "edit", "archive", "activate", "lookup")
        if kind:
            self.icon, self.views = kind.icon, ("list", "add", "lookup")

    @property
    def title(self) -> str:
        return self.kind.plural if self.kind else _("All counterparties")

    @property
    def title_one(self) -> str:
        return str(self.kind.label).lower() if self.kind else _("counterparty")

    @property
    def path(self) -> str:
        return f"counterparties/kind/{self.kind.value}/" if self.kind else "counterparties/"

    def url(self, view: str = "list", record: Model | None = None, parent: Model | None = None) -> str:
        if record is not None:
            return reverse(f"counterparties-{view}", args=[record.pk])
        return reverse(f"{self.slug}-{view}")

    def declared(self) -> dict[str, Attribute]:
        made = super().declared()
        label = {name: attribute.label for name, attribute in made.items()}
        made |= {
            "name": columns.Name("name", label["name"], required=True, sortable=True, max_length=400),
            "code": columns.Code("code", label["code"], sortable=True, max_length=30),
            "uic": columns.Identifier("uic", label["uic"], sortable=True, max_length=40),
            "vat_number": columns.OfficialNumber("vat_number", label["vat_number"], sortable=True, max_length=40),
            "lei": columns.OfficialNumber("lei", label["lei"], sortable=True, max_length=20),
            "status": columns.StatusAttribute("status", label["status"], sortable=True),
            "responsible": Reference(
                "responsible",
                label["responsible"],
                rows=lambda: User.colleagues.order_by("username"),
                code="username",
                sortable=True,
            ),
            "phone": Phone("phone", label["phone"], sortable=True, max_length=50),
            "letter": Letter("letter", _("First letter")),
            "vies_state": StateInVies(),
        }
        made["first_name"].help_text = _("The first or the last name is required.")
        for attribute in made.values():
            attribute.indexed, attribute.may_be_indexed = attribute.name in INDEXED_ORDERS, False
        return made | self.personal(None)

    def personal(self, user: User | None) -> dict[str, Attribute]:
        """The attributes that show each user only what he may see of a counterparty."""
        return {
            "kinds": columns.Kinds("kinds", _("Kinds"), user=user),
            "types": columns.Types("types", _("Types"), user=user, kind=self.kind),
            "holding": columns.Holding("holding", _("Holding"), user),
        }

    def attributes(self, user: User | None = None) -> dict[str, Attribute]:
        features = [each.attribute.for_user(user) for each in seen_features(user)] if user else feature_attributes()
        return self.declared() | self.personal(user) | {feature.name: feature for feature in features}

    def default_columns(self, attributes: Mapping[str, Attribute]) -> list[str]:
        return [*self.columns, *(name for name in shown_features(self.kind) if name in attributes)]

    @property
    def bulk_url(self) -> str:
        return reverse("exchange:bulk", args=[self.slug])

    def edited_in_cells(self, attributes: Mapping[str, Attribute]) -> Collection[str]:
        features = (each for each in attributes.values() if isinstance(each, FeatureValue))
        return {*IN_CELLS, *(each.name for each in features if each.editable and each.typed)}

    @property
    def cells_url(self) -> str:
        return reverse("counterparties-list") + "{pk}/cell/{name}/"

    def cell_attribute(self, user: User, record: Any, name: str) -> Attribute | None:
        if name in IN_CELLS:
            return self.declared()[name]
        return feature_forms.asked_feature(record=record, user=user, name=name)

    def reading_once(self) -> AbstractContextManager[None]:
        return remembering()

    def rows(self, user: User, action: Action = Action.SEE, parent: Model | None = None) -> QuerySet:
        rows = super().rows(user, action)
        return rows.seen_as(self.kind, user) if self.kind else rows  # type: ignore[attr-defined]

    def origin(self, query: ListQuery) -> str:
        return told(query)

    def counts_at_once(self, query: ListQuery) -> bool:
        """Indexes hold what it takes to count all, a kind, a status or a letter."""
        asked = query.chosen
        return len(asked) <= 1 and {*asked} <= {*INDEXED_FILTERS} and rights_of(query.user).unrestricted(Action.SEE)

    def searched(self, rows: QuerySet, text: str) -> QuerySet:
        return searching.searched(rows, text)

    def meaning(self, text: str, rows: QuerySet, best: Callable[[str], Page]) -> str:
        def found(each: str) -> Hits:
            page = best(each)
            places = [(row._key, row.pk) for row in page.rows]  # type: ignore[attr-defined]
            return Hits(places, many=page.count is not None and page.count[1])

        return meaning(text, cast(CounterpartyQuerySet, rows), found)

    def ranking(self, text: str) -> Ranking:
        return ranking(text)

    def suggestions(self, rows: QuerySet, text: str) -> list[Suggestion]:
        return suggestions(rows, text)

    def list_context(self, query: ListQuery) -> dict[str, Any]:
        rights = rights_of(query.user)
        return {
            "demonstration_remove_url": demonstration_remove_url(query.user),
            "may_export": self.may_export(query.user),
            "may_edit_together": bool(rights.types[Action.EDIT]),
            "may_archive_together": bool(rights.types[Action.ARCHIVE]),
            "vies_url": reverse("vies-recheck-list", args=[self.slug]) if rights.types[Action.EDIT] else "",
            "letters": letters_of(query),
        }

    def new(self, user: User, parent: Model | None = None) -> Counterparty:
        record = Counterparty()
        record.ticked = list(Type.objects.filter(kind=self.kind, parent=None)) if self.kind else []  # type: ignore[attr-defined]
        return record

    def form_attributes(self, user: User, record: Model, data: QueryDict | None = None) -> list[Attribute]:
        """The fields, and the features of the ticked types: of those that are posted, else of the record's."""
        types = columns.Types("types", _("Types"), user=user, action=Action.EDIT if record.pk else Action.ADD)
        known = self.declared() | {"types": types}
        if data is None:
            ticked = frozenset(node.pk for node in types.value(record))
        else:
            ticked = rights_of(user).types[types.action].intersection(map(number_in, data.getlist("types")))
        return [
            *(known[name] for name in self.form_fields),
            *feature_forms.form_features(record=record, user=user, ticked=ticked),
            *taking.carried(),
        ]

    def starting_values(self, record: Model, attributes: Iterable[Attribute]) -> dict[str, Any]:
        return feature_forms.starting_values(record=record, attributes=attributes)

    def unseen(self, data: QueryDict, attributes: Iterable[Attribute]) -> list[str]:
        return feature_forms.unseen(data, attributes)

    def form_context(self, form: Any) -> dict[str, Any]:
        return feature_forms.form_context(form) | {"vies": showing.carried_by(form)}

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> Counterparty:
        features, types = feature_forms.given_features(values), values.pop("types", None)
        vies = {name: values.pop(name, "") for name in (taking.ANSWER, taking.WITH_ADDRESS)}
        with transaction.atomic():
            saved = save_counterparty(
                user=user, record=record if record.pk else None, values=values, types=types, features=features
            )
            taking.take_over(user=user, record=saved, values=vies)
        return saved

    def after_save(self, record: Model, parent: Model | None) -> str:
        """The file: of one that was begun in the list of a kind it knows that list, as if one had opened it there."""
        url: str = record.get_absolute_url()  # type: ignore[attr-defined]
        return url + behind(self.slug) if self.kind else url

    def archive(self, *, user: User, record: Any) -> None:
        archiving.archive_counterparty(user=user, record=record)

    def activate(self, *, user: User, record: Any) -> None:
        archiving.activate_counterparty(user=user, record=record)


def demonstration_remove_url(user: User) -> str:
    """Where the demonstration data are removed, for who may do so while there are any."""
    return reverse("remove-demonstration") if can(user, Ability.CONFIGURE) and has_demonstration() else ""


@lasting
def has_demonstration() -> bool:
    """Whether there are demonstration data; whoever loads or removes them renews the mark."""
    return Counterparty.objects.filter(demonstration=True).exists()
