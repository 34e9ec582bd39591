"""Users who are named in a text as @username."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.template.defaultfilters import urlize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from access.models import User
from counterparties.file import COUNTERPARTY_FILE
from counterparties.models import Comment, Counterparty, Event
from reference.models.file_tabs import Part

NAMED = re.compile(r"(?<![\w.@+-])@([\w.@+-]{1,150})")
"What Django allows as a username, behind an @ that stands in no e-mail address."
BEHIND_A_NAME = ".@+-_"
"Signs that may belong to the sentence instead: hello @ivan."
OFFERED, CHUNK = 8, 50
"Users that are offered, and that are read at a time until there are so many."


def mentioned(texts: Iterable[str]) -> dict[str, User]:
    """The users who are named in the texts, by their username in small letters; one query."""
    wanted = {name for text in texts for found in NAMED.finditer(text) for name in readings(found[1])}
    if not wanted:
        return {}
    rows = User.colleagues.alias(_name=Lower("username")).filter(_name__in=wanted, is_active=True)
    return {user.username.lower(): user for user in rows}


def readings(name: str) -> Iterator[str]:
    """The usernames that may be meant, the longest first."""
    name = name.lower()
    yield name
    while name[-1:] and name[-1] in BEHIND_A_NAME:
        name = name[:-1]
        if name:
            yield name


def named_in(text: str, users: dict[str, User]) -> list[User]:
    """Those of the users whom the text names, each once."""
    found = (_meant(match[1], users) for match in NAMED.finditer(text))
    return list(dict.fromkeys(user for user in found if user))


def marked(text: str, users: dict[str, User]) -> SafeString:
    """The text as it is shown: lines kept, addresses as links, users by their names."""
    pieces, last = [], 0
    for match in NAMED.finditer(text):
        if user := _meant(match[1], users):
            name = next(name for name in readings(match[1]) if name in users)
            pieces += [_plain(text[last : match.start()]), format_html('<b class="pr-mention">@{}</b>', user)]
            last = match.start() + 1 + len(name)
    return format_html_join("", "{}", ((piece,) for piece in [*pieces, _plain(text[last:])]))


def _meant(name: str, users: dict[str, User]) -> User | None:
    return next((users[each] for each in readings(name) if each in users), None)


def _plain(text: str) -> SafeString:
    lines = text.replace("\r\n", "\n").split("\n")
    return format_html_join(SafeString("<br>"), "{}", ((urlize(line),) for line in lines))


def mentionable(text: str, *, record: Counterparty, event: Event | None = None) -> list[User]:
    """The first users whose name or username begins so and who may see what is spoken of."""
    begins = Q(username__istartswith=text) | Q(first_name__istartswith=text) | Q(last_name__istartswith=text)
    rows: QuerySet[User] = User.colleagues.filter(begins, is_active=True)
    rows = rows.order_by("first_name", "last_name", "username")
    if event and event.visibility == Event.Visibility.PRIVATE:
        rows = rows.filter(Q(pk=event.author_id) | Q(pk__in=event.related_users.order_by().values("pk")))
    known: dict[Any, bool] = {}

    def seen(user: User) -> bool:
        # Those with the same roles see the same: however many they are, it is asked once.
        alike = user.is_superuser, frozenset(role.pk for role in user.roles.all())
        if alike not in known:
            known[alike] = sees(user, record=record, event=event)
        return known[alike]

    people = rows.prefetch_related("roles").iterator(chunk_size=CHUNK)
    return list(islice(filter(seen, people), OFFERED))


def sees(user: User, *, record: Counterparty, event: Event | None = None) -> bool:
    """Whether the user may see the event where one is spoken of, else the timeline of the counterparty."""
    if event:
        return Event.objects.visible_to(user).filter(pk=event.pk).exists()
    seen = Counterparty.objects.visible_to(user).filter(pk=record.pk).exists()
    return seen and COUNTERPARTY_FILE.parts_of(record, user).has(Part.TIMELINE)


def shown(comments: Iterable[Comment]) -> list[tuple[Comment, SafeString]]:
    """The comments with their texts as they are shown; one query for all that they name."""
    comments = list(comments)
    users = mentioned(comment.text for comment in comments)
    return [(comment, marked(comment.text, users)) for comment in comments]
