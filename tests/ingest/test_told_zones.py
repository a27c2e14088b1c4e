"""The zone of times that name none, told by the write time of a file that is being written."""

from __future__ import annotations

import os
import random
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from ingest import told_zones
from tests.ingest.lab import Lab

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NEW_YEAR = datetime(2026, 1, 1, 0, 0, 20, tzinfo=UTC)
FORMS = (
    "%Y-%m-%d %H:%M:%S,%f INFO shop: sold",
    "%b %d %H:%M:%S web1 shop[7]: sold",
    "%Y/%m/%d %H:%M:%S [error] 7#7: sold",
    "%H:%M:%S INFO [main] com.acme.Shop - sold",
    "I%m%d %H:%M:%S.%f       7 shop.go:12] sold",
    '{"time":"%Y-%m-%dT%H:%M:%S","level":"INFO","message":"sold"}',
)
QUARTERS = [timedelta(minutes=15) * number for number in range(-48, 57) if number]


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    """A lab whose lines become rows as they do for users, on a machine in UTC."""
    monkeypatch.setenv("TZ", "UTC")
    laboratory = Lab(tmp_path, real_writer=True)
    yield laboratory
    laboratory.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the time at which files are looked at."""
    return lambda now: monkeypatch.setattr(told_zones, "time", SimpleNamespace(time=now.timestamp))


def _write(path: Path, form: str, offset: timedelta, written_at: datetime, age: float = 0.0) -> None:
    """A log with a line every 20 s of a clock that is `offset` ahead of UTC; the newest one is `age` seconds old."""
    moments = [written_at + offset - timedelta(seconds=age + 20 * left) for left in reversed(range(3))]
    path.write_text("".join(f"{moment.strftime(form)}\n" for moment in moments))
    os.utime(path, (written_at.timestamp(), written_at.timestamp()))


def _zones(real: Lab) -> dict[str, str | None]:
    return {
        str(source): None if zone is None else str(zone)
        for source, zone in real.query("select source, zone from files")
    }


def test_every_form_and_zone(real: Lab, clock: Callable[[datetime], None]) -> None:
    """All forms of times without a zone are read in the zone of the write time, also in the night of a new year."""
    clock(NEW_YEAR + timedelta(seconds=30))
    chosen = random.Random(16)
    offsets = {f"log{chr(97 + index)}": offset for index, offset in enumerate(chosen.sample(QUARTERS, 24))}
    for index, (name, offset) in enumerate(offsets.items()):
        _write(real[f"{name}.log"], FORMS[index % len(FORMS)], offset, NEW_YEAR, age=chosen.uniform(0, 50))
    real.run()
    found = real.query(
        "select source, min(ts) > timestamp '2025-12-31 23:58', max(ts) <= timestamp '2026-01-01 00:00:20' from logs "
        "group by source order by source"
    )
    assert [(name, True, True) for name in offsets] == found
    assert set(_zones(real).values()) == {
        f"{'-' if offset < timedelta(0) else '+'}{abs(offset) // timedelta(hours=1):02}"
        f":{abs(offset) % timedelta(hours=1) // timedelta(minutes=1):02}"
        for offset in offsets.values()
    }


@pytest.mark.parametrize(
    ("form", "offset", "age", "is_late"),
    [
        ("%Y-%m-%dT%H:%M:%SZ INFO shop: sold", timedelta(hours=2), 0, False),
        ("%Y-%m-%d %H:%M:%S INFO shop: sold", timedelta(hours=2, minutes=7), 0, False),
        ("%Y-%m-%d %H:%M:%S INFO shop: sold", timedelta(hours=15), 0, False),
        ("%Y-%m-%d %H:%M:%S INFO shop: sold", timedelta(days=-3), 0, False),
        ("%Y-%m-%d %H:%M:%S INFO shop: sold", timedelta(hours=2), 300, False),
        ("%Y-%m-%d %H:%M:%S INFO shop: sold", timedelta(hours=2), 0, True),
    ],
)
def test_tells_nothing(  # noqa: PLR0913 (cases)
    real: Lab, clock: Callable[[datetime], None], form: str, offset: timedelta, age: float, *, is_late: bool
) -> None:
    """Times with a zone, differences that are no zone, old lines and files that nobody writes to stay as in UTC."""
    clock(NEW_YEAR + timedelta(hours=1 if is_late else 0))
    _write(real["app.log"], form, offset, NEW_YEAR, age=age)
    real.run()
    expected = NEW_YEAR.replace(tzinfo=None) + offset - timedelta(seconds=age)
    assert (None, expected) == (_zones(real)["app"], real.query("select max(ts) from logs")[0][0])


def test_setting_goes_first(tmp_path: Path, clock: Callable[[datetime], None]) -> None:
    """The setting `timezone` decides, whatever the write time says."""
    clock(NEW_YEAR)
    real = Lab(tmp_path, real_writer=True, timezone={"app": "Europe/Berlin"})
    _write(real["app.log"], FORMS[0], timedelta(hours=5), NEW_YEAR)
    real.run()
    assert [(None, datetime(2026, 1, 1, 4, 0, 20))] == real.query(  # noqa: DTZ001 (UTC without a zone)
        "select any_value(files.zone), max(ts) from logs join files using (file_id)"
    )
    real.close()


def test_stays_after_a_restart_and_for_the_other_files(real: Lab, clock: Callable[[datetime], None]) -> None:
    """The zone is decided once for a file; its older and its later files take it where they tell none."""
    clock(NEW_YEAR)
    _write(real["app.log"], FORMS[0], timedelta(hours=2), NEW_YEAR)
    _write(real["app.log.1"], FORMS[0], timedelta(hours=2), NEW_YEAR - timedelta(days=1))
    real.run()
    clock(NEW_YEAR + timedelta(days=2))
    with real["app.log"].open("a") as log:
        log.write((NEW_YEAR + timedelta(hours=3)).strftime(FORMS[0]) + "\n")
    _write(real["app.log.2"], FORMS[0], timedelta(hours=2), NEW_YEAR - timedelta(days=2))
    real.run()
    assert ["+02:00"] * 3 == [zone for (zone,) in real.query("select zone from files")]
    newest = real.query("select max(ts) - timestamp '2026-01-01 00:00:20', min(ts) from logs")
    day_before = (NEW_YEAR - timedelta(days=2, seconds=40)).replace(tzinfo=None)
    assert [(timedelta(hours=1), day_before)] == newest


def test_a_later_file_may_tell_another_zone(real: Lab, clock: Callable[[datetime], None]) -> None:
    """After clocks are set back, the files that begin then are read by the new offset."""
    clock(NEW_YEAR)
    _write(real["app-2026-01-01.log"], FORMS[0], timedelta(hours=2), NEW_YEAR)
    real.run()
    clock(NEW_YEAR + timedelta(days=1))
    _write(real["app-2026-01-02.log"], FORMS[0], timedelta(hours=1), NEW_YEAR + timedelta(days=1))
    real.run()
    assert ["+02:00", "+01:00"] == [zone for (zone,) in real.query("select zone from files order by file_id")]


def test_the_machines_zone_has_a_name(
    real: Lab, clock: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the offset is that of the machine, its zone knows summer from winter."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    clock(NEW_YEAR)
    _write(real["app.log"], FORMS[0], timedelta(hours=1), NEW_YEAR)
    with real["app.log"].open("r+") as log:
        text = log.read()
        log.seek(0)
        log.write(f"2025-07-01 12:00:00,000 INFO shop: sold\n{text}")
    os.utime(real["app.log"], (NEW_YEAR.timestamp(), NEW_YEAR.timestamp()))
    real.run()
    assert {"app": "Europe/Berlin"} == _zones(real)
    assert [(datetime(2025, 7, 1, 10),)] == real.query("select min(ts) from logs")  # noqa: DTZ001 (UTC without a zone)


def test_now(real: Lab) -> None:
    """What is written at this moment tells its zone."""
    _write(real["app.log"], FORMS[0], timedelta(hours=-3), datetime.fromtimestamp(time.time(), UTC))
    real.run()
    assert {"app": "-03:00"} == _zones(real)
