"""Hostile statements through page, API and command alike: nothing changes, nothing leaks, ingest goes on."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import httpx
import psutil
import pytest

from dashboard import command_line
from dashboard.api import create_api
from dashboard.components.sql_editor.statement_job import Job
from dashboard.server import remote
from dashboard.server.runtime import Runtime
from ingest.settings import Settings
from sql.warehouse import Warehouse
from tests import patience
from tests.dashboard.asgi import in_a_loop
from tests.sql import hostile
from tests.sql.given import read, record, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MOST_GROWTH = 1_500 * 1024 * 1024


@pytest.fixture
def runtime(tmp_path: Path) -> Iterator[Runtime]:
    """A server's runtime over a warehouse on disk with ten records."""
    settings = Settings(warehouse=tmp_path / "w.duckdb", query_timeout_seconds=5, memory_limit="200MB")
    with Warehouse.open(settings.warehouse, memory_limit="200MB", threads=2) as opened:
        write(opened, [record(f"10:0{number}", "app", line=number, message="m") for number in range(10)])
        yield Runtime(settings, opened)


def _is_one_sentence(text: str, statement: str) -> None:
    assert text.endswith((".", "!", "?")), statement
    assert "\n" not in text, statement
    assert hostile.SECRET not in text, statement


def test_the_page_refuses(runtime: Runtime, tmp_path: Path) -> None:
    """Every statement that the page runs ends in one sentence, while another thread goes on writing all the time."""
    statements = hostile.statements(tmp_path)
    before, files = hostile.state(runtime.warehouse)[1:], hostile.files(tmp_path)
    memory = psutil.Process().memory_info().rss
    over = threading.Event()
    written = 0

    def ingest() -> None:
        nonlocal written
        while not over.wait(0.1):
            write(runtime.warehouse, [record("11:00", "app", line=100 + written, message="m")])
            written += 1

    writer = threading.Thread(target=ingest)
    writer.start()
    try:
        for text in statements:
            job = Job(runtime, text, {}).start()
            assert job.wait(patience.seconds(60)), text
            assert job.outcome is not None, text
            assert job.outcome.error is not None, text
            _is_one_sentence(str(job.outcome.error), text)
            assert psutil.Process().memory_info().rss - memory < _MOST_GROWTH, text
    finally:
        over.set()
        writer.join()
    assert (before, files) == (hostile.state(runtime.warehouse)[1:], hostile.files(tmp_path))
    assert written > 0
    assert read(runtime.warehouse, "select count(*) from logs") == [(10 + written,)]


def test_the_api_refuses(runtime: Runtime, tmp_path: Path) -> None:
    """Every statement is a problem with status 400 and one sentence, posted and behind a download link."""
    statements = hostile.statements(tmp_path)
    before, files = hostile.state(runtime.warehouse), hostile.files(tmp_path)
    api = create_api(runtime, "token")

    async def ask() -> list[tuple[int, str]]:
        found = []
        async with httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://localhost") as client:
            for text in statements:
                posted = await client.post("/v1/sql", json={"sql": text, "format": "csv"}, timeout=patience.seconds(60))
                found.append((posted.status_code, posted.json()["detail"]))
                key = runtime.download_links.offer(text, {})
                linked = await client.get(f"/v1/sql/{key}.parquet", timeout=patience.seconds(60))
                found.append((linked.status_code, linked.json()["detail"]))
        return found

    for index, (status, detail) in enumerate(in_a_loop(ask())):
        text = statements[index // 2]
        assert status == 400, text
        _is_one_sentence(detail, text)
    assert (before, files) == (hostile.state(runtime.warehouse), hostile.files(tmp_path))


def test_the_command_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`longtail sql` ends each with status 2 and one sentence on standard error."""
    warehouse = tmp_path / "w.duckdb"
    with Warehouse.open(warehouse) as opened:
        write(opened, [record("10:00", "app", message="m")])
    statements = hostile.statements(tmp_path)
    files = hostile.files(tmp_path)
    settings = Settings(warehouse=warehouse, memory_limit="200MB")
    with remote.ask(settings, remote.Question("select count(*) from logs")) as answer:
        before = [batch.to_pylist() for batch in answer.batches]
    for text in statements:
        status = command_line.run(["sql", "--warehouse", str(warehouse), "--timeout", "20", "--", text])
        shown = capsys.readouterr()
        assert (status, shown.out) == (2, ""), text
        _is_one_sentence(shown.err.strip(), text)
    with remote.ask(settings, remote.Question("select count(*) from logs")) as answer:
        after = [batch.to_pylist() for batch in answer.batches]
    assert (before, files) == (after, hostile.files(tmp_path))
