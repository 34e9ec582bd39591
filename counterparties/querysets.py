"""Who may do what with which counterparty: the rights of a user's roles to types, as conditions on rows."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
    prefetch_related_objects,
)

from access.models import Action, User
from access.rows import VisibleQuerySet
from counterparties.containing import Contained, Stands, contained, has_number
from counterparties.folding import telling, words
from reference import tree
from reference.file_tabs.reading import kinds_with
from reference.kinds import Kind
from reference.models import TypeRight

IDS = ArrayField(BigIntegerField())


@dataclass(frozen=True)
class Rights:
    """What a user may do: for each action the ids of the types, those under a granted one included."""

    types: dict[str, frozenset[int]]
    kinds: dict[str, frozenset[str]]
    "The kinds whose whole branch is granted."

    def unrestricted(self, action: str) -> bool:
        """Whether the rights cover all six kinds, and so also counterparties without any."""
        return len(self.kinds.get(action, ())) == len(Kind)

    def asked(self, action: Action) -> tuple[Action, ...]:
        """The rights that it takes: to do something with a record, and always to see it too."""
        told = self.types[action] <= self.types[Action.SEE]
        return (action,) if told else (action, Action.SEE)

    @property
    def any_export(self) -> bool:
        """Whether there may be records that the user both sees and exports."""
        return all(self.types[action] or self.kinds[action] for action in (Action.EXPORT, Action.SEE))

    @property
    def whole(self) -> bool:
        """Whether the user sees and exports counterparties of every type: only then nothing is left out unseen."""
        return self.unrestricted(Action.SEE) and self.unrestricted(Action.EXPORT)

    def condition(self, action: str, types_of: QuerySet) -> Q:
        """Which counterparties they cover; `types_of` are the ticked types of the outer one."""
        kinds, types = sorted(self.kinds.get(action, ())), tree.types()
        covered = types.descendants(root.pk for root in types.children() if root.kind in kinds)
        single = self.types.get(action, frozenset()) - covered
        # One kind is asked for as the lists ask, so that the same partial index serves.
        condition = Q(kinds__contains=kinds) if len(kinds) == 1 else Q(kinds__overlap=kinds) if kinds else Q(pk__in=[])
        return condition | Q(Exists(types_of.filter(type_id__in=sorted(single)))) if single else condition


def rights_of(user: User) -> Rights:
    """The rights of all the user's roles together; one query beside the type tree, kept on the user object."""
    kept: Rights | None = getattr(user, "_rights", None)
    if kept is None:
        kept = _superuser() if user.is_superuser else _granted(user)
        user._rights = kept  # type: ignore[attr-defined]
    return kept


def _superuser() -> Rights:
    everything = frozenset(tree.types().by_id)
    return Rights(dict.fromkeys(Action, everything), {action: frozenset(Kind) for action in Action})


def _granted(user: User) -> Rights:
    granted: dict[str, set[int]] = {action: set() for action in Action}
    rows = TypeRight.objects.filter(role__users=user) if user.is_active else TypeRight.objects.none()
    for type_id, actions in rows.values_list("type_id", "actions"):
        for action in actions:
            granted[action].add(type_id)
    nodes = tree.types()
    types = {action: frozenset(nodes.descendants(pks)) for action, pks in granted.items()}
    roots = nodes.children()
    whole = {action: frozenset(root.kind for root in roots if root.pk in pks) for action, pks in types.items()}
    return Rights(types, whole)


def visible_kinds(user: User, record: Any) -> list[Kind]:
    """The kinds of a counterparty that the user may see, in their order."""
    rights = rights_of(user)
    kinds, whole = set(record.kinds), rights.kinds[Action.SEE]
    if not kinds <= whole:
        # Head, strips and history of one page ask.
        prefetch_related_objects([record], "types")
        kinds &= whole | {node.kind for node in record.types.all() if node.pk in rights.types[Action.SEE]}
    return Kind.in_order(kinds)


class InArray(Func):
    """Whether a value is in an array."""

    template, arg_joiner = "%(expressions)s)", " = any("
    output_field = BooleanField()


class RecordQuerySet(VisibleQuerySet):
    """Rows that are archived instead of deleted."""

    def live(self) -> Self:
        return self.filter(archived_at=None)


