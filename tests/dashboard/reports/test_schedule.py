"""Scheduled reports: what is due, once, and what is in the folder then."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from dashboard.reports.schedule import Period, Schedule, due, written
from ingest.settings import Settings
from sql.errors import LongtailError
from tests.sql.given import at, record, warehouse, write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dashboard.reports.schedule import Kind

FRIDAY = at("2026-11-20 00:00:00")
MONDAY = at("2026-11-16 00:00:00")


def _settings(folder: Path, *kinds: Kind) -> Settings:
    return Settings(report_schedule=kinds, report_folder=folder / "reports")


def _days(periods: Sequence[Period]) -> list[tuple[str, datetime]]:
    return [(period.kind, period.from_ts) for period in periods]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-21 00:09:00", []),
        ("2026-11-21 00:11:00", [("daily", FRIDAY)]),
        ("2026-11-22 12:00:00", [("daily", FRIDAY), ("daily", FRIDAY + timedelta(days=1))]),
        ("2026-11-23 00:11:00", [*[("daily", FRIDAY + timedelta(days=day)) for day in range(3)], ("weekly", MONDAY)]),
    ],
)
def test_due_when_over_and_settled(now: str, expected: list[tuple[str, datetime]], tmp_path: Path) -> None:
    """A day is due ten minutes after its end, a week after its Sunday; nothing before the first record."""
    settings = _settings(tmp_path, "daily", "weekly")
    assert expected == _days(list(due(settings, at(now), FRIDAY + timedelta(hours=9))))


def test_a_week_is_caught_up(tmp_path: Path) -> None:
    """After a long stop the last seven days are made, not all there ever were."""
    found = list(due(_settings(tmp_path, "daily"), at("2026-11-20 12:00:00"), at("2026-01-01 00:00:00")))
    assert [FRIDAY - timedelta(days=back) for back in range(7, 0, -1)] == [period.from_ts for period in found]


def test_files_are_made_once(tmp_path: Path) -> None:
    """What is due is written as HTML and JSON, whole, and not written again."""
    settings = _settings(tmp_path, "daily", "weekly")
    now = at("2026-11-23 06:00:00")
    with warehouse() as store:
        write(store, [record("11:20:00", "app", level="ERROR", message="no", error_type="PayError")])
        schedule = Schedule(store, settings)
        schedule.make_due(now)
        names = [one.path.name for one in written(settings)]
        times = {one.path: one.path.stat().st_mtime_ns for one in written(settings)}
        schedule.make_due(now)
        again = {one.path: one.path.stat().st_mtime_ns for one in written(settings)}
    days = ["2026-11-22", "2026-11-21", "2026-11-20"]
    expected = [f"daily-{day}.{form}" for day in days for form in ("json", "html")]
    assert [*expected, "weekly-2026-11-16.json", "weekly-2026-11-16.html"] == names
    assert times == again
    content = json.loads((tmp_path / "reports" / "weekly-2026-11-16.json").read_text(encoding="utf-8"))
    assert ("Weekly summary, 2026-11-16 to 2026-11-22", 1) == (
        content["incident"]["title"],
        content["evidence"]["numbers"][0]["value"],
    )


def test_an_empty_warehouse_makes_nothing(tmp_path: Path) -> None:
    """Without records there is nothing to tell."""
    settings = _settings(tmp_path, "daily")
    with warehouse() as store:
        Schedule(store, settings).make_due(at("2026-11-23 06:00:00"))
    assert [] == written(settings)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """One sentence names the folder and the setting."""
    settings = _settings(tmp_path, "daily")
    (tmp_path / "reports").write_text("a file", encoding="utf-8")
    with warehouse() as store:
        write(store, [record("11:20:00", "app", message="x")])
        with pytest.raises(LongtailError, match="report_folder"):
            Schedule(store, settings).make_due(at("2026-11-23 06:00:00"))


def test_it_runs_beside_the_server(tmp_path: Path) -> None:
    """Started and stopped, it leaves its thread; without a schedule it never has one."""
    with warehouse() as store:
        for settings in (_settings(tmp_path), _settings(tmp_path, "daily")):
            schedule = Schedule(store, settings)
            schedule.start()
            schedule.stop()
            schedule.stop()
            assert not schedule._thread.is_alive()
