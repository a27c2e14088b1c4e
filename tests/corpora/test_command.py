"""The corpora through the command, as a user reads them in; and a reading that is killed in the middle."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from dashboard.demo.bulk import write_lines
from tests import patience

ROOT = Path(__file__).parents[2]
CORPORA = ROOT.parent / "shared" / "corpora"
COMMAND = [sys.executable, "-m", "dashboard.cli"]
LINES = 40_000
DEADLINE_SECONDS = 60
EVERYTHING = (
    "select count(*) as n, count(distinct line_number) as lines, sum(line_number) as places,"
    " md5(string_agg(concat_ws('|', ts, level, service, message, trace_id, duration_ms, error_id, attributes,"
    " byte_offset), ',' order by byte_offset)) as content from logs"
)


def _longtail(*arguments: object, warehouse: Path, **environment: str) -> Any:
    """What a command printed, as JSON."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments), "--warehouse", str(warehouse)],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        check=True,
        timeout=patience.seconds(300),
    )
    return json.loads(done.stdout)


def test_corpora_twice(tmp_path: Path) -> None:
    """Every line of the corpora becomes a row or a reject, SQL shows them, and a second reading adds nothing."""
    warehouse = tmp_path / "corpora.duckdb"
    first = _longtail("ingest", CORPORA, "--json", warehouse=warehouse)
    count = ("sql", "select count(*) as n, count(distinct file_id) as files from logs", "--format", "json")
    (stored,) = _longtail(*count, warehouse=warehouse)
    second = _longtail("ingest", CORPORA, "--json", warehouse=warehouse)
    assert stored["n"] == first["rows"] > 0
    assert (0, 0, 0, first["bytes"]) == (
        second["lines"],
        second["rows"],
        second["rejected"],
        second["already_read_bytes"],
    )
    assert [stored] == _longtail(*count, warehouse=warehouse)


def test_killed_in_the_middle(tmp_path: Path) -> None:
    """After SIGKILL between two commits, reading again gives the rows that reading in one go gives."""
    log = tmp_path / "app_2026-11-16.log"
    write_lines(log, LINES)
    small = {"LONGTAIL_CHUNK_BYTES": "1000000"}
    whole, killed = tmp_path / "whole.duckdb", tmp_path / "killed.duckdb"
    _longtail("ingest", log, "--json", warehouse=whole, **small)
    process = subprocess.Popen(
        [*COMMAND, "ingest", str(log), "--warehouse", str(killed)],
        cwd=ROOT,
        env=os.environ | small,
        stderr=subprocess.DEVNULL,
    )
    ahead = killed.with_name(f"{killed.name}.wal")
    deadline = patience.Deadline(DEADLINE_SECONDS)
    while not (ahead.exists() and ahead.stat().st_size > 2_000_000) and not deadline.is_over:  # two batches
        assert process.poll() is None
        time.sleep(0.005)
    process.kill()
    process.wait()
    rest = _longtail("ingest", log, "--json", warehouse=killed, **small)
    assert 0 < rest["already_read_bytes"] < log.stat().st_size
    query = ("sql", EVERYTHING, "--format", "json")
    assert _longtail(*query, warehouse=whole) == _longtail(*query, warehouse=killed)
