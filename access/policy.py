"""The one place that says what a user may do beside his rights to records."""

from access.models import Ability, User


def can(user: User, ability: Ability) -> bool:
    """Whether one of the user's roles has the ability; asked once per user object, a superuser has them all."""
    return user.is_superuser or ability in abilities_of(user)


def abilities_of(user: User) -> frozenset[str]:
    """The abilities of the user's roles together; one query, kept on the user object."""
    kept: frozenset[str] | None = getattr(user, "_abilities", None)
    if kept is None:
        rows = user.roles.values_list("abilities", flat=True)
        kept = frozenset(ability for abilities in rows for ability in abilities)
        user._abilities = kept  # type: ignore[attr-defined]
    return kept
