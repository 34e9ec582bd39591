"""The form of one cell."""

from typing import Any

from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext as _

from access.models import User
from attributes.values import Attribute
from screens.forms import ScreenForm, signed
from screens.screen import Screen


class CellForm(ScreenForm):
    """Asks for one attribute of a record, beginning with what is stored."""

    def __init__(
        self, screen: Screen, user: User, record: Model, attribute: Attribute, data: QueryDict | None = None
    ) -> None:
        self.attribute = attribute
        super().__init__(screen, user, record, data)
        widget = self.fields[attribute.name].widget
        widget.attrs["class"] = "form-select" if hasattr(widget, "choices") else "form-control"

    def asked(self, data: QueryDict | None) -> list[Attribute]:
        return [self.attribute]

    def begin(self) -> None:
        """A cell shows what is stored: no default stands in for it."""

    def unseen(self) -> list[str]:
        return []

    def keeping_mine(self) -> "CellForm":
        """The same with a base as of now: sent again it replaces what somebody else has stored."""
        data = self.data.copy()
        data["base"] = self.signed_base()
        return CellForm(self.screen, self.user, self.record, self.attribute, data)

    @property
    def now(self) -> list[str]:
        """What is stored, as the field would post it."""
        return self.shown(self.attribute.name)

    @property
    def widget(self) -> str:
        """The field alone, named by its column and row; with an error it says so."""
        field = self[self.attribute.name]
        attrs: dict[str, Any] = {
            "id": "cell-field",
            "aria-label": _("%(column)s of %(row)s") % {"column": self.attribute.label, "row": self.record},
            "autocomplete": "off",
        }
        if self.errors or self.differences:
            attrs |= {"aria-describedby": "cell-said", "aria-invalid": "true"}
            field.field.widget.attrs["class"] += " is-invalid"
        return field.as_widget(attrs=attrs)


def taking_back(name: str, before: list[str], after: list[str]) -> QueryDict:
    """What a cell sends to have the value of before again, where it is still the one of after."""
    data = QueryDict(mutable=True)
    data.setlist(name, before)
    data["base"] = signed({name: after})
    return data
