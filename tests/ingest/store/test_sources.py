"""Which streams exist: kept in place, one row each."""

from __future__ import annotations

from tests.sql.given import at, read, record, warehouse, write

_REQUEST = {"method": "GET", "path": "/", "status": 200}


def test_a_stream_is_one_row() -> None:
    """Batches add up; first and last time widen in both directions; a service without a name is a stream too."""
    with warehouse() as target:
        write(target, [record("10:00", "app"), record("10:01", "app", **_REQUEST), record("10:00", "app", None)])
        write(target, [record("09:00", "app"), record("11:00", "app"), record("12:00", "app", None)])
        expected = [
            ("shop", "app", 4, at("09:00"), at("11:00"), 1, 0),
            (None, "app", 2, at("10:00"), at("12:00"), 0, 0),
        ]
        assert expected == read(target, "from sources order by service nulls last")


def test_an_empty_batch_changes_nothing() -> None:
    """A transaction without records makes no stream."""
    with warehouse() as target:
        write(target, [])
        assert read(target, "from sources") == []
