"""Takes one change of a file back: the field gets the value that it had, by the rules of its form."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from access.models import User
from counterparties.feature_rights import seen_features
from counterparties.file import COUNTERPARTY_FILE
from counterparties.models import Counterparty
from counterparties.models.further import FURTHER, Further
from counterparties.saving import save_counterparty
from counterparties.sharing.saving import change_link
from history.models import Change
from history.reading import HIDDEN, column_of
from history.standing import written
from reference.features.values import FeatureValue
from reference.form_templates.reading import forms
from screens.file import Tab


def take_back(*, user: User, record: Counterparty, change: Change, place: str) -> str:
    """Gives one place that a change has written the value from before, and returns what it is called.

    A place is a column, or "features.<id>". Raises ValidationError with a sentence where it holds something else by
    now, or cannot be taken back; Change.DoesNotExist where the user may not see the change.
    """
    _check(change, place)
    if link := next((each for each in FURTHER if each._meta.db_table == change.table), None):
        field, before = _stored(link, change, place)
        row = get_link(link, change.record_id)
        change_link(user=user, link=row, details={field.name: before})
        return str(field.verbose_name)
    if change.table != Counterparty._meta.db_table:
        return _take_back_in_tab(user, record, change, place)
    if place.startswith("features."):
        attribute = _feature(user, place)
        before = attribute.from_json(((change.before or {}).get("features") or {}).get(attribute.key))
        save_counterparty(user=user, record=record, values={}, features={attribute.name: before})
        return str(attribute.label)
    field, before = _stored(Counterparty, change, place)
    if record.person_kind == Counterparty.PersonKind.NATURAL and field.name in ("name", "name_latin"):
        raise ValidationError(_("A person's name follows from its parts: take those back."))
    save_counterparty(user=user, record=record, values={field.name: before})
    return str(field.verbose_name)


def _check(change: Change, place: str) -> None:
    """That the place was written by this change, and that nobody has written it since."""
    found = next(iter(written(runs=[change.run], where="id = %s", values=[change.pk])), None)
    if found is None or change.action != Change.Action.UPDATE or place not in found.places:
        raise Change.DoesNotExist
    if not found.there:
        raise ValidationError(_("The record is not there any more."))
    if place in found.others:
        raise ValidationError(_("It has been changed again since: nothing was taken back."))


def _take_back_in_tab(user: User, record: Counterparty, change: Change, place: str) -> str:
    """In a row of a tab that the user sees, by the tab's own verb."""
    for tab in COUNTERPARTY_FILE.tabs_of(record, user):
        if tab.model._meta.db_table == change.table and tab.form_fields:
            row = tab.rows(user, parent=record).filter(pk=change.record_id).first()
            if row is None:
                break
            if place.startswith("features."):
                return _take_answer_back(user, tab, row, change, place)
            field, before = _stored(tab.model, change, place)
            tab.save(user=user, record=row, values={field.name: before})
            return str(field.verbose_name)
    raise Change.DoesNotExist


def _take_answer_back(user: User, tab: Tab, row: Any, change: Change, place: str) -> str:
    """One answer of a filled form."""
    fields = forms()[row.template_id].fields
    field = next((each for each in fields if f"features.{each.key}" == place), None)
    if field is None:
        raise Change.DoesNotExist
    before = field.from_json(((change.before or {}).get("features") or {}).get(field.key))
    tab.save(user=user, record=row, values={field.name: before})
    return str(field.label)


def get_link(model: type[Further], pk: int) -> Further:
    """A live link; Change.DoesNotExist where it was ended."""
    found = model.objects.live().filter(pk=pk).first()
    if found is None:
        raise Change.DoesNotExist
    return found


def _feature(user: User, place: str) -> FeatureValue:
    key = place.removeprefix("features.")
    found = next((each.attribute for each in seen_features(user) if each.attribute.key == key), None)
    if found is None:
        raise Change.DoesNotExist
    return found


def _stored(model: type[models.Model], change: Change, place: str) -> tuple[models.Field, Any]:
    """The field, and the value that the history has from before the change."""
    field, before = column_of(model, place), (change.before or {}).get(place)
    if field is None or place in HIDDEN or not field.editable:
        raise Change.DoesNotExist
    if not isinstance(field, models.ForeignKey):
        return field, field.to_python(before)
    if before is None:
        return field, None
    try:
        return field, field.related_model._default_manager.get(pk=before)
    except ObjectDoesNotExist as error:
        raise ValidationError(_("What it was before is not there any more.")) from error
