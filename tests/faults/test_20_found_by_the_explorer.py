"""Orders of events that the explorer found and shrunk. Each line stands once, or the doubt is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.faults.explorer import trial
from tests.faults.explorer.orders import Event, Order

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
