"""Personal documents from a file of their own: found by kind and number, whose hidden form changes nothing."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from attributes.choices import refuse_stopped
from attributes.values import Attribute
from counterparties.archiving import archived
from counterparties.models import ContactPerson, NumberShown, PersonalDocument
from counterparties.models.further import ContactLink
from counterparties.models.personal_documents import TAB
from counterparties.personal_documents.attributes import KindOfDocument
from counterparties.personal_documents.numbers import is_masked, masked
from counterparties.personal_documents.saving import holders_of_all
from counterparties.sub_importing.judging import Judged, SubSet, compared, defaults_of
from counterparties.sub_importing.kinds import SubKind
from counterparties.sub_importing.matching import Row, folded, one_of
from counterparties.sub_importing.session import SubRecordSession
from counterparties.sub_importing.writing import OWNER
from exchange.coming import TABLE as COMING
from exchange.coming import ask
from exchange.mapping import ColumnMapping
from exchange.targets import Candidate
from reference.models import PersonalDocumentKind

STRANGERS = f"""
    select w.line from {COMING} w left join counterparties_contactperson p
        on p.id = (w.work -> 'values' ->> 'person_id')::bigint and p.archived_at is null and ({OWNER} in (
            select p.counterparty_id union all select l.counterparty_id from counterparties_contactlink l
            where l.person_id = p.id and l.archived_at is null))
    where w.outcome in ('created', 'updated') and w.work -> 'values' ->> 'person_id' is not null and p.id is null"""
"The lines that give a document to a holder who is none."
IDS = {"kind": "kind_id", "person": "person_id"}


class KindId(KindOfDocument):
    """The kind by its id, as rows are compared."""

    def parse(self, text: str) -> Any:
        return super().parse(text).pk

    def format(self, value: Any) -> str:
        return super().format(self.by_id.get(value))

    def show(self, value: Any) -> str:
        return super().show(self.by_id.get(value))

    @property
    def by_id(self) -> dict[int, Any]:
        """The kinds, read once."""
        return {row.pk: row for row in self.by_code.values()}


class HolderName(Attribute):
    """A contact person by name or e-mail; `known` are those whom the counterparties of a chunk have."""

    known: Mapping[int, ContactPerson] = {}

    def show(self, value: Any) -> str:
        return str(self.known.get(value, "")) if isinstance(value, int) else super().show(value)


class HiddenNumber(Attribute):
    """The number: whatever tells of a change masks it."""

    def show(self, value: Any) -> str:
        return masked(value or "")


class Documents(SubKind):
    """Rows whose kind and holder are rows of other tables, named in words."""

    def fields(self) -> dict[str, Attribute]:
        known, own = self.tab.declared(), super().fields()
        number = known["number"]
        found = own | {
            "kind": KindId("kind", known["kind"].label),
            "number": HiddenNumber("number", number.label, max_length=number.max_length, rule=number.rule),
            "person": HolderName("person", known["person"].label, max_length=300),
        }
        return {name: found[name] for name in self.tab.form_fields}


DOCUMENT = Documents("document", TAB, PersonalDocument, ("country",))


class DocumentSet(SubSet):
    """The columns of a document."""

    def _column_of(self, field: str) -> str:
        return field.removesuffix("_id")


class DocumentSession(SubRecordSession):
    """One run of documents."""

    sets = DocumentSet
    words: Mapping[str, str | Promise] = {"document": gettext_lazy("The same document")}

    def __init__(
        self, kind: SubKind, user: User | None, mapping: ColumnMapping, attributes: Mapping[str, Attribute]
    ) -> None:
        super().__init__(kind, user, mapping, attributes)
        self.trusts_sources = False
        self.met: set[int] = set()
        "The documents whose whole number a row has said: who sees what becomes of it knows the number."
        self.kinds = PersonalDocumentKind.objects.in_bulk()
        self.called: dict[int, dict[str, list[ContactPerson]]] = {}
        "By counterparty its contact persons by folded name and by e-mail."

    def rests_on(self) -> tuple[Any, ...]:
        kinds = sorted((pk, row.code, row.name_bg, row.name_en, row.stopped_at) for pk, row in self.kinds.items())
        return *super().rests_on(), kinds

    def prepare(self, candidates: Sequence[Candidate], rows: Mapping[int, list[Row]]) -> None:
        self.lists = None
        people = people_of(self.owners.found) if "person" in self.columns.mapped else {}
        self.called = {owner: by_call(own) for owner, own in people.items()}
        holder: Any = self.attributes.get("person")
        if holder:
            holder.known = {person.pk: person for own in people.values() for person in own}

    def judged(self, candidate: Candidate, pk: int, rows: list[Row], taken: set[int]) -> Judged:
        given = self.columns.given(candidate.values)
        if not given.get("number"):
            raise ValidationError({"number": _("Enter the number that stands on the document.")})
        holders = self._holders(pk, given.pop("person")) if "person" in given else None
        given = {IDS.get(name, name): value for name, value in given.items() if value or name != "country"}
        try:
            if is_masked(given["number"]):
                return unchanged(self.kind, given, holders, rows, taken)
            return self._judged_whole(given, holders, rows, taken)
        except ValidationError as error:
            raise self.columns.by_attribute(error) from error

    def outdated(self) -> list[int]:
        """Those too whose holder was archived since, or is no contact person of the counterparty any more."""
        # First the counterparties are locked.
        return [*super().outdated(), *(line for (line,) in ask(STRANGERS))]

    def leave_traces(self) -> None:
        shown, self.met = PersonalDocument.objects.filter(pk__in=self.met).order_by("pk"), set()
        NumberShown.objects.bulk_create(NumberShown(document=document, user=self.user) for document in shown)

    def keys(self, judged: Judged, pk: int) -> list[str]:
        row = judged.whole
        return [f"document:{pk}:{row['kind_id']}:{row['country']}:{row['number']}"]

    def _judged_whole(
        self, given: Row, holders: list[ContactPerson] | None, rows: list[Row], taken: Collection[int]
    ) -> Judged:
        same = [row for row in rows if row["number"] == given["number"]]
        self.met |= {row["id"] for row in same if row["id"]}
        found = [row for row in same if fits(row, given)]
        stored = one_of(self.kind, "number", found, given, taken)
        if holders is not None:
            given |= {"person_id": chosen(holders, stored)}
        whole = (stored or defaults_of(PersonalDocument)) | given
        self._refuse(whole, stored)
        return compared(self.kind, stored, whole)

    def _refuse(self, whole: Row, stored: Row | None) -> None:
        """Raises ValidationError by field, as the form does."""
        if not whole["kind_id"]:
            raise ValidationError({"kind": _("Say what kind of document it is.")})
        try:
            refuse_stopped([self.kinds[whole["kind_id"]]], [stored["kind_id"]] if stored else ())
        except ValidationError as error:
            raise ValidationError({"kind": error}) from error
        if whole["issued_on"] and whole["valid_until"] and whole["valid_until"] < whole["issued_on"]:
            raise ValidationError({"valid_until": _("It expires before it is issued: correct one of the days.")})

    def _holders(self, pk: int, text: str) -> list[ContactPerson]:
        """Those whom a name or an e-mail means; nobody where it is the counterparty itself."""
        wanted = folded(text)
        if not wanted:
            return []
        called = self.called.get(pk, {})
        found = list(dict.fromkeys((*called.get(wanted, ()), *called.get(text.strip().lower(), ()))))
        owner = self.owners.found[pk]
        if not found and wanted != folded(owner.name):
            told = _(
                "“%(name)s” has no contact person “%(text)s”: correct the name, add the person first, or leave the"
                " cell empty for the counterparty itself."
            )
            raise ValidationError({"person": told % {"name": owner.name, "text": text}})
        return found


def people_of(owners: Collection[int]) -> dict[int, list[ContactPerson]]:
    """The contact persons of these counterparties, those that they share with others included; two queries."""
    found: dict[int, list[ContactPerson]] = defaultdict(list)
    people = {person.pk: person for person in holders_of_all(owners).order_by("pk")}
    for person in people.values():
        found[person.counterparty_id].append(person)
    links = ContactLink.objects.live().filter(counterparty__in=owners).order_by("pk")
    for owner, pk in links.values_list("counterparty", "person"):
        # Somebody may have linked one since the first query.
        linked = people.get(pk)
        if linked and linked.counterparty_id != owner:
            found[owner].append(linked)
    return {owner: list(dict.fromkeys(own)) for owner, own in found.items()}


def by_call(people: Collection[ContactPerson]) -> dict[str, list[ContactPerson]]:
    """The people by what a cell may call them: the folded name, and the e-mail in small letters."""
    found: dict[str, list[ContactPerson]] = defaultdict(list)
    for person in people:
        for call in filter(None, {folded(person), person.email.lower()}):
            found[call].append(person)
    return found


def fits(row: Row, given: Row) -> bool:
    """Whether a stored document is of the kind and country that a row names, as far as it does."""
    return all(given.get(name) in (None, "", row[name]) for name in ("kind_id", "country"))


def chosen(holders: Collection[ContactPerson], stored: Row | None) -> int | None:
    """The one of them who is the holder; raises ValidationError where that may be several, or one who is archived."""
    if not holders:
        return None
    before = stored["person_id"] if stored else None
    if before in {each.pk for each in holders}:
        return int(before)
    live = [each for each in holders if each.archived_at is None]
    if not live:
        raise ValidationError({"person_id": archived(str(next(iter(holders))))})
    if len(live) > 1:
        told = _("Several contact persons are called “%s”: give the e-mail of the one.") % live[0]
        raise ValidationError({"person_id": told})
    return live[0].pk


def unchanged(
    kind: SubKind, given: Row, holders: Collection[ContactPerson] | None, rows: list[Row], taken: Collection[int]
) -> Judged:
    """The document that equals a row whose number is hidden; raises ValidationError where there is none such.

    The signs that are shown prove nothing: the row may only be found to say what is stored already.
    """
    pks: set[int | None] | None = None if holders is None else {each.pk for each in holders} or {None}
    said = {name: value for name, value in given.items() if name != "number"}
    equal = [
        row
        for row in rows
        if row["id"]
        and masked(row["number"]) == given["number"]
        and (pks is None or row["person_id"] in pks)
        and all(row[name] == value for name, value in said.items())
    ]
    if not equal:
        told = _(
            "The number is hidden here, and no document says all the same: leave the row out, or type the whole number"
            " to add or change a document."
        )
        raise ValidationError({"number": told})
    stored = next((row for row in equal if row["id"] not in taken), equal[0])
    return Judged(stored, {}, stored)
