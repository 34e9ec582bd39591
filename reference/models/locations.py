"""The lists of places that addresses are chosen from, and where they must be."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from access.rows import ConfigurationQuerySet
from history.tracking import tracked, versioned
from reference.models.types import Type

KEYS = ("key_bg", "key_en")


class Level(models.TextChoices):
    """What a location is; each stands under one of the levels before it. The codes are the parts of an address."""

    COUNTRY = "country", _("Country")
    AREA = "area", _("Area")
    SETTLEMENT = "settlement", _("Settlement")
    NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood")
    STREET = "street", _("Street")


class Mode(models.TextChoices):
    """How addresses are entered: as any text, or from the lists only."""

    FREE = "free", _("Free: any text")
    STRICT = "strict", _("Strict: from the lists")


class LocationQuerySet(ConfigurationQuerySet):
    """Locations, which everybody sees and who may edit settings changes."""

    def right(self) -> "LocationQuerySet":
        """Without those that are only another writing of a right one."""
        return self.filter(replaced_by=None)

    def offered(self) -> "LocationQuerySet":
        """Those that may be newly chosen."""
        return self.right().filter(stopped=False)


class TwoNames:
    """What has a name in Bulgarian, in English, or in both."""

    name_bg: str
    name_en: str

    def called(self, *, latin: bool) -> str:
        """The name in English or in Bulgarian, else in the other language."""
        return (self.name_en or self.name_bg) if latin else (self.name_bg or self.name_en)


class Location(TwoNames, models.Model):
    """A country, area, settlement, neighbourhood or street.

    `country` is the ISO code, of a country its own. A row with `replaced_by` is another writing of the right one: it
    is found under its name, and means the other. `key_bg` and `key_en` are the names as they are compared.
    """

    level = models.CharField(_("level"), max_length=13, choices=Level)
    country = models.CharField(_("country"), max_length=2, choices=countries)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("under"), related_name="children", null=True, blank=True
    )
    name_bg = models.CharField(_("name in Bulgarian"), max_length=100, blank=True)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    code = models.CharField(_("code"), max_length=20, blank=True, help_text=_("Of a Bulgarian settlement its EKATTE."))
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    stopped = models.BooleanField(
        _("stopped"), default=False, help_text=_("Addresses keep it; new ones are not offered it.")
    )
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("replaced by"), related_name="others", null=True, editable=False
    )
    key_bg = models.CharField(max_length=200, editable=False, db_collation="C")
    key_en = models.CharField(max_length=200, editable=False, db_collation="C")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar = models.Manager.from_queryset(LocationQuerySet)()

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        indexes = [
            models.Index("key_bg", "country", name="location_by_key_bg"),
            models.Index("key_en", "country", name="location_by_key_en", condition=~models.Q(key_en="")),
            models.Index("level", "country", name="location_by_level"),
            models.Index("parent", "key_bg", name="location_by_parent"),
        ]
        constraints = [
            models.UniqueConstraint(
                "country",
                "level",
                "code",
                name="one_location_a_code",
                condition=~models.Q(code=""),
                violation_error_message=_("Another location of this level has this code."),
            ),
            models.CheckConstraint(
                condition=~models.Q(name_bg="", name_en=""),
                name="location_has_a_name",
                violation_error_message=_("Enter the name in at least one language."),
            ),
        ]
        triggers = [*tracked(leave_out=KEYS), versioned(leave_out=KEYS)]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page, else in the other one."""
        return self.called(latin=get_language() != "bg")


class AddressRule(models.Model):
    """How the addresses in a country ("" means all) of counterparties of a type (none means all) are entered."""

    country = models.CharField(_("country"), max_length=2, choices=countries, blank=True)
    type = models.ForeignKey(Type, models.PROTECT, verbose_name=_("type"), null=True, blank=True)
    mode = models.CharField(_("mode"), max_length=6, choices=Mode)
    note = models.CharField(_("note"), max_length=200, blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar = models.Manager.from_queryset(ConfigurationQuerySet)()

    class Meta:
        verbose_name = _("rule for addresses")
        verbose_name_plural = _("rules for addresses")
        constraints = [
            models.UniqueConstraint(
                "country",
                "type",
                name="one_address_rule",
                nulls_distinct=False,
                condition=models.Q(archived_at=None),
                violation_error_message=_("There is a rule for this country and type: change that one."),
            )
        ]
        triggers = [*tracked(), versioned()]

    def __str__(self) -> str:
        where = countries.name(self.country) if self.country else _("All countries")
        return f"{where}, {self.type or _('all types')}"
