"""What is to be changed: an attribute gets a value, loses it, or gains and loses some of several."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Action, User
from attributes.many import ManyReferences
from attributes.values import Attribute
from exchange.mapping import ColumnMapping
from exchange.targets import Candidate, Session, Target
from reference.features.items import ItemsValue
from reference.features.values import FeatureValue

SET, CLEAR, ADD, TAKE = "set", "clear", "add", "take"
HOW = {
    SET: gettext_lazy("Set to"),
    ADD: gettext_lazy("Add"),
    TAKE: gettext_lazy("Take away"),
    CLEAR: gettext_lazy("Clear"),
}
"What can be done with the value of an attribute; deeds have words of their own."


@dataclass(frozen=True)
class Change:
    """One change for all records: the attribute, what is done with it, and the text of the value."""

    name: str
    how: str
    text: str = ""

    def values(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def all_of(cls, stored: Iterable[Mapping[str, str]]) -> list[Self]:
        return [cls(**each) for each in stored]


def ways_of(attribute: Attribute) -> list[str]:
    """What can be done with this attribute in many records at once."""
    if isinstance(attribute, FeatureValue) and (attribute.unique or not attribute.typed):
        return [CLEAR]
    ways = [SET, ADD, TAKE] if has_several(attribute) else [SET]
    return ways if attribute.required or attribute.name == "types" else [*ways, CLEAR]


def has_several(attribute: Attribute) -> bool:
    """Whether a record can have several values of it."""
    return isinstance(attribute, ManyReferences) or (isinstance(attribute, ItemsValue) and attribute.feature.multiple)


class Editing(Session):
    """Gives the records new values of their attributes: by the same rules, and the same writing, as an import."""

    action = Action.EDIT

    def __init__(self, target: Target, user: User | None, changes: Sequence[Change]) -> None:
        self.model: type[Model] = target.model
        self.attributes = target.attributes(user)
        self.set: dict[str, Any] = {}
        self.combined: list[tuple[Attribute, str, Any]] = []
        for change in changes:
            self._take(change)
        self.session = target.session(user=user, mapping=ColumnMapping(options={}), attributes=self.attributes)

    def _take(self, change: Change) -> None:
        attribute = self.attributes.get(change.name)
        if attribute is None or change.how not in ways_of(attribute):
            label = attribute.label if attribute else change.name
            raise ValidationError(_("“%s” cannot be changed in this way any more.") % label)
        value = attribute.empty if change.how == CLEAR else read(attribute, change.text)
        if change.how in (ADD, TAKE):
            self.combined.append((attribute, change.how, value))
        else:
            self.set[change.name] = value

    def judge(self, candidates: Sequence[Candidate]) -> None:
        for candidate in candidates:
            candidate.values = dict(self.set)
        if self.combined:
            self._combine(candidates)
        self.session.locking = self.locking
        self.session.judge(candidates)

    def _combine(self, candidates: Sequence[Candidate]) -> None:
        paths = {path for attribute, _how, _value in self.combined for path in attribute.prefetched}
        rows = self.model._default_manager.prefetch_related(*paths).in_bulk([each.record_id for each in candidates])
        for attribute, _how, _value in self.combined:
            attribute.prepare(rows.values())
        for candidate in candidates:
            for attribute, how, value in self.combined:
                before = attribute.value(rows[candidate.record_id])
                candidate.values[attribute.name] = combined(attribute, how, before, value)

    def write(self, candidates: Sequence[Candidate]) -> None:
        self.session.write(candidates)

    def basis(self) -> str:
        return self.session.basis()

    def outdated(self) -> list[int]:
        return self.session.outdated()

    def write_coming(self) -> None:
        self.session.write_coming()


def read(attribute: Attribute, text: str) -> Any:
    """The value of a text; raises ValidationError, with the attribute's name in front."""
    try:
        return attribute.clean(text)
    except ValidationError as error:
        raise ValidationError([f"{attribute.label}: {message}" for message in error.messages]) from error


def combined(attribute: Attribute, how: str, before: Iterable[Any], value: Sequence[Any]) -> Any:
    """Several values with some added or taken away."""
    kept = [each for each in before if how == ADD or each not in value]
    after = [*kept, *(each for each in value if how == ADD and each not in kept)]
    return attribute.ordered(after) if isinstance(attribute, ItemsValue) else after
