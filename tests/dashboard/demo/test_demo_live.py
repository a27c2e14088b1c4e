"""The demo goes on: live lines, midnight, restarts."""

import gzip
import hashlib
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.demo import live, shop
from tests import patience

NOW = datetime(2026, 11, 19, 23, 52, tzinfo=UTC)


def begin(directory: Path) -> None:
    """A small history up to NOW."""
    shop.simulate(directory, now=NOW, seed=4, days=0.4, rate=0.4)


def tree(directory: Path) -> dict[str, str]:
    """The hash of every file's bytes, by its path."""
    files = (p for p in directory.rglob("*") if p.is_file())
    return {str(p.relative_to(directory)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def step(writer: live.LiveWriter, start: datetime, end: datetime, seconds: int = 7) -> int:
    """Advance from `start` to `end`; gives the number of lines."""
    count = 0
    while start < end:
        start = min(start + timedelta(seconds=seconds), end)
        count += writer.advance(start)
    return count


def names(directory: Path, date: str) -> set[str]:
    """The suffixes of all files of a day."""
    return {p.suffix for p in directory.glob("*/**/*") if p.is_file() and date in p.name}


def test_live_writes_what_a_later_history_would_have(tmp_path: Path) -> None:
    """Line by line over midnight leaves the very bytes that one catch-up leaves."""
    later = NOW + timedelta(minutes=20)
    for name in ("live", "later"):
        begin(tmp_path / name)
    count = step(live.LiveWriter(tmp_path / "live", seed=4, now=NOW), NOW, later)
    shop.simulate(tmp_path / "later", now=later)
    assert tree(tmp_path / "live") == tree(tmp_path / "later")
    assert count > 100


def test_midnight_turns_to_new_files_and_compresses_the_old(tmp_path: Path) -> None:
    """Before midnight all is plain, just after it both days are, a minute later yesterday is compressed."""
    begin(tmp_path)
    writer = live.LiveWriter(tmp_path, seed=4, now=NOW)
    midnight = datetime(2026, 11, 20, tzinfo=UTC)
    step(writer, NOW, midnight - timedelta(seconds=1))
    assert (names(tmp_path, "2026-11-19"), names(tmp_path, "2026-11-20")) == ({".log", ".jsonl"}, set())
    step(writer, midnight - timedelta(seconds=1), midnight + timedelta(seconds=50))
    assert (names(tmp_path, "2026-11-19"), names(tmp_path, "2026-11-20")) == ({".log", ".jsonl"}, {".log"})
    step(writer, midnight + timedelta(seconds=50), midnight + timedelta(seconds=62))
    assert (names(tmp_path, "2026-11-19"), names(tmp_path, "2026-11-20")) == ({".gz", ".zip"}, {".log"})


def test_lines_come_when_their_time_comes(tmp_path: Path) -> None:
    """What is appended up to a moment is newer than what stood there and not newer than that moment."""
    begin(tmp_path)
    writer = live.LiveWriter(tmp_path, seed=4, now=NOW)
    app = tmp_path / "storefront" / "app_2026-11-19.log"
    before = app.read_bytes()
    until = NOW + timedelta(minutes=7)
    step(writer, NOW, until, seconds=1)
    new = app.read_bytes().removeprefix(before).decode().splitlines()
    stamps = [datetime.fromisoformat(line.split('"')[3]) for line in new]
    assert len(stamps) > 2
    assert NOW < min(stamps) <= max(stamps) <= until


def test_a_restart_repeats_nothing_and_leaves_nothing_out(tmp_path: Path) -> None:
    """Stopped and started again after minutes off, with half a line at a file's end: as if it had never stopped."""
    later = NOW + timedelta(minutes=7)
    for name in ("stopped", "straight"):
        begin(tmp_path / name)
    step(live.LiveWriter(tmp_path / "stopped", seed=4, now=NOW), NOW, NOW + timedelta(minutes=2))
    with (tmp_path / "stopped" / "storefront" / "access_2026-11-19.log").open("a") as file:
        file.write('{"timestamp":"2026-11')
    again = NOW + timedelta(minutes=5)
    step(live.LiveWriter(tmp_path / "stopped", seed=99, now=again), again, later)
    step(live.LiveWriter(tmp_path / "straight", seed=4, now=NOW), NOW, later)
    assert tree(tmp_path / "stopped") == tree(tmp_path / "straight")


def test_a_rotation_that_was_killed_is_finished(tmp_path: Path) -> None:
    """With an archive in place and its plain file still there, the next start leaves the archive alone."""
    later = NOW + timedelta(minutes=20)
    for name in ("killed", "straight"):
        begin(tmp_path / name)
        step(live.LiveWriter(tmp_path / name, seed=4, now=NOW), NOW, later)
    left = tmp_path / "killed" / "orders" / "app_2026-11-19.log"
    left.write_bytes(gzip.decompress(left.with_name(f"{left.name}.gz").read_bytes()))
    shop.simulate(tmp_path / "killed", now=later)
    assert tree(tmp_path / "killed") == tree(tmp_path / "straight")


def test_a_clock_that_goes_back_writes_nothing(tmp_path: Path) -> None:
    """Until the clock is past where it was there is no new line, then the lines go on."""
    begin(tmp_path)
    writer = live.LiveWriter(tmp_path, seed=4, now=NOW)
    step(writer, NOW, NOW + timedelta(minutes=3))
    before = tree(tmp_path)
    assert writer.advance(NOW + timedelta(minutes=1)) == 0
    assert tree(tmp_path) == before
    assert step(writer, NOW + timedelta(minutes=3), NOW + timedelta(minutes=6)) > 0


def test_a_writer_that_slept_is_behind(tmp_path: Path) -> None:
    """Ten minutes without an advance ask for a catch-up; less does not."""
    begin(tmp_path)
    writer = live.LiveWriter(tmp_path, seed=4, now=NOW)
    behind = [writer.is_behind(NOW + timedelta(minutes=minutes)) for minutes in (1, 10, 11)]
    assert behind == [False, False, True]


@pytest.mark.parametrize("jump", [timedelta(seconds=30), timedelta(minutes=30)], ids=["running", "slept"])
def test_run_follows_the_clock_until_it_is_stopped(tmp_path: Path, jump: timedelta) -> None:
    """In a thread, with a clock of the test: lines appear up to its moment, and stop ends it."""
    begin(tmp_path / "run")
    moment = [NOW]
    stop = threading.Event()
    arguments = {"seed": 4, "stop": stop, "clock": lambda: moment[0]}
    thread = threading.Thread(target=live.run, args=(tmp_path / "run",), kwargs=arguments)
    thread.start()
    try:
        moment[0] = NOW + jump
        begin(tmp_path / "expected")
        shop.simulate(tmp_path / "expected", now=moment[0])
        expected = tree(tmp_path / "expected")
        deadline = patience.Deadline(30)
        while tree(tmp_path / "run") != expected and not deadline.is_over:
            time.sleep(0.05)
    finally:
        stop.set()
        thread.join(patience.seconds(30))
    assert not thread.is_alive()
    assert tree(tmp_path / "run") == expected
