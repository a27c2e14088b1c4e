"""Times in every form that programs write, against Python's own calendar and zones."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from tests import warehouses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sql.warehouse import Warehouse

ABBREVIATIONS = {
    "UTC": 0,
    "GMT": 0,
    "WEST": 60,
    "BST": 60,
    "CET": 60,
    "CEST": 120,
    "EET": 120,
    "EEST": 180,
    "EST": -300,
    "EDT": -240,
    "MST": -420,
    "MDT": -360,
    "PST": -480,
    "PDT": -420,
    "JST": 540,
    "AEST": 600,
    "AEDT": 660,
    "NZDT": 780,
}
EPOCHS = """
    s s.f s.f9 ms ms.f us ns date date+ nanos text usec tv firestore instant $date $numberLong hrtime fields
    minute named
"""
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "Etc/GMT+5")
Writer = Callable[[datetime, random.Random], tuple[str, datetime]]
"""Writes a moment (UTC, naive) in one form; also the moment that the text can tell, which may be less exact."""


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    """One warehouse for all questions; none of them writes."""
    with warehouses.in_memory() as opened:
        yield opened


def _parsed(warehouse: Warehouse, texts: list[str], zone: str | None = None) -> list[datetime | None]:
    with warehouse.reader() as cursor:
        cursor.register("written", pa.table({"place": range(len(texts)), "value": texts}))
        rows = cursor.execute("select parse_time(value, $zone) from written order by place", {"zone": zone}).fetchall()
        cursor.unregister("written")
    return [row[0] for row in rows]


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _milli(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _plain(pattern: str) -> Writer:
    """A strftime pattern; what it tells is what of the moment it holds. `~` is the hour or day without a zero."""
    exact = _milli if "{ms}" in pattern else (lambda moment: moment) if "%f" in pattern else _whole

    def write(moment: datetime, _: random.Random) -> tuple[str, datetime]:
        hour = moment.hour % 12 or 12
        text = (
            pattern.replace("{ms}", f"{moment.microsecond // 1000:03}")
            .replace("~d", str(moment.day))
            .replace("~I", str(hour))
        )
        text = moment.strftime(text.replace("~m", str(moment.month)))
        told = exact(moment) if "%S" in pattern or "%X" in pattern else _whole(moment).replace(second=0)
        return text, told

    return write


def _at_offset(pattern: str) -> Writer:
    def write(moment: datetime, chance: random.Random) -> tuple[str, datetime]:
        minutes = chance.choice([-480, -210, 0, 60, 330, 765])
        sign, hours, rest = "-+"[minutes >= 0], abs(minutes) // 60, abs(minutes) % 60
        offset = chance.choice(
            [f"{sign}{hours:02}:{rest:02}", f"{sign}{hours:02}{rest:02}", f"UTC{sign}{hours}:{rest:02}"]
        )
        text, told = _plain(pattern)(moment + timedelta(minutes=minutes), chance)
        return f"{text} {offset}", told - timedelta(minutes=minutes)

    return write


def _abbreviated(pattern: str) -> Writer:
    def write(moment: datetime, chance: random.Random) -> tuple[str, datetime]:
        name, minutes = chance.choice(list(ABBREVIATIONS.items()))
        text, told = _plain(pattern)(moment + timedelta(minutes=minutes), chance)
        text = text.replace("ZONE", name) if "ZONE" in text else f"{text} {name}"
        return text, told - timedelta(minutes=minutes)

    return write


def _in_zone(write_local: Callable[[datetime, str], str]) -> Writer:
    def write(moment: datetime, chance: random.Random) -> tuple[str, datetime]:
        zone = chance.choice(ZONES)
        local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(fold=1)
        told = local.astimezone(UTC).replace(tzinfo=None)  # of a time that stands twice the later
        return write_local(local.replace(tzinfo=None), zone), told

    return write


def _epoch(name: str) -> Writer:
    def write(moment: datetime, chance: random.Random) -> tuple[str, datetime]:
        micros = (moment - datetime(1970, 1, 1)) // timedelta(microseconds=1)  # noqa: DTZ001 (naive UTC)
        seconds, rest, below = micros // 1_000_000, micros % 1_000_000, chance.randrange(1000)
        return {
            "s": (str(seconds), _whole(moment)),
            "s.f": (f"{seconds}.{rest:06}", moment),
            "s.f9": (f"{seconds}.{rest:06}{below:03}", moment),
            "ms": (str(micros // 1000), _milli(moment)),
            "ms.f": (f"{micros // 1000}.{micros % 1000:03}{below}", moment),
            "us": (str(micros), moment),
            "ns": (f"{micros}{below:03}", moment),
            "date": (f"/Date({micros // 1000})/", _milli(moment)),
            "date+": (f"/Date({micros // 1000}+0200)/", _milli(moment)),
            "nanos": (json.dumps({"seconds": seconds, "nanos": rest * 1000 + below}), moment),
            "text": (json.dumps({"seconds": str(seconds), "nanos": rest * 1000 + below}), moment),
            "usec": (json.dumps({"sec": seconds, "usec": rest}), moment),
            "tv": (json.dumps({"tv_sec": seconds, "tv_nsec": rest * 1000}), moment),
            "firestore": (json.dumps({"_seconds": seconds, "_nanoseconds": rest * 1000 + below}), moment),
            "instant": (json.dumps({"epochSecond": seconds, "nanoOfSecond": rest * 1000}), moment),
            "$date": (json.dumps({"$date": micros // 1000}), _milli(moment)),
            "$numberLong": (json.dumps({"$date": {"$numberLong": str(micros // 1000)}}), _milli(moment)),
            "hrtime": (json.dumps([seconds, rest * 1000 + below]), moment),
            "fields": (
                json.dumps(
                    [moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second, rest * 1000]
                ),
                moment,
            ),
            "minute": (
                json.dumps([moment.year, moment.month, moment.day, moment.hour, moment.minute]),
                _whole(moment).replace(second=0),
            ),
            "named": (
                json.dumps(
                    {"year": moment.year, "monthValue": moment.month, "dayOfMonth": moment.day, "hour": moment.hour}
                    | {"minute": moment.minute, "second": moment.second, "nano": rest * 1000}
                ),
                moment,
            ),
        }[name]

    return write


def _day_first(mark: str, *, is_sure: bool) -> Writer:
    """Day, month, year; `is_sure` takes days that are no months, as a slash does not say which comes first."""

    def write(moment: datetime, chance: random.Random) -> tuple[str, datetime]:
        moment = _whole(moment.replace(day=chance.randrange(13, 29) if is_sure else moment.day))
        return moment.strftime(f"%d{mark}%m{mark}%Y %H:%M:%S"), moment

    return write


FORMS: dict[str, Writer] = {
    **{
        pattern: _plain(pattern)
        for pattern in (
            "%Y-%m-%dT%H:%M:%S.%fZ",
            "%Y-%m-%d %H:%M:%S,{ms}",
            "%Y-%m-%d %H:%M:%S:{ms}",
            "%Y-%m-%d %H:%M",
            "%Y-%m-%dT%H:%M:%S.%f123Z",
            "%Y/%m/%d %H:%M:%S",
            "%Y/%m/%d %H:%M:%S.%f",
            "%Y.%m.%d %H:%M:%S",
            "%Y-%b-%d %H:%M:%S.{ms}",
            "%Y %b %d %H:%M:%S",
            "%Y%m%dT%H%M%S.{ms}Z",
            "%Y%m%dT%H%M%SZ",
            "%Y%m%d %H:%M:%S",
            "%y%m%d %H:%M:%S",
            "%Y%m%d-%H:%M:%S.{ms}",
            "%Y%m%d%H%M%S",
            "%Y%m%d%H%M%S{ms}",
            "%Y-%jT%H:%M:%SZ",
            "%Y%jT%H%M%SZ",
            "%G-W%V-%uT%H:%M:%SZ",
            "%GW%V%uT%H%M%SZ",
            "%d %b %Y %H:%M:%S",
            "~d %B %Y %H:%M:%S",
            "%d-%b-%Y %H:%M:%S.{ms}",
            "%d-%b-%y %H:%M:%S",
            "%d/%b/%Y:%H:%M:%S",
            "%d/%b/%Y:%H:%M:%S.{ms}",
            "%a, %d %b %Y %H:%M:%S GMT",
            "%A, %d-%b-%y %H:%M:%S GMT",
            "%a %b %e %H:%M:%S %Y",
            "%a %b %d %H:%M:%S.%f %Y",
            "%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)",
            "%b ~d, %Y ~I:%M:%S %p",
            "%B ~d, %Y at ~I:%M:%S %p UTC",
            "%b %d %Y %H:%M:%S",
            "~m/~d/%Y ~I:%M:%S %p",
            "%m/%d/%Y, ~I:%M:%S %p",
            "%m/%d/%Y %H:%M:%S",
            "~m/~d/%Y ~I:%M %p",
            "%Y-%m-%d ~I:%M:%S %p",
            "[%Y-%m-%d %H:%M:%S]",
            "%Y-%m-%d %H:%M:%S.%f +0000 UTC m=+0.000012",
            "%Y-%m-%d-%H.%M.%S.%f",
        )
    },
    **{
        f"{pattern} and an offset": _at_offset(pattern)
        for pattern in (
            "%Y-%m-%d %H:%M:%S",
            "%Y-%m-%d %H:%M:%S.%f",
            "%Y-%m-%d %H:%M:%S,{ms}",
            "%d/%b/%Y:%H:%M:%S",
            "%a, %d %b %Y %H:%M:%S",
            "%Y/%m/%d %H:%M:%S.%f",
            "%b ~d, %Y ~I:%M:%S %p",
            "%d.%m.%Y %H:%M:%S",
            "%Y%m%d %H%M%S",
        )
    },
    **{
        f"{pattern} and an abbreviation": _abbreviated(pattern)
        for pattern in (
            "%Y-%m-%d %H:%M:%S.{ms}",
            "%Y-%m-%d %H:%M:%S",
            "%a %b %d %H:%M:%S ZONE %Y",
            "%a, %d %b %Y %H:%M:%S",
            "%b ~d, %Y ~I:%M:%S %p",
            "%d.%m.%Y %H:%M:%S",
        )
    },
    **{f"epoch {name}": _epoch(name) for name in EPOCHS.split()},
    "in brackets": _in_zone(lambda local, zone: f"{local.isoformat()}[{zone}]"),
    "named zone": _in_zone(lambda local, zone: f"{local:%Y-%m-%d %H:%M:%S.%f} {zone}"),
    "named zone, month first": _in_zone(lambda local, zone: f"{local:%b %d, %Y %I:%M:%S.%f %p} {zone}"),
    "PHP's": _in_zone(
        lambda local, zone: json.dumps({"date": f"{local:%Y-%m-%d %H:%M:%S.%f}", "timezone_type": 3, "timezone": zone})
    ),
    "date and tz": _in_zone(lambda local, zone: json.dumps({"tz": zone, "time": local.isoformat()})),
    "points": _day_first(".", is_sure=False),
    "hyphens": _day_first("-", is_sure=False),
    "slashes": _day_first("/", is_sure=True),
}


@pytest.mark.parametrize("form", FORMS)
def test_form(warehouse: Warehouse, form: str) -> None:
    """Whatever moment is written in a form, it is read as that moment, as exactly as the form tells it."""
    chance = random.Random(form)
    moments = [
        datetime(2001, 9, 10) + timedelta(microseconds=chance.randrange(28 * 365 * 86_400_000_000))  # noqa: DTZ001 (naive UTC)
        for _ in range(60)
    ]
    written = [FORMS[form](moment, chance) for moment in moments]
    found = _parsed(warehouse, [text for text, _ in written])
    assert written == list(zip([text for text, _ in written], found, strict=True))
