"""The routes of the log-in page, of logging out, and of one's own account.

Nothing here changes by a GET. Forms come from this server's own pages: the guard refuses what another site sends.
"""

from __future__ import annotations

import asyncio
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard.accounts import people, sessions
from dashboard.accounts.audit import Entry
from dashboard.accounts.clock import now
from dashboard.accounts.errors import AccountError, StoreError
from dashboard.accounts.proof import passwords
from dashboard.accounts.visitor import IN_SCOPE, Visitor, Way
from dashboard.api.problems import problem
from dashboard.components.health import status_look
from dashboard.server.entrance import device
from dashboard.server.guard.gate import cookie_in
from dashboard.style import numbers, palette
from dashboard.style.text import visible
from monitor.outcome import Status

if TYPE_CHECKING:
    from jinja2 import Template
    from starlette.requests import Request

    from dashboard.accounts.accounts import Accounts
    from dashboard.accounts.sessions import Session
    from dashboard.style.palette import Palette

_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": _POLICY}
_MOST_FIELDS = 20
_DONE = {
    "login": "You are logged in. Your other tabs go on by themselves.",
    "password": "The password is changed. Your other sessions have ended.",
    "session": "The session has ended.",
}


class Entrance:
    """The pages of one server's accounts."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/login", self._login_page, methods=["GET", "HEAD"]),
            Route("/login", self._log_in, methods=["POST"]),
            Route("/logout", self._log_out, methods=["POST"]),
            Route("/account", self._account_page, methods=["GET", "HEAD"]),
            Route("/account/password", self._change_password, methods=["POST"]),
            Route("/account/session", self._end_session, methods=["POST"]),
        ]

    async def _login_page(self, request: Request) -> Response:
        wanted = _own_path(request.query_params.get("next", "/"))
        if await asyncio.to_thread(self._accounts.is_open) or self._session_of(request) is not None:
            return _to(wanted)
        return _page("login", problem="", name="", next=wanted)

    async def _log_in(self, request: Request) -> Response:
        said = await _fields(request)
        name, wanted = said.get("name", "").strip(), _own_path(said.get("next", "/"))
        agent = device.named(request.headers.get("user-agent", ""))
        try:
            secret = await asyncio.to_thread(
                self._accounts.log_in, name[:64], said.get("password", ""), _address(request), agent
            )
        except AccountError as error:
            return _page("login", HTTPStatus.FORBIDDEN, problem=str(error), name=name[:64], next=wanted)
        except StoreError as error:
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error))
        answer = _to(wanted)
        lasts = int(self._accounts.lasts.total_seconds())
        is_secure = request.url.scheme == "https"
        answer.set_cookie(self._accounts.cookie, secret, max_age=lasts, httponly=True, samesite="lax", secure=is_secure)
        return answer

    async def _log_out(self, request: Request) -> Response:
        said, visitor = await _fields(request), self._in_session(request)
        if visitor is not None:
            is_everywhere = said.get("everywhere") == "yes"
            await asyncio.to_thread(self._accounts.log_out, visitor, _address(request), everywhere=is_everywhere)
        answer = _to("/login")
        answer.delete_cookie(self._accounts.cookie)
        return answer

    async def _account_page(self, request: Request) -> Response:
        visitor = self._in_session(request)
        if visitor is None:
            return _no_session()
        done = _DONE.get(request.query_params.get("done", ""), "")
        return await asyncio.to_thread(self._account, visitor, done=done)

    async def _change_password(self, request: Request) -> Response:
        said, visitor = await _fields(request), self._in_session(request)
        if visitor is None:
            return _no_session()
        sentence = await asyncio.to_thread(self._password_changed, visitor, said, _address(request))
        if sentence:
            return await asyncio.to_thread(self._account, visitor, problem=sentence)
        return _to("/account?done=password")

    async def _end_session(self, request: Request) -> Response:
        said, visitor = await _fields(request), self._in_session(request)
        if visitor is None:
            return _no_session()
        await asyncio.to_thread(self._accounts.end_session, visitor, said.get("id", ""), _address(request))
        return _to("/account?done=session")

    def _password_changed(self, visitor: Visitor, said: dict[str, str], address: str) -> str:
        """Change it; gives the sentence that says why it was not."""
        tries, store = self._accounts.tries, self._accounts.store
        new = said.get("new", "")
        if tries.wait(visitor.name, address) > 0:
            return "Too many tries: try again in a minute."
        if people.proven(store, visitor.name, said.get("old", "")) is None:
            tries.failed(visitor.name, address)
            return "The current password is wrong."
        if new != said.get("again", ""):
            return "The new password and its repetition differ."
        try:
            by = Entry("", visitor.name, visitor.way, address)
            people.set_password(store, visitor.name, new, by, keep=visitor.key)
        except AccountError as error:
            return str(error)
        return ""

    def _account(self, visitor: Visitor, *, problem: str = "", done: str = "") -> Response:
        rows = [_row(one, visitor) for one in sessions.listed(self._accounts.store, visitor.name)]
        status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
        said = {"problem": problem, "done": done, "least": passwords.LEAST}
        return _page("account", status, visitor=visitor, sessions=rows, **said)

    def _session_of(self, request: Request) -> Visitor | None:
        secret = cookie_in(request.headers.get("cookie", ""), self._accounts.cookie)
        return self._accounts.of_session(secret) if secret else None

    def _in_session(self, request: Request) -> Visitor | None:
        """Who asks, where it is an account in a session: a token has neither a password nor a log-out."""
        visitor: Visitor | None = request.scope.get(IN_SCOPE)
        return visitor if visitor is not None and visitor.way is Way.SESSION else None


def _row(session: Session, visitor: Visitor) -> dict[str, Any]:
    return {
        "id": session.id,
        "device": visible(session.device),
        "address": visible(session.address),
        "used": f"{numbers.span(now() - session.used_at)} ago",
        "ends": f"{session.ends_at:%d %B %Y, %H:%M} UTC",
        "is_this": session.id == visitor.key,
    }


async def _fields(request: Request) -> dict[str, str]:
    """What a form says (application/x-www-form-urlencoded)."""
    try:
        text = (await request.body()).decode("utf-8")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"))
    except ValueError:
        return {}


def _own_path(wanted: str) -> str:
    """A path of this server, with its query: nothing that a browser takes for another one's address."""
    parts = urlsplit(wanted)
    is_own = wanted.startswith("/") and not wanted.startswith("//") and not parts.netloc and "\\" not in wanted
    is_page = is_own and wanted.isprintable() and parts.path not in ("/login", "/logout")
    return wanted if is_page else "/"


def _address(request: Request) -> str:
    return "" if request.client is None else request.client.host


def _to(path: str) -> RedirectResponse:
    return RedirectResponse(path, HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})


def _no_session() -> Response:
    return problem(HTTPStatus.FORBIDDEN, "This page is for accounts that logged in with a password.")


def _page(template: str, status: int = HTTPStatus.OK, **values: Any) -> HTMLResponse:
    colors = {"light": _colors(palette.LIGHT), "dark": _colors(palette.DARK)}
    return HTMLResponse(_template(template).render(**colors, **values), status, _HEADERS)


@cache
def _template(name: str) -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(autoescape=True, loader=loader, undefined=StrictUndefined, trim_blocks=True)
    return environment.get_template(f"{name}.html.jinja")


def _colors(theme: Palette) -> str:
    statuses = (Status.HEALTHY, Status.UNHEALTHY)
    return palette.variables(theme, **{str(status): status_look.color(status, theme) for status in statuses})
