"""`longtail probes`: what it prints, its status, and who is asked while a server runs."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dashboard import command_line
from tests.dashboard.support import make_logs, serving
from tests.monitor import troubles
from tests.patience import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs `longtail probes` in a folder of its own: status, standard output, standard error."""
    for name in [name for name in os.environ if name.startswith("LONGTAIL_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: str) -> tuple[int, str, str]:
        status = command_line.run(["probes", *arguments])
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return call


def _configure(*tables: str) -> None:
    Path("longtail.toml").write_text("".join(f"[[probe]]\n{table}\n" for table in tables), encoding="utf-8")


def test_one_that_is_down(run: Run) -> None:
    """Status 1, a table for people and JSON for programs; those that hang end with their limit."""
    with troubles.refusing() as closed, troubles.serving(troubles.silent) as silent:
        _configure(
            f'name = "down"\nkind = "tcp"\nhost = "127.0.0.1"\nport = {closed}',
            f'name = "hangs"\nkind = "redis"\nurl = "redis://:pw-0f-tests@127.0.0.1:{silent}"\ntimeout = "300ms"',
            'name = "disk"\nkind = "disk"\npercent = 100\nfull_percent = 100',
        )
        status, out, _ = run("--json")
        good, _, _ = run("disk")
        _, table, _ = run("down")
    found = json.loads(out)
    assert (1, 0, ["down", "hangs", "disk"], ["unhealthy", "unhealthy", "healthy"]) == (
        status,
        good,
        [row["name"] for row in found],
        [row["status"] for row in found],
    )
    keys = {"name", "kind", "target", "status", "critical", "latency_ms", "reason", "details", "ts"}
    assert (keys, "It did not answer within 0.3 s.", False) == (set(found[0]), found[1]["reason"], "pw-0f" in out)
    assert ["✗", "down", "unhealthy", "It", "refuses", "connections."] == table.splitlines()[1].split()


@pytest.mark.parametrize(
    ("tables", "names", "sentence"),
    [
        ([], [], "The settings have no [[probe]]: add one to longtail.toml, docs/watching.md has examples."),
        (['name = "orders"\nkind = "disk"'], ["order"], "There is no probe 'order': did you mean orders?"),
        (['kind = "dsk"'], [], "[[probe]] 'dsk' has the kind 'dsk', which is none: did you mean disk?"),
    ],
)
def test_wrong_requests(run: Run, tables: list[str], names: list[str], sentence: str) -> None:
    """Status 2 and one sentence."""
    _configure(*tables)
    status, out, err = run(*names)
    assert (2, "", sentence) == (status, out, err.strip().removeprefix("longtail: "))


def test_while_a_server_owns_the_warehouse(run: Run, tmp_path: Path) -> None:
    """Probes that read the warehouse are run by that server; without any warehouse they could not be asked."""
    _configure('kind = "warehouse"\nlatency_ms = 60_000')
    make_logs(Path("logs"))
    alone = json.loads(run("--json")[1])[0]
    with serving(tmp_path, "serve", "logs") as server:
        served = json.loads(run("--json")[1])[0]
        ready = wait_for(lambda: server.get("/readyz").status == 200, "it is ready")
        health = wait_for(lambda: json.loads(server.get("/api/v1/health").text)["status"] == "healthy", "it is healthy")
        ended = server.stop()
    assert ("unknown", "healthy", True, True, 0) == (alone["status"], served["status"], ready, health, ended)
