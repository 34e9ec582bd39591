"""The screens of the location lists, and of the rules for addresses."""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from access.models import Action, User
from attributes.choices import Choice, Reference
from attributes.countries import Country
from attributes.values import Attribute
from reference.holding import let_writers_through
from reference.locations.columns import Above, Name, Parent, Uses
from reference.locations.holders import holders
from reference.locations.saving import save_location
from reference.models import AddressRule, Location, Type
from reference.models.locations import Level
from reference.screens import ONE_NAME, may_configure
from screens import menu
from screens.listing import ListQuery
from screens.registry import screen
from screens.screen import Screen

menu.add(
    menu.MenuEntry(
        section=_("Settings"),
        label=_("Location lists"),
        url=reverse_lazy("locations-list"),
        icon="map-2",
        visible=may_configure,
        order=310,
    )
)


@screen
class Locations(Screen):
    """Countries, areas, settlements, neighbourhoods and streets; a level at a time."""

    model = Location
    slug = "locations"
    icon = "map-2"
    columns = ("name", "level", "country", "area", "settlement", "code", "postal_code", "uses")
    mended_at = {"one_location_a_code": "code", "location_has_a_name": "name_bg"}
    cards = {"name": "name", "level": "l2", "code": "r1", "postal_code": "r2", "area": "full", "settlement": "full"}
    form_fields = ("level", "country", "name_bg", "name_en", "code", "postal_code", "stopped")
    filters = ("level", "country", "stopped")
    filters_elsewhere = ("level",)
    search = ("name_bg", "name_en", "code", "postal_code")
    search_hint = _("Name, code, postal code")
    hidden = ("version", "key_bg", "key_en", "parent", "replaced_by")
    unsorted = ("level", "country", "postal_code", "name_bg", "name_en", "stopped")
    ordering = "name"
    archivable = False
    views = ("list", "add", "edit", "history")
    list_template, form_template = "reference/locations/list.html", "reference/locations/form.html"
    strip_template = "reference/locations/_levels.html"
    empty_text = _(
        "Add settlements and streets, or import them: addresses are then suggested, and can be made to fit."
    )

    @property
    def title(self) -> str:
        return gettext("Location lists")

    @property
    def path(self) -> str:
        return "settings/locations/"

    def declared(self) -> dict[str, Attribute]:
        above = {level.value: Above(level) for level in (Level.AREA, Level.SETTLEMENT)}
        made = super().declared()
        made["country"] = Country("country", made["country"].label, required=True)
        made["name_en"].help_text = made["name_bg"].help_text = ONE_NAME
        return {"name": Name(), **made, **above, "uses": Uses()}

    def rows(self, user: User, action: Action = Action.SEE, parent: Model | None = None) -> QuerySet:
        return super().rows(user, action).right()  # type: ignore[attr-defined]

    def form_attributes(self, user: User, record: Any, data: QueryDict | None = None) -> list[Attribute]:
        """A country is what the standard says: only its names and whether it is offered are ours."""
        known = self.attributes(user)
        if record.pk and record.level == Level.COUNTRY:
            return [known[name] for name in ("name_bg", "name_en", "stopped")]
        levels = [(level.value, level.label) for level in Level if level != Level.COUNTRY]
        known["level"] = Choice("level", known["level"].label, choices=levels, required=True)
        found = [known[name] for name in self.form_fields]
        return [*found[:2], Parent(), *found[2:]]

    def new(self, user: User, parent: Model | None = None) -> Location:
        return Location(level=Level.SETTLEMENT, country="BG")

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> Model:
        for name, value in values.items():
            setattr(record, name, value)
        return save_location(record=record)

    def list_context(self, query: ListQuery) -> dict[str, Any]:
        levels = [("", _("All")), *Level.choices]
        return {
            "levels": [(label, query.address(level=code or None), code == query.elsewhere) for code, label in levels],
            "may_export": self.may_export(query.user),
            "link_urls": [holder.url() for holder in holders] if may_configure(query.user) else [],
            "rules_url": reverse("address-rules-list") if may_configure(query.user) else "",
            "import_url": f"{reverse('exchange:choose')}?target={self.slug}" if may_configure(query.user) else "",
        }

    def form_context(self, form: Any) -> dict[str, Any]:
        record = form.record
        replaces = record.pk and record.level != Level.COUNTRY
        return {
            "others": list(record.others.order_by("pk")) if record.pk else [],
            "replace_url": reverse("locations-replace", args=[record.pk]) if replaces else "",
        }


@screen
class AddressRules(Screen):
    """Where addresses are entered from the lists only."""

    model = AddressRule
    slug = "address-rules"
    icon = "map-pin-cog"
    columns = form_fields = ("country", "type", "mode", "note")
    mended_at = {"one_address_rule": "country"}
    filters = ("mode",)
    search = ("note",)
    ordering = "country"
    views = ("list", "add", "edit", "history", "archive", "activate")
    empty_text = _("Without a rule any text will do. Add one to have addresses chosen from the lists.")

    @property
    def path(self) -> str:
        return "settings/address-rules/"

    def declared(self) -> dict[str, Attribute]:
        kind = Reference(
            "type",
            _("Type"),
            rows=Type.objects.order_by("position").all,
            filterable=False,
            help_text=_("Empty means all."),
        )
        made = super().declared() | {"type": kind}
        made["country"] = Country(
            "country", made["country"].label, may_be_unset=True, sortable=True, help_text=_("Empty means all.")
        )
        return made

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> Model:
        let_writers_through()
        return super().save(user=user, record=record, values=values)
