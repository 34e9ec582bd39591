"""The one place that says what a user may do beside his rights to records."""

from access.models import Ability, User


def can(user: User, ability: Ability) -> bool:
    """Whether one of the user's roles has the ability; asked once per user object, a superuser has them all."""
    return user.is_superuser or ability in abilities_of(user)


def abilities_of(user: User) -> frozenset[str]:
    """The abilities of the user's roles together; one query, kept on the user object."""
    return frozenset(ability for abilities in _roles(user).values() for ability in abilities)


def roles_of(user: User) -> frozenset[int]:
    """The ids of the user's roles, read with the abilities."""
    return frozenset(_roles(user))


def _roles(user: User) -> dict[int, list[str]]:
    kept: dict[int, list[str]] | None = getattr(user, "_roles", None)
    if kept is None:
        kept = dict(user.roles.values_list("pk", "abilities"))
        user._roles = kept  # type: ignore[attr-defined]
    return kept
