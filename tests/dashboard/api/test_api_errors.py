"""Errors over HTTP: the list, one group, decisions, and who may not take them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from dashboard.api import create_api
from dashboard.server.runtime import Runtime
from ingest.settings import Settings
from tests import warehouses
from tests.dashboard import asgi
from tests.sql.given import read, record, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from sql.warehouse import Warehouse

_BY = {"author": "ada"}


def _seen(error_id: str, time: str, line: int, service: str = "shop") -> dict[str, Any]:
    return record(
        time,
        "app",
        service,
        line=line,
        level="ERROR",
        error_type=error_id.upper(),
        error_id=error_id,
        error_message="<b>m</b>",
        trace_id=f"t{line}",
        user_id="u1",
        stack_trace='Traceback (most recent call last):\n  File "/srv/x.py", line 1, in f\nA: m',
    )


@dataclass(frozen=True, slots=True)
class Client:
    """Asks the API of a warehouse without a network."""

    warehouse: Warehouse

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """The reply."""
        api = create_api(Runtime(Settings(), self.warehouse), "token")
        return asgi.Client(api).request(method, path, **more)

    def rows(self, path: str) -> Any:
        """The JSON of a good reply."""
        reply = self.ask("GET", path)
        assert (reply.status_code, reply.headers["content-type"]) == (200, "application/json")
        return reply.json()

    def post(self, path: str, **body: Any) -> tuple[int, Any]:
        """Status and JSON of the reply to a decision."""
        reply = self.ask("POST", path, json=_BY | body)
        return reply.status_code, reply.json()


@pytest.fixture
def client() -> Iterator[Client]:
    """Three groups; `a` of two services."""
    with warehouses.in_memory() as warehouse:
        rows = [_seen("a", "10:00", 1), _seen("a", "10:30", 2, "api"), _seen("b", "11:00", 3), _seen("c", "11:30", 4)]
        write(warehouse, rows)
        yield Client(warehouse)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["a", "c", "b"]),
        ("?sort=first&limit=2", ["c", "b"]),
        ("?service=api", ["a"]),
        ("?from=2026-11-20T10:45:00Z", ["c", "b"]),
        ("?from=2026-11-20T10:15:00Z&show=new", ["c", "b"]),
        ("?show=resolved", []),
        ("?text=B", ["a", "c", "b"]),
        ("?text=t1", []),
    ],
)
def test_list(client: Client, query: str, expected: list[str]) -> None:
    """Range, service, status, text and order choose the groups."""
    assert [row["error_id"] for row in client.rows(f"/v1/errors{query}")] == expected


def test_a_group_of_the_list(client: Client) -> None:
    """What a group says of itself."""
    assert client.rows("/v1/errors?service=api") == [
        {
            "error_id": "a",
            "error_type": "A",
            "error_message": "<b>m</b>",
            "service": "api",
            "services": 1,
            "status": "open",
            "is_new": True,
            "occurrences": 1,
            "users": 1,
            "first_seen": "2026-11-20T10:00:00Z",
            "last_seen": "2026-11-20T10:30:00Z",
        }
    ]


def test_detail(client: Client) -> None:
    """One group with its stack, what it touches, its samples, its parts and what was decided."""
    client.post("/v1/errors/b/merge", error_ids=["c"], comment="the same")
    told = client.rows("/v1/errors/c?from=2026-11-20T11:15:00Z")
    assert (told["error_id"], told["occurrences"], told["services"], told["stack"].splitlines()[-1]) == (
        "b",
        2,
        ["shop"],
        "A: m",
    )
    assert [(part["part"], part["fingerprint"]) for part in told["parts"]] == [("own", "b"), ("merged", "c")]
    assert [(one["decision"], one["what"], one["author"], one["comment"]) for one in told["history"]] == [
        ("merged", "c", "ada", "the same")
    ]
    assert [one["trace_id"] for one in told["samples"]] == ["t4"]
    assert {"dimension": "user", "value": "u1", "occurrences": 1, "share": 1.0}.items() <= next(
        one for one in told["affected"] if one["dimension"] == "user"
    ).items()


def test_status(client: Client) -> None:
    """A status is set once; the second time says that nothing has changed."""
    said = [client.post("/v1/errors/a/status", status="resolved") for _ in range(2)]
    listed = [row["error_id"] for row in client.rows("/v1/errors?show=resolved")]
    assert (said, listed) == (
        [(200, {"error_id": "a", "changed": True}), (200, {"error_id": "a", "changed": False})],
        ["a"],
    )


def test_merge_and_unmerge(client: Client) -> None:
    """Merged groups are listed as one, and as two again."""
    assert client.post("/v1/errors/a/merge", error_ids=["b", "c"]) == (200, {"error_id": "a", "changed": True})
    merged = [(row["error_id"], row["occurrences"]) for row in client.rows("/v1/errors")]
    client.post("/v1/errors/b/unmerge")
    apart = [(row["error_id"], row["occurrences"]) for row in client.rows("/v1/errors")]
    assert (merged, apart) == ([("a", 4)], [("a", 3), ("b", 1)])


def test_split_and_unsplit(client: Client) -> None:
    """A split makes a group, whose id is told, and is taken back by it."""
    status, made = client.post("/v1/errors/a/split", by="service", value="api")
    apart = {row["error_id"]: row["occurrences"] for row in client.rows("/v1/errors?text=A&service=api")}
    client.post(f"/v1/errors/{made['error_id']}/unsplit")
    together = {row["error_id"]: row["occurrences"] for row in client.rows("/v1/errors?service=api")}
    assert (status, apart, together) == (200, {made["error_id"]: 1}, {"a": 1})


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("a/status", {"status": "done"}, 422, "status is 'done'"),
        ("a/status", {}, 422, "status"),
        ("a/status", {"status": "open", "author": ""}, 422, "author"),
        ("a/status", {"status": "open", "author": "  "}, 422, "needs an author"),
        ("a/status", {"status": "open", "author": "x" * 101}, 422, "author"),
        ("a/status", {"status": "open", "also": 1}, 422, "also"),
        ("zz/status", {"status": "open"}, 404, "no error group 'zz'"),
        ("a/merge", {"error_ids": ["zz"]}, 404, "'zz'"),
        ("a/merge", {"error_ids": []}, 422, "error_ids"),
        ("a/merge", {"error_ids": ["a"]}, 422, "at least two"),
        ("a/unmerge", {}, 422, "was not merged"),
        ("a/split", {"by": "host", "value": "x"}, 422, "by is 'host'"),
        ("a/split", {"by": "service", "value": "web"}, 422, "none of the group"),
        ("a/unsplit", {}, 422, "was not split"),
    ],
)
def test_wrong_decisions_are_problems(client: Client, path: str, body: dict[str, Any], status: int, words: str) -> None:
    """What cannot be decided is one sentence, as a problem."""
    reply = client.ask("POST", f"/v1/errors/{path}", json=_BY | body)
    problem = reply.json()
    assert (status, "application/problem+json") == (reply.status_code, reply.headers["content-type"])
    assert words in problem["detail"]


def test_an_unknown_group_is_a_problem(client: Client) -> None:
    """An id that is none is 404."""
    reply = client.ask("GET", "/v1/errors/zz")
    assert (reply.status_code, reply.json()["detail"]) == (404, "There is no error group 'zz'.")


_BODY = b'{"author": "eve", "status": "resolved"}'


@pytest.mark.parametrize(
    "headers", [{"content-type": "text/plain"}, {"content-type": "application/x-www-form-urlencoded"}, {}]
)
def test_forms_decide_nothing(client: Client, headers: dict[str, str]) -> None:
    """What a browser sends across sites without asking is refused; nothing is written."""
    reply = client.ask("POST", "/v1/errors/a/status", content=_BODY, headers=headers)
    assert (415, []) == (reply.status_code, read(client.warehouse, "from error_status"))


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=utf-8"])
def test_json_decides(client: Client, kind: str) -> None:
    """A body that says that it is JSON is read."""
    reply = client.ask("POST", "/v1/errors/a/status", content=_BODY, headers={"content-type": kind})
    assert (reply.status_code, reply.json()) == (200, {"error_id": "a", "changed": True})
