"""The server as a process: what it serves, who finds it, how it ends."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import pytest

from dashboard.server import listening, remote
from tests import patience
from tests.dashboard.support import (
    DEADLINE_SECONDS,
    Server,
    command,
    environment,
    longtail,
    make_logs,
    serving,
    wait_for,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINE = '{"timestamp": "2026-11-20T12:00:00Z", "level": "INFO", "message": "appended"}\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a shop's log."""
    path = tmp_path_factory.mktemp("server")
    make_logs(path / "logs" / "shop")
    return path


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Server]:
    """A server that has read the log."""
    with serving(folder) as found:
        wait_for(lambda: sum(entry["lines"] for entry in found.get("/api/v1/files").json) == 7, "the log to be read")
        yield found


def _lines(found: Server) -> int:
    return sum(entry["lines"] for entry in found.get("/api/v1/files").json)


def test_health(served: Server) -> None:
    """/healthz answers without anything."""
    reply = served.get("/healthz")
    assert (reply.status, reply.json["status"]) == (200, "ok")


def test_metrics(served: Server) -> None:
    """/metrics tells the lines that were read."""
    reply = served.get("/metrics")
    assert (reply.status, "\nlongtail_ingest_lines_total 7.0\n" in reply.text) == (200, True)
    assert reply.content_type.startswith("text/plain; version=0.0.4")


def test_the_page(served: Server) -> None:
    """The pages stand at the root."""
    reply = served.get("/")
    assert (reply.status, reply.content_type.split(";")[0]) == (200, "text/html")


def test_api(served: Server) -> None:
    """/api is mounted on the same port."""
    assert [row["records"] for row in served.get("/api/v1/hourly-stats").json] == [5]


def test_sql_of_the_running_server(served: Server, folder: Path) -> None:
    """A query while the server has the warehouse gives the same answer as without."""
    query = "select ts, level, attributes, status from logs order by ts"
    done = longtail("sql", query, "--warehouse", served.warehouse, "--format", "json", cwd=folder)
    rows = json.loads(done.stdout)
    assert (done.returncode, done.stderr, [row["level"] for row in rows]) == (
        0,
        "",
        ["INFO", "INFO", "INFO", "ERROR", "INFO"],
    )
    assert rows[0]["ts"] == "2026-11-20T10:00:00.500000Z"


def test_drop_is_refused_while_it_runs(served: Server, folder: Path) -> None:
    """Through the server, too, nothing but reading is possible."""
    done = longtail("sql", "drop table logs", "--warehouse", served.warehouse, cwd=folder)
    assert (done.returncode, done.stdout, done.stderr.count("\n"), _lines(served)) == (2, "", 1, 7)


def test_files_and_rejects_of_the_running_server(served: Server, folder: Path) -> None:
    """The ledger and the rejects are there while the server runs."""
    files = json.loads(longtail("files", "--warehouse", served.warehouse, "--json", cwd=folder).stdout)
    rejects = json.loads(longtail("rejects", "--warehouse", served.warehouse, "--json", cwd=folder).stdout)
    assert ([entry["rows"] for entry in files], [entry["raw"] for entry in rejects]) == ([5], ["this is no record"])


def test_check_while_it_runs(served: Server, folder: Path) -> None:
    """The check proves the ledger through the server."""
    done = longtail("check", folder / "logs", "--warehouse", served.warehouse, "--port", "0", "--json", cwd=folder)
    verdicts = {finding["check"]: finding["verdict"] for finding in json.loads(done.stdout)}
    expected = dict.fromkeys(("settings", "paths", "disk", "warehouse", "schema", "ledger", "port"), "ok")
    assert (done.returncode, {name: verdicts[name] for name in expected}) == (0, expected)


