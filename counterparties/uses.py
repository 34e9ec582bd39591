"""Tells the configuration which counterparties use its rows."""

import json
from collections.abc import Collection, Mapping

from django.db import connection
from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from access.models import User
from counterparties.forms.filling import seen_templates
from counterparties.models import Attachment, Counterparty, CounterpartyType, Event, FilledForm, PersonalDocument
from reference import usage
from reference.kinds import Kind
from reference.models import (
    ConsentPurpose,
    DocumentKind,
    EventType,
    FormTemplate,
    PersonalDocumentKind,
    Status,
    Type,
)
from reference.own_uses import filled_forms
from screens.listing import OF


def register() -> None:
    """Makes the counters known; called once, when the applications are ready."""
    usage.register(Type, ticks, listed=True)
    usage.register(Status, with_status, listed=True)
    usage.register(EventType, of_event_type, said=events, listed=True)
    usage.register(DocumentKind, of_document_kind, said=files, listed=True)
    usage.show(DocumentKind, of_document_kind, title=_("Files"), url=lambda kind, user: "")
    usage.register(PersonalDocumentKind, of_personal_kind, said=documents, listed=True)
    usage.show(PersonalDocumentKind, of_personal_kind, title=_("Documents"), url=lambda kind, user: "")
    usage.register(FormTemplate, of_form_template, said=filled_forms, listed=True)
    usage.show(FormTemplate, of_form_template, title=_("Filled in"), url=form_template_url)
    usage.register(ConsentPurpose, with_consent, said=people, listed=True)
    usage.show(ConsentPurpose, with_consent, title=_("Contact persons"), url=lambda purpose, user: "")
    usage.show(Type, of_type, title=_("Counterparties"), url=type_url)
    usage.show(Status, customers_with_status, title=_("Customers"), url=status_url)


def with_consent(ids: Collection[int]) -> Mapping[int, int]:
    """How many contact persons have consented to the purposes, archived ones and withdrawn consents included."""
    codes = dict(ConsentPurpose.objects.filter(pk__in=ids).values_list("code", "pk"))
    sought = [json.dumps([{"purpose": code}]) for code in codes]
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.line ->> 'purpose', count(distinct p.id) from counterparties_contactperson p"
            " cross join lateral jsonb_array_elements(p.consents) c(line)"
            " where p.consents <> '[]' and p.consents @> any(%s::jsonb[]) group by 1",
            [sought],
        )
        return {codes[code]: number for code, number in cursor.fetchall() if code in codes}


def people(number: int) -> str:
    return ngettext("%d contact person", "%d contact persons", number) % number


def ticks(ids: Collection[int]) -> Mapping[int, int]:
    """How many counterparties have the types ticked, archived ones included."""
    rows = CounterpartyType.objects.filter(type__in=ids).order_by()
    return dict(rows.values_list("type").annotate(users=Count("pk")))


def of_document_kind(ids: Collection[int]) -> Mapping[int, int]:
    """How many files are papers of these kinds, deleted ones included."""
    rows = Attachment.objects.filter(kind__in=ids).order_by()
    return dict(rows.values_list("kind").annotate(users=Count("pk")))


def of_personal_kind(ids: Collection[int]) -> Mapping[int, int]:
    """How many personal documents are of these kinds, archived ones included."""
    rows = PersonalDocument.objects.filter(kind__in=ids).order_by()
    return dict(rows.values_list("kind").annotate(users=Count("pk")))


def documents(number: int) -> str:
    return ngettext("%d personal document", "%d personal documents", number) % number


def files(number: int) -> str:
    """So many files, in words."""
    return ngettext("%d file", "%d files", number) % number


def of_form_template(ids: Collection[int]) -> Mapping[int, int]:
    """How many forms of the templates are filled in, archived ones included."""
    rows = FilledForm.objects.filter(template__in=ids).order_by()
    return dict(rows.values_list("template").annotate(users=Count("pk")))


def form_template_url(template: FormTemplate, user: User) -> str:
    """The list of exactly these forms; none where no file shows them to the user."""
    if template not in seen_templates(user):
        return ""
    query = urlencode({OF: template.code, "archived": "1"})
    return f"{reverse('all-forms-list')}?{query}"


def with_status(ids: Collection[int]) -> Mapping[int, int]:
    """How many counterparties have the statuses, archived ones included."""
    rows = Counterparty.objects.filter(status__in=ids).order_by()
    return dict(rows.values_list("status").annotate(users=Count("pk")))


def of_event_type(ids: Collection[int]) -> Mapping[int, int]:
    """How many events are of the types, archived ones included."""
    rows = Event.objects.filter(type__in=ids).order_by()
    return dict(rows.values_list("type").annotate(users=Count("pk")))


def events(number: int) -> str:
    """So many events, in words."""
    return ngettext("%d event", "%d events", number) % number


def customers_with_status(ids: Collection[int]) -> Mapping[int, int]:
    """How many customers that are not archived have the statuses: the numbers that link to the lists."""
    rows = Counterparty.objects.live().of_kind(Kind.CUSTOMER).filter(status__in=ids).order_by()
    return dict(rows.values_list("status").annotate(users=Count("pk")))


def of_type(ids: Collection[int]) -> Mapping[int, int]:
    """How many counterparties that are not archived are of the types or of types under them, each counted once.

    A kind is counted by the column of kinds; under other types there are none.
    """
    return _counted(
        """
        select t.id, sum(of_kinds.number)::bigint
        from (select kinds, count(*) from counterparties_counterparty where archived_at is null group by 1)
            of_kinds(kinds, number), unnest(of_kinds.kinds) k, reference_type t
        where t.kind = k and t.parent_id is null and t.id = any(%(ids)s) group by 1
        union all
        select ct.type_id, count(*) - count(archived.id) from counterparties_counterpartytype ct
        join reference_type t on t.id = ct.type_id and t.parent_id is not null
        left join (select id from counterparties_counterparty where archived_at is not null) archived
            on archived.id = ct.counterparty_id
        where ct.type_id = any(%(ids)s) group by 1 having count(*) > count(archived.id)""",
        ids,
    )


def type_url(record: Type, _user: User) -> str:
    """The list of exactly those that `of_type` counts."""
    address = reverse(f"counterparties-{record.kind}-list")
    return address if record.parent_id is None else f"{address}?types={record.code}"


def status_url(record: Status, _user: User) -> str:
    """The list of exactly those that `customers_with_status` counts."""
    return f"{reverse('counterparties-customer-list')}?status={record.code}"


def _counted(sql: str, ids: Collection[int]) -> Mapping[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"ids": list(ids)})
        return dict(cursor.fetchall())
