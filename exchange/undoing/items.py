"""What undoing must know of the items of nomenclatures, which imports add and change."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from access.models import Ability, User
from access.policy import can
from exchange.undoing.models import Outcome
from exchange.undoing.subjects import Noted, Subject, Unit
from history.standing import DELETE
from reference.deleting import delete
from reference.features.following import follow_names
from reference.models import NomenclatureItem
from reference.models.features import DataType

TABLE = NomenclatureItem._meta.db_table


class ItemUndoing(Subject):
    """An item: it goes by the verb that counts its users, and its place among the others is nobody's change."""

    model = NomenclatureItem
    ignored = {TABLE: ("position",)}

    def may_undo(self, user: User | None) -> bool:
        return user is None or can(user, Ability.CONFIGURE)

    def alone(self, rows: Sequence[Noted]) -> bool:
        return True

    def judge(self, units: Sequence[Unit], user: User | None) -> None:
        allowed = self.may_undo(user)
        for unit in units:
            if not allowed:
                unit.stays(Outcome.FAILED, _("You may not change nomenclatures."))
            elif unit.row.action == DELETE:
                unit.stays(Outcome.FAILED, _("An item does not come back by itself: add it again."))
            elif any("parent_id" in change.places for change in unit.changes if (TABLE, unit.pk) not in unit.added):
                unit.stays(Outcome.FAILED, _("It was moved under another item: move it back there."))

    def reverse(self, units: Sequence[Unit], *, strictly: bool = False) -> None:
        super().reverse([unit for unit in units if not unit.added], strictly=strictly)
        for unit in units:
            if unit.added:
                try:
                    delete(record=NomenclatureItem.objects.get(pk=unit.pk))
                except ValidationError as refusal:
                    unit.stays(Outcome.FAILED, " ".join(refusal.messages))

    def settle(self, units: Sequence[Unit]) -> None:
        follow_names(DataType.NOMENCLATURE, [unit.pk for unit in units if not unit.added])
