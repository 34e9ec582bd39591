"""Removes the demonstration data again, and of the configuration that came with them what nobody uses."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import PROTECT, RESTRICT, Q, QuerySet

from access.models import User
from counterparties.demonstration.configuring import wanted
from counterparties.demonstration.loading import RUN
from counterparties.demonstration.places import remove_places
from counterparties.demonstration.portal import remove_accounts
from counterparties.models import BankAccount, Counterparty, HoldingMember
from counterparties.unlinking import unlink
from history.models import Change
from history.recording import recorded
from reference.deleting import delete
from reference.models import Feature, FeatureGroup, FormTemplate, Nomenclature, NomenclatureItem, Type
from reference.models.rows import Arranged
from reference.models.stamps import restamp


@dataclass
class Removed:
    """What went, and what a person may want to know of it."""

    counterparties: int = 0
    kept: list[str] = field(default_factory=list)
    "Types, nomenclatures, items, features, forms and places that came with the data and stay: they are used."
    let_go: list[str] = field(default_factory=list)
    "Real counterparties that lost their holding, a member or the value of a feature, because it was an invented one."


def remove_demonstration(*, user: User | None) -> Removed:
    """Deletes all demonstration records, edited ones included, with all that stands in their files; one transaction.

    History keeps what was done with them.
    """
    with recorded(user_id=user.pk if user else None, run=RUN):
        invented = Counterparty.objects.filter(demonstration=True)
        removed = Removed(counterparties=invented.count(), let_go=_bound_to(invented))
        unlinked = Counterparty.objects.filter(pk__in=unlink(ids=list(invented.values_list("pk", flat=True))))
        removed.let_go += [name for name in unlinked.values_list("name", flat=True) if name not in removed.let_go]
        BankAccount.objects.filter(bank__in=invented).update(bank=None)
        _erase(invented)
        remove_accounts()
        for row in _added():
            try:
                delete(record=row)
            except ValidationError:
                removed.kept.append(str(row))
        removed.kept += remove_places(run=RUN)
        restamp()
    return removed


def _bound_to(invented: QuerySet) -> list[str]:
    """The names of real counterparties in a holding with invented ones."""
    of_holding = Q(holding__in=invented) & ~Q(counterparty__in=invented)
    of_member = Q(counterparty__in=invented) & ~Q(holding__in=invented)
    names = {str(row.counterparty) for row in HoldingMember.objects.filter(of_holding).select_related("counterparty")}
    names |= {str(row.holding) for row in HoldingMember.objects.filter(of_member).select_related("holding")}
    return sorted(names)


def _erase(rows: QuerySet) -> None:
    """Deletes the rows and, before them, whatever refers to them and would hold them."""
    # Those without a name for the way back refer all the same.
    for relation in rows.model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and relation.on_delete in (PROTECT, RESTRICT):
            _erase(relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": rows}))
    rows.delete()


def _added() -> list[Arranged]:
    """What loading added to the configuration, in an order in which users of a row come before it."""
    found = wanted()
    groups: list[tuple[type[Arranged], Q]] = [
        (FormTemplate, Q(code__in=_codes(found["form_templates"]))),
        (Feature, Q(code__in=_codes(found["features"]))),
        (FeatureGroup, Q(code__in=_codes(found["feature_groups"]))),
    ]
    for nomenclature in found["nomenclatures"]:
        of_it = Q(nomenclature__code=nomenclature["code"], code__in=_codes(nomenclature["items"]))
        groups.append((NomenclatureItem, of_it))
    groups.append((Nomenclature, Q(code__in=_codes(found["nomenclatures"]))))
    groups.append((Type, Q(code__in=_codes(found["types"]))))
    return [row for model, condition in groups for row in _added_rows(model, condition)]


def _added_rows(model: type[Arranged], condition: Q) -> list[Arranged]:
    rows = model.objects.filter(condition).order_by("-pk")
    inserts = Change.objects.filter(
        table=model._meta.db_table, record_id__in=[row.pk for row in rows], action=Change.Action.INSERT, run=RUN
    )
    added = set(inserts.values_list("record_id", flat=True))
    return [row for row in rows if row.pk in added]


def _codes(rows: list[dict[str, Any]]) -> list[str]:
    return [row["code"] for row in rows]
