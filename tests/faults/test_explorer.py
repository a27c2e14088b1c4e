"""The explorer of orders: it finds what is broken on purpose, shrinks it, and finds nothing in what is not."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from ingest.files.streams.matching import Matching
from tests.faults.explorer import orders, trial
from tests.faults.explorer.orders import Event, Order

if TYPE_CHECKING:
    import pytest

PACKED_UNDER_ANOTHER_NAME = Order(
    (
        Event("append", size=12),
        Event("rename", gap=40, name=1),
        Event("pack", name=9, size=2),
        Event("unlink", which=0, size=12),
        Event("create"),
        Event("append", size=3),
    ),
    piece_bytes=400,
)
"""A file gets a name nobody knows while it is being read, is packed and removed, and a new one takes its place."""


COPIED_AND_REWRITTEN_BEFORE_IT_IS_READ = Order(
    (
        Event("append", size=1),
        Event("copy", name=7, size=1),
        Event("truncate", gap=28, name=55, size=1),
        Event("append", name=24, size=1),
    ),
    line_bytes=220,
)
"""The copy was compared with a file that is emptied, and written to with as many bytes, before it is read."""


def _random(seed: str, count: int) -> list[Order]:
    return [orders.drawn(random.Random(f"{seed}-{number}"), 12) for number in range(count)]


def test_random_orders() -> None:
    """Nothing is lost or doubled in some hundreds of random orders; the test command runs thousands."""
    assert [] == [(order, told) for order in _random("test", 400) if (told := trial.run(order).faults)]


def test_systematic_orders() -> None:
    """The same for each plot of a rotation, with a pause or a kill before each of its steps."""
    assert [] == [(order, told) for order in orders.systematic(1) if (told := trial.run(order).faults)]


def test_packed_under_another_name_while_it_is_read() -> None:
    """Each line stands once, with no doubt."""
    outcome = trial.run(PACKED_UNDER_ANOTHER_NAME)
    assert ([], {}) == (outcome.faults, dict(outcome.excused))


def test_copied_and_rewritten_before_it_is_read() -> None:
    """The lines that only the copy has are read there."""
    assert trial.run(COPIED_AND_REWRITTEN_BEFORE_IT_IS_READ).faults == []


def test_the_same_order_goes_the_same_way() -> None:
    """A trial depends on its order alone."""
    for order in _random("again", 20):
        assert trial.run(order).script == trial.run(order).script


def test_what_is_broken_is_found_and_shrunk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where copies are not known for what they are, the explorer says so with a short script."""
    monkeypatch.setattr(Matching, "_original", lambda *_: None)
    failing = next(order for order in _random("broken", 400) if trial.run(order).kind == "doubled")
    order = trial.shrunk(failing, "doubled")
    outcome = trial.run(order)
    steps = [step for step in outcome.script if not step.startswith("---")]
    assert (True, "doubled") == (len(steps) <= len(failing.events), outcome.kind)
    assert len(order.events) <= 5
