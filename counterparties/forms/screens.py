"""The tab with the forms of a counterparty, and the list of those of all."""

from collections.abc import Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Action, User
from attributes.numbers import number_in
from attributes.values import Attribute
from counterparties import columns
from counterparties.file import COUNTERPARTY_FILE
from counterparties.forms.attributes import AllAnswers, Author, Beginning, FilledOn, TemplateOfForm
from counterparties.forms.filling import begun, offered_to, save_form, seen_templates
from counterparties.forms.searching import searched, with_names
from counterparties.models import Counterparty, FilledForm
from counterparties.models.filled_forms import WORDS
from counterparties.tab_bases import CounterpartyTab, ListOfAll, SubRecordScreen
from reference.features.values import FeatureValue
from reference.form_templates.reading import Form, forms, template_of
from reference.kinds import Kind
from reference.models import FormTemplate
from reference.models.file_tabs import Part
from reference.models.form_templates import FORMS
from screens import menu
from screens.listing import OF, ListQuery
from screens.registry import register

LIKE = "like"
"The parameter of a new form that is to begin as another one."


class OfForms(SubRecordScreen):
    """What the tab and the list of all forms have in common; narrowed to a template its fields are columns."""

    model = FilledForm
    icon = "forms"
    hidden: Sequence[str] = ("version", "counterparty", *WORDS)
    columns: Sequence[str] = ("template", "number", "date", "beginning", "author")
    cards: ClassVar[dict[str, str]] = {"number": "r2", "date": "r1", "beginning": "full", "author": "l2"}
    filters: Sequence[str] = ("date", "author")
    search: Sequence[str] = ("number", "features")
    search_hint = gettext_lazy("What was answered, or the number")
    ordering = "-date"
    opened_by_id = False
    list_template = "counterparties/forms/list.html"
    form_template = "counterparties/forms/form.html"
    form_fields: Sequence[str] = ("date",)
    of = ""

    # --- the list of one template

    def narrowed(self, of: str) -> Self:
        if of == self.of:
            return self
        found = copy(self)
        found.__dict__.pop("form", None)
        found.of = of
        return found

    @property
    def key(self) -> str:
        return f"{self.slug}.{self.of}" if self.of else self.slug

    @cached_property
    def form(self) -> Form | None:
        """The form that the list is narrowed to; a narrowed list lives no longer than what asks for it."""
        template = template_of(self.of) if self.of else None
        return forms().get(template.pk) if template else None

    def url(self, view: str = "list", record: Model | None = None, parent: Model | None = None) -> str:
        """A new form is of the template that the list is narrowed to."""
        address = super().url(view, record, parent)
        return f"{address}?{urlencode({OF: self.of})}" if view == "add" and self.of else address

    def after_save(self, record: Any, parent: Model | None) -> str:
        """The form's own page, which prints and copies it; beside a list the list stays."""
        return str(record.get_absolute_url())

    @property
    def title_one(self) -> str:
        return str(self.form.template) if self.form else _("form")

    def default_columns(self, attributes: Mapping[str, Attribute]) -> list[str]:
        if self.form is None:
            return list(self.columns)
        usual = [name for name in self.columns if name not in ("template", "beginning", "author")]
        fields = [each.name for each in self.form.asked if each.feature.shown]
        return [*sorted(usual, key=lambda name: name != "number"), *fields, "author"]

    # --- attributes and rows

    def declared(self) -> dict[str, Attribute]:
        made = super().declared()
        made["template"] = TemplateOfForm("template", _("Form"))
        made["date"] = FilledOn("date", made["date"].label, required=True, sortable=True)
        made["author"] = Author("author", _("Filled in by"))
        return made | told(None)

    def attributes(self, user: User | None = None) -> dict[str, Attribute]:
        made = super().attributes(user)
        fields = self.form.fields if self.form else []
        return made | told(user) | {each.name: each.for_user(user) if user else each for each in fields}

    def rows(self, user: User, action: Action = Action.SEE, parent: Model | None = None) -> QuerySet:
        rows: Any = super().rows(user, action, parent)
        own = {"template__code": self.of} if self.of else {}
        return with_names(rows.in_tab(FORMS, user).filter(**own).select_related("template"), user)

    def searched(self, rows: QuerySet, text: str) -> QuerySet:
        return searched(rows, text)

    # --- filling in

    def prefill(self, *, user: User, record: Any, params: QueryDict) -> None:
        """A new form may begin with the answers of another one."""
        like = self.rows(user, parent=record.counterparty).filter(pk=number_in(params.get(LIKE)) or 0).first()
        if like is not None:
            record.template, record.features = like.template, dict(like.features)

    def form_attributes(self, user: User, record: Any, data: QueryDict | None = None) -> list[Attribute]:
        asked = [field.for_user(user) for field in forms()[record.template_id].asked]
        for field in asked:
            field.prepare([record])
        return [self.declared()["date"], *asked]

    def starting_values(self, record: Any, attributes: Any) -> dict[str, Any]:
        return {} if record.pk or record.features else begun(forms()[record.template_id])

    def form_context(self, form: Any) -> dict[str, Any]:
        asked = [each for each in form.attributes if isinstance(each, FeatureValue)]
        lines = [{"field": form[each.name], "definition": each.definition} for each in asked]
        return {"lines": lines, "template": form.record.template}

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> Any:
        return save_form(user=user, record=record, values=values)

    def open_url(self, record: Any) -> str:
        return str(record.get_absolute_url())

    # --- what surrounds the list

    def list_context(self, query: ListQuery) -> dict[str, Any]:
        user, url = query.user, self.url(parent=query.parent)
        seen = seen_templates(user, getattr(query.parent, "kinds", ()))
        exports = self.may_export(user, query.parent)
        return super().list_context(query) | {
            "export_url": reverse("exchange:export", args=[self.slug]) if exports else "",
            "may_export": exports,
            "templates": [(each, f"{url}?{urlencode({OF: each.code})}") for each in seen],
            "of": self.form.template if self.form else None,
        }


