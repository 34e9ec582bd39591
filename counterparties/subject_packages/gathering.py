"""What is held on a person in one place, kind by kind: as rows for machines, on paper, and as files."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, Model, Q, QuerySet, TextField

from access.models import User
from attributes.several import Several
from attributes.values import Attribute, YesNo
from counterparties.feature_files import FileValue
from counterparties.file import COUNTERPARTY_FILE
from counterparties.files.naming import download_name
from counterparties.files.seeing import seen_attachments
from counterparties.hidden_changes import ALSO
from counterparties.models import (
    Comment,
    Counterparty,
    Email,
    EmailFile,
    Event,
    EventContact,
    SubjectPackage,
    Upload,
)
from counterparties.printing.contents import (
    Section,
    comments_of,
    has_history,
    prepared,
    sections_of,
    with_related,
)
from counterparties.printing.file_paper import entries_of
from counterparties.subject_packages.subjects import Place
from counterparties.subject_packages.tabs import PEOPLE, Named, about
from history.reading import Entry
from screens.changes import changes_of
from screens.registry import screens

CHANGES = 200
Line = dict[str, Any]


def sections(place: Place, user: User) -> list[Section]:
    """The tabs, archived rows included: all of a person's own file, of a company's those rows that name the person."""
    found = [(section, about(section.tab.slug)) for section in sections_of(place.record, user, archived=True)]
    if place.person:
        return [replace(each, narrowed=tab.of_person(place.person)) for each, tab in found if tab.of_person]
    if place.people:
        return [section for section, _tab in found]
    return [replace(section, narrowed=tab.own) for section, tab in found if not tab.others]


def others_in(place: Place, user: User) -> list[Section]:
    """The tabs of a person's own file whose rows are other people; without rows there is nobody."""
    found = [] if place.person else sections_of(place.record, user, archived=True)
    return [section for section in found if about(section.tab.slug).others and section.rows.exists()]


def row_of(record: Any, attributes: dict[str, Attribute]) -> Line:
    """A record with all its columns; texts are as imports read them."""
    return {"id": record.pk, **{name: value_of(each, record) for name, each in attributes.items()}}


def value_of(attribute: Attribute, record: Any) -> Any:
    """The value as JSON has it: yes and no, lists of objects, else the text that stands for it."""
    value = attribute.value(record)
    if isinstance(attribute, YesNo | Several):
        return value
    return attribute.format(value) or None


OTHERS = ("contact_persons",)
"Columns that name other people."


def rows_of(section: Section, place: Place) -> Iterator[Line]:
    """The rows with all columns that are about the person, and whole what is masked elsewhere."""
    left_out = () if place.people else OTHERS
    attributes = {name: each for name, each in section.attributes.items() if name not in left_out}
    whole = about(section.tab.slug).whole
    for record in section.records([*attributes.values()]):
        yield row_of(record, attributes) | (whole(record, section.user) if whole else {})


def data_of(place: Place, user: User) -> Line:
    """The columns and features of a person's own file."""
    attributes = screens["counterparties"].attributes(user)
    rows = with_related(Counterparty.objects.visible_to(user).filter(pk=place.record.pk), attributes.values())
    (record,) = prepared(list(rows), [*attributes.values()])
    return row_of(record, attributes)


def comments(place: Place, user: User) -> QuerySet[Comment]:
    """What was said: in a person's own file all, of a contact person what was said of events with the person."""
    rows = comments_of(place.record, user)
    if place.person is None:
        return rows
    return rows.filter(event__in=EventContact.objects.filter(person=place.person).values("event"))


def comment_line(comment: Comment) -> Line:
    said = {"id": comment.pk, "at": comment.created_at.isoformat(), "by": str(comment.author), "text": comment.text}
    return said | {"event": comment.event_id}


class Lowered(Func):
    """A list of texts in small letters."""

    template = "lower(%(expressions)s::text)::text[]"
    output_field = ArrayField(TextField())


