"""What is held on a person, on paper."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from access.models import User
from counterparties.models import Email
from counterparties.printing import file_paper
from counterparties.printing.contents import Section
from counterparties.printing.paper import Block, Facts, Heading, Table
from counterparties.printing.texts import text_of
from counterparties.subject_packages import gathering
from counterparties.subject_packages.gathering import OTHERS
from counterparties.subject_packages.subjects import Place
from counterparties.subject_packages.tabs import PEOPLE


def blocks_of(place: Place, user: User, sections: Sequence[Section]) -> Iterator[Block]:
    """All of a place: key data or the facts of a contact person, the tabs, comments, e-mails, history."""
    if place.person is None:
        yield Heading(f"{place.record.code} {place.record}")
        yield from file_paper.data_sheet(place.record, user, others=place.people)
    else:
        yield Heading(_("%(person)s at %(counterparty)s") % {"person": place.person, "counterparty": place.record})
    for section in sections:
        yield from facts(section) if place.person and section.tab.slug == PEOPLE else file_paper.tab(section)
    yield from file_paper.comments(gathering.comments(place, user))
    yield from emails(place, user)
    yield from file_paper.history(gathering.history(place, user))


def facts(section: Section) -> Iterator[Block]:
    """The contact person: every column that says something."""
    columns = [each for name, each in section.attributes.items() if name not in OTHERS]
    for record in section.records(columns):
        said = ((capfirst(str(each.label)), text_of(each, record)) for each in columns)
        yield Facts([(label, text) for label, text in said if text])


def emails(place: Place, user: User) -> Iterator[Block]:
    rows = gathering.emails(place, user)
    if number := rows.count():
        yield Heading(_("E-mails"), number_format(number, force_grouping=True))
        head = [_("When"), _("From"), _("To"), _("Subject"), _("Message")]
        yield Table(head, (written(row, place) for row in rows.iterator(gathering.CHANGES)))


def written(email: Email, place: Place) -> list[str]:
    line: dict[str, Any] = gathering.email_line(email, place)
    to = ", ".join([*line["to"], *line["cc"]])
    others = _("%d others") % line["others"] if line["others"] else ""
    when = file_paper.moment(email.created_at)
    return [when, line["from"], "\n".join(filter(None, (to, others))), email.subject, email.text]
