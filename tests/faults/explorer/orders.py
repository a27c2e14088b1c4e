"""Orders of events: what happens, and after how many points; random ones by seed, and all short ones of typical plots.

An order is plain data. It refers to files by number, counted among those that are there when the event comes, so that
any part of it is an order too: that is what makes a failing one easy to shrink.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

STEPS = {
    "append": 24, "half": 6, "rename": 16, "create": 14, "pack": 12, "pack_part": 8, "pack_on": 8, "unlink": 10,
    "copy": 6, "copy_part": 4, "copy_on": 4, "truncate": 6, "replace": 3, "move_in": 5, "move_out": 3, "move_back": 3,
    "unpack": 4, "link": 2, "bundle": 6, "wait": 8,
}  # fmt: skip
"""What the writer and whoever rotates its files do, and how often."""

DISTURBANCES = {"kill": 8, "fail": 3, "fail_commit": 3}
"""What happens to reading: SIGKILL, a system call that fails, a transaction that does."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens `gap` points after the one before; `which`, `name` and `size` choose by number."""

    step: str
    gap: int = 0
    which: int = 0
    name: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """A trial's whole script: how reading is set up, and the events in their order."""

    events: tuple[Event, ...]
    piece_bytes: int = 100_000
    batches: int = 1000
    handles: int = 64
    line_bytes: int = 220
    real_warehouse: bool = False


def drawn(random: Random, longest: int) -> Order:
    """A random order of up to `longest` events."""
    weights = STEPS | DISTURBANCES
    steps = random.choices(list(weights), list(weights.values()), k=random.randint(3, longest))
    return Order(
        events=(Event("append", 0, 0, 0, random.randint(1, 12)), *(_event(random, step) for step in steps)),
        piece_bytes=random.choice((400, 900, 2500, 100_000)),
        batches=random.choice((1, 2, 5, 1000)),
        handles=random.choice((2, 64, 64, 64)),
        line_bytes=random.choice((90, 220, 220, 700)),
        real_warehouse=random.random() < 0.005,
    )


def _event(random: Random, step: str) -> Event:
    gap = random.choice((0, 0, random.randint(0, 3), random.randint(0, 12), random.randint(0, 60), 200))
    return Event(step, gap, random.randrange(8), random.randrange(64), random.randint(1, 12))


PLOTS: tuple[tuple[str, ...], ...] = (
    ("rename", "create", "append"),
    ("rename", "create", "pack", "unlink"),
    ("rename", "pack_part", "pack_on", "unlink", "create"),
    ("copy", "truncate", "append"),
    ("copy_part", "copy_on", "truncate", "append"),
    ("pack", "truncate", "append"),
    ("rename", "append", "create", "append"),
    ("pack", "unlink", "create"),
    ("half", "rename", "append", "create"),
    ("rename", "pack", "unlink", "unpack", "create"),
    ("move_out", "create", "append", "move_back"),
    ("replace", "append", "append"),
    ("link", "unlink", "create"),
)
"""How files are rotated, step by step."""


def systematic(points: int) -> Iterator[Order]:
    """Every plot, with each pause before each of its steps and with a kill at each point of it, up to `points`."""
    for plot, name, piece in itertools.product(PLOTS, (0, 3, 9, 14), (900, 100_000)):
        steps = [Event(step, 0, 0, name, 4) for step in plot]
        for place, gap in itertools.product(range(len(steps)), range(points)):
            paused = [*steps[:place], replace(steps[place], gap=gap), *steps[place + 1 :]]
            yield _order(paused, piece)
            yield _order([*paused[: place + 1], Event("kill", 0, 0, 0, 1), *paused[place + 1 :]], piece)
            yield _order([*steps[:place], Event("kill", gap, 0, 0, len(steps) - place), *steps[place:]], piece)


def _order(events: list[Event], piece_bytes: int) -> Order:
    return Order((Event("append", 0, 0, 0, 9), Event("append", 4, 0, 0, 5), *events), piece_bytes)


def smaller(order: Order) -> Iterator[Order]:
    """Orders that are a little shorter or simpler than this one, the boldest first."""
    events = order.events
    size = len(events) // 2
    while size:
        for start in range(0, len(events), size):
            yield replace(order, events=events[:start] + events[start + size :])
        size //= 2
    for simpler in ({"piece_bytes": 100_000}, {"batches": 1000}, {"handles": 64}, {"real_warehouse": False}):
        yield replace(order, **simpler)
    for place, event in enumerate(events):
        for change in ({"gap": 0}, {"gap": event.gap // 2}, {"gap": event.gap - 1}, {"size": 1}, {"which": 0}):
            other = replace(event, **change)  # type: ignore[arg-type]
            if other.gap >= 0 and other != event:
                yield replace(order, events=(*events[:place], other, *events[place + 1 :]))
