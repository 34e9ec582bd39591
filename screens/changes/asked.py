"""Finds changes in a history: by person, by what was changed, by day."""

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from attributes.days import DAY_FIELD
from attributes.ranges import begin_of
from history.models import Change
from history.reading import HIDDEN, label_of, model_of

NOBODY = "0"
"Stands in the address for changes that no person made: by a command, or by the database itself."
Field = tuple[str, Any, Q]
"""What may have been changed beside the columns: its name in the address, its label, the changes that touch it."""


class ChangeFilter:
    """The form above a history and the condition that it sets; `own` are the changes that it is asked of.

    `left_out` are columns by table that are told otherwise, `also` what stands for them.
    """

    def __init__(
        self,
        params: QueryDict,
        own: QuerySet[Change],
        *,
        left_out: Mapping[str, Collection[str]] | None = None,
        also: Mapping[str, Sequence[Field]] | None = None,
    ) -> None:
        self.left_out, self.also = left_out or {}, also or {}
        found = own.order_by().values_list("user_id", "table").distinct()
        self.users: set[int | None] = {user for user, _table in found}
        self.tables: set[str] = {table for _user, table in found}
        if model_of(asked := params.get("what", "")):
            # A tab asks for the changes of its rows before there are any.
            self.tables.add(asked)
        self.fields: dict[str, Q] = {}
        self.form = HistoryForm(params or None, who=self.people(), what=self.places())

    @property
    def chosen(self) -> dict[str, Any]:
        """What is asked for; nothing where the form has an error."""
        return {name: value for name, value in self.form.cleaned_data.items() if value} if self.form.is_valid() else {}

    @property
    def condition(self) -> Q:
        """The changes that are asked for; all where nothing is, none where the form has an error."""
        if self.form.is_bound and not self.form.is_valid():
            return Q(pk=0)
        chosen, condition = self.chosen, Q()
        if who := chosen.get("who"):
            condition &= Q(user_id=None) if who == NOBODY else Q(user_id=who)
        if what := chosen.get("what"):
            condition &= self.fields.get(what) or Q(table=what)
        if begin := chosen.get("begin"):
            condition &= Q(at__gte=begin_of(begin))
        if end := chosen.get("end"):
            condition &= Q(at__lt=begin_of(end + datetime.timedelta(days=1)))
        return condition

    @property
    def query(self) -> str:
        """What is asked for as the end of an address that goes on."""
        asked = QueryDict(mutable=True)
        asked.update({name: str(value) for name, value in self.chosen.items()})
        return f"&{asked.urlencode()}" if asked else ""

    def people(self) -> list[tuple[str, str]]:
        """Whoever has made one of the changes."""
        rows = get_user_model()._default_manager.in_bulk([pk for pk in self.users if pk])
        named = sorted((str(row), str(pk)) for pk, row in rows.items())
        gone = sorted(str(pk) for pk in self.users if pk and pk not in rows)
        system = [(NOBODY, _("System"))] if None in self.users else []
        return [*((pk, name) for name, pk in named), *((pk, f"{_('Removed user')} {pk}") for pk in gone), *system]

    def places(self) -> list[Any]:
        """The kinds of records that were changed, each with its fields."""
        models = ((table, model) for table in self.tables if (model := model_of(table)))
        return [
            (title, [(table, _("Everything of it")), *self.columns(table, model)])
            for title, table, model in sorted((called(model), table, model) for table, model in models)
        ]

    def columns(self, table: str, model: type[Model]) -> list[tuple[str, str]]:
        """The columns of a table by their labels, and what stands for those that are left out."""
        unseen = {*HIDDEN, *self.left_out.get(table, ())}
        rows = [
            (f"{table}.{column.attname}", label_of(model, column.attname), touched(table, column.attname))
            for column in model._meta.concrete_fields
            if column.attname not in unseen
        ]
        rows += [(f"{table}.{name}", label, Q(table=table) & where) for name, label, where in self.also.get(table, ())]
        self.fields |= {name: condition for name, _label, condition in rows}
        return sorted(((name, str(label)) for name, label, _condition in rows), key=lambda row: row[1].casefold())


class HistoryForm(forms.Form):
    """Who, what, from which day to which."""

    who = forms.ChoiceField(required=False)
    what = forms.ChoiceField(required=False)
    begin = forms.DateField(required=False, widget=forms.DateInput(attrs=DAY_FIELD, format="%Y-%m-%d"))
    end = forms.DateField(required=False, widget=forms.DateInput(attrs=DAY_FIELD, format="%Y-%m-%d"))

    def __init__(self, data: QueryDict | None, *, who: Sequence[Any], what: Sequence[Any]) -> None:
        super().__init__(data)
        labels: dict[str, Callable[[], str]] = {
            "who": lambda: _("Who"),
            "what": lambda: pgettext("of a change", "What"),
            "begin": lambda: _("From"),
            "end": lambda: _("To"),
        }
        for name, label in labels.items():
            self.fields[name].label = label()
            self.fields[name].widget.attrs["class"] = "form-select" if name in ("who", "what") else "form-control"
        for name, everything, choices in (("who", _("Everybody"), who), ("what", _("Everything"), what)):
            self.fields[name].choices = [("", everything), *choices]  # type: ignore[attr-defined]


def touched(table: str, column: str) -> Q:
    """The changes of a column; a record that came or went had none of its fields changed."""
    return Q(table=table, action=Change.Action.UPDATE, after__has_key=column)


def called(model: type[Model]) -> str:
    return capfirst(str(model._meta.verbose_name))
