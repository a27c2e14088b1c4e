"""`longtail demo` as a process: a page within seconds, rows behind it, and a second run that goes on."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from tests.dashboard.support import Server, serving, wait_for

if TYPE_CHECKING:
    from pathlib import Path


def _lines(found: Server) -> int:
    return sum(entry["lines"] for entry in found.get("/api/v1/files").json)


def _caught_up(found: Server) -> int:
    """The lines in the ledger, once the backlog is read."""
    ingest = found.get("/api/v1/status").json["ingest"]
    return _lines(found) if ingest["lines"] and not ingest["lag_bytes"] else 0


def test_demo_runs_ends_and_goes_on(tmp_path: Path) -> None:
    """History is written and read, Ctrl+C ends it with 0, and the second run adds to the same history."""
    options = ("demo", "--dir", tmp_path / "demo", "--no-browser")
    with serving(tmp_path, *options) as first:
        page = first.get("/").status
        lines = wait_for(lambda: _caught_up(first), "the history to be read")
        more = wait_for(lambda: _lines(first) > lines, "the shop to go on")
        ended = first.stop(signal.SIGINT)
    first_files = {path.name for path in (tmp_path / "demo" / "logs").rglob("*.gz")}
    with serving(tmp_path, *options, name="again") as second:
        known = wait_for(lambda: _lines(second), "the ledger")
        grown = wait_for(lambda: _lines(second) > known, "the shop to go on")
        ended_again = second.stop(signal.SIGTERM)
    second_files = {path.name for path in (tmp_path / "demo" / "logs").rglob("*.gz")}
    assert (page, more, ended, known > lines, grown, ended_again) == (200, True, 0, True, True, 0)
    assert first_files <= second_files
    assert (tmp_path / "demo" / "longtail.duckdb").exists()
