"""`visible_to`: the only door to rows."""

from typing import Self

from django.db import models

from access.models import Ability, Action, User
from access.policy import can


class VisibleQuerySet(models.QuerySet):
    """Rows behind the door. A subclass says whom it opens for."""

    def visible_to(self, user: User, action: Action = Action.SEE) -> Self:
        """The rows with which the user may do this."""
        raise TypeError(f"{type(self).__name__} does not say who may see its rows")

    def open_to(self, user: User | None) -> Self:
        """The rows that the user sees; a command, which is nobody's, sees all."""
        return self.visible_to(user) if user else self.all()

    def addable_by(self, user: User) -> bool:
        """Whether the user may add a row at all."""
        raise TypeError(f"{type(self).__name__} does not say who may add rows")

    def exportable_by(self, user: User) -> bool:
        """Whether the user may export rows at all."""
        raise TypeError(f"{type(self).__name__} does not say who may export rows")


class ConfigurationQuerySet(VisibleQuerySet):
    """Rows of the configuration: everybody who logs in sees them, who may edit settings changes them."""

    def visible_to(self, user: User, action: Action = Action.SEE) -> Self:
        return self.all() if action == Action.SEE or self.addable_by(user) else self.none()

    def addable_by(self, user: User) -> bool:
        return can(user, Ability.CONFIGURE)

    def exportable_by(self, user: User) -> bool:
        return self.addable_by(user)
