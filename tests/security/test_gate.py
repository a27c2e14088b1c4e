"""The gate on a server that runs: every route, as nobody, as each role, with a dead session, and over a WebSocket."""

from __future__ import annotations

import asyncio
import http.client
import json
import sqlite3
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, urlencode, urlsplit

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from dashboard.accounts.role import Role
from dashboard.api.application import create_api
from dashboard.server import remote
from dashboard.server.guard import doors
from dashboard.server.guard.doors import Open
from tests import patience
from tests.dashboard.asgi import in_a_loop
from tests.dashboard.support import Server, longtail, make_logs, serving, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from dashboard.server.runtime import Runtime

PASSWORD = "correct horse battery"  # noqa: S105 (of nobody)
_ROLES = (Role.VIEWER, Role.RESPONDER, Role.ADMIN)
_TOKENS = (Role.VIEWER, Role.WRITER, Role.ADMIN)
_OPEN = {"/healthz", "/login"}
_PAGES = ("/", "/logs", "/errors", "/sql", "/alerts", "/health", "/incidents", "/ingest")


class Gated:
    """A server with one account of each role and one token of some."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.tokens = {role: self.run("tokens", "create", f"t-{role}", "--role", role).strip() for role in _TOKENS}
        for role in _ROLES:
            self.run("accounts", "add", role, "--role", role, "--password-stdin", stdin=f"{PASSWORD}\n")
        self.cookies = {role: self.log_in(role) for role in _ROLES}

    def run(self, *arguments: str, stdin: str = "") -> str:
        """What a command prints."""
        done = longtail(*arguments, "--warehouse", self.server.warehouse, cwd=self.folder, stdin=stdin)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body; the path goes out as it is."""
        place = urlsplit(self.server.url)
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=patience.seconds(60))
        try:
            connection.request(method, path, body, {name.replace("_", "-"): text for name, text in headers.items()})
            answer = connection.getresponse()
            return answer.status, {name.lower(): text for name, text in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def log_in(self, name: str, password: str = PASSWORD) -> str:
        """The cookie of a new session."""
        form = urlencode({"name": name, "password": password}).encode()
        _, headers, _ = self.ask("/login", "POST", form, content_type="application/x-www-form-urlencoded")
        found = SimpleCookie(headers.get("set-cookie", ""))
        return "; ".join(f"{name}={one.value}" for name, one in found.items())

    def audit(self) -> list[tuple[Any, ...]]:
        """The rows of the audit log as an outsider reads them."""
        with sqlite3.connect(f"{self.server.warehouse}.accounts") as store:
            return store.execute("select action, who, target, is_done, detail from audit order by id").fetchall()


@pytest.fixture(scope="module")
def gated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gated]:
    """It runs, and has read a log."""
    folder = tmp_path_factory.mktemp("gate")
    make_logs(folder / "logs" / "shop")
    with serving(folder) as server:
        wait_for(lambda: sum(entry["lines"] for entry in server.get("/api/v1/files").json) == 7, "the log to be read")
        yield Gated(server, folder)


def _routes() -> list[tuple[str, str]]:
    """Every method and path that the application has, with something for its parameters."""
    described: dict[str, Any] = create_api(cast("Runtime", None), "").openapi()  # asks nothing of it
    found = [
        (method.upper(), "/api" + path.replace("{name}", "x").replace("{", "").replace("}", ""))
        for path, methods in described["paths"].items()
        for method in methods
    ]
    local = [("POST", "/api/v1/local/query"), ("GET", "/api/v1/local/ping"), ("POST", "/api/v1/local/rules/replay")]
    others = ["/metrics", "/healthz", "/readyz", "/login", "/account", "/status/x", "/ping/x", "/ping/x/start"]
    forms = [("POST", path) for path in ("/login", "/logout", "/account/password", "/account/session")]
    inner = ["/_stcore/health", "/_stcore/host-config", "/static/index.js", "/app/static/style.css", "/media/x.png"]
    return [*found, *local, *forms, *(("GET", path) for path in (*others, *_PAGES, *inner, "/api/openapi.json"))]


def test_every_route_is_in_a_row() -> None:
    """A route that somebody adds without saying whose it is fails here."""
    assert [(method, path) for method, path in _routes() if doors.door_of(method, path) is None] == []
    assert len(_routes()) > 80


