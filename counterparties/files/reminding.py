"""Reminders of papers that expire: a notice, on the pages and by e-mail, once for each last day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True)
class Papers:
    """A sort of papers: the tab that shows them, and whom one concerns, as far as he sees it there."""

    model: Any
    tab: str
    concerned: Callable[[Any], Iterable[User]]
    detail: Callable[[Any], str]
    "What is said of one beside its name."
    otherwise: Callable[[], Iterable[User]] = list
    "Who is told where nobody whom it concerns sees it."


def tell_of_papers() -> int:
    """Tells of the files that expire soon by today; the number of files."""
    return tell_of(Papers(Attachment, FILES, concerned, lambda paper: str(paper.kind or "")))


def tell_of(papers: Papers) -> int:
    """Tells of the papers of a sort that expire soon by today; the number of papers.

    A paper is locked, its notices are written and it is marked in one transaction: two workers share them out, and a
    worker that is killed has told either wholly or not at all. With another last day a paper is told of anew.
    """
    number = 0
    while number < AT_ONCE:
        with transaction.atomic():
            untold = Q(told_until=None) | ~Q(told_until=F("valid_until"))
            rows = expiring(papers.model, timezone.localdate()).filter(untold)
            paper = rows.select_for_update(skip_locked=True, of=("self",)).first()
            if paper is None:
                break
            _tell(papers, paper)
            number += 1
    return number


def _tell(papers: Papers, paper: Any) -> None:
    said = {"name": paper, "counterparty": paper.counterparty}
    notify(
        users=_told(papers, paper),
        text=lambda: (
            _("“%(name)s” of %(counterparty)s expires on %(day)s.")
            % {**said, "day": date_format(paper.valid_until, "SHORT_DATE_FORMAT")}
        ),
        detail=lambda: papers.detail(paper),
        url=paper.get_absolute_url(),
        by_email=True,
    )
    papers.model.objects.filter(pk=paper.pk).update(told_until=F("valid_until"))


def _told(papers: Papers, paper: Any) -> list[User]:
    """Whom it concerns and who sees it, else those who are told in their place."""
    seen = [user for user in papers.concerned(paper) if _sees(user, papers, paper)]
    return seen or [user for user in papers.otherwise() if _sees(user, papers, paper)]


def concerned(paper: Attachment) -> list[User]:
    """Who has uploaded it as it is now, and who is responsible for the counterparty."""
    ids = [paper.content.uploaded_by_id, paper.counterparty.responsible_id]
    return list(User.colleagues.filter(pk__in=[pk for pk in ids if pk], is_active=True).order_by("pk"))


def _sees(user: User, papers: Papers, paper: Any) -> bool:
    return papers.model.objects.visible_to(user).in_tab(papers.tab, user).filter(pk=paper.pk).exists()
