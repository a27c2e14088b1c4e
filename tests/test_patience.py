"""Deadlines follow the machine, and are never shorter than they were written."""

from __future__ import annotations

import os

import pytest

from tests import patience


@pytest.mark.parametrize(
    ("load", "slowness", "workers", "expected"),
    [
        (0.0, 0.5, "1", 1.0),
        (7.0, 1.0, "1", 3.5),
        (0.5, 1.0, "8", 4.0),
        (2.0, 2.0, "2", 2.0),
        (7.0, 2.0, "1", 7.0),
        (500.0, 3.0, "1", 10.0),
    ],
)
def test_the_factor(
    monkeypatch: pytest.MonkeyPatch, load: float, slowness: float, workers: str, expected: float
) -> None:
    """Load, or pytest's workers, for each of two cores, times how slow a core is; from 1 to 10."""
    monkeypatch.setattr(os, "getloadavg", lambda: (load, 0.0, 0.0))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", workers)
    monkeypatch.setattr(patience, "_slowness", lambda: slowness)
    assert (expected, 3 * expected, 3000 * expected) == (
        patience.factor(),
        patience.seconds(3),
        patience.milliseconds(3),
    )


def test_a_deadline_grows_with_load_that_comes_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is over on an idle machine is not over on one that has become busy since."""
    monkeypatch.setattr(patience, "factor", lambda: 1.0)
    deadline = patience.Deadline(0.0)
    over = deadline.is_over
    later = patience.Deadline(1e-9)
    monkeypatch.setattr(patience, "factor", lambda: 1e12)
    assert (True, False) == (over, later.is_over)


def test_waiting_for_what_never_comes_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says what was waited for, and how patient that was."""
    monkeypatch.setattr(patience, "factor", lambda: 2.0)
    with pytest.raises(AssertionError, match=r"Waited 0 s, times 2.0 on this machine, for godot."):
        patience.wait_for(lambda: False, "godot", 0.0)
