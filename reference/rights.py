"""The rights of whoever has ordered a long job: they may be taken away, or given, while it runs."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from access.models import User
from reference.models import TypeRight


def renewed(user: User | None) -> User | None:
    """The user with the rights of this moment; the same object as long as they stay what they were.

    Raises ValidationError where he may not log in any more. A command, which is nobody's, may do everything.
    """
    if user is None:
        return None
    standing = _standing(user)
    if not hasattr(user, "_standing"):
        user._standing = standing  # type: ignore[attr-defined]
    elif user._standing != standing:
        user = User.objects.get(pk=user.pk)
        user._standing = standing  # type: ignore[attr-defined]
    return user


def _standing(user: User) -> Any:
    """All that his rights come from."""
    roles = User.objects.filter(pk=user.pk, is_active=True).order_by("roles")
    found = list(roles.values_list("is_superuser", "roles", "roles__abilities"))
    if not found:
        raise ValidationError(_("%(user)s may not log in any more: the rest stays as it is.") % {"user": user})
    rights = TypeRight.objects.filter(role__users=user).order_by("pk")
    return found, list(rights.values_list("pk", "role", "type", "actions"))
