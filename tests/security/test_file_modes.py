"""What Longtail writes is for its user only: the warehouse and what comes out of it hold what stood in logs."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

from sql.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path

OPEN_TO_ALL = 0o022
TIME = "2026-01-05T10:00:00Z"


def _run(*arguments: str) -> None:
    command = [sys.executable, "-m", "dashboard.cli", *arguments]
    subprocess.run(command, check=True, capture_output=True, umask=OPEN_TO_ALL)


def _modes(folder: Path) -> dict[str, int]:
    """The rights of group and others on everything below a folder."""
    return {str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode) & 0o077 for path in folder.rglob("*")}


def test_all_that_commands_write(tmp_path: Path) -> None:
    """The warehouse in a new folder, exports and reports, whatever the umask."""
    logs, kept = tmp_path / "app.log", tmp_path / "kept"
    logs.write_text(json.dumps({"ts": TIME, "level": "error", "msg": "x"}) + "\n")
    warehouse = f"--warehouse={kept / 'deep' / 'w.duckdb'}"
    _run("ingest", str(logs), warehouse)
    for form in ("csv", "parquet", "json"):
        _run("sql", "from logs", warehouse, f"--format={form}", f"-o{kept / f'rows.{form}'}")
    for form in ("html", "md", "json", "zip"):
        window = ("--from=2026-01-05T00:00:00Z", "--to=2026-01-06T00:00:00Z")
        _run("report", *window, warehouse, f"--format={form}", f"-o{kept / f'report.{form}'}")
    modes = _modes(kept)
    assert set(modes) >= {"deep", "deep/w.duckdb", "rows.csv", "report.html"}
    assert {name: mode for name, mode in modes.items() if mode} == {}


def test_a_warehouse_of_before(tmp_path: Path) -> None:
    """One that was readable by all is not any more after it was opened."""
    path = tmp_path / "w.duckdb"
    Warehouse.open(path).close()
    path.chmod(0o644)
    Warehouse.open(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
