"""The notice."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from access.models import Action, User
from access.prepared import Prepared
from access.rows import VisibleQuerySet
from screens.notices.posting import Posted


class NoticeQuerySet(VisibleQuerySet):
    """Notices are for one user alone."""

    def visible_to(self, user: User, action: Action = Action.SEE) -> Self:
        return self.filter(user=user.pk)

    def unread(self) -> Self:
        return self.filter(read_at=None)


MOST = 99
"Unread notices that are counted."


def unread_of(user: User) -> int:
    """How many notices the user has not read; one more than are counted stands for more."""
    return len(UNREAD.rows(user.pk))


UNREAD: Prepared["Notice"] = Prepared(
    lambda number: Notice.objects.visible_to(User(pk=number)).unread().only("pk")[: MOST + 1]
)


class Notice(Posted):
    """A sentence for one user, in his language, with the page that it speaks of; it may go by e-mail too."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("user"), related_name="+")
    text = models.CharField(_("text"), max_length=500)
    detail = models.TextField(_("detail"), blank=True)
    url = models.CharField(_("page"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True)

    objects: ClassVar = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_of_user"),
            models.Index("user", name="notice_unread", condition=Q(read_at=None)),
            models.Index(
                "mail_after", name="notice_to_mail", condition=Q(mail_after__isnull=False) & Q(mailed_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.text
