"""Rows over HTTP: streamed in each format, bounded, safe for spreadsheets, and only for those who may ask."""

from __future__ import annotations

import asyncio
import io
import json
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from dashboard.api import create_api
from dashboard.server.download_links import KEPT_SECONDS, DownloadLinks
from dashboard.server.runtime import Runtime
from ingest.decisions import saved_queries
from ingest.decisions.saved_queries import SavedQuery
from ingest.settings import Settings
from sql.warehouse import MEMORY
from tests import warehouses
from tests.dashboard.asgi import Client, in_a_loop
from tests.sql.given import record, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

_ROWS = "select i, '=' || i as formula from range(300000) as t(i)"


@pytest.fixture(scope="module")
def runtime() -> Iterator[Runtime]:
    """A runtime over a small warehouse in memory; a download may take five seconds."""
    with warehouses.in_memory() as warehouse:
        write(warehouse, [record("10:00", "app", message="=1+1")])
        yield Runtime(Settings(warehouse=MEMORY, download_timeout_seconds=5), warehouse)


def _ask(runtime: Runtime, method: str, path: str, **more: Any) -> httpx.Response:
    return Client(create_api(runtime, "token")).request(method, path, **more)


def _post(runtime: Runtime, **body: Any) -> httpx.Response:
    return _ask(runtime, "POST", "/v1/sql", json=body)


def test_every_row_comes_in_every_format(runtime: Runtime) -> None:
    """No cap: 300,000 rows as CSV, JSON, lines of JSON and Parquet."""
    csv = _post(runtime, sql=_ROWS, format="csv")
    array = _post(runtime, sql=_ROWS)
    lines = _post(runtime, sql=_ROWS, format="ndjson")
    parquet = _post(runtime, sql=_ROWS, format="parquet")
    table = pq.read_table(io.BytesIO(parquet.content))
    assert [csv.text.count("\r\n"), len(array.json()), lines.text.count("\n"), table.num_rows] == [
        300_001,
        300_000,
        300_000,
        300_000,
    ]
    assert array.json()[-1] == json.loads(lines.text.splitlines()[-1]) == table.slice(299_999).to_pylist()[0]
    assert [reply.headers["content-type"] for reply in (csv, array, lines, parquet)] == [
        "text/csv; charset=utf-8",
        "application/json",
        "application/x-ndjson",
        "application/vnd.apache.parquet",
    ]


@pytest.mark.parametrize(("more", "cell"), [({}, '"\'=1+1"'), ({"spreadsheet": False}, '"=1+1"')])
def test_formulas_are_quoted(runtime: Runtime, more: dict[str, Any], cell: str) -> None:
    """In CSV a formula gets an apostrophe, unless the exact text is asked for."""
    assert _post(runtime, sql="select message from logs", format="csv", **more).text == f"message\r\n{cell}\r\n"


def test_a_link_gives_the_rows_as_often_as_it_is_followed(runtime: Runtime) -> None:
    """What the page hands over comes as a file that no page of another site may read or guess."""
    key = runtime.download_links.offer("select message, $n as n from logs", {"n": 7})
    replies = [_ask(runtime, "GET", f"/v1/sql/{key}.csv") for _ in range(2)]
    exact = _ask(runtime, "GET", f"/v1/sql/{key}.csv?exact=true")
    assert [reply.text for reply in (*replies, exact)] == [
        'message,n\r\n"\'=1+1",7\r\n',
        'message,n\r\n"\'=1+1",7\r\n',
        'message,n\r\n"=1+1",7\r\n',
    ]
    headers = replies[0].headers
    assert headers["content-disposition"].startswith('attachment; filename="longtail-')
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert "access-control-allow-origin" not in headers
    assert len(key) >= 32


@pytest.mark.parametrize("path", ["/v1/sql/nobody.csv", "/v1/sql/.csv"])
def test_an_unknown_link_is_over(runtime: Runtime, path: str) -> None:
    """A link that nobody handed over is not there."""
    assert _ask(runtime, "GET", path).status_code == 404


