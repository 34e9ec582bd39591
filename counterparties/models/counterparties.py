"""The counterparty: one concrete model for all kinds."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, HashIndex, OpClass
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Collate, Left, Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from counterparties.folding import OTHER_LETTER
from counterparties.models.records import Record
from counterparties.querysets import CounterpartyQuerySet
from history.tracking import tracked, versioned
from reference.kinds import Kind
from reference.models import Status, Type

# Other countries' VAT numbers are unique in their country, those with a country's letters in front in the world.
PREFIXED = When(vat_number__regex="^[A-Z]{2}", then=Value(""))
WITHIN = Case(PREFIXED, default=F("country"), output_field=models.TextField())
DERIVED = ("name_sort", "letter", "search")
BEGINNING_LENGTH = 40
BEGINNING = Collate(Left("search", BEGINNING_LENGTH), "C")
"How the search column begins, which is with the folded name: in it the scripts lie together."


class Counterparty(Record):
    """A person or organisation that we deal with, or one of our own companies.

    Every column below `features` is derived: the verbs and the import keep them with what they are made of.
    """

    class PersonKind(models.TextChoices):
        LEGAL = "legal", _("Legal person")
        NATURAL = "natural", _("Natural person")

    code = models.CharField(_("code"), max_length=30, unique=True)
    person_kind = models.CharField(_("natural or legal"), max_length=10, choices=PersonKind, default=PersonKind.LEGAL)
    name = models.CharField(_("name"), max_length=400)
    name_latin = models.CharField(_("name in Latin"), max_length=400, blank=True)
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    middle_name = models.CharField(_("middle name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    first_name_latin = models.CharField(_("first name in Latin"), max_length=100, blank=True)
    middle_name_latin = models.CharField(_("middle name in Latin"), max_length=100, blank=True)
    last_name_latin = models.CharField(_("last name in Latin"), max_length=100, blank=True)
    alias = models.CharField(_("alias"), max_length=200, blank=True)
    country = CountryField(_("country"), default="BG", blank=True)
    phone = models.CharField(_("phone"), max_length=50, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    website = models.URLField(_("website"), blank=True)
    foreign = models.BooleanField(_("foreign"), default=False)
    uic = models.CharField(_("UIC or personal no."), max_length=40, blank=True)
    vat_registered = models.BooleanField(_("VAT registered"), default=False)
    vat_number = models.CharField(_("VAT number"), max_length=40, blank=True)
    lei = models.CharField(_("LEI"), max_length=20, blank=True)
    status = models.ForeignKey(
        Status,
        models.PROTECT,
        verbose_name=_("status"),
        related_name="counterparties",
        null=True,
        blank=True,
        db_index=False,
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("trader"), related_name="+", null=True, blank=True
    )
    language = models.CharField(_("preferred language"), max_length=10, choices=settings.LANGUAGES, blank=True)
    note = models.TextField(_("note"), blank=True)
    types = models.ManyToManyField(
        Type, verbose_name=_("types"), related_name="counterparties", through="CounterpartyType", blank=True
    )
    features = models.JSONField(_("features"), default=dict, blank=True, editable=False)
    demonstration = models.BooleanField(_("demonstration data"), default=False, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    kinds = ArrayField(
        models.CharField(max_length=10, choices=Kind), verbose_name=_("kinds"), default=list, editable=False
    )
    name_sort = models.CharField(max_length=400, db_collation="C", editable=False)
    letter = models.CharField(_("first letter"), max_length=1, editable=False)
    search = models.TextField(editable=False)

    objects = CounterpartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("counterparty")
        verbose_name_plural = _("counterparties")
        indexes = [
            # What is included lets lists be counted without a look at the table.
            models.Index(fields=["name_sort", "id"], include=["archived_at"], name="counterparty_by_name"),
            *(
                models.Index(
                    fields=["name_sort", "id"],
                    include=["archived_at"],
                    name=f"counterparty_{kind}_name",
                    condition=Q(kinds__contains=[kind.value]),
                )
                for kind in Kind
            ),
            models.Index(
                fields=["status", "name_sort", "id"], include=["archived_at", "kinds"], name="counterparty_by_status"
            ),
            # The other letters are stretches of the indexes by name.
            models.Index(
                fields=["name_sort", "id"],
                include=["archived_at"],
                name="counterparty_other_letter",
                condition=Q(letter=OTHER_LETTER),
            ),
            # Most are at home, where an index would serve nobody.
            models.Index("country", "name_sort", "id", name="counterparty_by_country", condition=~Q(country="BG")),
            models.Index("created_at", "id", name="counterparty_by_created"),
            models.Index("id", name="counterparty_demonstration", condition=Q(demonstration=True)),
            models.Index("id", name="counterparty_archived", condition=Q(archived_at__isnull=False)),
            # What an import may recognise a counterparty by: half as big as trees, and asked for equality only.
            HashIndex(Lower("email"), name="counterparty_by_email", condition=~Q(email="")),
            HashIndex("phone", name="counterparty_by_phone", condition=~Q(phone="")),
            models.Index(
                Lower("last_name"),
                Lower("first_name"),
                name="counterparty_by_surname",
                condition=Q(person_kind="natural") & ~Q(last_name=""),
            ),
            GinIndex(OpClass("search", "gin_trgm_ops"), name="counterparty_by_search"),
            models.Index(BEGINNING, "id", name="counterparty_by_beginning"),
            GinIndex(OpClass("features", "jsonb_path_ops"), name="counterparty_by_features"),
        ]
        constraints = [
            models.UniqueConstraint(
                "uic",
                "country",
                condition=~Q(uic=""),
                name="one_counterparty_a_uic",
                violation_error_message=_("Another counterparty has this UIC or personal number."),
            ),
            models.UniqueConstraint(
                "vat_number",
                WITHIN,
                condition=~Q(vat_number=""),
                name="one_counterparty_a_vat_number",
                violation_error_message=_("Another counterparty has this VAT number."),
            ),
            models.UniqueConstraint(
                fields=["lei"],
                condition=~Q(lei=""),
                name="one_counterparty_a_lei",
                violation_error_message=_("Another counterparty has this LEI."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="counterparty_has_a_name", violation_error_message=_("Enter the name.")
            ),
        ]
        triggers = [*tracked(owner="id", leave_out=DERIVED), versioned(leave_out=DERIVED)]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("counterparty", args=[self.pk])


class CounterpartyType(models.Model):
    """A ticked type of a counterparty. Only ticked nodes are stored; a child implies the nodes above it."""

    history_line = "type_id"

    counterparty = models.ForeignKey(Counterparty, models.CASCADE, db_index=False)
    type = models.ForeignKey(Type, models.PROTECT, verbose_name=_("type"), db_index=False)

    class Meta:
        verbose_name = _("type of a counterparty")
        verbose_name_plural = _("types of counterparties")
        constraints = [models.UniqueConstraint(fields=["counterparty", "type"], name="one_counterparty_a_type")]
        indexes = [models.Index("type", "counterparty", name="counterparty_by_type")]
        triggers = tracked(owner="counterparty_id")

    def __str__(self) -> str:
        return f"{self.counterparty}: {self.type}"
