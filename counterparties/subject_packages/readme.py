"""What a package says of itself, in the language of who makes it."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from counterparties.forms.files import named_by
from counterparties.models import FilledForm, Upload
from counterparties.subject_packages.gathering import others_in
from counterparties.subject_packages.making import DATA, MANIFEST, PAPER, Package


def readme(package: Package) -> str:
    """The text: what it is, what is in it, what was left out and why."""
    at = date_format(timezone.localtime(), "DATETIME_FORMAT")
    title = _("All that is held on %(subject)s") % {"subject": package.subject}
    made = _("Made by %(user)s on %(at)s, for the request of the person (GDPR, articles 15 and 20).")
    lines = [title, "=" * len(title), "", made % {"user": package.user, "at": at}, ""]
    lines += headed(_("What is in it"), parts(package))
    lines += headed(_("How much of what"), counts(package))
    lines += headed(_("What was left out, and why"), left_out(package))
    return "\r\n".join(lines)


def headed(title: str, lines: Iterator[str]) -> list[str]:
    return [title, "-" * len(title), *(f"- {line}" for line in lines), ""]


def parts(package: Package) -> Iterator[str]:
    yield f"{PAPER}: " + _("everything to be read.")
    yield f"{DATA}: " + _("the same for machines, with every column; the keys stay the same in later packages.")
    if package.written:
        number = len(package.written)
        said = ngettext("%d file, in a folder named by its tab.", "%d files, in folders named by their tabs.", number)
        yield said % number
    yield f"{MANIFEST}: " + _("size and SHA-256 of every part, and the number of rows of every tab.")


def counts(package: Package) -> Iterator[str]:
    """Each tab with its rows, under the name of its record where there are several."""
    for each in package.counts:
        if not (each.rows or each.files):
            continue
        where = f"{each.place.record.code} {each.place.record}, " if len(package.places) > 1 else ""
        rows = ngettext("%d row", "%d rows", each.rows) % each.rows
        number = len(each.files)
        files = ", " + ngettext("%d file", "%d files", number) % number if number else ""
        yield f"{where}{each.title}: {rows}{files}"


def left_out(package: Package) -> Iterator[str]:
    """Rights of who made it, other people's data, and what could not be found."""
    said = _("Rights: what the roles of %(user)s do not open is not in it, private events of others among it.")
    yield said % {"user": package.user}
    yield from of_others(package)
    yield _("Masked: file.pdf shows no more than the last digits of personal numbers, as the screen does.")
    if package.lost:
        yield _("Not in the store any more: %(names)s.") % {"names": ", ".join(package.lost.values())}
    if number := unnamed(package):
        told = ngettext(
            "%d file that was the value of a feature, or an answer in a form, and is it no more.",
            "%d files that were values of features, or answers in forms, and are it no more.",
            number,
        )
        yield told % number


def of_others(package: Package) -> Iterator[str]:
    """What is about other people."""
    if any(place.person for place in package.places):
        yield _("Other people: of a company's file only what names the person is in it.")
        yield _("Other people: of those whom an e-mail went to besides only the number is told.")
    for place in package.places:
        for section in () if place.people else others_in(place, package.user):
            yield _("Other people: %(tab)s (%(number)s).") % {"tab": section.title, "number": section.rows.count()}
    if number := package.not_chosen:
        told = ngettext(
            "%d record with the same e-mail, phone or personal number, which was judged to be somebody else.",
            "%d records with the same e-mail, phone or personal number, which were judged to be somebody else.",
            number,
        )
        yield told % number


def unnamed(package: Package) -> int:
    """How many files of a person's own file were values of features or answers once and are none any more."""
    files = [place.record.pk for place in package.places if place.person is None]
    answers = Upload.objects.of_forms().exclude(pk__in=named_by(FilledForm.objects.filter(counterparty__in=files)))
    former = (Upload.objects.of_features() | answers).filter(counterparty__in=files)
    return former.exclude(pk__in=[*package.written, *package.lost]).count()
