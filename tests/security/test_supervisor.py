"""A server that a signal ended is there again: same port, nothing lost, and what ran is named and refused."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from dashboard.server.supervisor import is_wanted
from tests import patience
from tests.dashboard.support import Server, command, environment, longtail, make_logs, serving, wait_for
from tests.security.asking import ask

if TYPE_CHECKING:
    from tests.security.asking import Answer

_ENDLESS = "select sum(i) from range(1000000000000) as t(i)"
_LINE = '{{"timestamp": "2026-11-20T12:00:00Z", "level": "INFO", "message": "appended {}"}}\n'
_LIGHT = ("dataclasses", "duckdb", "importlib.metadata", "inspect", "numpy", "pandas", "polars", "re", "streamlit")


def _statement(found: Server, text: str) -> Answer:
    headers = {"Content-Type": "application/json"}
    return ask(found.url, "POST", "/api/v1/sql", headers, json.dumps({"sql": text}).encode())


def _ask_on_a_thread(found: Server, text: str) -> threading.Thread:
    def work() -> None:
        try:
            _statement(found, text)
        except OSError:
            return  # its server died

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def _running(found: Server) -> str:
    return found.warehouse.with_name(f"{found.warehouse.name}.running").read_text(encoding="utf-8")


def _rows(found: Server) -> Any:
    return found.get("/api/v1/status").json["ingest"]["rows"]


def test_a_crash_within_a_statement(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The server answers again at the same port, names the statement once, refuses it, and reads on exactly once."""
    log = make_logs(tmp_path / "logs") / "app_2026-11-20.log"
    with serving(tmp_path) as found:
        wait_for(lambda: _rows(found) == 5, "the log to be read")
        first = found.child()
        asking = _ask_on_a_thread(found, _ENDLESS)
        wait_for(lambda: _ENDLESS in _running(found), "the statement to run")
        began = time.monotonic()
        first.send_signal(signal.SIGSEGV)
        with log.open("a", encoding="utf-8") as file:
            file.writelines(_LINE.format(number) for number in range(1000))
        health = found.get("/healthz").status  # waits in the queue meanwhile
        seconds = time.monotonic() - began
        asking.join()
        again = _statement(found, f"  {_ENDLESS.upper()} -- again\n;")
        other = _statement(found, "select 1 as a")
        wait_for(lambda: _rows(found) == 1000, "the rest to be read")
        second = found.child()
        status = found.stop()
        said = found.errors.read_text(encoding="utf-8").splitlines()
    with capsys.disabled():
        print(f" [answers {seconds:.1f} s after the crash, factor {patience.factor():.1f}]", end="")  # noqa: T201
    assert (health, again.status, b"SIGSEGV" in again.body, other.status, status) == (200, 400, True, 200, 0)
    assert first.pid != second.pid
    named = [line for line in said if line.endswith(f"(longtail.duckdb.refused.json): {_ENDLESS}")]
    assert (len(named), said.count("Longtail was ended by SIGSEGV and starts again.")) == (1, 1), said
    counts = "select count(*) as n, count(distinct message) as d from logs where message like 'appended%'"
    told = longtail("sql", counts, "--warehouse", found.warehouse, "--format", "csv", cwd=tmp_path).stdout
    checked = longtail("check", tmp_path / "logs", "--warehouse", found.warehouse, "--port", "0", cwd=tmp_path)
    assert (told, checked.returncode) == ("n,d\n1000,1000\n", 0), checked.stdout


def test_it_is_free_where_its_entry_is_taken_out(tmp_path: Path) -> None:
    """The list of refused statements is read again when it changes; a killed supervisor takes its server with it."""
    make_logs(tmp_path / "logs")
    entry = {"statement": "", "ended_by": "SIGSEGV", "at": "", "is_refused": True}
    refused = tmp_path / "longtail.duckdb.refused.json"
    refused.write_text(json.dumps([{"statement_id": "1ffb038d4d1f5277cc2217a170ad0071", **entry}]), encoding="utf-8")
    with serving(tmp_path) as found:
        while_listed = _statement(found, "select 1 as a")
        refused.unlink()
        after = _statement(found, "select 1 as a")
        child = found.child()
        found.process.kill()
        found.process.wait()
        wait_for(lambda: not child.is_running(), "the server to end with its supervisor")
    assert (while_listed.status, after.status) == (400, 200)


