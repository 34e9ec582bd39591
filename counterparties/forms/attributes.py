"""The columns of filled forms that are more than a field of their table."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Case, F, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django_filters import Filter

from access.models import User
from attributes.choices import Reference
from attributes.days import Date
from attributes.ranges import SetDayFilter
from attributes.sql_texts import TextForm
from attributes.values import Attribute
from counterparties.models import FilledForm
from counterparties.printing.texts import Whole
from reference.features.values import FeatureValue
from reference.form_templates.reading import Form, form_templates, forms
from reference.models import FormTemplate

FIRST = 4
"Fields of a form that a list of all forms tells."
BETWEEN = " · "


class FilledOn(Date):
    """The day of a form; every form has one, and an index keeps them in order."""

    def order_by(self) -> Combinable:
        return F(self.name)

    def filter(self) -> Filter:
        return SetDayFilter(self)


class TemplateOfForm(Reference):
    """The template; the lists are narrowed to one in their own way."""

    def __init__(self, name: str, label: Any) -> None:
        super().__init__(name, label, rows=FormTemplate.objects.all, editable=False, sortable=True, filterable=False)

    def show(self, value: Any) -> str:
        """The template's name, of which a page reads all at once."""
        return next((str(each) for each in form_templates() if value and each.pk == value.pk), "")

    def order_by(self) -> Combinable:
        return F("template__position")


class Author(Reference):
    """Who filled the form in."""

    def __init__(self, name: str, label: Any) -> None:
        rows = User.colleagues.order_by("username").all
        super().__init__(name, label, rows=rows, code="username", editable=False, sortable=True)

    def order_by(self) -> Combinable:
        return Coalesce(F("author__username"), Value(""))


class Apart(TextForm):
    """The texts behind the first that are there, with the first between them."""

    template = "concat_ws(%(expressions)s)"


class Behind(TextForm):
    """A text behind another one; null where it is null."""

    template, arg_joiner = "(%(expressions)s)", " || "


class NotEmpty(TextForm):
    """The text; null for the empty one."""

    template = "nullif(%(expressions)s, '')"


class Beginning(Attribute):
    """What the first fields of a form say, in one line."""

    between = BETWEEN

    def __init__(self, name: str, label: Any, *, user: User | None) -> None:
        super().__init__(name, label, editable=False)
        self.user = user

    @cached_property
    def known(self) -> dict[int, list[FeatureValue]]:
        """The first fields of every template, as the user may see their values."""
        return {
            pk: [each.for_user(self.user) if self.user else each for each in self.told(form)]
            for pk, form in forms().items()
        }

    def told(self, form: Form) -> list[FeatureValue]:
        return form.asked[:FIRST]

    def fields(self, template: int) -> list[FeatureValue]:
        return self.known.get(template, [])

    def prepare(self, records: Iterable[Any]) -> None:
        rows: Sequence[FilledForm] = list(records)
        for template in {row.template_id for row in rows}:
            for field in self.fields(template):
                # With the rows of other templates too: what all of them name is read at once.
                field.prepare(rows)

    def value(self, record: Any) -> FilledForm:
        return record

    def format(self, value: Any) -> str:
        said = ((each, each.format(each.value(value))) for each in self.fields(value.template_id))
        return self.between.join(self.said(each, text) for each, text in said if text)

    def show(self, value: Any) -> str:
        said = ((each, each.show(each.value(value))) for each in self.fields(value.template_id))
        return self.between.join(self.said(each, text) for each, text in said if text)

    def said(self, field: FeatureValue, text: str) -> str:
        return text

    def written(self, field: FeatureValue) -> Combinable:
        """The same in SQL; null where the field has no value."""
        return NotEmpty(field.exported())

    def exported(self) -> Combinable:
        told = ((pk, [self.written(each) for each in self.fields(pk)]) for pk in self.known)
        cases = [When(template=pk, then=Apart(Value(self.between), *texts)) for pk, texts in told if texts]
        return Case(*cases, default=Value(""), output_field=TextField())

    def filter(self) -> None:
        return None


class AllAnswers(Beginning, Whole):
    """Everything that a form says, a line for each field: for files, papers and packages that mix forms."""

    between, short = "\n", "beginning"

    def told(self, form: Form) -> list[FeatureValue]:
        return form.fields

    def said(self, field: FeatureValue, text: str) -> str:
        return f"{field.label}: {text}"

    def written(self, field: FeatureValue) -> Combinable:
        label = Value(f"{field.label}: ", output_field=TextField())
        return Behind(label, super().written(field))