def emails(place: Place, user: User) -> QuerySet[Email]:
    """The e-mails that were sent from the file; of a contact person those that went to the person."""
    seen = Event.objects.visible_to(user).filter(counterparty=place.record)
    rows = Email.objects.filter(event__in=seen).select_related("sender").order_by("pk")
    if place.person is None:
        return rows
    rows = rows.alias(to_lower=Lowered("to"), cc_lower=Lowered("cc"))
    own = sorted(place.emails)
    return rows.filter(Q(to_lower__overlap=own) | Q(cc_lower__overlap=own)) if own else rows.none()


def email_line(email: Email, place: Place) -> Line:
    """An e-mail; of other people whom it went to only their number is told."""
    own = place.emails
    to, cc = ([each for each in side if place.person is None or each.lower() in own] for side in (email.to, email.cc))
    return {
        "id": email.pk,
        "event": email.event_id,
        "at": email.created_at.isoformat(),
        "from": str(email.sender),
        "to": to,
        "cc": cc,
        "others": len(email.to) + len(email.cc) - len(to) - len(cc),
        "subject": email.subject,
        "text": email.text,
        "sent_at": email.mailed_at.isoformat() if email.mailed_at else None,
    }


def email_files(place: Place, user: User) -> Iterator[Named]:
    """The files that went along, as they were then."""
    seen = EmailFile.objects.filter(upload__attachment__in=seen_attachments(user).values("pk"))
    rows = seen.filter(email__in=emails(place, user).order_by().values("pk")).select_related("upload")
    for row in rows.order_by("pk").iterator(CHANGES):
        yield Named(download_name(row.name, row.upload.name), row.upload)


def feature_files(place: Place, user: User) -> Iterator[Named]:
    """The files and pictures that are values of features."""
    known = screens["counterparties"].attributes(user).values()
    pks = [each.value(place.record) for each in known if isinstance(each, FileValue)] if place.person is None else []
    rows = Upload.objects.filter(pk__in=[pk for pk in pks if pk], counterparty=place.record).order_by("pk")
    yield from (Named(upload.name, upload) for upload in rows)


def of_others(record: Counterparty) -> Q:
    """The changes in a person's own file that tell of other people: in its tabs, in events, of packages for them."""
    told = Q(table=EventContact._meta.db_table)
    told |= besides(SubjectPackage, SubjectPackage.objects.filter(counterparty=record, person=None))
    for tab in COUNTERPARTY_FILE.tabs:
        known, also = about(tab.slug), ALSO.get(tab.model, ())
        if known.others:
            told |= Q(table__in=[model._meta.db_table for model in (tab.model, *also)])
        elif known.own:
            own = tab.model._default_manager.filter(known.own, counterparty=record)
            told |= besides(tab.model, own)
            for model in also:
                told |= besides(model, model._default_manager.filter(**{f"{link_to(tab.model, model)}__in": own}))
    return told


def besides(model: type[Model], own: QuerySet[Any]) -> Q:
    """The changes of the rows of a table that are not among these, be it that they are there no more."""
    return Q(table=model._meta.db_table) & ~Q(record_id__in=own.order_by().values("pk"))


def link_to(model: type[Model], other: type[Model]) -> str:
    """The foreign key by which rows of the other belong to those of the model."""
    return next(field.name for field in other._meta.fields if field.related_model is model)


def history(place: Place, user: User) -> Iterator[Entry]:
    """What was changed, newest first: in a person's own file, or of a contact person's record and links."""
    if place.person is None:
        yield from entries_of(place.record, user, None if place.people else ~of_others(place.record))
        return
    also, before = screens[PEOPLE].also_told(place.person, user), None
    while has_history(place.record, user):
        entries, before = changes_of(record=place.person, also=[also], before=before, limit=CHANGES, user=user)
        yield from entries
        if before is None:
            return


def change_line(entry: Entry) -> Line:
    fields = [{"field": line.label, "before": line.before, "after": line.after} for line in entry.lines]
    return {"at": entry.at.isoformat(), "by": entry.who, "what": entry.titles, "fields": fields}
