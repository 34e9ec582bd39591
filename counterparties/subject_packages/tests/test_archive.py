"""The parts of a package: names that every system takes, JSON that is written as it comes."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterparties.subject_packages.archive import Archive, pieces, safe

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(json_values)
def test_json_in_pieces_is_the_same_json(value):
    assert json.loads("".join(pieces(value))) == value


@given(st.lists(st.text(max_size=40), max_size=8))
def test_every_name_is_free_safe_and_within_its_folder(names):
    with zipfile.ZipFile(io.BytesIO(), "w") as file:
        archive = Archive(file)
        for name in names:
            path = archive.free_name(Path("folder"), name)
            with archive.part(path) as target:
                target.write(b"x")
            assert path.startswith("folder/") and path.count("/") == 1
    found = [entry.path.casefold() for entry in archive.entries]
    assert len(set(found)) == len(names)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b\\c", "CON:", "x|y?", "name. ", "", "..", "\u202egnp.exe"])
def test_names_that_other_systems_refuse(name):
    made = safe(name)
    assert made and not set(made) & set('/\\<>:"|?*') and not made.endswith((".", " "))
