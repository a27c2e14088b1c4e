"""The zones of times that name none, of abbreviations, and of clocks that are set forward and back."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

import pytest

from ingest.files.reading.chunk import Chunk
from ingest.records.values import zones
from ingest.settings import Settings
from ingest.store.writer import Writer
from tests import warehouses
from tests.ingest.stored import MODIFIED_AT, row, rows, store

if TYPE_CHECKING:
    from collections.abc import Mapping

SHARED = ("CST", "CDT", "IST", "AST", "SST", "XYZ")
TOWNS = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "America/Sao_Paulo",
    "Pacific/Chatham",
)


def _read(sources: Mapping[str, str], timezone: str | dict[str, str]) -> dict[str, datetime]:
    """The one time of each source's lines."""
    chunks = [
        Chunk(number, source, None, text.encode(), 0, 1, MODIFIED_AT, final=True)
        for number, (source, text) in enumerate(sources.items(), 1)
    ]
    with warehouses.in_memory() as warehouse:
        Writer(warehouse, Settings.model_validate({"timezone": timezone})).write(chunks, [])
        return {found["source"]: found["ts"] for found in rows(warehouse)}


def _line(**record: Any) -> str:
    return json.dumps(record) + "\n"


def test_abbreviations_are_certain() -> None:
    """Every abbreviation that is read means one offset wherever it was used since 2019; PST is the Pacific's."""
    offsets: dict[str, set[timedelta]] = {}
    for name in available_timezones() - {"localtime", "Factory"}:
        for month in range(0, 12 * 12, 3):
            moment = datetime(2019 + month // 12, month % 12 + 1, 15, tzinfo=UTC).astimezone(ZoneInfo(name))
            offsets.setdefault(moment.tzname() or "", set()).add(moment.utcoffset() or timedelta())
    with warehouses.in_memory() as warehouse, warehouse.reader() as cursor:
        names = sorted(name for name in {*offsets, *SHARED} if name.isalpha())
        answer = cursor.execute("select name, zone_offset(name) from (select unnest($1) as name)", [names]).fetchall()
    read = {name: offset for name, offset in answer if offset and name != "PST"}
    expected = {name: offsets[name] for name in read}
    assert {name: {_delta(offset)} for name, offset in read.items()} == expected
    assert set(SHARED) & read.keys() == set()
    assert len(read) > 30


def _delta(offset: str) -> timedelta:
    minutes = int(offset[1:3]) * 60 + int(offset[4:])
    return timedelta(minutes=-minutes if offset[0] == "-" else minutes)


def test_one_zone_for_all() -> None:
    """A time without a zone is in the zone that is set; one with a zone, or a number, is not moved."""
    sources = {
        "plain": _line(time="2026-07-01 12:00:00.250", msg="x"),
        "comma": _line(asctime="2026-07-01 12:00:00,250", levelname="INFO", message="x"),
        "written": _line(time="Jul 1, 2026 12:00:00.250 PM", msg="x"),
        "two_keys": _line(date="2026-07-01", time="12:00:00.250", msg="x"),
        "zulu": _line(time="2026-07-01T12:00:00.250Z", msg="x"),
        "offset": _line(time="2026-07-01T12:00:00.250+05:00", msg="x"),
        "number": _line(ts=1782907200.25, msg="x"),
    }
    found = _read(sources, "Europe/Berlin")
    local, as_written = datetime(2026, 7, 1, 10, 0, 0, 250000), datetime(2026, 7, 1, 12, 0, 0, 250000)  # noqa: DTZ001 (naive UTC)
    expected = dict.fromkeys(("plain", "comma", "written", "two_keys"), local)
    assert found == expected | {"zulu": as_written, "offset": as_written - timedelta(hours=5), "number": as_written}


def test_zone_per_source() -> None:
    """A source's own zone goes before the longest pattern that fits it, and others are in UTC, in one batch too."""
    line = _line(time="2026-01-15 12:00:00", msg="x")
    found = _read(
        dict.fromkeys(("app", "till_1", "till_22", "access"), line),
        {"app": "America/New_York", "till*": "Asia/Kolkata", "till_2*": "Australia/Lord_Howe"},
    )
    noon = datetime(2026, 1, 15, 12)  # noqa: DTZ001 (naive UTC)
    hours = {"app": 5.0, "till_1": -5.5, "till_22": -11.0, "access": 0.0}
    assert found == {source: noon + timedelta(hours=hour) for source, hour in hours.items()}


@pytest.mark.parametrize("zone", TOWNS)
def test_local_times(zone: str) -> None:
    """Local times are read as Python reads them: the later of two, by the clock of before in a gap."""
    chance = random.Random(zone)
    changes = _changes(ZoneInfo(zone))
    local = [datetime(2024, 1, 1) + timedelta(seconds=chance.randrange(5 * 365 * 86400)) for _ in range(100)]  # noqa: DTZ001 (local)
    local += [change + timedelta(minutes=chance.randrange(-150, 150)) for change in changes for _ in range(8)]
    lines = "".join(_line(time=f"{moment:%Y-%m-%d %H:%M:%S}", msg="x") for moment in local)
    chunk = Chunk(1, "app", None, lines.encode(), 0, 1, MODIFIED_AT, final=True)
    with warehouses.in_memory() as warehouse:
        Writer(warehouse, Settings.model_validate({"timezone": zone})).write([chunk], [])
        found = [item["ts"] for item in rows(warehouse)]
    assert found == [_utc(moment, ZoneInfo(zone)) for moment in local]


def _utc(local: datetime, zone: ZoneInfo) -> datetime:
    early, late = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC).replace(tzinfo=None) for fold in (0, 1))
    is_real = late.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) == local
    return late if is_real else early


