"""Statements that were judged before: the same verdict, without judging again, unless it may be another one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from sql import judged_before
from sql.errors import QueryError
from sql.judged_before import JudgedBefore
from sql.statement_check import screen
from tests import warehouses

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from duckdb import DuckDBPyConnection

    from sql.statement_check import Screened

_NOON = datetime(2026, 3, 2, 12)  # noqa: DTZ001 (as the warehouse has times)


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were judged."""
    texts: list[str] = []

    def told(cursor: DuckDBPyConnection, text: str, values: Mapping[str, Any]) -> Screened:
        texts.append(text)
        return screen(cursor, text, values)

    monkeypatch.setattr(judged_before, "screen", told)
    return texts


def test_later_times_are_judged_once(judged: list[str]) -> None:
    """The verdict is that of `screen`, for every time."""
    text, own = "select count(*) from logs where ts < $to and level like $like", JudgedBefore()
    with warehouses.in_memory() as target, target.reader() as cursor:
        for day in (1, 2, 3):
            values = {"to": _NOON.replace(day=day), "like": "E%"}
            assert own.screen(cursor, text, values) == screen(cursor, text, values)
        assert judged == [text]
        own.screen(cursor, text, {"to": _NOON, "like": "F%"})
        own.screen(cursor, text, {"to": _NOON.replace(microsecond=5), "like": "F%"})
    assert judged == [text] * 3


def test_a_number_decides(judged: list[str]) -> None:
    """What is allowed for a small one is refused for a large one, also where the small one was asked before."""
    text, own = "select approx_top_k(level, $count) from logs", JudgedBefore()
    with warehouses.in_memory() as target, target.reader() as cursor:
        assert own.screen(cursor, text, {"count": 3}).text == text
        for _ in range(2):
            with pytest.raises(QueryError):
                own.screen(cursor, text, {"count": 10**9})
    assert judged == [text] * 3


def test_the_oldest_are_forgotten(judged: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """So they take little memory; long ones are never kept."""
    monkeypatch.setattr(judged_before, "_MOST", 2)
    monkeypatch.setattr(judged_before, "_LONGEST", 20)
    own = JudgedBefore()
    with warehouses.in_memory() as target, target.reader() as cursor:
        for number in (1, 2, 1, 3, 2, 1):
            own.screen(cursor, f"select {number}", {})
        assert judged == ["select 1", "select 2", "select 3", "select 2", "select 1"]
        for _ in range(2):
            own.screen(cursor, "select 1 as a_very_long_name", {})
    assert judged[5:] == ["select 1 as a_very_long_name"] * 2
