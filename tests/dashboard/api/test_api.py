"""The HTTP API: what it answers, and what it says of requests that are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from dashboard.api import create_api
from dashboard.server.runtime import Runtime
from ingest.service import IngestService
from ingest.settings import Settings
from sql.warehouse import MEMORY
from tests import warehouses
from tests.dashboard.asgi import Client
from tests.dashboard.support import LOG, make_logs
from tests.sql.given import record, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN = "the server's own"  # noqa: S105 (a test's)
LOCAL = "/v1/local/query"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The API over a small folder of logs that was read."""
    logs = make_logs(tmp_path_factory.mktemp("api") / "logs" / "shop")
    settings = Settings(warehouse=MEMORY)
    with warehouses.in_memory() as warehouse:
        ingest = IngestService(warehouse, settings, [str(logs.parent)])
        ingest.run_once()
        yield Client(create_api(Runtime(settings, warehouse, ingest), TOKEN))


def _rows(client: Client, path: str) -> list[dict[str, Any]]:
    reply = client.get(path)
    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/json")
    rows: list[dict[str, Any]] = reply.json()
    return rows


def _problem(client: Client, path: str) -> tuple[int, str, str]:
    reply = client.get(path)
    body = reply.json()
    assert (body["status"], reply.headers["content-type"]) == (reply.status_code, "application/problem+json")
    return reply.status_code, body["title"], body["detail"]


def test_files(client: Client) -> None:
    """The ledger's entry of the one file, with its sums."""
    found = [
        {name: entry[name] for name in ("source", "service", "size", "lines", "rows", "rejected", "blank", "lag_bytes")}
        for entry in _rows(client, "/v1/files")
    ]
    expected = {
        "source": "app",
        "service": "shop",
        "size": len(LOG) + 19,
        "lines": 7,
        "rows": 5,
        "rejected": 1,
        "blank": 1,
        "lag_bytes": 0,
    }
    assert found == [expected]


def test_files_tell_what_became_of_lines_later(client: Client) -> None:
    """What redaction, doubtful times and retention did stands in each entry."""
    names = ("redacted", "flagged", "dropped_rows", "dropped_lines", "dropped_rejects")
    assert [{name: entry[name] for name in names} for entry in _rows(client, "/v1/files")] == [dict.fromkeys(names, 0)]


def test_copies_are_named(tmp_path: Path) -> None:
    """A file that is not read because another has all of it is told, under its name of now."""
    text = "".join(f'{{"time":"2026-11-20T10:00:{n:02}Z","msg":"order {n}"}}\n' for n in range(30))
    for name in ("app.log", "app_copy.log"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with warehouses.in_memory() as warehouse:
        ingest = IngestService(warehouse, Settings(), [str(tmp_path)])
        ingest.run_once()
        client = Client(create_api(Runtime(Settings(), warehouse, ingest), TOKEN))
        (found,) = _rows(client, "/v1/files/copies")
        assert _rows(Client(create_api(Runtime(Settings(), warehouse), TOKEN)), "/v1/files/copies") == []
    assert {found["path"], found["original"]} == {str(tmp_path / "app.log"), str(tmp_path / "app_copy.log")}
    assert found["bytes"] == len(text)


def test_streams_without_times(tmp_path: Path) -> None:
    """A stream whose records lack a time comes with the line of the settings that gives it to them."""
    logs = tmp_path / "app.log"
    logs.write_text('{"k7":"2026-11-20T10:00:00Z"}\n{"k7":"2026-11-20T10:00:01Z"}\n', encoding="utf-8")
    with warehouses.in_memory() as warehouse:
        IngestService(warehouse, Settings(), [str(logs)]).run_once()
        (found,) = _rows(Client(create_api(Runtime(Settings(), warehouse), TOKEN)), "/v1/files/untimed")
    sentence = found.pop("sentence")
    assert sentence.endswith('say keys.app.k7 = "ts" in longtail.toml.')
    assert found == {
        "service": None,
        "source": "app",
        "records": 2,
        "is_from_file": True,
        "key": "/k7",
        "example": "2026-11-20T10:00:01Z",
        "setting": 'keys.app.k7 = "ts"',
    }


def test_business_by_hour() -> None:
    """Events of the last day by hour and kind, or of the range that is asked for."""
    sent = {"level": "INFO", "attributes": '{"event": "mail", "outcome": "sent"}'}
    failed = {"level": "INFO", "attributes": '{"event": "mail", "outcome": "failed"}'}
    rows = [
        record(f"10:{minute:02}:00", "business", **fields, line=minute + 1)
        for minute, fields in enumerate([sent, failed, sent])
    ]
    with warehouses.in_memory() as warehouse:
        write(warehouse, rows)
        asked = Client(create_api(Runtime(Settings(), warehouse), TOKEN))
        found = _rows(asked, "/v1/business/hourly?from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z")
        none = _rows(asked, "/v1/business/hourly?from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z&service=other")
    assert none == []
    assert found == [{"hour": "2026-11-20T10:00:00Z", "event": "mail", "events": 3, "succeeded": 2, "failed": 1}]


def test_hourly_stats(client: Client) -> None:
    """One hour of one service; times are told with their zone."""
    names = ("hour", "service", "records", "errors", "requests", "failed_requests", "error_rate")
    found = [{name: row[name] for name in names} for row in _rows(client, "/v1/hourly-stats")]
    assert found == [dict(zip(names, ("2026-11-20T10:00:00Z", "shop", 5, 1, 5, 1, 0.2), strict=True))]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("from=2026-11-20T10:00:00Z", 1),
        ("from=2026-11-20T12:00:00%2B02:00&to=2026-11-20T13:00:00%2B02:00", 1),
        ("from=2026-11-20T10:30:00", 1),
        ("from=2026-11-20T11:00:00Z", 0),
        ("to=2026-11-20T10:00:00Z", 0),
        ("service=shop", 1),
        ("service=other", 0),
    ],
)
def test_hourly_stats_of_a_range(client: Client, query: str, expected: int) -> None:
    """From is inclusive and to is not, zones are honoured, a service filters."""
    assert len(_rows(client, f"/v1/hourly-stats?{query}")) == expected


