"""Distinct values without sorting: the same as with numpy's."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.records import distinct


@pytest.mark.parametrize("count", [0, 1, 5_000])
@pytest.mark.parametrize("kinds", [1, 7, 40_000])
def test_groups_hold_every_position_once(count: int, kinds: int) -> None:
    """Each value has the positions where it stands, in their order, also where there are very many values."""
    random = np.random.default_rng(count + kinds)
    values = random.integers(0, 2**63, kinds, np.uint64)[random.integers(0, kinds, count)]
    positions = np.arange(10, 10 + count)
    expected = [(value, (np.flatnonzero(values == value) + 10).tolist()) for value in np.unique(values).tolist()]
    assert [(value, found.tolist()) for value, found in distinct.groups(values, positions)] == expected


def test_numbers_from_minus_one_on() -> None:
    """Small numbers, each once."""
    assert distinct.numbers(np.array([3, -1, 3, 0], np.int32)) == [-1, 0, 3]
    assert distinct.numbers(np.zeros(0, np.int64)) == []
