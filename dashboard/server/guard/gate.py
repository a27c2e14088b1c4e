"""The gate: finds out who asks, and lets nobody in who may not, at every path, method and message.

Where there are accounts, a session's cookie or a token opens what its role may. Programs get 401 or 403, a browser the
log-in page. An open WebSocket is looked at with every message, in both directions: it would outlive the log-out else.
It is closed when its session ends, is revoked or gets another role. Those behind see who asks in two headers and in the
scope; what a client says in their place is taken away.
"""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import RedirectResponse

from dashboard.accounts import rights
from dashboard.accounts.audit import Entry
from dashboard.accounts.errors import StoreError
from dashboard.accounts.tokens import PREFIX
from dashboard.accounts.visitor import IN_SCOPE, Visitor, Way
from dashboard.api.problems import MEDIA_TYPE, problem
from dashboard.server.guard import doors
from dashboard.server.guard.doors import Open

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from dashboard.accounts.accounts import Accounts

LOG_IN = "/login"
_OURS = (rights.NAME_HEADER.encode(), rights.ROLE_HEADER.encode())
_ENDED = 4401
"""The code that closes a WebSocket whose session is over (4000 to 4999 are for applications, RFC 6455)."""
_LOOK_SECONDS = 2.0
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_log = logging.getLogger(__name__)


class Gate:
    """Middleware behind the guard and before everything else; without accounts (`None`) whoever comes is let in."""

    def __init__(self, app: ASGIApp, accounts: Accounts | None) -> None:
        self._app = app
        self._accounts = accounts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in, or refuse."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0].lower() not in _OURS]}
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            visitor = self._visitor(scope, headers)
            status = self._refused(scope, visitor)
        except StoreError as error:
            await _answer(scope, receive, send, HTTPStatus.SERVICE_UNAVAILABLE, str(error))
            return
        if status is not None:
            await self._refuse(status, scope, headers, receive, send)
            return
        if visitor is not None:
            scope = {**scope, IN_SCOPE: visitor, "headers": [*scope["headers"], *rights.headers_of(visitor)]}
        if scope["type"] == "websocket" and visitor is not None and self._accounts is not None:
            await _Watched(self._app, self._accounts, visitor).run(scope, receive, send)
        else:
            await self._http(scope, visitor, receive, send)

    def _visitor(self, scope: Scope, headers: Mapping[str, str]) -> Visitor | None:
        """Who asks; None where there are accounts, and it is none of them."""
        accounts = self._accounts
        if accounts is None or accounts.is_open():
            return Visitor("", rights.role_of((scope.get("client") or (None,))[0], headers))
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and given.startswith(PREFIX):
            return accounts.of_token(given.strip())
        secret = cookie_in(headers.get("cookie", ""), accounts.cookie)
        return accounts.of_session(secret) if secret else None

    def _refused(self, scope: Scope, visitor: Visitor | None) -> HTTPStatus | None:
        if visitor is not None and visitor.way is Way.NONE:
            return None
        need = doors.need_of("GET" if scope["type"] == "websocket" else scope["method"], scope["path"])
        if isinstance(need, Open):
            return None
        if visitor is None:
            return HTTPStatus.UNAUTHORIZED
        return None if visitor.role.may(need) else HTTPStatus.FORBIDDEN

    async def _refuse(
        self, status: HTTPStatus, scope: Scope, headers: Mapping[str, str], receive: Receive, send: Send
    ) -> None:
        is_browser = scope["type"] == "http" and scope["method"] == "GET" and "text/html" in headers.get("accept", "")
        if is_browser and status is HTTPStatus.UNAUTHORIZED:
            query = scope["query_string"].decode("latin-1")
            wanted = quote(scope["path"] + (f"?{query}" if query else ""), safe="")
            answer = RedirectResponse(f"{LOG_IN}?next={wanted}", HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})
            await answer(scope, receive, send)
            return
        sentence = _WHO if status is HTTPStatus.UNAUTHORIZED else _MAY_NOT
        await _answer(scope, receive, send, status, sentence)

    async def _http(self, scope: Scope, visitor: Visitor | None, receive: Receive, send: Send) -> None:
        """Hand a request on; a change by the API and a download are told to the audit log, with the status they got."""
        if scope["type"] != "http" or visitor is None or visitor.way is Way.NONE or self._accounts is None:
            await self._app(scope, receive, send)
            return
        watch = _Answered(send)
        await self._app(scope, receive, watch.send)
        is_change = scope["method"] not in _SAFE and scope["path"].startswith("/api/")
        if not is_change and not watch.is_download:
            return
        query = scope["query_string"].decode("latin-1")
        target = f"{scope['method']} {scope['path']}{'?' if query else ''}{query}"
        action, address = ("download" if watch.is_download else "request"), (scope.get("client") or ("",))[0]
        detail, is_done = {"status": watch.status}, watch.status < HTTPStatus.BAD_REQUEST
        entry = Entry(action, visitor.name, visitor.way, address, target, is_done, detail)
        await asyncio.to_thread(self._accounts.note, entry)


