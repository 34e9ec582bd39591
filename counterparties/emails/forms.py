"""The form of an e-mail."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from access.models import User
from counterparties.emails.addresses import Known, known_addresses, typed_addresses
from counterparties.emails.filling import filled
from counterparties.models import ContactPerson, Counterparty
from counterparties.models.emails import SUBJECT_LENGTH
from reference.models import MessageTemplate


class Addresses(forms.CharField):
    """Addresses that are typed."""

    def clean(self, value: Any) -> list[str]:
        return typed_addresses(super().clean(value))


class EmailForm(forms.Form):
    """To whom, from which template, subject and text."""

    known = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    others = Addresses(required=False)
    cc = Addresses(required=False)
    template = forms.ModelChoiceField(MessageTemplate.objects.none(), required=False)
    subject = forms.CharField(max_length=SUBJECT_LENGTH, required=False)
    text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 12}))

    def __init__(self, data: QueryDict | None, *, record: Counterparty, user: User, person: int | None = None) -> None:
        super().__init__(data)
        self.record, self.user = record, user
        self.addresses = known_addresses(record)
        chosen = [each.email for each in self.addresses if person and each.person and each.person.pk == person]
        labels = {"known": _("To"), "others": _("Further addresses"), "cc": _("Copy to"), "template": _("Template")}
        labels |= {"subject": _("Subject"), "text": _("Message")}
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["others"].help_text = _("Several with commas between them.")
        self._choices(chosen[:1] or [each.email for each in self.addresses[:1]])

    def _choices(self, ticked: list[str]) -> None:
        known: Any = self.fields["known"]
        known.choices = [(each.email, str(each)) for each in self.addresses]
        known.initial = ticked
        templates: Any = self.fields["template"]
        templates.queryset = MessageTemplate.objects.visible_to(self.user).filter(stopped_at=None).order_by("position")
        templates.empty_label = _("None")
        if not self.addresses:
            del self.fields["known"]
        if not templates.queryset:
            del self.fields["template"]

    @property
    def written_to(self) -> list[Known]:
        """Those of the file who are ticked."""
        ticked = self["known"].value() or [] if "known" in self.fields else []
        return [each for each in self.addresses if each.email in ticked]

    @property
    def people(self) -> list[ContactPerson]:
        return [each.person for each in self.written_to if each.person]

    def with_template(self) -> "EmailForm":
        """The same form with subject and text of the chosen template; all else as it was typed."""
        template = self.fields["template"].clean(self["template"].value()) if "template" in self.fields else None
        data = cast(QueryDict, self.data).copy()
        if template:
            who = next(iter(self.people), None)
            for name in ("subject", "text"):
                data[name] = filled(getattr(template, name), record=self.record, user=self.user, person=who)
        self.data = data
        return self

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        to = [*values.get("known", ()), *values.get("others", ())]
        return values | {"to": list(dict.fromkeys(to))}

    def take(self, error: ValidationError) -> None:
        """Shows an error of the verb at its fields."""
        for name, messages in (error.message_dict if hasattr(error, "error_dict") else {"": error.messages}).items():
            place = {"to": "known" if "known" in self.fields else "others"}.get(name, name)
            self.add_error(place if place in self.fields else None, messages)
