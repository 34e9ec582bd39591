"""What a preview of a file shows."""

from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat

from attributes.values import Attribute
from counterparties.files import content_types
from counterparties.files.addresses import content_url, url_of
from counterparties.models import Upload
from screens.screen import Screen

MOST_OF_A_TEXT = 200_000
"Bytes of a text that a preview shows."
FACTS = ("kind", "number", "issued_on", "valid_until", "note")


@dataclass(frozen=True)
class Version:
    """A version in the list of them, numbered from the first upload on."""

    number: int
    upload: Upload
    size: str
    url: str
    download: str
    restore: str
    is_current: bool
    is_shown: bool


def preview_of(record: Any, shown: Upload, screen: Screen) -> dict[str, Any]:
    """The context of the template: how the version is shown, the facts, all versions, the newest first."""
    kind = shown.content_type
    facts = [screen.declared()[name] for name in FACTS if name in screen.form_fields]
    return {
        "record": record,
        "shown": shown,
        "way": way_of(kind),
        "text": text_of(shown) if kind == content_types.PLAIN else None,
        "source": content_url(record, shown, inline=True),
        "download": content_url(record, shown),
        "icon": content_types.icon(kind),
        "told": [content_types.in_words(kind), filesizeformat(shown.size)],
        "facts": [(fact.label, told(fact, record)) for fact in facts if fact.value(record)],
        "versions": versions_of(record, shown),
        "edit_url": screen.url("edit", record, record.counterparty) if "edit" in screen.views else "",
        "version_url": url_of("version", record),
    }


def told(fact: Attribute, record: Any) -> str:
    """A fact beside its label; a day on which a paper expires stands out as in lists."""
    return fact.cell(record) if fact.name == "valid_until" else fact.show(fact.value(record))


def way_of(kind: str) -> str:
    """How a content type is shown: as picture, pdf or text; "" where a browser would have to guess."""
    if kind == content_types.PDF:
        return "pdf"
    if kind in content_types.INLINE:
        return "picture"
    return "text" if kind == content_types.PLAIN else ""


def text_of(upload: Upload) -> str:
    """The beginning of a text."""
    with upload.file.storage.open(str(upload.file.name)) as file:
        return content_types.decoded(file.read(MOST_OF_A_TEXT), whole=upload.size <= MOST_OF_A_TEXT) or ""


def versions_of(record: Any, shown: Upload) -> list[Version]:
    uploads = list(record.versions.select_related("uploaded_by").order_by("pk"))
    found = [
        Version(
            number,
            each,
            filesizeformat(each.size),
            f"{record.get_absolute_url()}?version={each.pk}",
            content_url(record, each),
            url_of("restore", record, each.pk),
            each.pk == record.content_id,
            each.pk == shown.pk,
        )
        for number, each in enumerate(uploads, 1)
    ]
    return found[::-1]
