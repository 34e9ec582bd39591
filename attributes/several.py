"""Attributes with several lines of the same parts, such as phones with their kinds; a line may be added in any form.

In a text each line stands on its own, its parts between " | ": that is what a file holds and what is compared. Stored
is a list of objects, of each part the text that its `format` gives; a part that says nothing is left out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Func, Model, Q
from django.db.models.expressions import Combinable
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from attributes.fields import CleanedField
from attributes.sql_texts import TextForm
from attributes.values import Attribute

BETWEEN = " | "
MOST = 50
"Lines of one record."
SPARE = 3
"Empty lines that a form offers who has no script to add some."
LABELLED = 3
"Parts from which on each has its label above it, and none within."
Line = dict[str, str]


class Several(Attribute):
    """Lines of `parts`, the first of which says what a line is about."""

    also_between: Sequence[str] = ()
    "What may stand between lines beside the end of a line, where no part can contain it."

    def __init__(self, name: str, label: Any, *, parts: Sequence[Attribute], add: Any, **options: Any) -> None:
        super().__init__(name, label, **options)
        self.parts, self.add = parts, add

    def clean(self, text: str) -> list[Line]:
        return super().clean(text) or []

    def parse(self, text: str) -> list[Line]:
        for sign in self.also_between:
            text = text.replace(sign, "\n")
        found, errors = [], []
        for number, line in enumerate(filter(str.strip, text.splitlines()), 1):
            try:
                found.append(self._line(line))
            except ValidationError as error:
                errors.append(LineError(number, error))
        if errors:
            raise ValidationError(errors)
        if len(found) > MOST:
            raise ValidationError(_("Enter at most %(most)s lines."), params={"most": MOST})
        return [line for at, line in enumerate(found) if line not in found[:at]]

    def _line(self, text: str) -> Line:
        texts = [each.strip() for each in text.split(BETWEEN.strip())]
        if len(texts) > len(self.parts):
            raise ValidationError(_("It has more parts than there are: %s.") % self._told())
        found = {}
        for part, said in zip(self.parts, texts, strict=False):
            value = part.clean(said)
            if value not in (None, "", ()):
                found[part.name] = part.format(value)
        if missing := next((part for part in self.parts if part.required and part.name not in found), None):
            raise ValidationError(_("Fill in “%s”.") % missing.label)
        return found

    def _told(self) -> str:
        return BETWEEN.join(str(part.label) for part in self.parts)

    def format(self, value: Iterable[Line] | None) -> str:
        return "\n".join(joined(line.get(part.name, "") for part in self.parts) for line in value or ())

    def value(self, record: Model) -> list[Line]:
        return getattr(record, self.name)

    def show(self, value: Iterable[Line] | None) -> str:
        return "; ".join(self.in_words(line) for line in value or ())

    def in_words(self, line: Line) -> str:
        """A line as people read it."""
        said = (self.told_part(part, line[part.name]) for part in self.parts if line.get(part.name))
        return " · ".join(map(str, said))

    def told_part(self, part: Attribute, text: str) -> str:
        """A part as people read it; what a rule of today would refuse, as it is stored."""
        try:
            return part.show(part.parse(text))
        except ValidationError:
            return text

    def cell(self, record: Model) -> SafeString:
        return format_html_join("", '<div class="pr-entry">{}</div>', ((self.drawn(x),) for x in self.value(record)))

    def drawn(self, line: Line) -> str:
        """A line in a cell: a text, or a SafeString."""
        return self.in_words(line)

    def form_field(self) -> forms.Field:
        return SeveralField(self, widget=SeveralWidget(self))

    def filter(self) -> Any:
        return None

    def is_set(self) -> Q:
        return ~Q(**{self.name: []})

    def exported(self) -> Combinable:
        return Lines(self.name, [part.name for part in self.parts])


class LineError(ValidationError):
    """An error of one line, counted from 1; it says so."""

    def __init__(self, number: int, error: ValidationError) -> None:
        super().__init__(_("Line %(number)s: %(message)s") % {"number": number, "message": " ".join(error.messages)})
        self.number = number


class Lines(TextForm):
    """What `format` gives of a column with lines."""

    template = "(select string_agg(%(line)s, E'\\n' order by e.at) from jsonb_array_elements(%(expressions)s)"
    template += " with ordinality e(line, at))"

    def __init__(self, column: str, names: Sequence[str], **extra: Any) -> None:
        texts = ", ".join(f"coalesce(e.line ->> '{name}', '')" for name in names)
        line = f"rtrim(concat_ws('{BETWEEN}', {texts}), '{BETWEEN}')"
        super().__init__(column, **{"line": line} | extra)


class JoinedParts(TextForm):
    """The parts of one line, each an expression that is a text or null."""

    function = "concat_ws"
    template = f"rtrim(concat_ws('{BETWEEN}', %(expressions)s), '{BETWEEN}')"

    def __init__(self, *parts: Any, **extra: Any) -> None:
        empty = (Func(part, template="coalesce(%(expressions)s, '')") for part in parts)
        super().__init__(*empty, **extra)


def joined(texts: Iterable[str]) -> str:
    """The parts of one line in a text; nothing stands for those that are empty at its end."""
    return BETWEEN.join(texts).rstrip(BETWEEN)


class SeveralField(CleanedField):
    """A field whose widget learns which of its lines are wrong."""

    widget: "SeveralWidget"

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError as error:
            self.mark(error.error_list)
            raise

    def mark(self, errors: Iterable[ValidationError]) -> None:
        self.widget.refused = {each.number for each in errors if isinstance(each, LineError)}


class SeveralWidget(forms.Widget):
    """A row of fields for each line and some to spare; with a script one, and a button that adds more.

    It reads what its rows say, or a whole text under its own name.
    """

    def __init__(self, attribute: Several) -> None:
        super().__init__()
        self.attribute = attribute
        self.refused: set[int] = set()

    def __deepcopy__(self, memo: dict[int, Any]) -> "SeveralWidget":
        made = type(self)(self.attribute)
        memo[id(self)] = made
        return made

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-0-{self.attribute.parts[0].name}"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        if name in data:
            return "\n".join(data.getlist(name)).replace("\r\n", "\n")
        place = re.compile(rf"{re.escape(name)}-(\d{{1,4}})-")
        numbers = sorted({int(found[1]) for key in data if (found := place.match(key))})
        lines = (self._read(data, f"{name}-{number}") for number in numbers)
        return "\n".join(filter(None, lines))

    def _read(self, data: Any, row: str) -> str:
        said = (" ".join(data.get(f"{row}-{part.name}", "").split()) for part in self.attribute.parts)
        # What parts them in a text cannot stand within one.
        return joined(text.replace("|", "/") for text in said)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        texts = [[each.strip() for each in line.split("|")] for line in str(value or "").splitlines() if line.strip()]
        base = (attrs or {}).get("id", f"id_{name}")
        rows = [self._row(name, base, str(at), line) for at, line in enumerate([*texts, *[[]] * SPARE])]
        context = {
            "rows": rows,
            "spare": self._row(name, base, "__n__", []),
            "attribute": self.attribute,
            "wrong": bool(self.refused),
        }
        return SafeString(render_to_string("_several.html", context))

    def _row(self, name: str, base: str, at: str, texts: Sequence[str]) -> Mapping[str, Any]:
        wrong = at.isdigit() and int(at) + 1 in self.refused
        number = int(at) + 1 if at.isdigit() else "__m__"
        fields = []
        for place, part in enumerate(self.attribute.parts):
            text = texts[place] if place < len(texts) else ""
            row = {"name": f"{name}-{at}-{part.name}", "id": f"{base}-{at}-{part.name}", "text": text}
            fields.append({"label": part.label, "html": self._drawn(part, row, number, wrong), "name": part.name})
        return {"fields": fields, "empty": not texts, "wrong": wrong}

    def _drawn(self, part: Attribute, row: Mapping[str, str], number: int | str, wrong: bool) -> SafeString:
        widget = part.form_field().widget
        select = isinstance(widget, forms.Select)
        kind = "form-select" if select else "form-control"
        attrs = {
            "id": row["id"],
            "class": f"{kind} is-invalid" if wrong else kind,
            "aria-label": f"{self.attribute.label}: {part.label} {number}",
            "autocomplete": "off",
        }
        if len(self.attribute.parts) < LABELLED:
            attrs["placeholder"] = part.label
        if select and row["text"] and not any(row["text"] == str(code) for code, _label in flat(widget.choices)):
            # What is stored is kept, though it is offered no more.
            widget.choices = [*widget.choices, (row["text"], self.attribute.told_part(part, row["text"]))]
        return widget.render(row["name"], row["text"], attrs)


def flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    """The choices of a select without their groups."""
    for code, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield code, label
