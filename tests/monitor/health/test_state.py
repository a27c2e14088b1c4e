"""The status of a probe: it follows several results alike, not one."""

from __future__ import annotations

import random

import pytest

from monitor.health.state import ProbeState, following, whole
from monitor.outcome import Status

_LETTERS = {"h": Status.HEALTHY, "d": Status.DEGRADED, "u": Status.UNHEALTHY, "?": Status.UNKNOWN}


def _after(results: str, failures: int, successes: int, start: str = "?") -> str:
    state = ProbeState(_LETTERS[start])
    found = ""
    for letter in results:
        state.add(_LETTERS[letter], failures, successes)
        found += next(key for key, status in _LETTERS.items() if status is state.status)
    return found


@pytest.mark.parametrize(
    ("results", "failures", "successes", "expected"),
    [
        ("h", 2, 1, "h"),
        ("hu", 2, 1, "hh"),
        ("huu", 2, 1, "hhu"),
        ("huhu", 2, 1, "hhhh"),
        ("huuh", 2, 1, "hhuh"),
        ("hhuuhh", 2, 2, "?hhuuh"),
        ("hdd", 2, 1, "hhd"),
        ("hdu", 2, 1, "hhd"),
        ("hddu", 2, 1, "hhdd"),
        ("hdduu", 2, 1, "hhddu"),
        ("huudh", 2, 1, "hhudh"),
        ("uu", 2, 1, "?u"),
        ("u", 1, 1, "u"),
        ("h?", 2, 1, "hh"),
        ("h??", 2, 1, "hh?"),
        ("hu?u", 2, 1, "hhhh"),
        ("h???h", 2, 1, "hh??h"),
        ("uhuhuhh", 3, 2, "??????h"),
    ],
)
def test_sequences(results: str, failures: int, successes: int, expected: str) -> None:
    """What the status is after each result."""
    assert expected == _after(results, failures, successes)


@pytest.mark.parametrize("seed", range(20))
def test_one_result_never_changes_much(seed: int) -> None:
    """With two failures and two successes, a single result that differs changes nothing; two alike always do."""
    random.seed(seed)
    start = random.choice("hdu")
    other = random.choice([letter for letter in "hdu" if letter != start])
    assert start * 3 == _after(other + start + start, 2, 2, start)
    assert other == _after(other + other, 2, 2, start)[-1]


def test_status_depends_on_the_last_results_only() -> None:
    """As many results as the larger of both numbers are enough to go on after a restart."""
    random.seed(7)
    for _ in range(300):
        results = [random.choice(list(Status)) for _ in range(12)]
        failures, successes, status = random.randint(1, 4), random.randint(1, 4), random.choice(list(Status))
        kept = results[-max(failures, successes) :]
        assert following(status, results, failures, successes) == following(status, kept, failures, successes)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([], "?"),
        ([("?", True)], "?"),
        ([("h", True), ("?", True)], "h"),
        ([("h", True), ("u", False)], "d"),
        ([("d", True), ("h", False)], "d"),
        ([("u", True), ("h", False)], "u"),
    ],
)
def test_the_whole(states: list[tuple[str, bool]], expected: str) -> None:
    """Unhealthy where a critical probe is, degraded where another is not healthy."""
    assert _LETTERS[expected] is whole([(_LETTERS[letter], critical) for letter, critical in states])
