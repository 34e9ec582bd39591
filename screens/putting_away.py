"""The words for putting a record away and getting it back: records are archived, files are deleted."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class PuttingAway:
    """What a list, its messages and its questions call it; `%(name)s` is the record."""

    icon: str
    verb: Text
    verb_of: Text
    asked: Text
    told: Text
    done: Text
    since: Text
    back_icon: str
    back: Text
    back_of: Text
    back_asked: Text
    back_told: Text
    back_done: Text
    show: Text
    look_among: Text


ARCHIVING = PuttingAway(
    icon="archive",
    verb=_("Archive"),
    verb_of=_("Archive %(name)s"),
    asked=_("Archive %(name)s?"),
    told=_("It leaves the lists and keeps all that belongs to it. You can activate it again at any time."),
    done=_("%(name)s is archived."),
    since=_("Archived %(day)s"),
    back_icon="archive-off",
    back=_("Activate"),
    back_of=_("Activate %(name)s"),
    back_asked=_("Activate %(name)s?"),
    back_told=_("It comes back to the lists, with all that was archived together with it."),
    back_done=_("%(name)s is active again."),
    show=_("Show archived"),
    look_among=_("Look among archived too"),
)
DELETING = PuttingAway(
    icon="trash",
    verb=_("Delete"),
    verb_of=_("Delete %(name)s"),
    asked=_("Delete %(name)s?"),
    told=_("It leaves the list and can be restored at any time: nothing of it is lost."),
    done=_("%(name)s is deleted."),
    since=_("Deleted %(day)s"),
    back_icon="restore",
    back=_("Restore"),
    back_of=_("Restore %(name)s"),
    back_asked=_("Restore %(name)s?"),
    back_told=_("It comes back to the list, with all its versions."),
    back_done=_("%(name)s is restored."),
    show=_("Show deleted"),
    look_among=_("Look among deleted too"),
)