class _Answered:
    """Sends an answer on, and keeps its status and whether it is a file to keep."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.is_download = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            named = [value for name, value in message.get("headers", ()) if name.lower() == b"content-disposition"]
            self.is_download = any(value.startswith(b"attachment") for value in named)
        await self._send(message)


class _Watched:
    """One WebSocket for as long as who opened it may be here."""

    def __init__(self, app: ASGIApp, accounts: Accounts, visitor: Visitor) -> None:
        self._app = app
        self._accounts = accounts
        self._visitor = visitor
        self._is_over = False
        self._taking: asyncio.Future[Message] | None = None

    async def run(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand it on until it ends by itself, or has to."""

        async def take() -> Message:
            """The next message of the browser, or its leaving, where it may not be here any more."""
            while True:
                waiting = asyncio.ensure_future(receive()) if self._taking is None else self._taking
                self._taking = waiting
                done, _ = await asyncio.wait({waiting}, timeout=_LOOK_SECONDS)
                if not self._is_alive():
                    await self._end(send)
                    return {"type": "websocket.disconnect", "code": _ENDED}
                if done:
                    self._taking = None
                    message: Message = waiting.result()
                    if message["type"] == "websocket.receive":
                        self._accounts.use(self._visitor)
                    return message

        async def give(message: Message) -> None:
            """Send, unless it is over; then nothing more leaves."""
            if self._is_over:
                return
            if message["type"] == "websocket.send" and not self._is_alive():
                await self._end(send)
                return
            await send(message)

        try:
            await self._app(scope, take, give)
        finally:
            if self._taking is not None:
                self._taking.cancel()

    def _is_alive(self) -> bool:
        try:
            return not self._is_over and self._accounts.is_alive(self._visitor)
        except StoreError as error:
            _log.warning("A WebSocket was closed: %s", error)
            return False

    async def _end(self, send: Send) -> None:
        if not self._is_over:
            self._is_over = True
            await send({"type": "websocket.close", "code": _ENDED, "reason": "The session has ended."})


def cookie_in(header: str, name: str) -> str:
    """The value of a cookie; empty where it is not there."""
    pairs = (part.partition("=") for part in header.split(";"))
    return next((value.strip() for key, _, value in pairs if key.strip() == name), "")


async def _answer(scope: Scope, receive: Receive, send: Send, status: HTTPStatus, sentence: str) -> None:
    """Answer a request, or a handshake where the server can, else close it before it is accepted."""
    headers = {"Cache-Control": "no-store"}
    if status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="Longtail"'
    answer = problem(status, sentence, headers)
    if scope["type"] == "http":
        await answer(scope, receive, send)
        return
    await receive()
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": _ENDED})
        return
    kind = [(b"content-type", MEDIA_TYPE.encode("ascii"))]
    await send({"type": "websocket.http.response.start", "status": status, "headers": kind})
    await send({"type": "websocket.http.response.body", "body": bytes(answer.body)})


_WHO = "This needs an account: log in, or send a token as `Authorization: Bearer lt_…`."
_MAY_NOT = "Your role does not allow this: ask an admin."
