"""Records without a time, late ones, and times that cannot be."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ingest.settings import Settings
from ingest.store.writer import Writer
from tests import warehouses
from tests.ingest.lab import Lab
from tests.ingest.stored import chunk, rows

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def _line(moment: datetime | str | None, **more: object) -> bytes:
    time = {} if moment is None else {"ts": moment if isinstance(moment, str) else f"{moment.isoformat()}Z"}
    return json.dumps(time | {"msg": "x"} | more).encode() + b"\n"


def _flags(found: list[dict[str, Any]]) -> list[str | None]:
    attributes = [json.loads(row["attributes"] or "{}") for row in found]
    return [values.get("_longtail", {}).get("time") for values in attributes]


def test_flags_and_their_number() -> None:
    """Future and ancient times are kept as they are, missing ones are given; each record says which, and is counted."""
    ahead, within = NOW + timedelta(days=2), NOW + timedelta(hours=23)
    data = _line(None) + _line(ahead, a=None) + _line(None, b=1) + _line(within) + _line("1999-12-31T23:59:59Z")
    with warehouses.in_memory() as warehouse:
        first = chunk(data + _line("2000-01-01T00:00:00Z"))
        second = chunk(_line(NOW), file_id=2)
        counts = Writer(warehouse, Settings()).write([first, second], [])
        found = rows(warehouse)
    modified = first.modified_at.replace(tzinfo=None)
    ancient, earliest = datetime(1999, 12, 31, 23, 59, 59), datetime(2000, 1, 1)  # noqa: DTZ001 (naive UTC)
    assert [row["ts"] for row in found] == [modified, ahead, ahead, within, ancient, earliest, NOW]
    assert _flags(found) == ["from_file", "future", "from_previous", None, "ancient", None, None]
    assert found[1]["attributes"] == '{"a":null,"_longtail":{"time":"future"}}'
    assert (counts[1].flagged, counts[2].flagged) == (4, 0)


def test_time_of_the_batch_before() -> None:
    """The record before may have come in an earlier call."""
    with warehouses.in_memory() as warehouse:
        writer = Writer(warehouse, Settings())
        head = _line(NOW)
        writer.write([chunk(head)], [])
        later = chunk(_line(None), line_number=2, byte_offset=len(head))
        writer.write([later], [])
        assert [(row["ts"], flag) for row, flag in zip(rows(warehouse), _flags(rows(warehouse)), strict=True)] == [
            (NOW, None),
            (NOW, "from_previous"),
        ]


def test_late_records_land_in_their_hour(tmp_path: Path) -> None:
    """Whatever order they come in, also later: each counts in the hour it happened in."""
    lab = Lab(tmp_path, real_writer=True)
    hours = [NOW - timedelta(hours=number) for number in range(5)]
    log = lab.logs / "app.log"
    log.write_bytes(_line(hours[0]) + _line(hours[3]) + _line(hours[1]))
    lab.run()
    with log.open("ab") as file:
        file.write(_line(hours[4]) + _line(hours[3]) + _line(hours[0]))
    lab.run()
    expected = [
        (hours[number].replace(minute=0, second=0), count) for number, count in ((4, 1), (3, 2), (1, 1), (0, 2))
    ]
    assert lab.query("select hour, sum(n)::int from hourly_rollup group by hour order by hour") == expected
    assert lab.query("select hour, records from hourly_stats order by hour") == expected
    assert lab.query("select flagged from files") == [(0,)]
    lab.close()
