"""Writes a comment, and tells those whom it names."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.models import Action, User
from counterparties.archiving import locked, refuse_archived
from counterparties.comments.mentions import mentioned, named_in, sees
from counterparties.models import Comment, Counterparty, Event
from screens.notices.telling import notify

LONGEST = 10_000


@transaction.atomic
def write_comment(*, user: User, record: Counterparty, text: str, event: Event | None = None) -> Comment:
    """Adds what the user has to say of the counterparty or its event, and a notice for everybody named in it.

    Raises PermissionDenied, and ValidationError where nothing or too much is said, the counterparty or the event is
    archived, or somebody is named who may not see what is spoken of.
    """
    refuse_archived(locked(user, record, Action.EDIT))
    if event:
        _refuse_event(user, record, event)
    comment = Comment(counterparty=record, event=event, author=user, text=_checked(text))
    named = named_in(comment.text, mentioned([comment.text]))
    _refuse_strangers(named, comment)
    comment.save()
    _tell([other for other in named if other != user], comment)
    return comment


def _refuse_event(user: User, record: Counterparty, event: Event) -> None:
    stored = Event.objects.visible_to(user, Action.EDIT).filter(pk=event.pk, counterparty=record).first()
    if stored is None:
        raise PermissionDenied
    if stored.archived_at:
        raise ValidationError(_("The event is archived: activate it first."))


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise ValidationError(_("Write what you have to say."))
    if len(text) > LONGEST:
        said = _("A comment has %(most)s characters at most, this one has %(number)s: shorten it.")
        raise ValidationError(said % {"most": LONGEST, "number": len(text)})
    return text


def _refuse_strangers(named: list[User], comment: Comment) -> None:
    strangers = [user for user in named if not sees(user, record=comment.counterparty, event=comment.event)]
    if strangers:
        said = ngettext(
            "%(names)s may not see this: take the name out, or ask for the right to be given.",
            "%(names)s may not see this: take the names out, or ask for the right to be given.",
            len(strangers),
        )
        raise ValidationError(said % {"names": get_text_list([str(user) for user in strangers], _("and"))})


def _tell(users: list[User], comment: Comment) -> None:
    about = comment.event or comment.counterparty
    notify(
        users=users,
        text=lambda: _("%(who)s has named you in a comment: %(about)s") % {"who": comment.author, "about": about},
        detail=lambda: comment.text,
        url=comment.get_absolute_url(),
        by_email=True,
    )
