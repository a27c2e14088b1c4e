"""File names as text: told and raw undo each other, whatever bytes a name has."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.files.identity import paths

if TYPE_CHECKING:
    from pathlib import Path

NAMES = st.binary(min_size=1, max_size=80).filter(lambda name: b"\0" not in name)
SEEN = st.text(max_size=40).filter(lambda text: "\0" not in text)


@given(NAMES)
def test_a_told_path_can_be_opened_again(name: bytes) -> None:
    """What is told is UTF-8 without anything unseen, and gives the same bytes back."""
    told = paths.told(os.fsdecode(name))
    assert (name, told) == (os.fsencode(paths.raw(told)), told.encode().decode())
    assert told == paths.safe(told)


@given(NAMES, NAMES)
def test_two_names_are_told_apart(one: bytes, other: bytes) -> None:
    """Different names are told differently."""
    assert (one == other) == (paths.told(os.fsdecode(one)) == paths.told(os.fsdecode(other)))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (b"app.log", "app.log"),
        ("Größe.log".encode(), "Größe.log"),
        (b"caf\xe9.log", "caf\\xe9.log"),
        (b"a\nb\t.log", "a\\x0ab\\x09.log"),
        (b"\x1b]0;title\x07.log", "\\x1b]0;title\\x07.log"),
        ("a\u202egol.log".encode(), "a\\xe2\\x80\\xaegol.log"),
        (b"C:\\logs\\app.log", "C:\\logs\\app.log"),
        (b"\\xe9.log", "\\x5cxe9.log"),
        (b"\\xEG.log", "\\xEG.log"),
    ],
)
def test_how_a_name_is_told(name: bytes, told: str) -> None:
    """UTF-8 stays as it is, a byte that cannot be shown is its escape, a backslash is one where it could be none."""
    assert told == paths.told(os.fsdecode(name))


@given(SEEN)
def test_a_sentence_is_safe_once(text: str) -> None:
    """A sentence that is safe stays as it is."""
    assert paths.safe(text) == paths.safe(paths.safe(text))


def test_a_file_of_that_very_name_is_meant(tmp_path: Path) -> None:
    """A file whose name looks like an escape wins over the one that is told so."""
    told = tmp_path / "\\xe9.log"
    before = paths.given(str(told))
    told.touch()
    assert (str(tmp_path / os.fsdecode(b"\xe9.log")), str(told)) == (before, paths.given(str(told)))


def test_paths_without_anything_odd_cost_nothing() -> None:
    """A plain path is told as the very same object."""
    path = f"/var/log/{random.Random(1).randrange(10**9)}.log"
    assert path is paths.told(path)