def _changes(zone: ZoneInfo) -> list[datetime]:
    """The local times at which the zone's offset changes of 2026 and 2027, to the hour."""
    hours = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(2 * 365 * 24)]
    offsets = [hour.astimezone(zone).utcoffset() for hour in hours]
    pairs = zip(hours, offsets, offsets[1:], strict=False)
    return [hour.astimezone(zone).replace(tzinfo=None) for hour, before, after in pairs if before != after]


@pytest.mark.parametrize("key", ["timezone", "tz", "timeZone", "utc_offset"])
@pytest.mark.parametrize(
    ("zone", "hours"),
    [("America/New_York", 5.0), ("-0500", 5.0), ("+05:30", -5.5), ("CET", -1.0), ("Pacific Time", 0.0), ("", 0.0)],
)
def test_zone_beside(key: str, zone: str, hours: float) -> None:
    """A key beside the time may name its zone; what names none for certain is passed over."""
    found = row({"time": "2026-01-15 12:00:00", key: zone, "msg": "x"})
    assert found["ts"] == datetime(2026, 1, 15, 12) + timedelta(hours=hours)  # noqa: DTZ001 (naive UTC)
    assert json.loads(found["attributes"]) == {key: zone}


def test_zone_beside_a_time_that_has_one() -> None:
    """The time's own zone goes before the one beside it, and that before the stream's."""
    sources = {
        "own": _line(time="2026-01-15T12:00:00Z", timezone="America/New_York", msg="x"),
        "beside": _line(time="2026-01-15T12:00:00", timezone="America/New_York", msg="x"),
    }
    noon = datetime(2026, 1, 15, 12)  # noqa: DTZ001 (naive UTC)
    assert _read(sources, "Asia/Kolkata") == {"own": noon, "beside": noon + timedelta(hours=5)}


def test_abbreviation_that_several_zones_share() -> None:
    """It is no time by itself, and a time in the zone that is set."""
    line = _line(time="2026-01-15 12:00:00 CST", msg="x")
    flag = json.loads(store(line).rows[0]["attributes"])["_longtail"]["time"]
    assert (flag, _read({"app": line}, "America/Chicago")["app"]) == ("from_file", datetime(2026, 1, 15, 18))  # noqa: DTZ001 (naive UTC)