def test_every_row_is_for_a_route() -> None:
    """A row that no request comes to is old, or misspelt."""
    used = {doors.door_of(method, path) for method, path in [*_routes(), ("GET", "/favicon.png")]}
    used.add(doors.door_of("GET", "/sql/_stcore/health"))
    assert [door.path for door in doors.DOORS if door not in used] == []


def test_nobody_gets_in(gated: Gated) -> None:
    """No route answers but those that are open, and these say nothing of the logs."""
    answered = {}
    for method, path in _routes():
        status = gated.ask(path, method, b"{}" if method != "GET" else None, content_type="application/json")[0]
        need = doors.need_of(method, path)
        if status != 401 and not isinstance(need, Open):
            answered[method, path] = status
    assert answered == {}
    told = {path: gated.ask(path)[0] for path in ("/healthz", "/login", "/status/x", "/ping/x", "/api/v1/local/ping")}
    assert told == {"/healthz": 200, "/login": 200, "/status/x": 404, "/ping/x": 404, "/api/v1/local/ping": 401}


@pytest.mark.parametrize(
    "path",
    [
        "//api/v1/logs", "/api//v1/logs", "/API/v1/logs", "/api/v1/logs/", "/%61pi/v1/logs", "/api%2fv1/logs",
        "/healthz/../api/v1/logs", "/healthz/%2e%2e/api/v1/logs", "/healthz%2f..%2fmetrics", "/login/../metrics",
        "/login%00/metrics", "/status/x/../../metrics", "/status/..%2fmetrics", "/ping/../api/v1/logs",
        "/api/v1/local/../logs", "/api/v1/local/%2e%2e/logs", "/_stcore/stream", "/static/../metrics", "/metrics?login",
        "/./metrics", "/metrics;x", "/healthz/", "/HEALTHZ", "/login/x", "/media/../api/v1/logs", "/component/x/y",
        "/_stcore/upload_file/x/y", "/_stcore/agent/openapi.json", "/oauth2callback", "/auth/login",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_no_way_around(gated: Gated, path: str, method: str) -> None:
    """Another spelling, another method: nothing of what is behind."""
    status, _, body = gated.ask(path, method)
    assert (status in (400, 401, 404, 405), b"records" in body) == (True, False)


@pytest.mark.parametrize(
    "headers",
    [
        {"x_longtail_account": "admin", "x_longtail_role": "admin"},
        {"X_Longtail_Role": "admin"},
        {"Authorization": "Bearer lt_" + "x" * 43},
        {"Authorization": "Bearer "},
        {"Authorization": "Basic YWRtaW46YWRtaW4="},
        {"Cookie": "longtail=x"},
        {"X_Forwarded_User": "admin", "X_Forwarded_For": "127.0.0.1"},
        {"X_Original_URL": "/healthz", "X_Rewrite_URL": "/healthz"},
        {"X_HTTP_Method_Override": "GET"},
    ],
)
def test_headers_that_prove_nothing(gated: Gated, headers: dict[str, Any]) -> None:
    """A name that a client gives itself is none."""
    assert gated.ask("/api/v1/logs", **headers)[0] == 401


def test_a_forged_role_is_taken_away(gated: Gated) -> None:
    """A viewer who sends an admin's headers is a viewer."""
    forged: dict[str, Any] = {"x_longtail_role": "admin", "x_longtail_account": "admin"}
    assert (
        gated.ask(
            "/api/v1/rules", "POST", b"{}", Cookie=gated.cookies[Role.VIEWER], content_type="application/json", **forged
        )[0]
        == 403
    )


@pytest.mark.parametrize("role", _ROLES)
def test_each_role(gated: Gated, role: Role) -> None:
    """In a session it comes through exactly the doors that its role opens."""
    wrong = {}
    for method, path in _routes():
        if path in ("/login", "/logout") or path.startswith("/account"):
            continue
        need = doors.need_of(method, path)
        headers: dict[str, Any] = {"Cookie": gated.cookies[role], "content_type": "application/json"}
        status = gated.ask(path, method, b"[" if method != "GET" else None, **headers)[0]
        may = isinstance(need, Open) or role.may(need)
        if (status in (401, 403)) == may and not path.startswith("/api/v1/local"):
            wrong[method, path] = status
    assert wrong == {}


@pytest.mark.parametrize("role", _TOKENS)
def test_each_token(gated: Gated, role: Role) -> None:
    """A token reads `/metrics` and the API as its role says; a writer only sends."""
    proof: dict[str, Any] = {"Authorization": f"Bearer {gated.tokens[role]}", "content_type": "application/json"}
    told = [
        gated.ask("/metrics", **proof)[0],
        gated.ask("/api/v1/logs", **proof)[0],
        gated.ask("/api/v2/alerts", "POST", b"[", **proof)[0] != 403,
        gated.ask("/api/v1/rules", "POST", b"[", **proof)[0] != 403,
        gated.ask("/account", **proof)[0],
    ]
    assert (
        told
        == {
            Role.VIEWER: [200, 200, False, False, 403],
            Role.WRITER: [403, 403, True, False, 403],
            Role.ADMIN: [200, 200, True, True, 403],
        }[role]
    )


def test_a_browser_is_led_to_the_log_in(gated: Gated) -> None:
    """And back to what it wanted, with its query."""
    status, headers, _ = gated.ask("/logs?q=a%20b&range=7d", Accept="text/html")
    assert (status, headers["location"]) == (303, "/login?next=" + quote("/logs?q=a%20b&range=7d", safe=""))
    form = urlencode({"name": "viewer", "password": PASSWORD, "next": "/logs?q=a%20b&range=7d"}).encode()
    status, headers, _ = gated.ask("/login", "POST", form)
    assert (status, headers["location"]) == (303, "/logs?q=a%20b&range=7d")
    assert {"httponly", "samesite=lax"} <= {part.strip().lower() for part in headers["set-cookie"].split(";")}


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil", "javascript:x", "/\t/e", "x", ""],
)
def test_the_log_in_leads_nowhere_else(gated: Gated, wanted: str) -> None:
    """Nothing that a browser would take for another site's address."""
    form = urlencode({"name": "viewer", "password": PASSWORD, "next": wanted}).encode()
    assert gated.ask("/login", "POST", form)[1]["location"] == "/"
    shown = gated.ask(f"/login?next={quote(wanted, safe='')}")[2]
    assert b'name="next" value="/"' in shown


@pytest.mark.parametrize("form", [b"", b"name=viewer", b"\xff\xfe", b"&" * 5_000, b"name=" + b"x" * 100_000, b"%"])
def test_broken_forms(gated: Gated, form: bytes) -> None:
    """No status 500, and no session."""
    status, headers, _ = gated.ask("/login", "POST", form)
    assert (status, "set-cookie" in headers) == (403, False)


def test_a_form_of_another_site(gated: Gated) -> None:
    """It is refused before its password is looked at."""
    form = urlencode({"name": "viewer", "password": PASSWORD}).encode()
    assert gated.ask("/login", "POST", form, Origin="http://evil.example")[0] == 403


def test_names_are_text(gated: Gated) -> None:
    """What was typed comes back as text, never as HTML."""
    form = urlencode({"name": '"><script>alert(1)</script>', "password": "x"}).encode()
    body = gated.ask("/login", "POST", form)[2]
    assert (b"<script>" in body, b"&lt;script&gt;" in body) == (False, True)


def test_commands_need_no_account(gated: Gated) -> None:
    """Who may read the file beside the warehouse goes on asking."""
    assert "5" in gated.run("sql", "select count(*) as n from logs", "--format", "csv")


async def _speak(url: str, cookie: str | None, leave: Any = None) -> str:
    """What becomes of a WebSocket with this cookie; `leave` is called once it stands."""
    headers = {} if cookie is None else {"Cookie": cookie}
    address = url.replace("http", "ws") + "/_stcore/stream"
    try:
        async with connect(address, additional_headers=headers, subprotocols=["streamlit"], proxy=None) as socket:  # type: ignore[list-item]
            if leave is None:
                return "open"
            await asyncio.to_thread(leave)
            async with asyncio.timeout(patience.seconds(30)):
                while True:
                    await socket.recv()
    except InvalidStatus as error:
        return str(error.response.status_code)
    except ConnectionClosed as error:
        return str(error.rcvd.code if error.rcvd else "lost")


def _socket(gated: Gated, cookie: str | None, leave: Any = None) -> str:
    return in_a_loop(_speak(gated.server.url, cookie, leave))


def test_a_websocket(gated: Gated) -> None:
    """Refused before it is accepted, but for who is logged in."""
    told = [_socket(gated, cookie) for cookie in (None, "longtail=x", gated.cookies[Role.VIEWER])]
    assert told == ["401", "401", "open"]


@pytest.mark.parametrize("how", ["log-out", "password", "role", "remove"])
def test_a_websocket_ends_with_its_session(gated: Gated, how: str) -> None:
    """Also while nobody sends anything: it would outlive the log-out else."""
    name = f"ends-{how}"
    gated.run("accounts", "add", name, "--role", "viewer", "--password-stdin", stdin=f"{PASSWORD}\n")
    cookie = gated.log_in(name)

    def leave() -> None:
        match how:
            case "log-out":
                assert gated.ask("/logout", "POST", b"", Cookie=cookie)[0] == 303
            case "password":
                gated.run("accounts", "password", name, "--password-stdin", stdin="another good battery\n")
            case "role":
                gated.run("accounts", "role", name, "--role", "responder")
            case _:
                gated.run("accounts", "remove", name)

    assert _socket(gated, cookie, leave) == "4401"
    assert (gated.ask("/api/v1/logs", Cookie=cookie)[0], _socket(gated, cookie)) == (401, "401")


def test_changes_are_told(gated: Gated) -> None:
    """A request that may change something stands in the audit log, with who sent it and what came of it."""
    body = json.dumps({"match": {"rule": ["x"]}, "until": "2030-01-01T00:00:00Z", "author": "x"}).encode()
    headers: dict[str, Any] = {"Cookie": gated.cookies[Role.RESPONDER], "content_type": "application/json"}
    status = gated.ask("/api/v1/silences", "POST", body, **headers)[0]
    told = ("responder", "POST /api/v1/silences", int(status < 400), json.dumps({"status": status}))
    wait_for(lambda: told in [(who, *rest) for action, who, *rest in gated.audit() if action == "request"], "the row")


def test_statements_and_downloads_are_told(gated: Gated) -> None:
    """With their text, without secrets; a statement that fails, too."""
    headers: dict[str, Any] = {"Cookie": gated.cookies[Role.VIEWER], "content_type": "application/json"}
    for text in ("select 'password=kvpw19-of-nobody' as a", "select nothing from nowhere"):
        body = json.dumps({"sql": text, "format": "csv"}).encode()
        gated.ask("/api/v1/sql", "POST", body, **headers)
    download = ("download", "viewer", "POST /api/v1/sql", 1, json.dumps({"status": 200}))
    wait_for(lambda: download in gated.audit(), "the row of the download")
    rows = [
        (target, done, json.loads(detail)) for action, _, target, done, detail in gated.audit() if action == "statement"
    ]
    told = [(target, done, detail["bytes"] > 10) for target, done, detail in rows]
    assert told == [("select 'password=[redacted]' as a", 1, True), ("select nothing from nowhere", 0, False)]


def test_without_accounts_all_is_open(tmp_path: Path) -> None:
    """As before there were any, on this machine; the first account closes all doors of the server that runs."""
    make_logs(tmp_path / "logs")
    with serving(tmp_path) as server:
        assert server.get("/api/v1/files").status == 200
        assert _ask(server) == 200
        done = longtail(
            *("accounts", "add", "ann", "--role", "admin", "--password-stdin", "--warehouse"),
            server.warehouse,
            cwd=tmp_path,
            stdin=f"{PASSWORD}\n",
        )
        assert (done.returncode, _ask(server)) == (0, 401)
        assert remote.live(server.warehouse) is not None


def _ask(server: Server) -> int:
    place = urlsplit(server.url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=patience.seconds(60))
    connection.request("GET", "/api/v1/logs")
    try:
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 (refused)
def test_beyond_this_machine_only_with_an_account(tmp_path: Path, host: str) -> None:
    """One sentence, status 2, and nothing listens."""
    make_logs(tmp_path / "logs")
    arguments = ("serve", "logs", "--host", host, "--port", "0", "--warehouse", tmp_path / "w.duckdb")
    done = longtail(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n"), "longtail accounts add" in done.stderr) == (2, 1, True)
