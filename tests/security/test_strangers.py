"""Pages of other sites, and names that they point at this machine: on every route that the running server has."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import pytest

from dashboard.server.guard.guard import Guard
from dashboard.server.guard.hosts import Hosts
from tests import patience
from tests.dashboard.asgi import in_a_loop
from tests.dashboard.support import environment
from tests.security.asking import ask, handshake

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Message, Receive, Scope, Send

    from tests.dashboard.support import Server

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
STRANGERS: list[tuple[Mapping[str, str], int]] = [
    ({"Host": "evil.example"}, 421),
    ({"Host": "evil.example:8501", "Origin": "http://evil.example:8501", "Sec-Fetch-Site": "same-origin"}, 421),
    ({"Host": "127.0.0.1.evil.example"}, 421),
    ({"Host": ""}, 421),
    ({"Origin": "http://evil.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Origin": "http://localhost:1"}, 403),
    ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"}, 403),
]
"""What a browser says for a page of another site, and what it gets."""

_ROUTES = """
    import json, sys
    from starlette.routing import Mount
    from dashboard.server import server
    from dashboard.server.runtime import Runtime
    from ingest.settings import Settings
    from sql.warehouse import MEMORY, Warehouse

    def walk(routes, before=""):
        for route in routes:
            if isinstance(route, Mount) and route.routes:
                yield from walk(route.routes, before + route.path)
            elif getattr(route, "original_router", None) is not None:
                yield from walk(route.original_router.routes, before + route.include_context.prefix)
            else:
                yield before + route.path

    with Warehouse.open(MEMORY) as warehouse:
        app = server.create_app(server.Site(Runtime(Settings(warehouse=MEMORY), warehouse)), "http://127.0.0.1:1")
        print(json.dumps(sorted(set(walk(app._build_starlette_app().routes)))))
"""


@pytest.fixture(scope="session")
def routes(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every path that the server answers at, with something in the place of each parameter."""
    printed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_ROUTES)],
        cwd=tmp_path_factory.mktemp("routes"),
        env=environment(),
        capture_output=True,
        text=True,
        timeout=patience.seconds(120),
        check=True,
    ).stdout
    found: list[str] = json.loads(printed.splitlines()[-1])
    return [*("/".join("x" if "{" in part else part for part in path.split("/")) or "/" for path in found)]


def test_every_route_is_walked(routes: list[str]) -> None:
    """The walk finds pages, API and Streamlit's own paths."""
    some = {"/", "/healthz", "/metrics", "/api/v1/logs", "/api/v1/local/query", "/_stcore/metrics", "/_stcore/stream"}
    assert (some - set(routes), len(routes) > 40) == (set(), True), routes


@pytest.mark.parametrize(("headers", "expected"), STRANGERS)
def test_no_route_answers_strangers(
    attacked: Server, routes: list[str], headers: Mapping[str, str], expected: int
) -> None:
    """Each route, with each method, refuses each of them."""
    answers = {(method, path): ask(attacked.url, method, path, headers).status for path in routes for method in METHODS}
    assert {} == {asked: status for asked, status in answers.items() if status != expected}


def test_own_names_are_answered(attacked: Server, routes: list[str]) -> None:
    """By address and as localhost, as a script, from an own page and typed into a browser; nothing fails."""
    port = attacked.url.rsplit(":", 1)[1]
    friends: list[Mapping[str, str]] = [
        {"Host": f"localhost:{port}"},
        {"Host": f"127.0.0.1:{port}", "Origin": f"http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"},
        {"Host": "[::1]", "Sec-Fetch-Site": "none"},
        {"Host": "LOCALHOST.", "Origin": "http://localhost."},
    ]
    told = {
        (path, number): ask(attacked.url, "GET", path, headers).status
        for path in routes
        if path != "/_stcore/stream"
        for number, headers in enumerate(friends)
    }
    assert {} == {asked: status for asked, status in told.items() if status in {403, 421} or status >= 500}


@pytest.mark.parametrize(
    ("path", "expected"), [("/", 200), ("/logs", 200), ("/api/v1/status", 403), ("/metrics", 403), ("/healthz", 403)]
)
def test_links_from_elsewhere_open_pages_only(attacked: Server, path: str, expected: int) -> None:
    """A link in a message opens a page; nothing that programs read is a page."""
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    framed = link | {"Sec-Fetch-Dest": "iframe"}
    assert (expected, 403) == (
        ask(attacked.url, "GET", path, link).status,
        ask(attacked.url, "GET", path, framed).status,
    )


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        *STRANGERS,
        ({}, 101),
        ({"Host": "localhost", "Origin": "http://localhost"}, 101),
        ({"Host": "127.0.0.1", "Origin": "http://127.0.0.1", "Sec-Fetch-Site": "same-origin"}, 101),
    ],
)
def test_the_websocket_opens_for_own_pages(attacked: Server, headers: Mapping[str, str], expected: int) -> None:
    """A page of another site, also one at another port of this machine, gets no connection."""
    assert expected == handshake(attacked.url, headers)


