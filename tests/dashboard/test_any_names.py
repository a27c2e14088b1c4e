"""Names that are no UTF-8, or would do something where they are shown, on every surface."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from dashboard import command_line
from dashboard.api import create_api
from dashboard.reports import report_builder
from dashboard.reports.renderers import Format
from dashboard.reports.report_builder import Order
from dashboard.results.export import Format as Export
from dashboard.server import runtime
from ingest.files.identity import paths
from ingest.service import IngestService
from ingest.settings import Settings, load
from sql.warehouse import Warehouse
from tests.dashboard.asgi import Client
from tests.dashboard.pages import complaints, open_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMES = [
    b"caf\xe9.log",
    b"\x1b]0;owned\x07\x1b[2J.log",
    b"two\nlines\r.log",
    b"<script>alert(1)</script>.log".replace(b"/", b"\xff"),
    "=cmd|' \u202egol.log".encode(),
    b"$x$ :red[a] `b` **c** ![d](e).log",
    b"\\xe9 {0} %s.log",
    b"l" * 240 + b"\xfe.log",
]
BROKEN = b"\x1b[31mbroken\xff.log.gz"


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / os.fsdecode(b"logs \xe9\n")
    folder.mkdir()
    for number, name in enumerate(NAMES):
        text = f'{{"time": "2026-11-20T10:00:0{number}Z", "level": "INFO", "message": "m"}}\nno record\n'
        (folder / os.fsdecode(name)).write_text(text, encoding="utf-8")
    (folder / os.fsdecode(BROKEN)).write_bytes(b"nothing")
    return folder


def _told(folder: Path) -> list[str]:
    return sorted(paths.told(str(folder / os.fsdecode(name))) for name in (*NAMES, BROKEN))


def _is_safe(text: str) -> bool:
    return all(paths.safe(line) == line for line in text.replace("\r\n", "\n").split("\n"))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, runtime.Runtime]]:
    """The folder, and a runtime that has read it."""
    folder = _folder(tmp_path)
    settings = Settings(warehouse=tmp_path / "w.duckdb")
    with Warehouse.open(settings.warehouse) as opened:
        ingest = IngestService(opened, settings, [str(folder)])
        ingest.run_once()
        found = runtime.Runtime(settings, opened, ingest)
        runtime.install(found)
        yield folder, found
        runtime.install(None)


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Reads them, and prints every name so that it can be typed again, in tables, JSON and sentences."""
    folder = _folder(tmp_path)
    monkeypatch.chdir(tmp_path)
    told = paths.told(str(folder))

    def run(*arguments: str) -> tuple[int, str, str]:
        status = command_line.run([*arguments, "--warehouse", "w.duckdb"])
        out, err = (stream.decode() for stream in capfdbinary.readouterr())
        assert _is_safe(out), arguments
        assert _is_safe(err), arguments
        return status, out, err

    status, out, err = run("ingest", str(folder), "--json")
    counters = json.loads(out)
    assert (0, 16, 1) == (status, counters["lines"], err.count("\n"))
    assert (0, 0) == (run("ingest", told)[0], json.loads(run("ingest", told, "--json")[1])["lines"])
    assert _told(folder) == sorted(entry["path"] for entry in json.loads(run("files", "--json")[1]))
    assert len(NAMES) == len({entry["path"] for entry in json.loads(run("rejects", "--json")[1])})
    for command in (["files"], ["rejects"], ["check", told]):
        assert (command, 0) == (command, run(*command)[0])
    for form in (Export.CSV, Export.NDJSON, Export.TABLE):
        assert (form, 0) == (form, run("sql", "select path, source, service from files", "--format", form)[0])
    detected = command_line.run(["formats", "detect", "--json", told + "/" + paths.told(os.fsdecode(NAMES[0]))])
    assert (0, 1) == (detected, len(json.loads(capfdbinary.readouterr()[0])["records"]))


def test_settings(tmp_path: Path) -> None:
    """The file of settings, which is UTF-8, names a folder as it is told."""
    folder = _folder(tmp_path)
    config = tmp_path / "longtail.toml"
    config.write_text(f"logs = ['{paths.told(str(folder))}']\n", encoding="utf-8")
    assert str(folder) == paths.given(load(config).logs[0])


def test_a_warehouse_that_duckdb_cannot_open(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """DuckDB knows names in UTF-8 only: that is one sentence."""
    name = os.fsdecode(b"w\xff.duckdb")
    status = command_line.run(["ingest", str(_folder(tmp_path)), "--warehouse", str(tmp_path / name)])
    assert (2, f"{tmp_path}/w\\xff.duckdb has a name that is not UTF-8, which DuckDB cannot open: ") == (
        status,
        capfdbinary.readouterr()[1].decode().split("choose")[0],
    )


def test_the_api(served: tuple[Path, runtime.Runtime]) -> None:
    """Status and ledger answer, in UTF-8 and without anything unseen."""
    folder, found = served
    client = Client(create_api(found, "token"))
    replies = {path: client.get(path) for path in ("/v1/status", "/v1/files")}
    assert {200} == {reply.status_code for reply in replies.values()}
    assert _told(folder) == sorted(entry["path"] for entry in replies["/v1/files"].json())
    problems = replies["/v1/status"].json()["ingest"]["problems"]
    broken = paths.told(str(folder / os.fsdecode(BROKEN)))
    assert [f"{broken} is not in gzip format, although its name says so."] == problems


def test_the_page(served: tuple[Path, runtime.Runtime]) -> None:
    """Ingest shows every name as text, and says what is broken."""
    folder, _ = served
    app = open_page("ingest")
    ledger = next(frame.value for frame in app.dataframe if "state" in frame.value.columns and len(frame.value) > 1)
    names = {path.rsplit("/", 1)[-1] for path in _told(folder)}
    assert ([], names) == (complaints(app), {str(path).rsplit("/", 1)[-1] for path in ledger["path"]})
    assert ["not in gzip format" in warning.value.replace("\\", "") for warning in app.warning] == [True]


@pytest.mark.parametrize("form", [Format.HTML, Format.MARKDOWN, Format.JSON, Format.PDF])
def test_reports(served: tuple[Path, runtime.Runtime], form: Format) -> None:
    """A report of their records can be made in every format."""
    _, found = served
    window = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)
    made = report_builder.make(found.warehouse, found.settings, Order(from_ts=window[0], to_ts=window[1], form=form))
    assert b"<script>" not in made if form is Format.HTML else len(made) > 1000
