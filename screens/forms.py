"""The form of a screen, made of its attributes, and what happens when two people edit one record."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError
from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext as _
from psycopg.errors import UniqueViolation

from access.models import User
from attributes.fields import CleanedField
from attributes.values import Attribute
from screens.screen import Screen

SALT = "screens.forms"


@dataclass(frozen=True)
class Difference:
    """A field that somebody else has changed since the form was opened; `mine` is None where I left it alone."""

    name: str
    label: str
    theirs: str
    mine: str | None


@dataclass(frozen=True)
class Problem:
    """An error with the field that it speaks of, and the page of the record that it names ("" where none)."""

    text: str
    label: str
    field_id: str
    url: str


def problems_of(form: forms.Form) -> list[Problem]:
    """All errors in the order of the fields; one that names a record (`params["holder"]`) links to its page."""
    names = [name for name in (NON_FIELD_ERRORS, *form.fields) if name in form.errors]
    return [_problem(form, name, error) for name in names for error in form.errors.as_data()[name]]


def _problem(form: forms.Form, name: str, error: ValidationError) -> Problem:
    field = form[name] if name in form.fields else None
    holder = (error.params or {}).get("holder") if isinstance(error.params, dict) else None
    return Problem(
        " ".join(error.messages),
        f"{field.label}: " if field else "",
        field.id_for_label if field else "",
        holder.get_absolute_url() if holder else "",
    )


class ScreenForm(forms.Form):
    """Asks for the attributes of a record.

    `base` carries, signed, what the fields showed when the form was opened; with the record as it stands now it
    tells what somebody else changed meanwhile, field by field.
    """

    base = forms.CharField(widget=forms.HiddenInput, required=False)
    data: QueryDict

    def __init__(self, screen: Screen, user: User, record: Model, data: Any = None, files: Any = None) -> None:
        self.screen, self.user, self.record = screen, user, record
        self.attributes = self.asked(data)
        super().__init__(data.copy() if data is not None else None, files)
        for attribute in self.attributes:
            field = self.fields[attribute.name] = attribute.form_field()
            self.initial[attribute.name] = attribute.value(record)
            if record.pk and isinstance(field, CleanedField):
                field.stored = attribute.format(self.initial[attribute.name])
        self.begin()
        self.initial["base"] = self.signed_base()
        if self.is_bound:
            for name in self.data.getlist("take"):
                if name in self.fields:
                    self.data.setlist(name, self.shown(name))
            self.open_unseen(self.unseen())
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def asked(self, data: QueryDict | None) -> list[Attribute]:
        """What the form asks for; `data` is what it sends, if it does so already."""
        return self.screen.form_attributes(self.user, self.record, data)

    def begin(self) -> None:
        """Puts in what the form begins with where that is something else than what the record has."""
        self.initial.update(self.screen.starting_values(self.record, self.attributes))

    def unseen(self) -> list[str]:
        """The names of fields that the page did not show yet when it was sent."""
        return self.screen.unseen(self.data, self.attributes)

    def open_unseen(self, names: Collection[str]) -> None:
        """Gives the fields that the page did not show yet what they begin with, and the base with it."""
        if not names:
            return
        shown = {name: self.shown(name) for name in names}
        for name, value in shown.items():
            self.data.setlist(name, value)
        if self.opened_with is not None:
            self.opened_with |= shown
            self.data["base"] = signed(self.opened_with)

    def unjudged(self) -> "ScreenForm":
        """The same fields with what is typed in them, before anybody has said that they are complete."""
        for name, field in self.fields.items():
            self.initial[name] = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        self.is_bound = False
        return self

    # --- what the fields show, as texts that compare

    def shown(self, name: str) -> list[str]:
        return texts(self.fields[name].prepare_value(self.initial[name]))

    def posted(self, attribute: Attribute) -> list[str]:
        widget = self.fields[attribute.name].widget
        return texts(widget.value_from_datadict(self.data, self.files, self.add_prefix(attribute.name)))

    def signed_base(self) -> str:
        return signed({attribute.name: self.shown(attribute.name) for attribute in self.attributes})

    @cached_property
    def opened_with(self) -> dict[str, list[str]] | None:
        """What the fields showed when the page was made; None where that cannot be read (any more)."""
        if "base" not in self.data:
            return {}
        try:
            return signing.loads(str(self.data["base"]), salt=SALT)
        except signing.BadSignature:
            return None

    # --- conflicts

    @cached_property
    def differences(self) -> list[Difference]:
        """The fields whose stored value is no longer what this form was opened with."""
        if not self.record.pk or not self.is_bound:
            return []
        found, opened = [], self.opened_with
        for attribute in self.attributes:
            stored, posted = self.shown(attribute.name), self.posted(attribute)
            base = None if opened is None else opened.get(attribute.name, stored)
            # Where nobody knows what the page showed, only what is stored already overwrites nothing.
            if stored == (posted if base is None else base):
                continue
            mine = None if posted in (base, stored) else ", ".join(self.words(attribute, posted))
            theirs = attribute.show(attribute.value(self.record))
            found.append(Difference(attribute.name, str(attribute.label), theirs or "—", mine))
        return found

    def words(self, attribute: Attribute, posted: list[str]) -> Iterable[str]:
        choices = dict(getattr(self.fields[attribute.name], "choices", ()))
        return [str(choices.get(text, text)) for text in posted] or ["—"]

    def taking_theirs(self) -> "ScreenForm":
        """The same form with the other person's values where I changed nothing, and a base as of now."""
        data = self.data.copy()
        for difference in self.differences:
            if difference.mine is None:
                data.setlist(difference.name, self.shown(difference.name))
        data["base"] = self.signed_base()
        return type(self)(self.screen, self.user, self.record, data, self.files)

    # --- errors

    @property
    def problems(self) -> list[Problem]:
        return problems_of(self)

    # --- saving

    def save(self) -> Model | None:
        """Writes the record through its screen; None, with the errors on the fields, when a rule refuses.

        Also where somebody else has taken a code or a name since the rules looked for it. The screen's save takes back
        by itself what it has written.
        """
        values = {attribute.name: self.cleaned_data[attribute.name] for attribute in self.attributes}
        try:
            return self.screen.save(user=self.user, record=self.record, values=values)
        except ValidationError as error:
            self.add_errors(error)
        except IntegrityError as error:
            if not isinstance(error.__cause__, UniqueViolation):
                raise
            self.add_errors(ValidationError(_("Somebody else has saved the same just now: save again to see what.")))
        return None

    def add_errors(self, error: ValidationError) -> None:
        by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        for name, errors in by_field.items():
            field = self.fields.get(name)
            if isinstance(field, CleanedField):
                field.mark(errors)
            for each in errors:
                self.add_error(name if field else self.mended_at(name, each), each)

    def mended_at(self, name: str, error: ValidationError) -> str | None:
        """The field that mends what speaks of none in this form: a constraint is known by its sentence."""
        constraints = [each for _model, found in self.record.get_constraints() for each in found]
        broken = [each.name for each in constraints if str(each.violation_error_message) in error.messages]
        places = (self.screen.mended_at.get(each) for each in (name, *broken))
        return next((place for place in places if place in self.fields), None)


def signed(base: dict[str, list[str]]) -> str:
    return signing.dumps(base, salt=SALT, compress=True)


def texts(value: Any) -> list[str]:
    """What a widget shows or posts, as a list of texts; nothing, empty and unticked are the empty list."""
    if value is None or value is False or value == "":
        return []
    if isinstance(value, list | tuple):
        return sorted(str(getattr(each, "pk", each)) for each in value)
    return ["on" if value is True else str(getattr(value, "pk", value)).replace("\r\n", "\n")]