def _seen(headers: Mapping[str, str], allowed: tuple[str, ...] = ()) -> tuple[dict[str, str] | None, list[Message]]:
    """The headers of a handshake as the pages see them (None: they never do), and what was sent back."""
    seen: list[Scope] = []
    sent: list[Message] = []

    async def pages(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    guard = Guard(pages, Hosts.of("127.0.0.1", allowed), most_bytes=1000, policy=b"")
    said = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {"type": "websocket", "path": "/_stcore/stream", "headers": said, "extensions": {}}
    in_a_loop(_called(guard, scope, receive, send))
    told = {name.decode(): value.decode() for name, value in seen[0]["headers"]} if seen else None
    return told, sent


async def _called(guard: Guard, scope: Scope, receive: Receive, send: Send) -> None:
    await guard(scope, receive, send)


def test_a_foreign_handshake_ends_before_streamlit() -> None:
    """Streamlit asks an outside address about an Origin that it does not know: it never sees one."""
    foreign = _seen({"Host": "localhost", "Origin": "http://evil.example"})
    proxied = _seen({"Host": "127.0.0.1:8501", "Origin": "https://logs.example"}, ("logs.example",))
    assert (foreign, proxied[0]) == (
        (None, [{"type": "websocket.close", "code": 1008}]),
        {"host": "127.0.0.1:8501", "origin": "http://127.0.0.1:8501"},
    )


@pytest.mark.parametrize(
    ("listens", "allowed", "host", "expected"),
    [
        ("127.0.0.1", (), "127.0.0.1:8501", True),
        ("127.0.0.1", (), "127.8.8.8", True),
        ("127.0.0.1", (), "[::1]:8501", True),
        ("127.0.0.1", (), "localhost", True),
        ("127.0.0.1", (), "192.0.2.7", False),
        ("127.0.0.1", (), "localhost.evil.example", False),
        ("127.0.0.1", (), "a@localhost", False),
        ("127.0.0.1", (), "localhost/evil", False),
        ("127.0.0.1", (), "localhost:8501:1", False),
        ("127.0.0.1", (), "2130706433", False),
        ("192.0.2.7", (), "192.0.2.7:8501", True),
        ("192.0.2.7", (), "192.0.2.8:8501", False),
        ("0.0.0.0", (), "192.0.2.8:8501", True),  # noqa: S104 (listened to by nobody)
        ("0.0.0.0", (), "[2001:db8::1]", True),  # noqa: S104
        ("0.0.0.0", (), "evil.example", False),  # noqa: S104
        ("::", (), "192.0.2.8", True),
        ("shop-7", (), "shop-7:8501", True),
        ("127.0.0.1", ("logs.example",), "logs.example", True),
        ("127.0.0.1", ("logs.example",), "LOGS.example.:443", True),
        ("127.0.0.1", ("logs.example:8443",), "logs.example:8443", True),
        ("127.0.0.1", ("*.logs.example",), "a.logs.example", True),
        ("127.0.0.1", ("*.logs.example",), "logs.example", False),
        ("127.0.0.1", ("*.logs.example",), "evillogs.example", False),
        ("127.0.0.1", ("bücher.example",), "xn--bcher-kva.example", True),
    ],
)
def test_names_of_a_server(listens: str, allowed: tuple[str, ...], host: str, *, expected: bool) -> None:
    """Its own address, localhost and what the setting names; any address where it listens on all."""
    assert expected == Hosts.of(listens, allowed).know(host)


@pytest.mark.parametrize(
    ("bound", "host", "expected"),
    [
        ("192.0.2.7", "192.0.2.7:8501", True),
        ("192.0.2.7", "192.0.2.8:8501", False),
        ("0.0.0.0", "192.0.2.8:8501", True),  # noqa: S104 (as above)
    ],
)
def test_a_name_is_also_the_address_that_it_stands_for(bound: str, host: str, *, expected: bool) -> None:
    """The printed URL has the address, whatever name the server was told to listen on."""
    assert expected == Hosts.of("shop-7", bound=bound).know(host)


@pytest.mark.parametrize(
    ("origin", "host", "allowed", "expected"),
    [
        ("http://localhost:8501", "localhost:8501", (), True),
        ("https://logs.example", "logs.example:443", (), True),
        ("http://localhost:8502", "localhost:8501", (), False),
        ("http://localhost", "localhost:8501", (), False),
        ("null", "localhost:8501", (), False),
        ("file://", "localhost:8501", (), False),
        ("http://evil@localhost:8501", "localhost:8501", (), False),
        ("https://logs.example", "127.0.0.1:8501", ("logs.example",), True),
        ("https://logs.example:444", "127.0.0.1:8501", ("logs.example",), False),
        ("https://logs.example:444", "127.0.0.1:8501", ("logs.example:444",), True),
        ("https://a.logs.example", "127.0.0.1:8501", ("*.logs.example",), True),
    ],
)
def test_pages_of_a_server(origin: str, host: str, allowed: tuple[str, ...], *, expected: bool) -> None:
    """The place that was asked, at its very port; the names of the setting, for proxies that say another Host."""
    assert expected == Hosts.of("127.0.0.1", allowed).trust(origin, host)
