"""What people say of a counterparty, or of one of its events."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.models import Action, User
from counterparties.models.events import Event
from counterparties.models.records import SubRecord
from counterparties.querysets import SubRecordQuerySet
from history.tracking import tracked, versioned


class CommentQuerySet(SubRecordQuerySet):
    """Comments: seen as their counterparty is, or the event that they speak of; changed by their author."""

    def visible_to(self, user: User, action: Action = Action.SEE) -> Self:
        events = Event.objects.visible_to(user, action)
        rows = super().visible_to(user, action).filter(Q(event=None) | Q(event__in=events))
        return rows if action in (Action.SEE, Action.EXPORT) else rows.filter(author=user.pk)


class Comment(SubRecord):
    """What one user has said in the file of a counterparty, or of one of its events. One taken away is archived."""

    history_line = "text"

    event = models.ForeignKey(
        Event, models.CASCADE, verbose_name=_("event"), related_name="comments", null=True, blank=True
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("author"), related_name="+")
    text = models.TextField(_("comment"))
    created_at = models.DateTimeField(_("written"), auto_now_add=True)

    objects: ClassVar[Any] = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [models.Index("counterparty", "created_at", "id", name="comment_of_counterparty")]
        triggers = [*tracked(owner="counterparty_id"), versioned()]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        page = self.event.get_absolute_url() if self.event else reverse("timeline", args=[self.counterparty_id])
        return f"{page}#comment-{self.pk}"
