"""Orders of events that the explorer found and shrunk. Each line stands once, or the doubt is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ingest.files.discovery import discovery
from tests.faults.explorer import trial
from tests.faults.explorer.orders import Event, Order

if TYPE_CHECKING:
    from pathlib import Path

_GAP = "gone before it was read: told as a gap"
_DOUBT = "two files that may be one log: flagged as possible duplicates"

_RENAMED_WHILE_LISTED = Order(
    (
        Event("append", size=1),
        Event("kill", gap=23, size=1),
        Event("append", size=1),
        Event("append", size=3),
        Event("copy", gap=2, name=5, size=1),
        Event("rename", which=7, name=54, size=1),
        Event("rename", gap=2, name=19, size=1),
    ),
    piece_bytes=400,
    batches=1,
    line_bytes=90,
)
"""After a start a log is renamed between the listing and the look at it: only its copy is there to be seen."""

_NOT_READ_AGAIN = {
    "renamed while its folder is listed": _RENAMED_WHILE_LISTED,
    "renamed twice while its folder is listed": replace(
        _RENAMED_WHILE_LISTED,
        events=(
            *_RENAMED_WHILE_LISTED.events[:-1],
            Event("rename", gap=3, name=19),
            Event("rename", gap=2, name=11),
        ),
    ),
    "packed and renamed while its folder is listed": Order(
        (
            Event("replace", name=57, size=1),
            Event("kill", gap=23, size=1),
            Event("append", gap=2, size=12),
            Event("pack", name=1, size=6),
            Event("copy_on", gap=2, name=26, size=1),
            Event("rename", name=17, size=1),
        ),
        piece_bytes=400,
        batches=1,
        line_bytes=90,
    ),
    "goes on in the longer of two archives, whatever it is called": Order(
        (
            Event("append", size=1),
            Event("pack", gap=39, name=6, size=1),
            Event("append", gap=1, size=1),
            Event("copy_part", name=49, size=1),
            Event("pack", name=47, size=1),
            Event("kill", size=1),
            Event("replace", size=1),
        ),
        line_bytes=90,
    ),
    "goes on in an archive that is longer than a plain copy": Order(
        (
            Event("append", size=6),
            Event("copy", gap=39, name=1),
            Event("append", gap=1, size=2),
            Event("pack", which=0, name=47, size=3),
            Event("kill"),
            Event("replace", size=1),
        ),
    ),
    "loses its name before it is read, after it was copied": Order(
        (
            Event("append", size=6),
            Event("unlink", gap=8, name=28, size=1),
            Event("copy", gap=2, name=1, size=1),
            Event("rename", gap=3, which=5, name=18, size=1),
            Event("fail", gap=2, name=22, size=1),
            Event("rename", name=51, size=1),
            Event("create", gap=20),
            Event("unlink", which=1, size=12),
        ),
        line_bytes=90,
    ),
}


@pytest.mark.parametrize("name", _NOT_READ_AGAIN)
def test_each_line_stands_once(name: str) -> None:
    """Nothing is lost, doubled or doubted."""
    outcome = trial.run(_NOT_READ_AGAIN[name])
    assert ([], {}) == (outcome.faults, dict(outcome.excused))


_TOLD = {
    "away while its copy is begun, and back while that is read": (
        Order(
            (
                Event("append", size=1),
                Event("kill", gap=23, size=9),
                Event("append", size=11),
                Event("copy", name=1, size=1),
                Event("move_out"),
                Event("move_back", gap=30),
            ),
            piece_bytes=400,
            batches=1,
            line_bytes=90,
        ),
        12,
    ),
    "goes on by its handle although nothing of it was read": (
        Order(
            (
                Event("append", size=1),
                Event("unlink", gap=8, name=28, size=1),
                Event("copy", gap=2, name=1, size=1),
                Event("rename", gap=3, which=5, name=18, size=1),
                Event("fail", gap=2, name=22, size=1),
                Event("rename", name=51, size=1),
                Event("copy_part", name=30, size=1),
                Event("append", gap=15, name=48, size=1),
                Event("create", gap=5, name=63, size=1),
                Event("unlink", which=4, name=27, size=1),
            ),
            line_bytes=90,
        ),
        1,
    ),
}


@pytest.mark.parametrize("name", _TOLD)
def test_every_doubled_line_is_a_possible_duplicate(name: str) -> None:
    """Which of two files is the copy cannot be known here; every line that is stored twice is flagged once."""
    order, lines = _TOLD[name]
    outcome = trial.run(order)
    assert ([], {_DOUBT: lines}) == (outcome.faults, dict(outcome.excused))


_FINISHED_AND_REMOVED = Order(
    (
        Event("append", size=3),
        Event("copy_part", name=56, size=2),
        Event("copy_on", gap=172, name=11, size=1),
        Event("unlink", name=54, size=1),
    ),
    line_bytes=90,
)
"""The first bytes of a copy are read as a half line; then it is finished and removed, but still open."""


def test_a_copy_of_which_next_to_nothing_was_read_is_compared_when_it_has_no_name() -> None:
    """Its first bytes are an invalid line, as at the end of any rotated file; the rest stands in the log."""
    outcome = trial.run(_FINISHED_AND_REMOVED)
    assert ([], {"a half line kept as an invalid line": 1}) == (outcome.faults, dict(outcome.excused))


_GROWS_BETWEEN_MATCHING_AND_READING = Order(
    (
        Event("append", size=5),
        Event("copy_part", name=58, size=9),
        Event("rename", gap=4, name=3, size=1),
        Event("pack", name=27, size=1),
        Event("move_back", gap=187, name=40, size=1),
        Event("copy_on", gap=2, name=26, size=1),
    ),
    piece_bytes=400,
)
"""A copy in the making is finished after the matching that found nothing new in it, and before it is read."""


def test_what_comes_after_matching_is_compared_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes that a file in doubt gets meanwhile wait for the next scan, also where the rename is not noticed."""
    assert trial.run(_GROWS_BETWEEN_MATCHING_AND_READING).faults == []
    monkeypatch.setattr(discovery, "_has_moved", lambda *_: False)
    outcome = trial.run(_GROWS_BETWEEN_MATCHING_AND_READING)
    assert ([], {_DOUBT: 5}) == (outcome.faults, dict(outcome.excused))


