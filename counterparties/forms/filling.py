"""Fills in forms and changes filled ones: the one door for pages and for what is taken back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from access.models import User
from counterparties.feature_saving import Asked, FeatureRules
from counterparties.feature_uploads import own_files
from counterparties.forms.searching import note_words
from counterparties.models import Counterparty, FilledForm
from counterparties.sub_records import lock_owners
from reference.features.values import FeatureValue
from reference.file_tabs.reading import is_shown
from reference.form_templates.reading import Form, form_templates, forms
from reference.holding import hold_definitions
from reference.models import FormTemplate
from reference.models.form_templates import FORMS
from reference.remembering import forget
from screens.changed import refuse_changed


class FieldRules(FeatureRules):
    """The rules of the fields of one form: all of them are asked for, whoever fills it in."""

    def asked(self, types: Collection[int]) -> Asked:
        begins = {name: each.empty for name, each in self.by_name.items() if each.required and each.editable}
        return Asked(frozenset(self.by_name), begins)


@transaction.atomic
def save_form(*, user: User, record: FilledForm, values: Mapping[str, Any]) -> FilledForm:
    """Adds or changes a filled form; raises ValidationError by field, PermissionDenied.

    `values` are those of its own columns, and of fields by attribute name ("f.<code>"); what is not given stays. A new
    one gets the next number of its template. The form must be as it was read.
    """
    hold_definitions()
    forget()
    before = FilledForm.objects.filter(pk=record.pk).first() if record.pk else None
    lock_owners(user=user, record=record, before=before)
    if record.pk:
        # Whoever held the owner's lock until now may have written the form.
        before = FilledForm.objects.filter(pk=record.pk).first()
        refuse_changed(before, record)
    else:
        _begin(user, record)
    _fill(user, record, before, values)
    try:
        record.full_clean()
    except ValidationError as error:
        raise ValidationError(error.message_dict) from error
    note_words([record])
    record.save()
    record.refresh_from_db(fields=["version"])
    return record


def _begin(user: User, record: FilledForm) -> None:
    """What a new form has of itself; the lock of the template parts those who ask for its next number."""
    template = FormTemplate.objects.select_for_update(no_key=True).filter(pk=record.template_id).first()
    if template is None or template not in offered_to(record.counterparty, user):
        raise ValidationError(_("“%(form)s” is not filled in here: choose another form.") % {"form": record.template})
    last = FilledForm.objects.filter(template=template).aggregate(last=Max("number"))["last"]
    record.number, record.author_id, record.features = (last or 0) + 1, user.pk, {}


def _fill(user: User, record: FilledForm, before: FilledForm | None, values: Mapping[str, Any]) -> None:
    form = forms()[record.template_id]
    rules = FieldRules(field.for_user(user) for field in form.fields)
    given = {name: value for name, value in values.items() if name in rules.by_name}
    for name in values.keys() - given.keys():
        setattr(record, name, values[name])
    stored, owner, template = before.features if before else None, record.counterparty, record.template_id
    given = own_files(user=user, target=owner, attributes=rules.by_name, given=given, template=template)
    rules.prepare([stored or {}])
    record.features = rules.changed(types=(), given=given, stored=stored)


def offered_to(owner: Counterparty, user: User) -> list[FormTemplate]:
    """The templates that the user fills in for a counterparty: those at work whose forms its file shows him."""
    seen = seen_templates(user, owner.kinds)
    return [each for each in seen if each.stopped_at is None and each.fits(owner.kinds)]


def seen_templates(user: User, kinds: Sequence[str] = ()) -> list[FormTemplate]:
    """The templates whose forms stand in a tab that the user has in files of these kinds, or in any file."""
    every = is_shown(FORMS, kinds, user)
    return [each for each in form_templates() if every or is_shown(each.interface, kinds, user)]


def begun(form: Form) -> dict[str, Any]:
    """By name what the fields of a new form begin with."""
    return {field.name: field.default for field in form.asked}


def prepared(fields: Iterable[FeatureValue], records: Collection[FilledForm]) -> list[FeatureValue]:
    """The fields, which have read what telling these records needs."""
    found = list(fields)
    for field in found:
        field.prepare(records)
    return found
