"""The house stays readable: short files, short functions, a small core, names that say what is inside."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE, LONGEST_FUNCTION, LARGEST_CORE = 300, 30, 1300
NOT_OURS = {".venv", "var", "node_modules", "migrations"}
JUNK_DRAWERS = {"utils", "util", "helpers", "helper", "common", "core", "misc"}


def files(*suffixes: str) -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        if path.suffix in suffixes and path.is_file() and NOT_OURS.isdisjoint(path.relative_to(ROOT).parts):
            yield path


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def lines_of_code(path: Path) -> int:
    """Lines that do something: explaining the core in docstrings must not make it too large."""
    text = path.read_text(encoding="utf-8")
    told: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            told |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    code = [line.strip() for number, line in enumerate(text.splitlines(), 1) if number not in told]
    return sum(bool(line) and not line.startswith("#") for line in code)


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            told = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            docstring = (first.end_lineno or 0) - first.lineno + 1 if told else 0
            yield node.name, (node.end_lineno or 0) - node.lineno + 1 - docstring


def test_files_are_short():
    counted = {name(path): lines(path) for path in files(".py", ".html", ".js", ".css", ".sh")}
    long = {path: number for path, number in counted.items() if number >= LONGEST_FILE}
    assert not long, f"Split by noun or verb: {long}"


def test_functions_are_short():
    counted = {f"{name(path)}:{function}": number for path in files(".py") for function, number in functions(path)}
    long = {place: number for place, number in counted.items() if number >= LONGEST_FUNCTION}
    assert not long, f"Split what it does: {long}"


def test_the_core_stays_small():
    # Its packages (saved views, cells) stand on the core like the rooms above: it knows little more than their names.
    total = sum(lines_of_code(path) for path in files(".py") if path.parent == ROOT / "screens")
    assert total < LARGEST_CORE


def test_no_junk_drawers():
    drawers = [name(path) for path in files(".py") if {path.stem, path.parent.name} & JUNK_DRAWERS]
    assert not drawers, f"Name them by what is inside: {drawers}"