_SHORTER = Order(
    (
        Event("append", size=5),
        Event("append", gap=50, name=49, size=12),
        Event("copy_part", name=28, size=8),
        Event("pack", name=57, size=1),
        Event("truncate", gap=43, name=31, size=1),
        Event("unlink", gap=16, name=42, size=10),
        Event("unlink", gap=16, which=5, name=39, size=1),
    ),
    line_bytes=90,
)
"""A log is emptied before all of it was read; its archive goes, too, and what is left is a part of a copy."""


def test_a_log_that_goes_on_in_a_shorter_copy_has_a_gap(tmp_path: Path) -> None:
    """What the copy has less than the log had is told, also after a restart."""
    tried = trial.Trial(_SHORTER, tmp_path)
    assert tried.run().faults == []
    assert tried._reading is not None
    assert tried._reading._look() == []  # it is told once: nothing is left to say
    for order in (_SHORTER, replace(_SHORTER, events=(*_SHORTER.events, Event("kill", gap=40)))):
        outcome = trial.run(order)
        assert ([], {_GAP: 8}) == (outcome.faults, dict(outcome.excused))


@pytest.mark.parametrize("pauses", [(20,), (60,), (20, 20), (40, 30)])
def test_a_shorter_copy_that_is_finished_has_no_gap(pauses: tuple[int, ...], tmp_path: Path) -> None:
    """The copy was in the making: nothing is missing, and nothing is said to be, also after a restart."""
    *kills, last = pauses
    events = (*_SHORTER.events, *(Event("kill", gap=gap) for gap in kills), Event("copy_on", gap=last))
    tried = trial.Trial(replace(_SHORTER, events=events), tmp_path)
    outcome = tried.run()
    assert ([], {}, (0, [])) == (outcome.faults, dict(outcome.excused), tried._store.flags())
