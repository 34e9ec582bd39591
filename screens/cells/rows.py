"""The row of an edited cell as the list shows it now: others may have written into it since it was read."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from screens.listing import ListQuery
from screens.tables.rows import escaped


def row_now(query: ListQuery, pk: int) -> SafeString:
    """The cells of the list's columns for this record, by name; a page puts them where they belong."""
    rows = query.screen.rows(query.user, parent=query.parent)
    record = query.with_related(rows).filter(pk=pk).first()
    if record is None:
        return SafeString("")
    for attribute in query.columns:
        attribute.prepare([record])
    cells = ((each.name, escaped(each.cell(record))) for each in query.columns)
    return format_html(
        '<template data-row="{}">{}</template>', pk, format_html_join("", '<div data-name="{}">{}</div>', cells)
    )