def test_a_link_ends_after_an_hour() -> None:
    """An id is forgotten after its time, and lives on where somebody still looks at the result."""
    now = 0.0
    links = DownloadLinks(lambda: now)
    key, renewed = links.offer("select 1", {}), links.offer("select 2", {})
    now = KEPT_SECONDS - 1
    links.renew(renewed, "select 2", {})
    before = [links.take(one) is not None for one in (key, renewed)]
    now = KEPT_SECONDS + 1
    assert (before, [links.take(one) is not None for one in (key, renewed)]) == ([True, True], [False, True])


def test_links_are_bounded() -> None:
    """The oldest of more than a thousand statements goes."""
    links = DownloadLinks()
    keys = [links.offer("select 1", {}) for _ in range(1_001)]
    assert [links.take(key) is not None for key in (keys[0], keys[1], keys[-1])] == [False, True, True]


def test_only_json_is_taken(runtime: Runtime) -> None:
    """A form of another site's page, which a browser sends without asking, runs nothing."""
    body = '{"sql": "select 1"}'
    replies = [
        _ask(runtime, "POST", "/v1/sql", content=body, headers={"Content-Type": kind})
        for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json")
    ]
    assert [reply.status_code for reply in replies][2] == 200
    assert all(reply.status_code in {415, 422} for reply in replies[:2])


def test_a_broken_statement_says_where(runtime: Runtime) -> None:
    """The problem names line and column, with the text and a caret."""
    reply = _post(runtime, sql="select\n  nope\nfrom logs")
    told = reply.json()
    assert (reply.status_code, told["line"], told["column"]) == (400, 2, 3)
    assert told["excerpt"].startswith("  nope\n  ^")


def test_rows_are_limited(runtime: Runtime) -> None:
    """`limit` rows come, and what is after them is not computed."""
    assert _post(runtime, sql="from range(1000000000000)", limit=2).json() == [{"range": 0}, {"range": 1}]


def test_what_breaks_later_is_no_whole_answer(runtime: Runtime) -> None:
    """An error after the first rows, and a time that is up, cut the answer: its last piece never comes."""
    text = "select case when i < 200000 then i else error('late') end as i from range(400000) as t(i)"
    endless = "select i from range(1000000000000) as t(i)"
    for statement in (text, endless):
        pieces: list[dict[str, Any]] = []
        in_a_loop(_raw(runtime, statement, pieces))
        assert pieces[0]["status"] == 200
        assert pieces[-1]["more_body"] is True


async def _raw(runtime: Runtime, statement: str, pieces: list[dict[str, Any]]) -> None:
    """Ask as a server does, and keep what is sent."""
    api = create_api(runtime, "token")
    key = runtime.download_links.offer(statement, {})
    scope = {
        "type": "http",
        "method": "GET",
        "path": f"/v1/sql/{key}.csv",
        "raw_path": b"",
        "query_string": b"",
        "headers": [],
        "scheme": "http",
        "server": ("localhost", 80),
        "client": ("localhost", 1),
        "root_path": "",
        "http_version": "1.1",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
    }

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        return {}

    async def send(message: dict[str, Any]) -> None:
        pieces.append(message if message["type"] == "http.response.start" else {"more_body": message["more_body"]})

    await api(scope, receive, send)  # type: ignore[arg-type] # the plain shapes of ASGI


def test_saved_queries_are_listed(runtime: Runtime) -> None:
    """What people saved can be read by scripts."""
    query_id = saved_queries.save(runtime.warehouse, SavedQuery("nightly", "select 1", "At night"))
    (found,) = _ask(runtime, "GET", "/v1/saved-queries").json()
    saved_queries.delete(runtime.warehouse, query_id)
    assert (found["query_id"], found["name"], found["text"]) == (query_id, "nightly", "select 1")
