"""The paper of a form: its answers in the order of its fields, with lines to write on where there is none."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from access.models import User
from counterparties.feature_files import PictureValue
from counterparties.files.pictures import for_paper
from counterparties.models import FilledForm, Upload
from counterparties.printing.paper import Block, Facts, Paragraph, Picture, Table, pdf_of
from reference.features.values import FeatureValue, LongTextValue

LINES = 5
"Lines that are left for a long answer by hand."
SPACE = "\u00a0" * 150 + "\n\u00a0"
"An empty line that claims its share of the page."


def paper_of(record: FilledForm, fields: Sequence[FeatureValue], *, user: User) -> bytes:
    """The form as PDF, in the language of the page; what is not answered can be filled in by hand."""
    return pdf_of(
        title=str(record if record.pk else record.template),
        subtitle=str(record.counterparty),
        blocks=[*blocks_of(record, fields)],
        by=str(user),
    )


def blocks_of(record: FilledForm, fields: Sequence[FeatureValue]) -> Iterator[Block]:
    """The parts of the paper: the day, the answers, their pictures, room for a signature."""
    yield Facts([(_("Date"), date_format(record.date, "DATE_FORMAT") if record.pk else "." * 40)])
    yield Table((_("Field"), _("Answer")), [line for field in fields for line in lines_of(record, field)])
    yield from pictures_of(record, fields)
    yield Paragraph(f"\n\n{_('Signature')} {'.' * 60}", muted=True)


def lines_of(record: FilledForm, field: FeatureValue) -> list[tuple[str, str]]:
    """What the form says of a field, or as many empty lines as its answer may need."""
    if told := field.show(field.value(record)):
        return [(str(field.label), told)]
    empty = LINES if isinstance(field, LongTextValue) else 1
    return [(str(field.label) if at == 0 else "", SPACE) for at in range(empty)]


def pictures_of(record: FilledForm, fields: Iterable[FeatureValue]) -> Iterator[Picture]:
    """The pictures, each under its field and name; of one that the store has lost the name alone."""
    named = {field: field.value(record) for field in fields if isinstance(field, PictureValue)}
    uploads = Upload.objects.of_forms().in_bulk([pk for pk in named.values() if pk is not None])
    for field, pk in named.items():
        if upload := uploads.get(pk):
            yield Picture(f"{field.label}: {upload.name}", content_of(upload))


def content_of(upload: Upload) -> bytes | None:
    try:
        with upload.file.storage.open(str(upload.file.name)) as file:
            return for_paper(file)
    except OSError:
        return None


def file_name(record: FilledForm) -> str:
    """What the paper is called where it is kept."""
    number = f"-{record.number}" if record.pk else ""
    return f"{slugify(record.template.code)}{number}.pdf"
