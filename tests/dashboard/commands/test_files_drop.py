"""`longtail files drop`: a file that is stored twice is named, taken away, and not read again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import command_line
from sql.warehouse import Warehouse
from tests.dashboard.support import Server, longtail, serving, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

LINES = "".join(
    f'{{"ts": "2026-11-20T10:00:{number % 60:02}Z", "level": "error", "exc_type": "E", "msg": "m{number}"}}\n'
    for number in range(300)
)


def _records(warehouse: Path) -> tuple[Any, ...] | None:
    with Warehouse.open(warehouse) as opened, opened.reader() as cursor:
        return cursor.execute("select count(*), count(distinct message) from logs").fetchone()


def _doubled(folder: Path) -> Path:
    """A warehouse that has read one log under two identities, as it was known by none of what proves the first."""
    warehouse = folder / "longtail.duckdb"
    (folder / "logs").mkdir()
    (folder / "logs" / "app.log").write_text(LINES, encoding="utf-8")
    arguments = ["ingest", str(folder / "logs"), "--warehouse", str(warehouse)]
    assert command_line.run(arguments) == 0
    with Warehouse.open(warehouse) as opened, opened.transaction() as cursor:
        (head,) = cursor.execute("select head_hash from files").fetchone() or ("",)
        cursor.execute("update files set head_hash = 'none', inode = -1")
    (folder / "logs" / "app.log").rename(folder / "logs" / "web.log.1")
    assert command_line.run(arguments) == 0
    with Warehouse.open(warehouse) as opened, opened.transaction() as cursor:
        cursor.execute("update files set head_hash = $head where file_id = 1", {"head": head})
    return warehouse


@pytest.fixture
def run(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs the command on the doubled warehouse: status, standard output, standard error."""
    warehouse = _doubled(tmp_path)
    capfdbinary.readouterr()

    def call(*arguments: object) -> tuple[int, str, str]:
        status = command_line.run([*map(str, arguments), "--warehouse", str(warehouse)])
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return call


def _found(run: Run) -> dict[str, tuple[str, str]]:
    _, out, _ = run("check", "--json", "--port", 0)
    return {finding["check"]: (finding["verdict"], finding["detail"]) for finding in json.loads(out)}


def test_check_names_it_and_drop_takes_it_away(run: Run, tmp_path: Path) -> None:
    """The check says which command it takes; after it all is sound, and nothing is read again."""
    logs, warehouse = tmp_path / "logs", tmp_path / "longtail.duckdb"
    expected = (
        f"{logs}/web.log.1 (file 2) is stored twice: its 300 lines also stand in {logs}/app.log (file 1); "
        "`longtail files drop 2` removes one copy."
    )
    assert (("failed", expected), (600, 300)) == (_found(run)["doubled"], _records(warehouse))
    status, out, _ = run("files", "drop", 2)
    assert (0, True) == (status, out.startswith(f"{logs}/web.log.1 is dropped: 300 records and 0 invalid lines."))
    status, out, _ = run("ingest", logs, "--json")
    assert (0, 0, (300, 300)) == (status, json.loads(out)["lines"], _records(warehouse))
    verdicts = {name: verdict for name, (verdict, _) in _found(run).items() if name in {"ledger", "doubled"}}
    assert {"ledger": "ok", "doubled": "ok"} == verdicts
    states = [(entry["file_id"], entry["state"]) for entry in json.loads(run("files", "--json")[1])]
    assert [(1, "missing"), (2, "dropped")] == sorted(states)


def test_what_is_appended_later_is_read(run: Run, tmp_path: Path) -> None:
    """A dropped file that goes on is read from where it was read to."""
    run("files", "drop", 2)
    with (tmp_path / "logs" / "web.log.1").open("a", encoding="utf-8") as file:
        file.write('{"ts": "2026-11-20T10:00:00Z", "msg": "later"}\n')
    _, out, _ = run("ingest", tmp_path / "logs", "--json")
    assert (1, "ok") == (json.loads(out)["lines"], _found(run)["ledger"][0])


def test_what_stands_nowhere_else_is_not_dropped_by_mistake(run: Run) -> None:
    """A file that is not doubled needs --force, and one that is not there, or was dropped, is a sentence."""
    refused = run("files", "drop", 1)
    words = "File 1 is not known to be stored twice; doubled are 2: add --force to drop its lines anyway.\n"
    assert (2, "", words) == refused
    assert 0 == run("files", "drop", 1, "--force")[0]
    for file_id, sentence in ((1, "was dropped before"), (7, "There is no file 7 in the ledger")):
        status, _, err = run("files", "drop", file_id, "--force")
        assert (2, True) == (status, sentence in err)


def _problems(found: Server) -> list[str]:
    problems: list[str] = found.get("/api/v1/status").json["ingest"]["problems"]
    return problems


def test_a_running_server(tmp_path: Path) -> None:
    """A server finds it when it starts, drops it when the command asks, and does not read it again."""
    warehouse = _doubled(tmp_path)
    with serving(tmp_path) as found:
        (problem,) = wait_for(lambda: _problems(found), "the doubled file to be found")
        assert problem.endswith("`longtail files drop 2` removes one copy.")
        assert [(2, 1)] == [(one["file_id"], one["other_id"]) for one in found.get("/api/v1/files/doubled").json]
        done = longtail("files", "drop", "2", "--json", "--warehouse", warehouse, cwd=tmp_path)
        told = json.loads(done.stdout)
        assert (0, 2, 300) == (done.returncode, told["file_id"], told["rows"])
        wait_for(lambda: not _problems(found), "the problem to be gone")
        scan = found.get("/api/v1/status").json["ingest"]["last_scan_at"]
        wait_for(lambda: found.get("/api/v1/status").json["ingest"]["last_scan_at"] != scan, "a scan")
        states = {entry["file_id"]: entry["state"] for entry in found.get("/api/v1/files").json}
        assert {1: "drained", 2: "dropped"} == states
        assert 0 == found.stop()
    assert (300, 300) == _records(warehouse)