def test_top_errors(client: Client) -> None:
    """The one error with its count, its status and its route."""
    names = ("service", "error_type", "occurrences", "status", "routes", "first_seen", "last_seen")
    found = [{name: row[name] for name in names} for row in _rows(client, "/v1/top-errors")]
    moment = "2026-11-20T10:00:03.500000Z"
    values = ("shop", "ValueError", 1, "open", ["/users/{id}"], moment, moment)
    assert found == [dict(zip(names, values, strict=True))]


def test_top_errors_outside_the_range(client: Client) -> None:
    """An error before the range is not in it."""
    assert _rows(client, "/v1/top-errors?from=2026-11-20T10:00:04Z") == []


@pytest.mark.parametrize("order", ["duration", "time"])
def test_slow_requests(client: Client, order: str) -> None:
    """The one request above the threshold, where it stands in its file."""
    names = ("ts", "method", "path", "route", "status", "duration_ms", "line_number")
    found = [{name: row[name] for name in names} for row in _rows(client, f"/v1/slow-requests?order={order}")]
    values = ("2026-11-20T10:00:01.500000Z", "GET", "/users/1", "/users/{id}", 200, 700.0, 2)
    assert found == [dict(zip(names, values, strict=True))]


@pytest.mark.parametrize(
    ("query", "messages"),
    [
        ("", ["line 4", "line 3", "=1+1", "line 1", "line 0"]),
        ("?q=line%20-level:error", ["line 4", "line 1", "line 0"]),
        ("?q=tenant.id>2&limit=1", ["line 4"]),
        ("?q=status:5xx&lines=all", ["line 3"]),
        ("?from=2026-11-20T10:00:02Z&to=2026-11-20T10:00:04Z", ["line 3", "=1+1"]),
        ("?service=shop&q=is:slow", ["line 1"]),
        ("?q=nothing", []),
    ],
)
def test_logs(query: str, messages: list[str], client: Client) -> None:
    """The newest records that a search finds in a range."""
    page = client.get(f"/v1/logs{query}").json()
    assert messages == [found["message"] for found in page["records"]]


def test_logs_page_by_page(client: Client) -> None:
    """The cursor of a page gives the next one, until there is none; attributes come as JSON."""
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(f"/v1/logs?limit=2&cursor={cursor}").json()
        found += page["records"]
        cursor = page["next"]
    assert [{"id": n} for n in (4, 3, 2, 1, 0)] == [one["attributes"]["tenant"] for one in found]


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("q=level:loud", 400, "LOUD is not a level"),
        ("q=(", 400, "Say what to look for here"),
        ("cursor=junk", 422, "The cursor is invalid"),
        ("lines=two", 422, "lines is 'two'"),
    ],
)
def test_logs_that_cannot_be_asked(query: str, status: int, words: str, client: Client) -> None:
    """A search or cursor that is none is one sentence."""
    code, _, detail = _problem(client, f"/v1/logs?{query}")
    assert (status, True) == (code, words in detail)


def test_logs_error_has_the_place(client: Client) -> None:
    """A wrong search says where it is wrong."""
    assert client.get("/v1/logs?q=level:loud").json()["position"] == 6


def test_status(client: Client) -> None:
    """What runs, on which warehouse."""
    told = client.get("/v1/status").json()
    expected = {"warehouse": ":memory:", "slow_request_ms": 500.0, "apdex_ms": 500.0}
    assert {name: told[name] for name in expected} == expected
    assert told["ingest"]["running"] is False


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("limit=0", "limit is '0': it must be greater than or equal to 1."),
        ("limit=100001", "limit is '100001': it must be less than or equal to 100000."),
        ("from=2026-11-21&to=2026-11-20", "The range is empty: from must lie before to."),
        ("from=2026-11-20&to=2026-11-20", "The range is empty: from must lie before to."),
    ],
)
def test_a_wrong_parameter_is_one_sentence(client: Client, query: str, expected: str) -> None:
    """A parameter that cannot be is told as a problem with its name."""
    problem = _problem(client, f"/v1/top-errors?{query}")
    assert (problem[0], problem[2]) == (422, expected)


