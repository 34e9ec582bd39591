"""The location lists as what spreadsheets are imported into: areas, settlements, neighbourhoods, streets."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from access.models import Ability, User
from attributes.choices import Choice
from attributes.countries import Country, by_name
from attributes.values import Attribute, YesNo
from exchange.locations.session import LocationSession
from exchange.mapping import ColumnMapping
from exchange.targets import Session, Target, register
from reference.models import Location
from reference.models.locations import Level

TEXTS = {"code": 20, "name_bg": 100, "name_en": 100, "postal_code": 20}


class Locations(Target):
    """Locations of any level; of which, and of which country, a column says, or the options for the whole file."""

    slug = "locations"
    label = gettext_lazy("Location lists")
    model = Location
    title = gettext_lazy("Import of location lists")
    shows = gettext_lazy("Show the lists")
    matched_by = gettext_lazy(
        "A row with the code of a location updates it; else one of the same name in the same place. Import areas"
        " before settlements, and these before their streets. Nothing is removed."
    )
    ability = Ability.CONFIGURE
    option_names = ("level", "country")
    options_template = "exchange/_locations.html"
    lists = False
    exported_whole = True
    synonyms = {
        "level": ("Ниво",),
        "code": ("EKATTE", "ЕКАТТЕ", "Код", "ISO", "ISO code"),
        "name_bg": ("Name (bg)", "Име", "Наименование", "Населено място", "Bulgarian", "Име (bg)"),
        "name_en": ("Name (en)", "Name", "English", "Transliteration", "Транслитерация", "Име (en)"),
        "postal_code": ("ПК", "Пощенски код", "Zip", "Postcode", "Zip code"),
        "area": ("Oblast", "Област", "Region", "Province"),
        "settlement": ("Settlement", "City", "Град", "Town"),
        "stopped": ("Спрян", "Спряно"),
    }

    def attributes(self, user: User | None) -> dict[str, Attribute]:
        labels = {name: Location._meta.get_field(name).verbose_name for name in TEXTS}  # type: ignore[union-attr]
        found: dict[str, Attribute] = {
            "level": Choice("level", gettext_lazy("Level"), choices=Level.choices),
            "country": Country("country", gettext_lazy("Country")),
            "area": Attribute("area", gettext_lazy("Area"), max_length=100),
            "settlement": Attribute("settlement", gettext_lazy("Settlement"), max_length=100),
        }
        found |= {
            name: Attribute(name, str(labels[name])[:1].upper() + str(labels[name])[1:], max_length=length)
            for name, length in TEXTS.items()
        }
        return found | {"stopped": YesNo("stopped", gettext_lazy("Stopped"))}

    def option_context(self, user: User, options: Mapping[str, str]) -> dict[str, Any]:
        levels = [(level.value, level.label) for level in Level if level != Level.COUNTRY]
        return {"levels": levels, "countries": by_name(), "usual_country": options.get("country", "BG")}

    def into(self, options: Mapping[str, str]) -> str:
        known = dict(Level.choices)
        return str(known.get(options.get("level", ""), ""))

    def option_problem(self, options: Mapping[str, str]) -> str:
        if options.get("level") and options["level"] not in Level.values:
            return _("There is no level “%s”.") % options["level"]
        if options.get("country") and options["country"] not in dict(countries):
            return _("There is no country “%s”.") % options["country"]
        return ""

    def url(self, options: Mapping[str, str]) -> str:
        level = options.get("level", "")
        return reverse("locations-list") + (f"?level={level}" if level else "")

    def record_url(self, record: Location, user: User) -> str:
        return reverse("locations-edit", args=[record.pk])

    def session(self, *, user: User | None, mapping: ColumnMapping, attributes: Mapping[str, Attribute]) -> Session:
        if user is not None and not self.allows(user):
            raise ValidationError(_("You may not change the location lists."))
        return LocationSession(mapping, attributes)


register(Locations())