@pytest.mark.parametrize(
    ("seconds", "fraction", "value", "micros"),
    [
        ("timestampSeconds", "timestampNanos", 1_000_999, 1000),
        ("ts_sec", "ts_usec", "250000", 250_000),
        ("time_s", "time_ms", 7, 7000),
        ("sec", "usec", 250_000, 250_000),
        ("seconds", "nanos", 999_999_999, 999_999),
        ("event_time_secs", "event_time_nsecs", "500000000", 500_000),
    ],
)
def test_seconds_and_what_is_below(seconds: str, fraction: str, value: Any, micros: int) -> None:
    """Seconds under one key and their fraction under another are one moment, whichever comes first."""
    moment = datetime(2026, 11, 26, 10) + timedelta(microseconds=micros)  # noqa: DTZ001 (naive UTC)
    epoch = 1795687200
    found = [
        row({seconds: epoch, fraction: value, "msg": "x"}),
        row({fraction: value, seconds: str(epoch), "msg": "x"}),
    ]
    assert [item["ts"] for item in found] == [moment, moment]
    assert row({seconds: 17, fraction: value, "msg": "x"})["ts"] == MODIFIED_AT.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("11:59:30", "2026-01-05 11:59:30"),
        ("11:59:30.572091825", "2026-01-05 11:59:30.572091"),
        ("12:00:40", "2026-01-05 12:00:40"),
        ("12:01:30", "2026-01-04 12:01:30"),
        ("11:59:30 PM", "2026-01-04 23:59:30"),
        ("23:30:00+02:00", "2026-01-04 21:30:00"),
        ("00:30:00-11:00", "2026-01-05 11:30:00"),
        ("Jan  5 11:00:00", "2026-01-05 11:00:00"),
        ("Dec 31 23:00:00", "2025-12-31 23:00:00"),
        ("Feb 28 11:00:00", "2025-02-28 11:00:00"),
        ("5 Jan 11:00:00.123", "2026-01-05 11:00:00.123000"),
        ("31 Dec 23:59:59.999", "2025-12-31 23:59:59.999000"),
        ("0105 11:00:00.123456", "2026-01-05 11:00:00.123456"),
        ("0106 11:59:00.000001", "2026-01-06 11:59:00.000001"),
        ("1231 23:59:59.999999", "2025-12-31 23:59:59.999999"),
        ("0107 00:00:00", "2025-01-07 00:00:00"),
    ],
)
def test_time_of_day_alone(clock: str, expected: str) -> None:
    """A time of day is the last such one before its file was changed (2026-01-05 at noon), and the record says so."""
    found = row({"time": clock, "msg": "x"})
    assert (str(found["ts"]), json.loads(found["attributes"])) == (
        expected,
        {"time": clock, "_longtail": {"time": "date_from_file"}},
    )


@pytest.mark.parametrize(
    ("zone", "sentence"),
    [
        ("Europe/Berln", "'Europe/Berln' is not one: did you mean Europe/Berlin"),
        ("new york", "'new york' is not one: did you mean America/New_York"),
        ("CST", "'CST' is not one: such as Europe/Berlin, or UTC"),
    ],
)
def test_unknown_zone(zone: str, sentence: str) -> None:
    """What is no name of the tz database is refused, with the nearest."""
    with pytest.raises(ValueError, match=sentence):
        Settings.model_validate({"timezone": {"app": zone}})


def test_all_names_can_be_read() -> None:
    """DuckDB reads a time with any name that may be set, as its own conversion does."""
    with warehouses.in_memory() as warehouse, warehouse.reader() as cursor:
        different = cursor.execute(
            """
            select zone
            from (select unnest($1) as zone)
            where local_to_utc(timestamp '2026-07-01 12:00:00.5', ' ' || zone)
                is distinct from make_timestamp(epoch_us(timezone(zone, timestamp '2026-07-01 12:00:00.5')))
            """,
            [sorted(zones.names())],
        ).fetchall()
    assert different == []
    assert len(zones.names()) > 400
