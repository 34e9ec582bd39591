"""The form of an e-mail."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from access.models import User
from attributes.numbers import number_in
from counterparties.emails.addresses import Known, known_addresses, typed_addresses
from counterparties.emails.filling import filled
from counterparties.files.seeing import seen_attachments
from counterparties.models import Attachment, ContactPerson, Counterparty
from counterparties.models.emails import SUBJECT_LENGTH
from counterparties.models.files import FILES
from reference.file_tabs.reading import is_shown
from reference.models import MessageTemplate
from screens.forms import Problem, problems_of


class SeveralFiles(forms.FileInput):
    """A field for several files."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"multiple": True})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if files else []


class Addresses(forms.CharField):
    """Addresses that are typed."""

    def clean(self, value: Any) -> list[str]:
        return typed_addresses(super().clean(value))


class NewFiles(forms.FileField):
    """Several files that are uploaded with the form."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(NewFiles, self).clean(each, initial) for each in data or ()]


class EmailForm(forms.Form):
    """To whom, from which template, subject, text and attachments."""

    known = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    others = Addresses(required=False)
    cc = Addresses(required=False)
    template = forms.ModelChoiceField(MessageTemplate.objects.none(), required=False)
    subject = forms.CharField(max_length=SUBJECT_LENGTH, required=False)
    text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 12}))
    attachments = forms.ModelMultipleChoiceField(
        Attachment.objects.none(), required=False, widget=forms.SelectMultiple(attrs={"data-ts": ""})
    )
    new_files = NewFiles(required=False)

    def __init__(
        self,
        data: QueryDict | None,
        files: Any = None,
        *,
        record: Counterparty,
        user: User,
        person: int | None = None,
    ) -> None:
        super().__init__(data, files)
        self.record, self.user = record, user
        self.addresses = known_addresses(record, user)
        chosen = [each.email for each in self.addresses if person and each.person and each.person.pk == person]
        labels = {"known": _("To"), "others": _("Further addresses"), "cc": _("Copy to"), "template": _("Template")}
        labels |= {"subject": _("Subject"), "text": _("Message"), "attachments": _("Attachments")}
        labels |= {"new_files": _("Further files")}
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["others"].help_text = _("Several with commas between them.")
        self.fields["template"].help_text = _("The button takes subject and message from it.")
        self.fields["new_files"].help_text = _("They are kept with the counterparty too.")
        self._choices(chosen[:1] or [each.email for each in self.addresses[:1]])

    def _choices(self, ticked: list[str]) -> None:
        known: Any = self.fields["known"]
        known.choices = [(each.email, str(each)) for each in self.addresses]
        known.initial = ticked
        templates: Any = self.fields["template"]
        templates.queryset = self._offered_templates()
        templates.empty_label = _("None")
        files: Any = self.fields["attachments"]
        seen = seen_attachments(self.user)
        files.queryset = seen.live().filter(counterparty=self.record).select_related("content").order_by("-pk")
        if not files.queryset.exists():
            del self.fields["attachments"]
        if not is_shown(FILES, self.record.kinds, self.user):
            del self.fields["new_files"]
        if not self.addresses:
            del self.fields["known"]
        if not templates.queryset:
            del self.fields["template"]

    def _offered_templates(self) -> QuerySet[MessageTemplate]:
        return MessageTemplate.objects.visible_to(self.user).filter(stopped_at=None).order_by("position")

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
        data = cast(QueryDict, self.data).copy()
        # One that was stopped meanwhile leaves all as it was typed, like none.
        template = self._offered_templates().filter(pk=number_in(data.get("template")) or 0).first()
        if template:
            who = next(iter(self.people), None)
            for name in ("subject", "text"):
                data[name] = filled(getattr(template, name), record=self.record, user=self.user, person=who)
        self.data = data
        return self

    @property
    def problems(self) -> list[Problem]:
        return problems_of(self)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        to = [*values.get("known", ()), *values.get("others", ())]
        return values | {"to": list(dict.fromkeys(to))}

    def take(self, error: ValidationError) -> None:
        """Shows an error of the verb at its fields."""
        for name, messages in (error.message_dict if hasattr(error, "error_dict") else {"": error.messages}).items():
            place = {"to": "known" if "known" in self.fields else "others"}.get(name, name)
            self.add_error(place if place in self.fields else None, messages)
