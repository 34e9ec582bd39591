"""Reminders of papers that expire: a notice, on the pages and by e-mail, once for each last day."""

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from access.models import User
from counterparties.files.expiring import expiring
from counterparties.models import Attachment
from counterparties.models.files import FILES
from screens.notices.telling import notify

AT_ONCE = 500
"Papers of one run; the next one goes on."


def tell_of_papers() -> int:
    """Tells of the papers that expire soon by today; the number of papers.

    A paper is locked, its notices are written and it is marked in one transaction: two workers share them out, and a
    worker that is killed has told either wholly or not at all. With another last day a paper is told of anew.
    """
    number = 0
    while number < AT_ONCE:
        with transaction.atomic():
            untold = Q(told_until=None) | ~Q(told_until=F("valid_until"))
            rows = expiring(timezone.localdate()).filter(untold).select_for_update(skip_locked=True, of=("self",))
            paper = rows.first()
            if paper is None:
                break
            _tell(paper)
            number += 1
    return number


def _tell(paper: Attachment) -> None:
    said, last = {"name": paper, "counterparty": paper.counterparty}, paper.valid_until
    assert last  # noqa: S101 no other paper expires
    notify(
        users=[user for user in concerned(paper) if _sees(user, paper)],
        text=lambda: (
            _("“%(name)s” of %(counterparty)s expires on %(day)s.")
            % {**said, "day": date_format(last, "SHORT_DATE_FORMAT")}
        ),
        detail=lambda: str(paper.kind or ""),
        url=paper.get_absolute_url(),
        by_email=True,
    )
    Attachment.objects.filter(pk=paper.pk).update(told_until=F("valid_until"))


def concerned(paper: Attachment) -> list[User]:
    """Who has uploaded it as it is now, and who is responsible for the counterparty."""
    ids = [paper.content.uploaded_by_id, paper.counterparty.responsible_id]
    return list(User.colleagues.filter(pk__in=[pk for pk in ids if pk], is_active=True).order_by("pk"))


def _sees(user: User, paper: Attachment) -> bool:
    return Attachment.objects.visible_to(user).in_tab(FILES, user).filter(pk=paper.pk).exists()