@pytest.mark.parametrize("command", ["ingest", "serve"])
def test_writing_beside_the_server_names_it(served: Server, folder: Path, command: str) -> None:
    """A second writer hears who serves the warehouse, in one sentence."""
    done = longtail(command, folder / "logs", "--warehouse", served.warehouse, cwd=folder)
    expected = (
        f"{served.warehouse} is served at {served.url} by process {served.process.pid}, which reads {folder / 'logs'} "
        "as it grows: open that address, stop that process, or choose another warehouse with --warehouse.\n"
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", expected)


def test_a_line_that_is_appended_is_visible(tmp_path: Path) -> None:
    """What is written while the server runs is soon in the API; every line once."""
    log = make_logs(tmp_path / "logs") / "app_2026-11-20.log"
    with serving(tmp_path) as found:
        wait_for(lambda: _lines(found) == 7, "the log to be read")
        with log.open("a", encoding="utf-8") as file:
            file.write(LINE)
        wait_for(lambda: _lines(found) == 8, "the line to be read")
        assert [row["records"] for row in found.get("/api/v1/hourly-stats").json] == [5, 1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    """A signal ends it with status 0: nothing announced, nothing left in the write-ahead log, nothing said of it."""
    make_logs(tmp_path / "logs")
    with serving(tmp_path) as found:
        wait_for(lambda: _lines(found) == 7, "the log to be read")
        status = found.stop(number)
        left = sorted(path.name for path in tmp_path.glob("longtail.duckdb*"))
        said = found.errors.read_text(encoding="utf-8")
    expected = [*listening.warnings_as_root(), f"Longtail is at {found.url} (Ctrl+C ends it)"]
    assert (status, left, said.splitlines()) == (0, ["longtail.duckdb", "longtail.duckdb.accounts"], expected)


def test_after_a_kill_it_starts_again(tmp_path: Path) -> None:
    """SIGKILL leaves an announcement that nobody believes, and rows that stand once."""
    make_logs(tmp_path / "logs")
    with serving(tmp_path) as found:
        wait_for(lambda: _lines(found) == 7, "the log to be read")
        found.stop(signal.SIGKILL)
        stale = remote.path_of(found.warehouse).exists()
    query = ("sql", "select count(*) as n from logs", "--warehouse", found.warehouse, "--format", "csv")
    answer = longtail(*query, cwd=tmp_path)
    with serving(tmp_path, name="again") as again:
        lines = wait_for(lambda: _lines(again), "the ledger")
        served_answer = longtail(*query, cwd=tmp_path)
    assert (stale, answer.stdout, lines, served_answer.stdout) == (True, "n\n5\n", 7, "n\n5\n")


def test_an_empty_folder_is_served_and_waited_on(tmp_path: Path) -> None:
    """A folder without logs is no error for a server: the first log is read when it comes."""
    (tmp_path / "logs").mkdir()
    with serving(tmp_path) as found:
        make_logs(tmp_path / "logs" / "shop")
        assert wait_for(lambda: _lines(found), "the log to be read") == 7


def test_settings_from_a_file(tmp_path: Path) -> None:
    """--config alone is enough: paths, warehouse and thresholds come from it."""
    make_logs(tmp_path / "logs" / "shop")
    config = tmp_path / "conf.toml"
    config.write_text("logs = ['logs']\nwarehouse = 'w.duckdb'\nslow_request_ms = 701", encoding="utf-8")
    with serving(tmp_path, "serve", "--config", config) as found:
        wait_for(lambda: _lines(found) == 7, "the log to be read")
        told: dict[str, Any] = found.get("/api/v1/status").json
        slow = found.get("/api/v1/slow-requests").json
    assert (told["warehouse"], told["slow_request_ms"], slow) == (str(tmp_path / "w.duckdb"), 701, [])


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", 0), ("::1", 0), ("localhost", 0), ("0.0.0.0", 1), ("192.0.2.1", 1), ("example.org", 1)],  # noqa: S104 (what is warned of)
)
def test_who_listens_to_the_world_is_warned(host: str, expected: int) -> None:
    """Any address but loopback brings the sentence that there is no TLS."""
    assert len(listening.warnings_for(host)) == expected


@pytest.mark.parametrize(("host", "expected"), [("127.0.0.1", "http://127.0.0.1:"), ("0.0.0.0", "http://127.0.0.1:")])  # noqa: S104 (as above)
def test_the_address_can_be_opened(host: str, expected: str) -> None:
    """The printed address is one that a browser on this machine can open, with the port that was free."""
    with listening.listen(host, 0) as listener:
        assert listening.url_of(listener) == f"{expected}{listener.getsockname()[1]}"


def test_an_endless_answer_does_not_keep_it(tmp_path: Path) -> None:
    """Who is in the middle of a long answer when the server ends hears so; the server does not wait for him."""
    make_logs(tmp_path / "logs")
    query = "select range as r from range(1000000000000)"
    with serving(tmp_path) as found:
        arguments = command("sql", query, "--warehouse", found.warehouse, "--format", "ndjson")
        pipe = subprocess.PIPE
        with subprocess.Popen(arguments, cwd=tmp_path, env=environment(), stdout=pipe, stderr=pipe) as asking:
            assert asking.stdout is not None
            first = asking.stdout.readline()
            status = found.stop()
            _, said = asking.communicate(timeout=patience.seconds(DEADLINE_SECONDS))
    assert (first, status, asking.returncode, said.count(b"\n")) == (b'{"r": 0}\n', 0, 2, 1)


_LOSES_THE_WAREHOUSE = """
    from dashboard.cli import main
    from sql.warehouse import Warehouse

    Warehouse.is_lost = lambda _: True
    main()
"""


def test_it_ends_where_the_warehouse_is_lost(tmp_path: Path) -> None:
    """A server whose DuckDB has failed for good says so in one sentence and ends, so that somebody starts it again."""
    make_logs(tmp_path / "logs")
    arguments = ("serve", "logs", "--port", "0", "--no-supervisor")
    script = [sys.executable, "-c", textwrap.dedent(_LOSES_THE_WAREHOUSE), *arguments]
    ended = subprocess.run(
        script,
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=patience.seconds(DEADLINE_SECONDS),
        check=False,
    )
    last = ended.stderr.splitlines()[-1]
    assert (ended.returncode, last.endswith("start it again, all that was stored is there.")) == (2, True), ended.stderr
