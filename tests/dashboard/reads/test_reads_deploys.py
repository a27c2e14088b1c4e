"""Deploys are found in a sample and then exactly; roll-outs over hosts are one, roll-backs are another."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import reads
from dashboard.reads import Window
from dashboard.reads.changes import deploys
from tests.dashboard import asking
from tests.sql.given import at, record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dashboard.reads import Question

_BEGIN, _OUT, _BACK = at("00:00:00"), at("10:17:00"), at("15:44:00")
_ROLLS = timedelta(minutes=3)
"""How long the second host waits."""


CASES: Mapping[str, tuple[Callable[[], Question], list[tuple[Any, ...]]]] = {
    "deploys": (
        lambda: deploys.deploys(Window(at("10:00:00"), at("12:00:00")), 1.0),
        [("shop", "2", "1", at("11:10:00"), at("10:20:00"))],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_query(name: str) -> None:
    """Given and expected; what the tile shows gives the same, and an empty warehouse gives nothing."""
    ask, expected = CASES[name]
    rows = [
        record(time, "app", level="INFO", line=line, attributes=f'{{"version": "{version}"}}')
        for line, (time, version) in enumerate([("10:10:00", "1"), ("10:20:00", "1"), ("11:10:00", "2")])
    ]
    with asking.holding(rows) as target:
        assert expected == asking.rows(target, ask())
        assert reads.run(target, ask()).equals(asking.shown(target, ask()))
    assert asking.of_nothing(ask()).is_empty()


def _version(moment: timedelta, host: int) -> str:
    ts = _BEGIN + moment - (_ROLLS if host else timedelta())
    return "2.5" if _OUT <= ts < _BACK else "2.4"


def test_a_roll_out_and_a_roll_back_are_two_changes() -> None:
    """A day of two hosts, one record a minute each: the sample has a tenth of them, and both moments are exact."""
    rows = [
        record(
            (_BEGIN + timedelta(minutes=minute, seconds=30 * host)).isoformat(),
            "app",
            host=f"h{host}",
            level="INFO",
            line=2 * minute + host + 1,
            attributes=f'{{"version": "{_version(timedelta(minutes=minute), host)}"}}',
        )
        for minute in range(1440)
        for host in (0, 1)
    ]
    day = Window(_BEGIN, _BEGIN + timedelta(days=1))
    with asking.holding(rows) as target:
        found = deploys.find(partial(reads.run, target), day, sample=288)
        others = deploys.find(partial(reads.run, target), Window(day.from_ts, day.to_ts, services=("other",)))
    assert [("shop", "2.4", "2.5"), ("shop", "2.5", "2.4")] == [
        (one.service, one.version, one.version_before) for one in found
    ]
    slot = day.span / deploys.SLOTS
    for one, moment in zip(found, (_BACK, _OUT), strict=True):
        assert abs(one.began_at - moment) <= slot
    assert [] == others


def test_a_service_that_begins_is_no_change() -> None:
    """There is no version before."""
    rows = [record("12:00:00", "app", level="INFO", attributes='{"version": "1"}')]
    with asking.holding(rows) as target:
        assert [] == deploys.find(partial(reads.run, target), Window(_BEGIN, _BEGIN + timedelta(days=1)))
