"""The check: what it finds, and that it trusts no counter."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import psutil
import pytest

from dashboard import command_line
from dashboard.checks import watches
from ingest.service import IngestService
from ingest.settings import Settings
from sql.warehouse import Warehouse
from tests.dashboard.support import make_logs, make_warehouse

if TYPE_CHECKING:
    from collections.abc import Callable

    Check = Callable[..., tuple[int, dict[str, tuple[str, str]]]]

WAREHOUSE = Path("w.duckdb")


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Check:
    """Runs the check in a folder of its own: status, and the worst verdict with its detail for each check."""
    for name in [name for name in os.environ if name.startswith("LONGTAIL_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> tuple[int, dict[str, tuple[str, str]]]:
        options = ["--warehouse", WAREHOUSE, "--port", 0, "--json", *arguments]
        status = command_line.run(["check", *map(str, options)])
        out, _ = capfdbinary.readouterr()
        worst: dict[str, tuple[str, str]] = {}
        for finding in json.loads(out):
            known = worst.get(finding["check"])
            if known is None or known[0] != "failed":
                worst[finding["check"]] = (finding["verdict"], finding["detail"])
        return status, worst

    return call


def _change(statement: str) -> None:
    with duckdb.connect(str(WAREHOUSE)) as connection:
        connection.execute(statement)


_PLACES = ("port", "watches")


def test_sound(check: Check) -> None:
    """Where all is well, every finding is well and the status is 0."""
    make_warehouse(WAREHOUSE)
    make_logs(Path("logs"))
    status, found = check("logs")
    expected = dict.fromkeys(
        ("settings", "paths", "disk", "warehouse", "schema", "ledger", "accounts", "doubled", "times", *_PLACES), "ok"
    )
    assert (status, {name: verdict for name, (verdict, _) in found.items()}) == (0, expected)


def test_the_ledger_is_told_in_numbers(check: Check) -> None:
    """A sound ledger says what was counted."""
    make_warehouse(WAREHOUSE)
    expected = "4 lines of 1 files = lines with records + rejected + blank; 2 rows, none twice."
    assert check()[1]["ledger"] == ("ok", expected)


LEDGER = "/logs/app.log: the ledger says 4 lines = 2 with records + 1 rejected + {} blank, and 2 rows; stored are {}"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "delete from logs where line_number = 2",
            LEDGER.format(1, "1 lines with records, 1 rejected, 1 rows."),
        ),
        ("delete from rejects", LEDGER.format(1, "2 lines with records, 0 rejected, 2 rows.")),
        ("update files set blank = 2", LEDGER.format(2, "2 lines with records, 1 rejected, 2 rows.")),
        ("insert into logs select * from logs where line_number = 1", "/logs/app.log: 1 rows are stored twice."),
        ("delete from files", "File 1 has 2 rows and 1 rejects, and no ledger entry."),
    ],
)
def test_a_ledger_that_does_not_agree(check: Check, statement: str, expected: str) -> None:
    """A row lost, doubled or without a ledger entry is found by counting again, and fails."""
    make_warehouse(WAREHOUSE)
    _change(statement)
    status, found = check()
    assert (status, found["ledger"]) == (1, ("failed", expected))


def test_counters_that_agree_with_each_other_do_not_deceive(check: Check) -> None:
    """A ledger whose sum is right but whose rows are gone fails."""
    make_warehouse(WAREHOUSE)
    _change("delete from logs where line_number = 2")
    _change("insert into rejects values (1, 2, 30, 'x', 'x', now()::timestamp)")
    assert check()[1]["ledger"][0] == "failed"


def test_records_without_a_time_are_worth_a_look(check: Check) -> None:
    """A stream whose records lack a time fails nothing, and is named with the line of the settings that helps."""
    Path("logs").mkdir()
    Path("logs/app.log").write_text('{"k7":"2026-11-20T10:00:00Z"}\n{"k7":"2026-11-20T10:00:01Z"}\n', encoding="utf-8")
    with Warehouse.open(WAREHOUSE) as warehouse:
        IngestService(warehouse, Settings(), ["logs"]).run_once()
    status, found = check("logs")
    expected = (
        "2 records of the stream app have no time that can be read, and the time of the file's last change instead: "
        'if it stands in /k7 (2026-11-20T10:00:01Z), say keys.app.k7 = "ts" in longtail.toml.'
    )
    assert (status, found["times"]) == (0, ("look", expected))


def test_misspelt_setting(check: Check) -> None:
    """Settings that cannot be read are a failed check, named."""
    Path("longtail.toml").write_text("warehose = 'x'", encoding="utf-8")
    expected = ("failed", "warehose in longtail.toml is not a setting: did you mean warehouse?")
    assert check() == (1, {"settings": expected})


def test_path_that_names_nothing(check: Check) -> None:
    """A path that is not there fails."""
    status, found = check("nowhere")
    assert (status, found["paths"]) == (1, ("failed", "nowhere names nothing: correct the path, or make the folder."))


def test_empty_folder_is_worth_a_look(check: Check) -> None:
    """An empty folder fails nothing: logs may come."""
    Path("logs").mkdir()
    status, found = check("logs")
    assert (status, found["paths"]) == (0, ("look", "logs is empty: there is nothing to read yet."))


def test_file_that_may_not_be_read(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    """One file without permission is named."""
    closed = make_logs(Path("logs")) / "app_2026-11-20.log"
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != closed and access(path, mode))
    status, found = check("logs")
    expected = ("failed", f"{closed} cannot be read by this user: change the permissions, or shorten the path.")
    assert (status, found["paths"]) == (1, expected)


def test_warehouse_that_is_none(check: Check) -> None:
    """A file that is no DuckDB fails with the reason."""
    WAREHOUSE.write_text("no database " * 100, encoding="utf-8")
    status, found = check()
    assert (status, found["warehouse"][0]) == (1, "failed")


def test_warehouse_to_come_is_worth_a_look(check: Check) -> None:
    """Before the first reading there is no warehouse, and the check makes none."""
    status, found = check()
    assert (status, found["warehouse"][0], WAREHOUSE.exists()) == (0, "look", False)


@pytest.mark.parametrize(
    ("free", "expected"),
    [(10 * 1024**3, (0, "ok")), (1024**3, (0, "look")), (1024**2, (1, "failed"))],
)
def test_room_on_the_disk(check: Check, monkeypatch: pytest.MonkeyPatch, free: int, expected: tuple[int, str]) -> None:
    """Little room is worth a look, no room fails."""
    usage = psutil.disk_usage("/")
    monkeypatch.setattr("dashboard.checks.disk.psutil.disk_usage", lambda _path: usage._replace(free=free))
    status, found = check()
    assert (status, found["disk"][0]) == expected


def test_port_in_use(check: Check) -> None:
    """A port that somebody else has fails."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, found = check("--port", port)
    remedy = "stop what listens there, or choose another with --port (0: a free one)."
    assert (status, found["port"]) == (1, ("failed", f"Port {port} on 127.0.0.1 is in use: {remedy}"))


