"""Finds values of features that refer to nothing or have the wrong form, and indexes that are not as they should be.

References inside the values are kept sound by the verbs that change what they point to; this looks whether they are.
Values are read in SQL over whole tables. Features whose values a job is changing are passed over.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext_lazy

from history.standing import table_of
from reference.features.attributes import VALUES
from reference.features.carriers import carriers, over_carriers
from reference.features.indexing import difference, sync_indexes
from reference.features.rewriting import Rewriting, Work, rewrite
from reference.features.rules import value_of
from reference.models import Feature
from reference.models.features import DataType

PROBLEMS = {
    "no feature": gettext_lazy("there is no such feature"),
    "form": gettext_lazy("the value has not the form of its data type"),
    "several": gettext_lazy("several values where one is allowed, or one value twice"),
    "no item": gettext_lazy("there is no such item in the nomenclature"),
    "no record": gettext_lazy("the record that it points to does not exist"),
    "default": gettext_lazy("the default value does not fit"),
    "missing": gettext_lazy("an index is missing"),
    "invalid": gettext_lazy("an index was left unfinished"),
    "unwanted": gettext_lazy("no definition asks for this index"),
}
REPAIRED = frozenset({"no feature", "no item", "no record", "missing", "invalid", "unwanted"})

# How long the month is, is asked only of what looks like a day.
DAY = r"""v #>> '{}' ~ '^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$' and
    case when v #>> '{}' ~ '^(?!0000)\d{4}-(0[1-9]|1[0-2])-(29|30|31)$' then right(v #>> '{}', 2)::int <=
        extract(day from (left(v #>> '{}', 7) || '-01')::date + interval '1 month - 1 day') else true end"""
FORM = r"""
    select k, case when f.id is null then 'no feature' else 'form' end, count(*), min(c.id)
    from {table} c cross join lateral jsonb_each(c.features) e(k, v) left join reference_feature f on f.id::text = k
    where f.id is null or f.job_id is null and not case f.data_type
        when 'text' then jsonb_typeof(v) = 'string' and v <> '""'
        when 'long_text' then jsonb_typeof(v) = 'string' and v <> '""'
        when 'number' then jsonb_typeof(v) = 'string' and v #>> '{}' ~ '^(0|-?[1-9]\d*|-?(0|[1-9]\d*)\.\d*[1-9])$'
        when 'date' then jsonb_typeof(v) = 'string' and {day}
        when 'yes_no' then jsonb_typeof(v) = 'boolean'
        when 'nomenclature' then jsonb_typeof(v) = 'array' and v <> '[]'
            and not v @? 'strict $[*] ? (@.type() <> "number")'
        when 'counterparty' then jsonb_typeof(v) = 'number'
        else true end
    group by 1, 2""".replace("{day}", DAY)
# Values are brought together first: there are far fewer combinations of items than records.
CARRIED = """
    (select f.id, f.multiple, f.nomenclature_id, c.features -> f.id::text as v,
        count(*) as number, min(c.id) as example
    from {table} c join reference_feature f on c.features ? f.id::text and f.data_type = %(data_type)s
        and f.job_id is null
    group by 1, 2, 3, 4)"""
ITEMS = """
    select c.id::text, problem.name, problem.pk, sum(c.number)::bigint, min(c.example) from {carried} c
    cross join lateral jsonb_array_elements(case when jsonb_typeof(c.v) = 'array' then c.v end) item
    left join reference_nomenclatureitem i on i.id::text = item #>> array[]::text[]
        and i.nomenclature_id = c.nomenclature_id
    cross join lateral (select 'no item', item #>> array[]::text[]) problem(name, pk)
    where i.id is null group by 1, 2, 3
    union all
    select c.id::text, 'several', '', sum(c.number)::bigint, min(c.example) from {carried} c
    where case when jsonb_typeof(c.v) = 'array' then jsonb_array_length(c.v) end > 1 and (not c.multiple or
        (select count(distinct e) from jsonb_array_elements(c.v) e) < jsonb_array_length(c.v))
    group by 1""".replace("{carried}", CARRIED)
LINKS = """
    select c.id::text, 'no record', c.v #>> array[]::text[], sum(c.number)::bigint, min(c.example) from {carried} c
    where jsonb_typeof(c.v) = 'number'
        and not exists (select from {other} o where o.id::text = c.v #>> array[]::text[])
    group by 1, 3""".replace("{carried}", CARRIED)


@dataclass(frozen=True)
class Finding:
    """A problem of a feature or an index, the number of records that have it, and the id of one of them."""

    subject: str
    problem: str
    number: int = 0
    example: int | None = None
    key: str = ""
    pk: str = ""
    "The item or record that is not there."

    def __str__(self) -> str:
        return f"{PROBLEMS[self.problem]}" + (f": {self.pk}" if self.pk else "")


def findings() -> Iterator[Finding]:
    """Everything that is not as it should be."""
    features = {str(feature.pk): feature for feature in Feature.every.order_by("pk")}
    for key, problem, pk, number, example in _of_values():
        subject = str(features[key]) if key in features else f"#{key}"
        yield Finding(subject, problem, number, example, key, pk)
    for feature in features.values():
        try:
            value_of(feature).clean(feature.default)
        except ValidationError:
            yield Finding(str(feature), "default")
    found = difference()
    yield from (Finding(wanted.index.name, "missing") for wanted in found.missing)
    yield from (Finding(name, "invalid") for _model, name in found.invalid)
    yield from (Finding(name, "unwanted") for _model, name in found.unwanted)


def repair(found: Finding, work: Work) -> bool:
    """Takes away values that refer to nothing, history keeps them; brings indexes in line. False: people must look."""
    if found.problem not in REPAIRED:
        return False
    if rewriting := _without(found):
        rewrite(rewriting, work)
    else:
        sync_indexes()
    return True


def _of_values() -> Iterator[tuple[str, str, str, int, int]]:
    if not carriers:
        return
    with connection.cursor() as cursor:
        cursor.execute(over_carriers(FORM))
        yield from ((key, problem, "", number, pk) for key, problem, number, pk in cursor.fetchall())
        cursor.execute(over_carriers(ITEMS), {"data_type": DataType.NOMENCLATURE})
        yield from cursor.fetchall()
        for data_type, value in VALUES.items():
            if value.points_to is not None:
                links = LINKS.replace("{other}", table_of(value.points_to))
                cursor.execute(over_carriers(links), {"data_type": data_type})
                yield from cursor.fetchall()


def _without(found: Finding) -> Rewriting | None:
    params = {"key": found.key, "pk": found.pk}
    match found.problem:
        case "no feature":
            return Rewriting("features ? %(key)s", "features - %(key)s", params)
        case "no record":
            return Rewriting("features -> %(key)s = %(pk)s::text::jsonb", "features - %(key)s", params)
        case "no item":
            left = (
                "(select jsonb_agg(item order by place) from jsonb_array_elements(features -> %(key)s)"
                " with ordinality as each(item, place) where item #>> array[]::text[] <> %(pk)s)"
            )
            return Rewriting(
                "jsonb_typeof(features -> %(key)s) = 'array' and exists (select from"
                " jsonb_array_elements(features -> %(key)s) e where e #>> array[]::text[] = %(pk)s)",
                f"case when {left} is null then features - %(key)s"
                f" else jsonb_set(features, array[%(key)s], {left}) end",
                params,
            )
    return None