@pytest.mark.parametrize("query", ["from=yesterday", "order=random", "limit=many"])
def test_a_wrong_parameter_names_itself(client: Client, query: str) -> None:
    """Whatever is wrong with a value, the sentence begins with name and value."""
    name, value = query.split("=")
    status, _, detail = _problem(client, f"/v1/slow-requests?{query}")
    assert (status, detail.split(": ")[0]) == (422, f"{name} is '{value}'")


def test_an_unknown_path_is_a_problem(client: Client) -> None:
    """What is not served says so and where to look."""
    expected = (404, "Not Found", "GET /v1/nope is not served here: /api/openapi.json lists what is.")
    assert _problem(client, "/v1/nope") == expected


def test_the_description_loads_nothing_from_the_network(client: Client) -> None:
    """There is an OpenAPI document, and no page that would fetch scripts."""
    statuses = {path: client.get(path).status_code for path in ("/openapi.json", "/docs", "/redoc")}
    assert statuses == {"/openapi.json": 200, "/docs": 404, "/redoc": 404}


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}])
def test_local_questions_want_the_token(client: Client, headers: dict[str, str]) -> None:
    """Without the token from the announcement nobody runs SQL."""
    assert client.post(LOCAL, json={"sql": "select 1"}, headers=headers).status_code == 401


def test_local_questions_are_read_only(client: Client) -> None:
    """With the token, too, only a SELECT runs; the refusal is a problem."""
    reply = client.post(LOCAL, json={"sql": "drop table logs"}, headers={"Authorization": f"Bearer {TOKEN}"})
    assert (reply.status_code, reply.headers["content-type"]) == (400, "application/problem+json")


def test_local_questions_are_no_part_of_the_description(client: Client) -> None:
    """What is for this machine's commands is not offered to others."""
    paths = client.get("/openapi.json").json()["paths"]
    assert [path for path in paths if "local" in path] == []


def test_endpoints(client: Client) -> None:
    """The one endpoint with its numbers; a threshold and an order of one's own."""
    (found,) = _rows(client, "/v1/endpoints?sort=change&slow_ms=100")
    names = ("service", "method", "route", "requests", "failed_requests", "slow_requests", "p95_before_ms", "apdex")
    assert ("shop", "GET", "/users/{id}", 5, 1, 1, None, 0.7) == tuple(found[name] for name in names)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("from=2026-11-20T10:00:00Z&to=2026-11-20T10:00:02Z", [2]),
        ("from=2026-11-20T10:30:00Z", []),
        ("to=2026-11-20T10:00:00Z", []),
        ("from=2026-11-18T10:20:00Z&to=2026-11-21T10:20:00Z", [5]),
        ("service=shop", [5]),
        ("service=other", []),
    ],
)
def test_endpoints_of_a_range(client: Client, query: str, expected: list[int]) -> None:
    """A short range is exact, a long one is on whole hours."""
    assert expected == [row["requests"] for row in _rows(client, f"/v1/endpoints?{query}")]


@pytest.mark.parametrize("query", ["sort=magic", "slow_ms=-1", "limit=0"])
def test_endpoints_asked_wrongly(client: Client, query: str) -> None:
    """What cannot be asked is a problem that names the parameter."""
    status, _, detail = _problem(client, f"/v1/endpoints?{query}")
    assert (422, True) == (status, query.split("=", maxsplit=1)[0] in detail)


def test_endpoints_of_nothing() -> None:
    """An empty warehouse has no endpoints."""
    with warehouses.in_memory() as warehouse:
        empty = Client(create_api(Runtime(Settings(warehouse=MEMORY), warehouse), TOKEN))
        assert _rows(empty, "/v1/endpoints") == []


def test_trace() -> None:
    """Every event with an id, each once, with its attributes as JSON."""
    pay = {"method": "POST", "path": "/pay", "status": 500, "duration_ms": 250.0, "trace_id": "a/b c"}
    rows = [
        record("10:00:01", "access", **pay, attributes='{"tenant": {"id": 7}}'),
        record("10:00:01", "slow_requests", **pay, file_id=2),
    ]
    with warehouses.in_memory() as warehouse:
        write(warehouse, rows)
        asked = Client(create_api(Runtime(Settings(warehouse=MEMORY), warehouse), TOKEN))
        found = asked.get("/v1/traces/a/b%20c").json()
    (event,) = found.pop("events")
    names = ("began_ts", "ts", "sources", "copies", "is_failed", "attributes")
    moment = "2026-11-20T10:00:01Z"
    assert {"id": "a/b c", "from_ts": moment, "to_ts": moment, "records": 2} == found
    assert [event[name] for name in names] == [
        "2026-11-20T10:00:00.750000Z",
        moment,
        ["access", "slow_requests"],
        2,
        True,
        {"tenant": {"id": 7}},
    ]


def test_trace_that_nobody_has(client: Client) -> None:
    """An id that no record has is not found, in one sentence."""
    expected = (404, "Not Found", "No record has this trace, request or span id.")
    assert expected == _problem(client, "/v1/traces/nothing")