class CounterpartyQuerySet(RecordQuerySet):
    """Counterparties, behind the rights to their types."""

    def visible_to(self, user: User, action: Action = Action.SEE) -> Self:
        rights, rows = rights_of(user), self.all()
        for each in rights.asked(action):
            if not rights.unrestricted(each):
                rows = rows.filter(rights.condition(each, self._ticked()))
        return rows

    def _ticked(self) -> QuerySet:
        """The ticked types of the outer counterparty."""
        model: Any = self.model
        return model.types.through.objects.filter(counterparty=OuterRef("pk"))

    def addable_by(self, user: User) -> bool:
        return bool(rights_of(user).types[Action.ADD])

    def exportable_by(self, user: User) -> bool:
        return rights_of(user).any_export

    def of_kind(self, kind: str) -> Self:
        return self.filter(kinds__contains=[str(kind)])

    def seen_as(self, kind: str, user: User) -> Self:
        """Those of a kind that the user may know to be of it: a customer whose supplier types he does not see is none.

        It asks for the right to see; other actions go through `visible_to` besides.
        """
        rights, rows = rights_of(user), self.of_kind(kind)
        if kind in rights.kinds[Action.SEE]:
            return rows
        seen = [node.pk for node in tree.types().by_id.values() if node.kind == kind]
        return rows.filter(Exists(self._ticked().filter(type_id__in=rights.types[Action.SEE].intersection(seen))))

    def with_tab(self, interface: str, user: User) -> Self:
        """Those in whose files the user has the tab that shows this component."""
        kinds = kinds_with(interface, user)
        return self if kinds is None else self.filter(_fitting(kinds)) if kinds else self.none()

    def found_by(self, query: str, few: Mapping[str, str] | None = None) -> Self:
        """Those in whose file every word of the query is found, in whatever script; an empty query finds all.

        Of some words few letters suffice for the index, see `few_letters`.
        """
        few, typed = few or {}, dict(zip(words(query), telling(query), strict=True))
        return self._with_words(
            query, lambda word: contained(word, few.get(word, "")) | has_number(typed[word], query)
        )

    def begun_by(self, query: str, *, among: Collection[int] | None = None) -> Self:
        """Those of them in which each word of the query begins a word; perhaps of a few with these ids alone."""
        if among is None:
            return self._with_words(query, lambda word: Q(Contained(f" {word.lstrip()}")))
        # These are read by their ids: the index of words must not even seem to be quicker.
        few = self.filter(InArray(F("pk"), Value(list(among), IDS)))
        return few._with_words(query, lambda word: Q(Stands(f" {word.lstrip()}")))

    def _with_words(self, query: str, condition: Callable[[str], Q]) -> Self:
        sought = words(query)
        return self.none() if query.strip() and not sought else self.filter(*map(condition, sought))


class SubRecordQuerySet(RecordQuerySet):
    """Rows of a tab: they are seen and exported as their owner is, and else edited with it."""

    owners: Iterable[str] = ("counterparty",)

    def visible_to(self, user: User, action: Action = Action.SEE) -> Self:
        rights, action = rights_of(user), owner_action(action)
        if rights.unrestricted(action) and rights.unrestricted(Action.SEE):
            return self.all()
        first, *others = self.owners
        owner: Any = self.model._meta.get_field(first).related_model
        counterparties = owner.objects
        rows = self.filter(**{f"{first}__in": counterparties.visible_to(user, action)})
        for other in others:
            rows = rows.filter(**{f"{other}__in": counterparties.visible_to(user)})
        return rows

    def in_tab(self, interface: str, user: User, owner: str = "counterparty") -> Self:
        """Those of counterparties in whose files the user has the tab that shows this component.

        A counterparty without a kind has the tabs of every kind.
        """
        kinds = kinds_with(interface, user)
        return self if kinds is None else self.filter(_fitting(kinds, f"{owner}__")) if kinds else self.none()

    def addable_by(self, user: User) -> bool:
        return bool(rights_of(user).types[Action.EDIT])

    def exportable_by(self, user: User) -> bool:
        return rights_of(user).any_export


class SharedQuerySet(SubRecordQuerySet):
    """Rows that may belong to further counterparties: they are seen and exported with each, edited with their home."""

    def visible_to(self, user: User, action: Action = Action.SEE) -> Self:
        rights = rights_of(user)
        if action not in (Action.SEE, Action.EXPORT) or (
            rights.unrestricted(action) and rights.unrestricted(Action.SEE)
        ):
            return super().visible_to(user, action)
        return self._in_one_of(self._owners().visible_to(user, action))

    def in_tab(self, interface: str, user: User, owner: str = "counterparty") -> Self:
        """Those in a file that the user sees with the tab: it does not count where they are out of his sight."""
        if owner != "counterparty" or not kinds_with(interface, user):
            return super().in_tab(interface, user, owner)
        return self._in_one_of(self._owners().visible_to(user).with_tab(interface, user))

    def _owners(self) -> Any:
        return self.model._meta.get_field("counterparty").related_model.objects  # type: ignore[union-attr]

    def _in_one_of(self, files: QuerySet) -> Self:
        """Those in one of these files: at home there, or linked to it."""
        link: Any = self.model._meta.get_field("links").related_model
        links = link.objects.live().filter(**{link.of: OuterRef("pk")})
        # Not "in": of few rows PostgreSQL then asks for each, instead of reading all that the user may see.
        at_home = Exists(files.filter(pk=OuterRef("counterparty")))
        return self.filter(at_home | Exists(links.filter(Exists(files.filter(pk=OuterRef("counterparty"))))))

    def of_files(self, owners: Iterable[int]) -> Self:
        """Those in the files of these counterparties: at home there, or linked to them."""
        link: Any = self.model._meta.get_field("links").related_model
        if isinstance(owners, QuerySet):
            among = Q(counterparty__in=owners)
        else:
            # Hundreds are sent and read more quickly as one array than one by one.
            among = Q(InArray(F("counterparty"), Value(list(owners), IDS)))
        linked = link.objects.live().filter(among).values(link.of)
        at_home = self.model._base_manager.filter(among).values("pk")
        # One list of ids, which indexes give: with "or" the whole table would be read.
        return self.filter(pk__in=at_home.union(linked, all=True))


def _fitting(kinds: Collection[str], owner: str = "") -> Q:
    """Whether the owner is of one of these kinds, or of none: then it has the tabs of every kind."""
    return Q(**{f"{owner}kinds__overlap": sorted(kinds)}) | Q(**{f"{owner}kinds": []})


def owner_action(action: Action) -> Action:
    """What one must be allowed to do with a counterparty to do this with a row of its tabs."""
    return action if action in (Action.SEE, Action.EXPORT) else Action.EDIT
