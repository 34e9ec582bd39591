"""Tells users something, and marks as read what they have read."""

from collections.abc import Callable, Iterable

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import override

from access.models import User
from access.time_zones import zone_of
from screens.notices.models import Notice

Say = Callable[[], str]
LONGEST = 500


def notify(
    *, users: Iterable[User], text: Say, url: str = "", detail: Say | None = None, by_email: bool = False
) -> list[Notice]:
    """Writes a notice for each of these users who may log in, in the language and by the clocks of each; no one twice.

    `text` and `detail` are asked with that language active. With `by_email` the worker sends it too, to those who have
    an address: a notice that is taken back with its transaction is never sent.
    """
    now, made = timezone.now(), []
    for user in {user.pk: user for user in users if user.is_active}.values():
        with override(user.told_in), timezone.override(zone_of(user)):
            said = Truncator(text()).chars(LONGEST)
            more = detail() if detail else ""
        mailed = now if by_email and user.email else None
        made.append(Notice(user=user, text=said, detail=more, url=url, mail_after=mailed))
    return Notice.objects.bulk_create(made)


def mark_read(*, user: User, ids: Iterable[int] | None = None) -> int:
    """Marks these notices of the user as read, or all; the number of those that were not."""
    rows = Notice.objects.visible_to(user).unread()
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    return rows.update(read_at=timezone.now())
