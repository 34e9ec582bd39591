"""Into whose files a user may import the rows of a tab: into those that show it to him."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from access.models import User
from counterparties.sub_importing.kinds import SubKind
from reference.file_tabs.reading import kinds_with


class OpenTabs:
    """The tabs in which rows of a kind stand, as far as the user has them (no user: a command, which has all)."""

    def __init__(self, kind: SubKind, user: User | None) -> None:
        self.kind = kind
        self.kinds = {slug: kinds_with(slug, user) if user else None for slug in kind.tabs}
        "By tab the kinds of counterparties in whose files the user has it; None: in all."
        self.whole = all(kinds in (None, kinds_with(slug, None)) for slug, kinds in self.kinds.items())
        "Whether nobody sees more of them."

    @property
    def basis(self) -> list[Any]:
        """What tells later whether somebody has opened or closed them."""
        return [(slug, kinds and sorted(kinds)) for slug, kinds in self.kinds.items()]

    def refuse_closed(self, name: str, owned: Collection[str]) -> None:
        """Raises ValidationError where the file of the counterparty with this name and these kinds shows none."""
        if not any(kinds is None or not owned or kinds & set(owned) for kinds in self.kinds.values()):
            raise ValidationError(
                _("You see no %(what)s in the file of “%(name)s”: leave the row out, or ask your administrator.")
                % {"what": self.kind.model._meta.verbose_name_plural, "name": name}
            )
