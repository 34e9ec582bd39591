"""The commands that the global search offers: by name, in any script, as far as the user may call them."""

import re
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Ability, Action
from access.policy import can
from access.requests import PersonalRequest, sent_from
from counterparties.folding import fold
from counterparties.layouts import meanings
from counterparties.models import Counterparty
from reference.kinds import Kind
from screens.file import Tab
from screens.finding import finders
from screens.finding.finders import SHORTEST, Finder, Findings, Found
from screens.registry import screens
from screens.saved_views.shown import address_of, views_of

SHOWN = 6
FILE = re.compile(r"/counterparties/(\d{1,18})/")


def find_commands(request: PersonalRequest, text: str) -> Findings:
    """The commands in whose name every word of the text begins a word."""
    known = finders.commands(request)
    # Other readings of two letters would be the beginning of some command by chance.
    for meaning in meanings(text) if len(text) > SHORTEST else [text]:
        sought = fold(meaning).split()
        found = [command for command in known if sought and _called(command, sought)]
        if found:
            return Findings(found[:SHOWN], understood="" if meaning == text else meaning)
    return Findings()


def _called(command: Found, sought: list[str]) -> bool:
    named = fold(f"{command.title} {command.sub} {command.words}").split()
    return all(any(word.startswith(each) for word in named) for each in sought)


def of_this_page(request: PersonalRequest) -> Iterator[Found]:
    """What may be done with the counterparty whose file is open."""
    where = FILE.match(sent_from(request).path)
    if where is None:
        return
    pk = int(where[1])
    seen = Counterparty.objects.visible_to(request.user).filter(pk=pk)
    if not (record := seen.first()):
        return
    if record.archived_at is None and seen.visible_to(request.user, Action.EDIT).exists():
        yield Found(_("Edit"), reverse("counterparties-edit", args=[pk]), "pencil", record.name)
    if seen.visible_to(request.user, Action.EXPORT).exists():
        yield Found(_("Print"), reverse("print", args=[pk]), "printer", record.name)
    if seen.visible_to(request.user, Action.ARCHIVE).exists():
        verb = "activate" if record.archived_at else "archive"
        label = _("Activate") if record.archived_at else _("Archive")
        yield Found(label, reverse(f"counterparties-{verb}", args=[pk]), "archive", record.name)


def of_counterparties(request: PersonalRequest) -> Iterator[Found]:
    """What may be begun anywhere: new records, import, export."""
    for kind in Kind:
        screen = screens[f"counterparties-{kind.value}"]
        if screen.may_add(request.user):
            title = _("New %(what)s") % {"what": screen.title_one}
            yield Found(title, screen.url("add"), "plus", words=_("add new create"))
    everybody = screens["counterparties"]
    if can(request.user, Ability.IMPORT):
        yield Found(_("Import"), reverse("exchange:choose"), "database-import", everybody.title)
    if everybody.may_export(request.user):
        yield Found(_("Export"), reverse("exchange:export", args=[everybody.slug]), "download", everybody.title)
    yield Found(_("Archived, too"), f"{everybody.url()}?archived=1", "archive", everybody.title)


def saved_views(request: PersonalRequest) -> Iterator[Found]:
    """The saved views that the user sees."""
    for view in views_of(request.user):
        screen = screens.get(view.screen)
        if screen and not isinstance(screen, Tab):
            yield Found(view.name, address_of(view, screen.url()), "bookmark", screen.title)


def register() -> None:
    """Makes the commands known; called once, when the screens of this room are loaded."""
    for source in (of_this_page, of_counterparties, saved_views):
        finders.offer(source)
    finders.add(Finder(gettext_lazy("Commands"), find_commands, order=300))
