"""What the list of features says about their rules, in little room."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reference.features.rules import value_of
from reference.features.values import BoundedValue, YesNoValue
from reference.models import Feature


@dataclass(frozen=True)
class Mark:
    """A small sign with what it means."""

    icon: str
    title: str


def marks_of(feature: Feature) -> list[Mark]:
    """The rules of a feature that are not those of any other."""
    return [Mark(icon, title) for icon, title in _signs(feature) if title]


def _signs(feature: Feature) -> Iterator[tuple[str, str]]:
    yield "asterisk", _("Mandatory") if feature.required else ""
    yield "fingerprint", _("Unique") if feature.unique else ""
    yield "arrows-horizontal", _limits(feature)
    yield "regex", _("Matches %(pattern)s") % {"pattern": feature.pattern} if feature.pattern else ""
    yield "cursor-text", _default(feature)
    yield "columns-3", _("Shown in the list by default") if feature.shown else ""
    yield "bolt", _("Quick to sort and filter") if feature.indexed else ""


def _limits(feature: Feature) -> str:
    """The bounds in words."""
    attribute = value_of(feature)
    if not isinstance(attribute, BoundedValue):
        return ""
    params = {"minimum": attribute.show(attribute.minimum), "maximum": attribute.show(attribute.maximum)}
    if feature.minimum and feature.maximum:
        return _("From %(minimum)s to %(maximum)s") % params
    if feature.minimum:
        return _("From %(minimum)s") % params
    return _("Up to %(maximum)s") % params if feature.maximum else ""


def _default(feature: Feature) -> str:
    if not feature.default:
        return ""
    attribute = value_of(feature)
    # The others' own words would cost a query each.
    in_words = isinstance(attribute, BoundedValue | YesNoValue)
    return _("Begins with %(value)s") % {"value": attribute.show(attribute.default) if in_words else feature.default}