def test_few_watches(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel that allows few watches is worth a look: the scan finds changes without them."""
    limit = Path("limit").absolute()
    limit.write_text("1\n", encoding="ascii")
    monkeypatch.setattr(watches, "LIMIT", limit)
    make_logs(Path("logs/a"))
    status, found = check("logs")
    assert (status, found["watches"][0]) == (0, "look")


def test_people_get_a_list_and_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Without --json: one line for each finding, and the first failure on standard error."""
    monkeypatch.chdir(tmp_path)
    status = command_line.run(["check", "nowhere", "--warehouse", str(WAREHOUSE), "--port", "0"])
    out, err = capfd.readouterr()
    marks = [line.split()[:2] for line in out.splitlines()]
    expected = [
        ["✓", "settings"],
        ["✗", "paths"],
        ["✓", "disk"],
        ["!", "warehouse"],
        ["✓", "accounts"],
        ["✓", "port"],
        ["✓", "watches"],
    ]
    assert (status, marks, err) == (1, expected, "nowhere names nothing: correct the path, or make the folder.\n")


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ('kind = "disk"', ("ok", "1 probe is set up; `longtail probes` runs them.")),
        ('kind = "dsk"', ("failed", "[[probe]] 'dsk' has the kind 'dsk', which is none: did you mean disk?")),
    ],
)
def test_probes(check: Check, table: str, expected: tuple[str, str]) -> None:
    """Their settings are read as `serve` would read them."""
    make_warehouse(WAREHOUSE)
    Path("longtail.toml").write_text(f"[[probe]]\n{table}\n", encoding="utf-8")
    assert expected == check()[1]["probes"]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ('kind = "webhook"\nurl = "http://x"', ("ok", "1 channel is set up; `longtail notify NAME` tries one.")),
        (
            'kind = "webhok"',
            ("failed", "[[channel]] 'webhok' has the kind 'webhok', which is none: did you mean webhook?"),
        ),
    ],
)
def test_channels(check: Check, table: str, expected: tuple[str, str]) -> None:
    """Their settings are read as `serve` would read them."""
    make_warehouse(WAREHOUSE)
    Path("longtail.toml").write_text(f"[[channel]]\n{table}\n", encoding="utf-8")
    assert expected == check()[1]["channels"]


def test_a_template_that_is_none(check: Check) -> None:
    """It fails nothing: Longtail's own words are sent in its place."""
    make_warehouse(WAREHOUSE)
    table = '[[channel]]\nkind = "webhook"\nurl = "http://x"\ntitle = "{{ oh"\n'
    Path("longtail.toml").write_text(table, encoding="utf-8")
    status, found = check()
    assert (0, True) == (status, "channels" in found)
