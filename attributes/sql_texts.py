"""Values as the texts that files hold, in SQL: what `format` gives of a value, null for the empty text."""

import json
from collections.abc import Mapping
from typing import Any

from django.db.models import Func, TextField, Value


class TextForm(Func):
    """An expression whose value is a text."""

    output_field = TextField()


class Decimals(TextForm):
    """A number with so many decimals."""

    template = "(round((%(expressions)s)::numeric, %(decimals)d)::text)"

    def __init__(self, expression: Any, decimals: int, **extra: Any) -> None:
        super().__init__(expression, decimals=decimals, **extra)


class Day(TextForm):
    """A day in ISO 8601."""

    template = "to_char(%(expressions)s, 'YYYY-MM-DD')"


class Moment(TextForm):
    """A moment as `datetime.isoformat` writes it in UTC: microseconds only where there are some."""

    template = (
        "(replace(to_char(%(expressions)s at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), '.000000', '')"
        " || '+00:00')"
    )


class YesOrNo(TextForm):
    """Yes or no in English, which imports read in every language."""

    template = "(case (%(expressions)s)::boolean when true then 'yes' when false then 'no' end)"


class Joined(TextForm):
    """The texts of an array with a separator between them; null ones are left out."""

    template = "array_to_string(%(expressions)s)"

    def __init__(self, array: Any, separator: str, **extra: Any) -> None:
        super().__init__(array, Value(separator), **extra)


class Words(TextForm):
    """Several texts with a space between those that are not empty."""

    template = "concat_ws(' ', %(expressions)s)"


class Mapped(TextForm):
    """The text that a mapping in memory has for a number; null where it has none.

    A table of a few thousand rows is so read once instead of for each record.
    """

    template = "(%(expressions)s)::text)"
    arg_joiner = "::jsonb ->> ("

    def __init__(self, texts: Mapping[int, str], number: Any, **extra: Any) -> None:
        super().__init__(Value(json.dumps(texts, ensure_ascii=False)), number, **extra)
