"""The counterparties that records name: read for many at once, known to each user as far as he sees them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from access.models import Action, User
from counterparties.folding import name_sort
from counterparties.matching import matches, sought
from counterparties.models import Counterparty
from counterparties.named import MOST_KEPT, Named
from counterparties.querysets import rights_of


class Known(NamedTuple):
    """What features need of a counterparty."""

    pk: int
    code: str
    name: str
    archived: bool


class Links(Named[Known]):
    """The counterparties that features name; `user` None sees all."""

    def __init__(self, user: User | None = None) -> None:
        super().__init__()
        self.user = user
        self._by_text: dict[str, list[Known]] = {}
        self._personal: dict[int | None, Links] = {}

    def for_user(self, user: User) -> "Links":
        """The same as this user sees them."""
        if user.pk not in self._personal:
            self._personal[user.pk] = Links(user)
            self._personal[user.pk].keys = self.keys
        return self._personal[user.pk]

    @property
    def rows(self) -> Any:
        return Counterparty.objects.open_to(self.user)

    @property
    def sees_all(self) -> bool:
        return self.user is None or rights_of(self.user).unrestricted(Action.SEE)

    def found(self, pks: set[int]) -> Iterable[Known]:
        rows = self.rows.filter(pk__in=pks).order_by().values_list("pk", "code", "name", "archived_at")
        return (Known(pk, code, name, archived_at is not None) for pk, code, name, archived_at in rows)

    # --- by text

    def expect(self, texts: Iterable[str]) -> None:
        """Reads what these texts name, in a constant number of queries."""
        wanted = {text.strip() for text in texts} - {""}
        if len(self._by_text) > MOST_KEPT:
            self._by_text.clear()
        rows = self.rows.filter(code__in=wanted).order_by()
        found: dict[str, set[int]] = {code: {pk} for code, pk in rows.values_list("code", "pk")}
        rest = sorted(wanted - found.keys())
        numbers = matches([sought({"uic": text}) if any(map(str.isdigit, text)) else [] for text in rest])
        found |= {text: set(holders) for text, holders in zip(rest, numbers, strict=True) if holders}
        names = self._named(wanted - found.keys())
        meant = {pk for pks in (*found.values(), *names.values()) for pk in pks}
        for pk in meant & self._by_id.keys():
            del self._by_id[pk]  # It may be called otherwise, or be archived, by now.
        self.read(meant)
        for text in wanted:
            # A number of somebody whom the user may not see means nobody to him.
            seen = [known for pk in sorted(found.get(text, names.get(text, ()))) if (known := self._by_id.get(pk))]
            self._by_text[text] = [known for known in seen if not known.archived] or seen

    def _named(self, texts: Iterable[str]) -> dict[str, set[int]]:
        """By text the ids of those called so: letter by letter, else but for capitals, accents and punctuation."""
        folded = {text: key for text in texts if (key := name_sort(text))}
        if not folded:
            return {}
        alike: dict[str, dict[int, str]] = defaultdict(dict)
        rows = self.rows.filter(name_sort__in=set(folded.values())).order_by()
        for pk, name, key in rows.values_list("pk", "name", "name_sort"):
            alike[key][pk] = name
        exact = {text: {pk for pk, name in alike[key].items() if name == text} for text, key in folded.items()}
        return {text: exact[text] or set(alike[key]) for text, key in folded.items()}

    def by_text(self, text: str) -> Known:
        """The one counterparty that a code, a UIC or a name means; raises ValidationError."""
        if text not in self._by_text:
            self.expect([text])
        found = self._by_text[text]
        if not found:
            raise ValidationError(
                _("There is no counterparty with the code, UIC or name “%(text)s”."), params={"text": text}
            )
        if len(found) > 1:
            names = ", ".join(f"{known.code} {_('“%s”') % known.name}" for known in found[:5])
            raise ValidationError(
                _("“%(text)s” may be several counterparties; enter the code of one: %(names)s."),
                params={"text": text, "names": names},
            )
        return found[0]
