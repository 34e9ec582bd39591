"""The items of a nomenclature as what spreadsheets are imported into: a whole file is judged as one tree."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Ability, User
from attributes.values import Attribute, Number, YesNo
from exchange.item_judging import Judging
from exchange.item_writing import write
from exchange.mapping import CLEAR, ColumnMapping
from exchange.targets import Candidate, Session, Target, register
from reference.items.moving import lock_places
from reference.models import Nomenclature, NomenclatureItem
from screens.registry import screens

MOST_ROWS = 50_000


class ItemSession(Session):
    """One run into one nomenclature. Places are no part of a row's version, so known rows are judged as well."""

    trusts_sources = False

    def __init__(
        self, nomenclature: Nomenclature, mapping: ColumnMapping, attributes: Mapping[str, Attribute]
    ) -> None:
        self.nomenclature, self.attributes = nomenclature, attributes
        self.titles = {column.attribute: column.title for column in mapping.columns}
        self.judged = False

    def judge(self, candidates: Sequence[Candidate]) -> None:
        if self.judged:
            raise ValidationError(_("A file may hold at most %s items: split it by branches.") % MOST_ROWS)
        self.judged = True
        lock_places(self.nomenclature.pk)
        self.judging = Judging(self.nomenclature, self.attributes, self.titles)
        self.judging.judge(candidates)

    def write(self, candidates: Sequence[Candidate]) -> None:
        write(judging=self.judging, candidates=candidates)


class NomenclatureItems(Target):
    """The items of the nomenclature that the options name; their order is that of the file."""

    slug = "nomenclature-items"
    label = gettext_lazy("Items of a nomenclature")
    model = NomenclatureItem
    title = gettext_lazy("Import of the items of a nomenclature")
    shows = gettext_lazy("Show the items")
    matched_by = gettext_lazy(
        "A row with the code of an item updates it; one without a code updates the only item of its name. "
        "The items stand in the order of the file; items that it does not name stay."
    )
    ability = Ability.CONFIGURE
    option_names = ("nomenclature",)
    options_template = "exchange/_nomenclature.html"
    lists = False
    blanks = {"parent": CLEAR}
    synonyms = {
        "code": ("Код", "Item code"),
        "name_bg": ("Name (bg)", "Name bg", "Име (bg)", "Bulgarian"),
        "name_en": ("Name (en)", "Name en", "Име (en)", "English", "Name", "Име"),
        "parent": ("Parent", "Under", "Под", "Родител", "Код на родител"),
        "stopped": ("Спрян", "Спряна"),
    }
    rows_a_chunk = MOST_ROWS
    exported_whole = False

    def attributes(self, user: User | None) -> dict[str, Attribute]:
        declared = screens["items"].declared()
        return {
            "code": declared["code"],
            "name_bg": declared["name_bg"],
            "name_en": declared["name_en"],
            "parent": Attribute("parent", gettext_lazy("Parent code"), max_length=200),
            "stopped": YesNo("stopped", gettext_lazy("Stopped")),
        }

    def told(self, user: User | None) -> dict[str, Attribute]:
        return self.attributes(user) | {"position": Number("position", gettext_lazy("Position"))}

    def option_context(self, user: User, options: Mapping[str, str]) -> dict[str, Any]:
        return {"nomenclatures": Nomenclature.objects.visible_to(user).order_by("position")}

    def into(self, options: Mapping[str, str]) -> str:
        return str(nomenclature_of(options) or "")

    def option_problem(self, options: Mapping[str, str]) -> str:
        if nomenclature_of(options):
            return ""
        return _("Choose the nomenclature that the items belong to.")

    def url(self, options: Mapping[str, str]) -> str:
        nomenclature = nomenclature_of(options)
        return screens["items"].url(parent=nomenclature) if nomenclature else screens["nomenclatures"].url()

    def record_url(self, record: NomenclatureItem, user: User) -> str:
        home = reverse("items-list", args=[record.nomenclature_id])
        return f"{home}?in={record.parent_id}" if record.parent_id else home

    def session(self, *, user: User | None, mapping: ColumnMapping, attributes: Mapping[str, Attribute]) -> Session:
        nomenclature = nomenclature_of(mapping.options)
        if nomenclature is None:
            raise ValidationError(self.option_problem(mapping.options))
        if user is not None and not self.allows(user):
            raise ValidationError(_("You may not change nomenclatures."))
        return ItemSession(nomenclature, mapping, attributes)


def nomenclature_of(options: Mapping[str, str]) -> Nomenclature | None:
    """The nomenclature that the options name by its code."""
    return Nomenclature.objects.filter(code=options.get("nomenclature", "")).first()


def cells_of(item: Any, code_above: str, attributes: Mapping[str, Attribute]) -> list[str]:
    """An item as the cells of an export, in the order of the attributes."""
    values = {
        "code": item.code,
        "name_bg": item.name_bg,
        "name_en": item.name_en,
        "parent": code_above,
        "stopped": item.stopped_at is not None,
    }
    return [attribute.format(values[name]) for name, attribute in attributes.items()]


register(NomenclatureItems())
