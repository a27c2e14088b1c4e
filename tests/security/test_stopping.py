"""SIGTERM and Ctrl+C end a command cleanly, also where DuckDB is at work."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = """
import os, signal, sys, threading
import duckdb
from dashboard import cli, command_line

NUMBER = int(sys.argv.pop())

def work():
    threading.Timer(0.5, os.kill, (os.getpid(), NUMBER)).start()
    duckdb.sql("select count(*) from range(100000000) a, range(100000) b where a.range % 7 = b.range % 11").fetchall()

signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the tests run in the background
command_line.app.command("work")(work)
sys.argv = ["longtail", "work"]
cli.main()
"""
"""A command that asks DuckDB for something that takes hours, and is sent a signal meanwhile."""


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_within_a_statement(tmp_path: Path, number: signal.Signals, status: int) -> None:
    """The statement ends, and so does the command, with its sentence and its status."""
    script = tmp_path / "work.py"
    script.write_text(SCRIPT)
    done = subprocess.run([sys.executable, str(script), str(int(number))], capture_output=True, text=True, check=False)
    expected = "Interrupted: what was stored stays, run it again to go on.\n"
    assert (done.returncode, done.stdout, done.stderr) == (status, "", expected)
