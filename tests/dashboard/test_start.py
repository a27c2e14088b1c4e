"""What starting a command costs: what it does not import."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def test_ingest_does_without_pandas(tmp_path: Path) -> None:
    """DuckDB and PyArrow import pandas with the first value they are given, unless it counts as not installed."""
    log = tmp_path / "app.log"
    log.write_text('{"ts": "2026-11-26T10:00:00Z", "level": "INFO", "message": "up"}\n', encoding="utf-8")
    program = (
        "import sys; from dashboard.cli import main\n"
        "try: main()\n"
        "finally: print([name for name in sys.modules if name.startswith('pandas.')])"
    )
    arguments = ["ingest", str(log), "--warehouse", str(tmp_path / "w.duckdb")]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert "1 lines of 1 file" in done.stdout + done.stderr
