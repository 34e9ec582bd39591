"""Of the npm packages only what pages use is served, and nothing that it names is missing."""

import re
from pathlib import Path

import pytest

from primio_crm import front_end


def test_fonts_come_along_and_source_maps_do_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    fonts = tmp_path / "node_modules" / "font" / "fonts"
    fonts.mkdir(parents=True)
    (fonts / "a.woff2").write_bytes(b"font")
    sources = 'url("./fonts/a.woff2?v1") format("woff2"),url("./fonts/a.woff") format("woff")'
    (fonts.parent / "font.css").write_text("@font-face{src:" + sources + "}\n/*# sourceMappingURL=font.css.map */\n")
    monkeypatch.setattr(front_end, "FILES", {"font/font.css": "font/font.css"})
    for _again in range(2):
        files = front_end.collect(tmp_path / "node_modules", tmp_path / "vendor")
    assert [file.name for file in files] == ["font.css", "a.woff2"]
    assert files[0].read_text().strip() == '@font-face{src:url("./fonts/a.woff2?v1") format("woff2")}'


def test_every_address_in_the_style_sheets_leads_to_a_file(settings):
    vendor = settings.VAR / "front-end" / "vendor"
    for sheet in vendor.rglob("*.css"):
        for address in re.findall(r"url\(['\"]?(?!data:|#)([^'\")?#]+)", sheet.read_text(encoding="utf-8")):
            assert (sheet.parent / address).is_file(), f"{sheet.name}: {address}"
    assert (vendor / "htmx" / "htmx.min.js").is_file()
