"""Adds rows to the configuration, each behind its siblings."""

from collections.abc import Iterable
from typing import Any, TypeVar

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from reference.arranging import Siblings, append
from reference.features.indexing import index_later
from reference.features.rules import settle
from reference.file_tabs.placing import check_tab
from reference.kinds import WITH_CHILDREN
from reference.models import Feature, FileTab, Nomenclature, NomenclatureItem, Type
from reference.models.rows import Arranged

A = TypeVar("A", bound=Arranged)
BULGARIAN = str.maketrans({"щ": "sht", "ъ": "a", "ь": "y", "х": "h"})
"Where the Bulgarian law of transliteration differs from what is usual for other languages."


@transaction.atomic
def add(*, record: A) -> A:
    """Checks a new row, makes its code of its name where it has none, and puts it behind its siblings.

    Raises ValidationError by field.
    """
    if isinstance(record, Type):
        _place_type(record)
    if isinstance(record, NomenclatureItem):
        _place_item(record)
    record.code = record.code.lower() or free_code(record)
    check(record)
    append(record=record)
    if isinstance(record, Feature) and record.indexed:
        index_later()
    return record


def check(record: Arranged) -> None:
    """A name in at least one language, and the rules of the model; raises ValidationError by field."""
    errors: dict[str, Any] = {}
    if isinstance(record, FileTab):
        check_tab(record)
    elif not (record.name_bg or record.name_en or _is_root(record)):
        errors["name_en"] = [_("Enter the name in at least one language.")]
    if isinstance(record, Feature):
        errors |= settle(record)
    try:
        record.full_clean(exclude=["position", *errors], validate_constraints=not errors)
    except ValidationError as error:
        errors = error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def add_items(*, nomenclature: Nomenclature, names: Iterable[str]) -> list[NomenclatureItem]:
    """Adds one top-level item a name, such as an import finds them; names that exist already are passed over."""
    siblings = Siblings(NomenclatureItem, (nomenclature.pk, None))
    place = len(siblings.locked())
    rows = nomenclature.items.values_list("code", "name_bg", "name_en")
    known = {text.casefold() for row in rows for text in row if text}
    codes = {row[0] for row in rows}
    items: list[NomenclatureItem] = []
    for name in (name.strip() for name in names):
        if not name or name.casefold() in known:
            continue
        known.add(name.casefold())
        codes.add(code := distinct(slug(name, 100), codes, 100))
        place += 1
        items.append(
            NomenclatureItem(nomenclature=nomenclature, code=code, name_bg=name, name_en="", position=place)
            if is_cyrillic(name)
            else NomenclatureItem(nomenclature=nomenclature, code=code, name_en=name, name_bg="", position=place)
        )
    for item in items:
        item.full_clean(exclude=["position", "nomenclature"], validate_unique=False, validate_constraints=False)
    return NomenclatureItem.objects.bulk_create(items, batch_size=1000)


def free_code(record: Arranged) -> str:
    """A code made of the name that no other row has."""
    limit = record._meta.get_field("code").max_length or 50
    base = slug(record.name_en or record.name_bg, limit)
    others: QuerySet = type(record)._default_manager.filter(code__startswith=base[: limit - 6])
    if isinstance(record, NomenclatureItem):
        others = others.filter(nomenclature=record.nomenclature_id)
    if isinstance(record, Feature):
        others = others.filter(template=record.template_id)
    return distinct(base, set(others.values_list("code", flat=True)), limit)


def slug(name: str, limit: int) -> str:
    """Lower-case Latin letters, digits and hyphens; "item" where nothing of the name is left."""
    return slugify(anyascii(name.lower().translate(BULGARIAN)))[:limit].strip("-_") or "item"


def distinct(code: str, taken: set[str], limit: int) -> str:
    """The code, with a number behind it if it is taken."""
    number, found = 1, code
    while found in taken:
        number += 1
        found = f"{code[: limit - len(str(number)) - 1]}-{number}"
    return found


def _place_type(record: Type) -> None:
    parent = record.parent
    if parent is None or parent.parent_id is not None or parent.kind not in WITH_CHILDREN:
        raise ValidationError(_("Types are added under Customer and Supplier only."))
    record.kind = parent.kind


def _place_item(record: NomenclatureItem) -> None:
    if record.parent is not None and record.parent.nomenclature_id != record.nomenclature_id:
        raise ValidationError(_("The item above belongs to another nomenclature."))


def _is_root(record: Arranged) -> bool:
    return isinstance(record, Type) and record.parent_id is None


def is_cyrillic(text: str) -> bool:
    """Whether a letter of the text is Cyrillic: then it is a name in Bulgarian."""
    return any("\u0400" <= letter <= "\u04ff" for letter in text)
