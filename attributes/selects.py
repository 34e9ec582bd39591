"""Selects of many options."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class LongSelect(forms.Select):
    """A select whose options are written without a template for each: these cost more than all else of a form."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        groups = format_html_join("\n", "{}", ((written(*group[:2]),) for group in widget["optgroups"]))
        return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), groups)


def written(heading: str | None, options: list[dict[str, Any]]) -> SafeString:
    """The options as HTML, under their heading if they have one."""
    lines = ((option["value"], flatatt(option["attrs"]), option["label"]) for option in options)
    html = format_html_join("\n", '<option value="{}"{}>{}</option>', lines)
    return format_html('<optgroup label="{}">{}</optgroup>', heading, html) if heading else html