def test_ctrl_c_in_a_terminal(tmp_path: Path) -> None:
    """A terminal signals its whole group; the server ends once, with nothing to say."""
    make_logs(tmp_path / "logs")
    ours, theirs = pty.openpty()
    arguments = command("serve", tmp_path / "logs", "--warehouse", tmp_path / "w.duckdb", "--port", "0")
    process = subprocess.Popen(
        ["setsid", "--ctty", *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment(), cwd=tmp_path
    )
    os.close(theirs)
    said = bytearray()

    def told() -> bool:
        said.extend(os.read(ours, 4096))
        return b"Ctrl+C ends it" in said

    wait_for(told, "the server's address")
    os.write(ours, b"\x03")
    status = process.wait(patience.seconds(30))
    try:
        while rest := os.read(ours, 4096):
            said.extend(rest)
    except OSError:
        pass  # the terminal's other end is closed
    os.close(ours)
    lines = [line for line in said.decode().replace("^C", "").splitlines() if "root" not in line and line]
    assert (status, len(lines)) == (0, 1), lines


def _script(body: str) -> str:
    """A program that is supervised, and in its child does `body`; each start leaves a line."""
    return "\n".join(
        (
            "import os, signal, socket, sys, threading, time",
            f"sys.path.insert(0, {str(Path(__file__).parents[2])!r})",
            "from dashboard.server import supervisor",
            "def listen():",
            "    if supervisor.link().listener is None:",
            "        made = socket.create_server(('127.0.0.1', 0))",
            "        supervisor.link().keep(made)",
            textwrap.dedent(body),
        )
    )


def _supervised(body: str) -> tuple[int, list[str], list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", _script(body)],
        capture_output=True,
        text=True,
        timeout=patience.seconds(60),
        check=False,
    )
    return done.returncode, done.stdout.splitlines(), done.stderr.splitlines()


def test_a_loop_of_crashes_ends() -> None:
    """After so many crashes the server stays down, with one sentence that says so."""
    status, starts, said = _supervised(
        """
        supervisor.supervise(most=3, pauses=(0.0, 0.1))
        print(supervisor.link().ended_by, flush=True)
        listen()
        os.kill(os.getpid(), signal.SIGABRT)
        """
    )
    assert (status, starts) == (2, ["", "SIGABRT", "SIGABRT"])
    assert said[:2] == [
        "Longtail was ended by SIGABRT and starts again.",
        "Longtail was ended by SIGABRT and starts again in 0.1 s.",
    ]
    assert (len(said), said[2].startswith("Longtail was ended 3 times within 10 minutes, the last time")) == (3, True)


@pytest.mark.parametrize(
    ("end", "expected", "words"),
    [
        ("sys.exit(0)", 0, ""),
        ("sys.exit(2)", 2, ""),
        ("os.kill(os.getpid(), signal.SIGSEGV)", 2, "while it started"),
    ],
)
def test_what_is_not_started_again(end: str, expected: int, words: str) -> None:
    """An end of its own, and a death before it listened, end the supervisor, too."""
    status, starts, said = _supervised(f"supervisor.supervise()\nprint('start', flush=True)\n{end}")
    assert (status, starts, len(said), words in "".join(said)) == (expected, ["start"], int(bool(words)), True)


def test_a_lost_warehouse_is_opened_again() -> None:
    """A server that ends because DuckDB gave its database up is started again."""
    status, starts, said = _supervised(
        """
        supervisor.supervise()
        print(supervisor.link().ended_by, flush=True)
        listen()
        sys.exit(0 if supervisor.link().ended_by else supervisor.LOST)
        """
    )
    expected = "Longtail was ended by an internal error of DuckDB and starts again."
    assert (status, starts, said) == (0, ["", "an internal error of DuckDB"], [expected])


_WAITS = """
    sys.platform = {platform!r}
    supervisor.supervise()
    listen()
    print(os.getpid(), flush=True)
    threading.Event().wait()
"""


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_no_server_without_its_supervisor(platform: str) -> None:
    """Where the supervisor is killed, its server ends: by the kernel, or (elsewhere) by the end of their channel."""
    with subprocess.Popen(
        [sys.executable, "-c", _script(_WAITS.format(platform=platform))], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        child = psutil.Process(int(process.stdout.readline()))
        process.kill()
        wait_for(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, "the server to end")


def test_a_stopped_supervisor_stops_its_server() -> None:
    """Ctrl+Z holds both, and both go on together; SIGHUP ends the server as SIGTERM does."""
    with subprocess.Popen(
        [sys.executable, "-c", _script(_WAITS.format(platform="linux"))],
        stdout=subprocess.PIPE,
        text=True,
        process_group=0,
    ) as process:
        assert process.stdout is not None
        child = psutil.Process(int(process.stdout.readline()))
        process.send_signal(signal.SIGTSTP)
        wait_for(lambda: child.status() == psutil.STATUS_STOPPED, "the server to stop")
        process.send_signal(signal.SIGCONT)
        wait_for(lambda: child.status() != psutil.STATUS_STOPPED, "the server to go on")
        process.send_signal(signal.SIGHUP)
        assert process.wait(patience.seconds(30)) == 2  # it has no handler here, so SIGTERM killed it


def test_the_supervisor_is_small() -> None:
    """What is loaded before the server is forked is next to nothing."""
    code = f"import dashboard.cli, sys; print(sorted(set({_LIGHT!r}).intersection(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment(), check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("serve logs", True),
        ("--debug serve logs", True),
        ("demo", True),
        ("serve logs --no-supervisor", False),
        ("serve --help", False),
        ("ingest serve", False),
        ("", False),
    ],
)
def test_which_commands_have_one(arguments: str, expected: bool) -> None:  # noqa: FBT001 (a table's column)
    """Those that serve, unless told not to."""
    assert is_wanted(arguments.split()) is expected
