"""The layer around the whole application: it looks at every request and handshake before anything else does.

In this order: `Host`, `Origin`, `Sec-Fetch-Site`, paths of Streamlit's that nobody here needs, the size of the body.
Links from other sites to pages work; everything else that another site's page asks for is refused, whatever its method.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from dashboard.api.problems import MEDIA_TYPE, problem
from dashboard.server.guard.bodies import Bodies, BodyError
from dashboard.server.guard.response_headers import Guarded

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from dashboard.server.guard.hosts import Hosts

_OWN_PAGES = {b"same-origin", b"none"}
_INNER = "/_stcore/"
_NEEDED = ("/_stcore/health", "/_stcore/host-config", "/_stcore/stream", "/_stcore/bidi-components/")
_NOT_NEEDED = ("/component/", "/auth/", "/oauth2callback")
_NO_PAGES = {"api", "_stcore", "static", "app", "media", "component", "metrics", "healthz", "readyz", "ping"}
BODY_SECONDS = 30.0
_POLICY_VIOLATION = 1008
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered."""

    status: int
    sentence: str


class Guard:
    """Middleware around everything; `policy` is the Content-Security-Policy of pages."""

    def __init__(self, app: ASGIApp, hosts: Hosts, *, most_bytes: int, policy: bytes) -> None:
        self._app = app
        self._hosts = hosts
        self._bodies = Bodies(most_bytes, BODY_SECONDS)
        self._policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or hand on; an answer leaves with the headers that every answer has."""
        if scope["type"] == "http":
            await self._http(scope, receive, Guarded(send, self._policy).send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        refusal = self._refusal(scope, headers)
        if refusal is None:
            try:
                receive = await self._bodies.take(headers, receive)
            except BodyError as error:
                refusal = Refusal(error.status, str(error))
        if refusal is None:
            await self._app(scope, receive, send)
            return
        _tell(refusal)
        await problem(refusal.status, refusal.sentence, {"Connection": "close"})(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check a handshake; what is behind sees an `Origin` that is this server's, so it looks nowhere else."""
        headers = dict(scope["headers"])
        refusal = self._refusal(scope, headers)
        if refusal is None:
            own = b"http://" + headers.get(b"host", b"")
            seen = [(name, own if name == b"origin" else value) for name, value in scope["headers"]]
            await self._app({**scope, "headers": seen}, receive, send)
            return
        _tell(refusal)
        await _refuse_handshake(refusal, scope, receive, Guarded(send, self._policy))

    def _refusal(self, scope: Scope, headers: dict[bytes, bytes]) -> Refusal | None:
        path, host = scope["path"], headers.get(b"host", b"").decode("latin-1")
        if not path.startswith("/") and path != "*":
            return Refusal(
                HTTPStatus.BAD_REQUEST, "The request names no path of this server: ask for one with / first."
            )
        if not self._hosts.know(host):
            return Refusal(HTTPStatus.MISDIRECTED_REQUEST, _unknown(host))
        origin = headers.get(b"origin")
        if origin is not None and not self._hosts.trust(origin.decode("latin-1"), host):
            return Refusal(HTTPStatus.FORBIDDEN, _FOREIGN)
        if headers.get(b"sec-fetch-site", b"none") not in _OWN_PAGES and not _is_link_to_page(scope, headers):
            return Refusal(HTTPStatus.FORBIDDEN, _FOREIGN)
        if (path.startswith(_INNER) and not path.startswith(_NEEDED)) or path.startswith(_NOT_NEEDED):
            return Refusal(HTTPStatus.NOT_FOUND, "There is nothing at this path.")
        return None


def _tell(refusal: Refusal) -> None:
    if refusal.status != HTTPStatus.NOT_FOUND:
        _log.warning("Refused with status %s: %s", refusal.status, refusal.sentence)


_FOREIGN = "This request comes from a page of another site: use Longtail's own pages."


def _unknown(host: str) -> str:
    return (
        f"This server is not called {host[:100]!r}: ask it by its address or as localhost, "
        "or add the name to the setting allowed_hosts."
    )


def _is_link_to_page(scope: Scope, headers: dict[bytes, bytes]) -> bool:
    """Whether somebody followed a link of another site to a page, as links in messages are."""
    return (
        scope.get("method") == "GET"
        and headers.get(b"sec-fetch-mode") == b"navigate"
        and headers.get(b"sec-fetch-dest") == b"document"
        and scope["path"].strip("/").split("/")[0] not in _NO_PAGES
    )


async def _refuse_handshake(refusal: Refusal, scope: Scope, receive: Receive, guarded: Guarded) -> None:
    """Answer a handshake with a problem where the server can, else close it."""
    await receive()
    if "websocket.http.response" not in scope.get("extensions", {}):
        await guarded.send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        return
    answer = problem(refusal.status, refusal.sentence)
    headers = [(b"content-type", MEDIA_TYPE.encode("ascii"))]
    await guarded.send({"type": "websocket.http.response.start", "status": refusal.status, "headers": headers})
    await guarded.send({"type": "websocket.http.response.body", "body": bytes(answer.body)})
