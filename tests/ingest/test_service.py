"""The service, with the real writer and a real warehouse."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from ingest.errors import DiscoveryError
from ingest.service import IngestService
from ingest.settings import Settings
from ingest.store.rollups import hourly_rollup
from tests import warehouses
from tests.ingest.lab import Lab, append, line, lines, names, pack
from tests.ingest.plain_writer import AtOnce

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.status import Status


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Lab]:
    """A lab whose lines become rows as they do for users."""
    laboratory = Lab(tmp_path, real_writer=True)
    yield laboratory
    laboratory.close()


def test_one_run(real: Lab) -> None:
    """A run reads folders, archives and rejects, tells its numbers, and the next run finds nothing new."""
    real["app.log"].write_bytes(lines(range(100)) + b"no record\n\n")
    real["app.log.1"].write_bytes(lines(range(100, 150)))
    size = real["app.log"].stat().st_size + real["app.log.1"].stat().st_size
    pack(real["app.log.1"])
    first, second = real.run(), real.run()
    expected: list[tuple[object, ...]] = [(2, size, 152, 150, 1, 1, 0, []), (2, 0, 0, 0, 0, 0, size, [])]
    assert expected == [
        (s.files, s.bytes, s.lines, s.rows, s.rejected, s.blank, s.already_read_bytes, s.problems)
        for s in (first, second)
    ]
    assert names([*range(100, 150), *range(100)]) == real.messages()


def test_progress(real: Lab) -> None:
    """Progress is told after every transaction, and ends with everything read."""
    real.settings = real.settings.model_copy(update={"chunk_bytes": 64 * 1024})
    real["app.log"].write_bytes(lines(range(3000)))
    told: list[Status] = []
    real.new_service().run_once(told.append)
    size = real["app.log"].stat().st_size
    assert (True, size, size, 3000) == (len(told) > 2, told[-1].bytes_read, told[-1].bytes_total, told[-1].lines)


def test_follows_live_files(real: Lab) -> None:
    """Lines written and files made while the service runs become rows; the status tells of it."""
    service = real.start()
    append(real["app.log"], lines(range(10)))
    real.wait_for_messages(names(range(10)))
    append(real["app.log"], lines(range(10, 20)))
    append(real["access.log"], lines(range(20, 25)))
    real.wait_for_messages(names(range(25)))
    real.wait_for(lambda: service.status.lag_bytes == 0 and service.status.lines == 25)
    assert (2, 25, True, ()) == (
        service.status.files_watched,
        service.status.rows,
        service.status.running,
        service.status.problems,
    )
    real.stop()
    service.stop()
    assert False is service.status.running


def test_starts_and_stops_again(real: Lab) -> None:
    """A stopped service goes on where it stopped when it is started again; a second start does nothing."""
    service = real.start()
    service.start()
    append(real["app.log"], line(0))
    real.wait_for_messages(["0"])
    service.stop()
    append(real["app.log"], line(1))
    service.start()
    real.wait_for_messages(["0", "1"])


def test_empty_folder(real: Lab) -> None:
    """Nothing to read is one sentence for a run, and no fault for a service: logs will come."""
    with pytest.raises(DiscoveryError) as raised:
        real.run()
    assert str(raised.value).startswith(f"There is no log file in {real.logs} (.log, ")
    real.start()
    append(real["app.log"], line(0))
    real.wait_for_messages(["0"])


@pytest.mark.parametrize("begin", ["run", "start"])
def test_folder_that_is_not_there(real: Lab, begin: str) -> None:
    """A root that does not exist is refused at once."""
    real.roots = (str(real.logs / "nowhere"),)
    with pytest.raises(DiscoveryError, match="does not exist: name a folder"):
        getattr(real, begin)()


def test_pattern_without_a_match(real: Lab) -> None:
    """A pattern that matches nothing says so."""
    real.roots = (f"{real.logs}/*.nothing",)
    with pytest.raises(DiscoveryError, match="No file matches"):
        real.run()


def test_history_does_not_hold_up_the_present(real: Lab) -> None:
    """While a long history is read, new lines of live files go in between."""
    real.settings = real.settings.model_copy(update={"chunk_bytes": 256 * 1024})
    for day in range(1, 10):
        real[f"app_2026-11-{day:02}.log"].write_bytes(lines(range(day * 5000, day * 5000 + 5000)))
    real["live.log"].write_bytes(line("live"))
    real.start()
    real.wait_for(lambda: real.messages("live.log") == ["live"])
    assert len(real.messages()) < 45_000
    real.wait_for(lambda: len(real.messages()) == 45_001)


def test_read_ahead_is_one_batch(real: Lab) -> None:
    """While one batch is written, one is read, and no more."""
    real.settings = real.settings.model_copy(update={"chunk_bytes": 64 * 1024})
    real["app.log"].write_bytes(lines(range(5000)))
    service = real.new_service()
    lengths: list[tuple[int, int]] = []

    class Slow(AtOnce):
        def write(self, chunks, checkpoints):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202 (as the writer)
            time.sleep(0.02)
            (tailer,) = service._present
            lengths.append((checkpoints[0].bytes_read, tailer.length))
            return real.writer.write(chunks, checkpoints)

    service._writer = Slow()
    service.run_once()
    assert all(read - writing <= 64 * 1024 for writing, read in lengths)
    assert names(range(5000)) == real.messages()


def test_the_rollup_is_merged_while_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading merges the rollup's partial rows once there are many of them."""
    monkeypatch.setattr(hourly_rollup.compact, "__kwdefaults__", {"min_partials": 1})
    log = tmp_path / "app.log"
    with warehouses.in_memory() as warehouse:
        for minute in range(3):
            append(log, b'{"ts":"2026-01-01 10:0%d:00","level":"INFO","message":"m"}\n' % minute)
            IngestService(warehouse, Settings(), [str(log)]).run_once()
        with warehouse.reader() as cursor:
            partials = cursor.execute("select sum(n), count(*) filter (is_partial) from hourly_rollup").fetchall()
    assert [(3, 1)] == partials  # the last one waits for company