def told(user: User | None) -> dict[str, Attribute]:
    """What a list of all forms says of the answers, as far as the user may see what they name."""
    first = Beginning("beginning", _("Answers"), user=user)
    return {"beginning": first, "all_answers": AllAnswers("all_answers", _("All answers"), user=user)}


@COUNTERPARTY_FILE.tab
class FilledForms(OfForms, CounterpartyTab):
    """The forms of one counterparty."""

    slug = FORMS
    carried: Sequence[str] = (*CounterpartyTab.carried, OF)
    under = Part.CONTACTS
    kinds = (Kind.CUSTOMER, Kind.SUPPLIER)
    empty_text = gettext_lazy("Fill in a flight form, a survey or a form of your own; it can be printed.")

    @property
    def title(self) -> str:
        return str(self.form.template) if self.form else _("Forms")

    def may_add(self, user: User, parent: Model | None = None) -> bool:
        return super().may_add(user, parent) and bool(self.offered(user, parent))

    def new(self, user: User, parent: Any = None) -> Model:
        """A form of the template that the list is narrowed to, else of the first one."""
        return FilledForm(counterparty=parent, template=self.offered(user, parent)[0])

    def offered(self, user: User, parent: Any) -> list[FormTemplate]:
        """The templates of which a new form may be filled in, in this list."""
        return [each for each in offered_to(parent, user) if not self.of or each.code == self.of]

    def list_context(self, query: ListQuery) -> dict[str, Any]:
        owner: Any = query.parent
        empty = reverse("empty-form", args=[owner.pk])
        offered = [
            {
                "template": each,
                "add_url": self.narrowed(each.code).url("add", parent=owner),
                "empty_url": f"{empty}?{urlencode({OF: each.code})}",
            }
            for each in (self.offered(query.user, owner) if self.may_add(query.user, owner) else ())
        ]
        # Of several forms a menu asks which one is meant.
        only = offered[0]["add_url"] if len(offered) == 1 else ""
        return super().list_context(query) | {"offered": offered, "add_url": only}


class AllForms(OfForms, ListOfAll):
    """The forms of all counterparties; each is filled in where its counterparty is."""

    slug, tab = "all-forms", FORMS
    carried = (OF,)
    columns = ("template", "number", "counterparty", "date", "beginning", "author")
    cards: ClassVar[dict[str, str]] = {"counterparty": "l2", "number": "r2", "date": "r1", "beginning": "full"}
    hidden: Sequence[str] = ("version", *WORDS)
    views = ("list", "edit", "history", "archive", "activate")
    list_template = "counterparties/forms/all.html"
    empty_text = gettext_lazy("The forms of all counterparties stand here together. Fill them in in their files.")

    path = "forms/"

    @property
    def title(self) -> str:
        return str(self.form.template) if self.form else _("Filled forms")

    def may_add(self, user: User, parent: Model | None = None) -> bool:
        return False

    def declared(self) -> dict[str, Attribute]:
        made = super().declared() | self.owner(None)
        for name, each in made.items():
            # The one order that an index gives.
            each.indexed, each.may_be_indexed = name == "date", False
        return made

    def owner(self, user: User | None) -> dict[str, Attribute]:
        """The counterparty, as far as the user may see it."""
        rows = Counterparty.objects.open_to(user)
        owner = columns.Company("counterparty", _("Counterparty"), rows=rows.all, editable=False, filterable=False)
        owner.sortable, owner.indexed, owner.may_be_indexed = True, False, False
        # Read for the rows of a page, not joined to all that are found before they are sorted.
        owner.related, owner.prefetched = (), ("counterparty",)
        return {"counterparty": owner}

    def attributes(self, user: User | None = None) -> dict[str, Attribute]:
        return super().attributes(user) | self.owner(user)


ALL = AllForms()
register(ALL)
menu.add(
    menu.MenuEntry(
        section=gettext_lazy("Counterparties"),
        label=gettext_lazy("Filled forms"),
        url=reverse_lazy("all-forms-list"),
        icon="forms",
        visible=ALL.in_menu,
        order=122,
    )
)
