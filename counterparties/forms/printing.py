"""The paper of a form: its answers in the order of its fields, with lines to write on where there is none."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from access.models import User
from counterparties.feature_files import PictureValue
from counterparties.files.pictures import for_paper
from counterparties.models import FilledForm, Upload
from counterparties.printing.letters import BOX, TICKED
from counterparties.printing.paper import Block, Facts, Paragraph, Picture, Table, pdf_of
from reference.features.items import ItemsValue
from reference.features.values import FeatureValue, LongTextValue, YesNoValue

LINES = 5
"Lines that are left for a long answer by hand."
SPACE = "\u00a0" * 150 + "\n\u00a0"
"An empty line that claims its share of the page."
MOST_BOXES = 8
"Of more items than these the answer is written."
SHORT = 40
"Letters of a label that is not broken."
APART = "\u00a0\u00a0 "


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
    """What the form says of a field: its choices with boxes, or the answer, or as many empty lines as it may need."""
    if choices := choices_of(record, field):
        boxes = ((TICKED if ticked else BOX) + together(label) for label, ticked in choices)
        return [(str(field.label), APART.join(boxes))]
    if told := field.show(field.value(record)):
        return [(str(field.label), told)]
    empty = LINES if isinstance(field, LongTextValue) else 1
    return [(str(field.label) if at == 0 else "", SPACE) for at in range(empty)]


def choices_of(record: FilledForm, field: FeatureValue) -> list[tuple[str, bool]]:
    """What is chosen from, and whether it is chosen; none where there is no choice, or too much of it for boxes."""
    value = field.value(record)
    if isinstance(field, YesNoValue):
        return [(field.show(choice), value is choice) for choice in (True, False)]
    if not isinstance(field, ItemsValue):
        return []
    chosen = frozenset(value or ())
    items = [item for item, _level in field.listed if item.stopped_at is None or item.pk in chosen]
    return [(item.name, item.pk in chosen) for item in items] if len(items) <= MOST_BOXES else []


def together(label: str) -> str:
    """A label that a line holds stays on one: in several it would be read with the wrong box."""
    return label.replace(" ", "\u00a0") if len(label) <= SHORT else label


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
