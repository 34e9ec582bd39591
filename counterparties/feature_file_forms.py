"""The form field of a file: choose one, keep the one that is there, or clear it."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from attributes.fields import CleanedField
from counterparties.files.content_types import PICTURES, WEBP
from counterparties.files.pending import Pending
from counterparties.files.storing import discard

if TYPE_CHECKING:
    from counterparties.feature_files import FileValue

CHOSEN, CLEAR = "upload-", "empty-"
"What the names of the two fields beside that of the value begin with."


class Refused(str):
    """The text that a field had before a file was chosen that cannot be taken, and why it cannot."""

    __slots__ = ("error",)
    error: ValidationError


class FileWidget(forms.Widget):
    """The value as a text in a hidden field, a field to choose a file, and a box to clear what is there.

    A chosen file is stored at once and becomes a text like any other: a form that comes back with errors, or that
    somebody else has changed meanwhile, does not lose it.
    """

    needs_multipart_form = True
    own: int | None = None
    "The file that the record of the form has: no other is shown, whatever number is sent."

    def __init__(self, attribute: "FileValue", *, only_pictures: bool) -> None:
        super().__init__()
        self.attribute, self.only_pictures = attribute, only_pictures

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        before = data.get(name) or ""
        if file := (files or {}).get(CHOSEN + name):
            # Asked for several times in one request, by the form and by who compares.
            if not hasattr(file, "_as_text"):
                file._as_text = self.taken(file, before)
            return file._as_text
        return "" if data.get(CLEAR + name) else before

    def taken(self, file: Any, before: str) -> str:
        try:
            return self.fitting(Pending.of(file)).text
        except ValidationError as error:
            refused = Refused(before)
            refused.error = error
            return refused

    def fitting(self, chosen: Pending) -> Pending:
        """The chosen bytes; out of the store again where they are none that the field is for."""
        try:
            self.attribute.check(chosen)
        except ValidationError:
            discard(chosen)
            raise
        return chosen

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(part in data for part in (name, CLEAR + name)) and CHOSEN + name not in files

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> Any:
        attrs, text = attrs or {}, str(value or "")
        pending = Pending.read(text)
        context = {
            "name": name,
            "text": text,
            "id": attrs.get("id", f"id_{name}"),
            "invalid": "is-invalid" in attrs.get("class", ""),
            "described": attrs.get("aria-describedby", ""),
            "accept": ",".join((*PICTURES, WEBP)) if self.only_pictures else "",
            "chosen": CHOSEN + name,
            "clear": CLEAR + name,
            "pending": pending,
            "shown": "" if pending else self.shown(text),
        }
        return render_to_string("counterparties/files/_field.html", context)

    def shown(self, text: str) -> str:
        """The file that the record has, as a link."""
        try:
            value = self.attribute.clean(text)
        except ValidationError:
            return ""
        known = self.attribute.known(self.own) if value == self.own else None
        return self.attribute.drawn(known, "pr-thumb") if known else ""


class FileField(CleanedField):
    """Gives the id of the file that is kept, the bytes that are waiting, or nothing."""

    attribute: "FileValue"
    widget: FileWidget

    def __init__(self, attribute: "FileValue") -> None:
        from counterparties.feature_files import PictureValue

        super().__init__(attribute, widget=FileWidget(attribute, only_pictures=isinstance(attribute, PictureValue)))

    def get_bound_field(self, form: Any, field_name: str) -> forms.BoundField:
        """Asks the record itself which file it has: what the form begins with may be what was sent."""
        self.widget.own = self.attribute.value(form.record)
        return super().get_bound_field(form, field_name)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, Refused):
            raise value.error
        return super().to_python(value)
