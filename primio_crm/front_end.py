"""Takes from the npm packages exactly the files that pages use, to where static files are found."""

import re
import shutil
from pathlib import Path

# Source below node_modules: name below vendor.
FILES = {
    "@fontsource-variable/sofia-sans/index.css": "sofia-sans/index.css",
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "@tabler/core/dist/css/tabler-vendors.min.css": "tabler/tabler-vendors.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler/tabler.min.js",
    "@tabler/icons-webfont/dist/tabler-icons.min.css": "tabler-icons/tabler-icons.min.css",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "sortablejs/Sortable.min.js": "sortable/Sortable.min.js",
    "tom-select/dist/css/tom-select.bootstrap5.min.css": "tom-select/tom-select.bootstrap5.min.css",
    "tom-select/dist/js/tom-select.complete.min.js": "tom-select/tom-select.complete.min.js",
}
SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=\S+ ?\*/|//# sourceMappingURL=\S+)\s*$")
# Every browser that runs the rest reads woff2.
OLDER_FONTS = re.compile(r""",\s*url\(["'][^"')]+\.(?:woff|ttf)[^"')]*["']\)\s*format\(["'][a-z]+["']\)""")
FONT = re.compile(r"""url\(["']?(?P<file>\./[^"')?#]+)(?P<query>[^"')]*)["']?\)""")


def collect(packages: Path, target: Path) -> list[Path]:
    """Lays the folder `target` anew from node_modules; returns its files."""
    new = target.with_name(f"{target.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    for source, name in FILES.items():
        copy(packages / source, new / name)
    shutil.rmtree(target, ignore_errors=True)
    new.rename(target)
    return sorted(file for file in target.rglob("*") if file.is_file())


def copy(source: Path, target: Path) -> None:
    """One script or style sheet without its source map, and the fonts that it names."""
    target.parent.mkdir(parents=True, exist_ok=True)
    text = SOURCE_MAP.sub("", source.read_text(encoding="utf-8"))
    if source.suffix == ".css":
        text = OLDER_FONTS.sub("", text)
        for font in FONT.finditer(text):
            (target.parent / font["file"]).parent.mkdir(exist_ok=True)
            shutil.copyfile(source.parent / font["file"], target.parent / font["file"])
    target.write_text(text, encoding="utf-8")
