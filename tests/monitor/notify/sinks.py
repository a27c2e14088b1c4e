"""Receivers on loopback that keep what they get and answer what a test tells them to."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.services import HOST, free_port

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator, Mapping

    from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True, slots=True)
class Got:
    """A request that came."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Its JSON."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Said:
    """What is answered; `hang` answers nothing until the end."""

    status: int = 200
    body: str = "ok"
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: bool = False


@dataclass(slots=True)
class Sink:
    """An HTTP server: what came to it, in order, and what it says next; the last one is said again and again."""

    answer: Callable[[Got], Said]
    port: int = 0
    got: list[Got] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{HOST}:{self.port}"


def _scripted(answers: tuple[Said, ...]) -> Callable[[Got], Said]:
    left = list(answers or (Said(),))
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


@contextmanager
def http(*answers: Said, judge: Callable[[Got], Said] | None = None) -> Iterator[Sink]:
    """A sink that answers these in turn, or what `judge` says of each request."""
    sink = Sink(judge or _scripted(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            got = Got(self.path, dict(self.headers), body)
            sink.got.append(got)
            said = sink.answer(got)
            if said.hang:
                sink.over.wait()
                return
            content = said.body.encode()
            self.send_response(said.status)
            for name, value in {"Content-Length": str(len(content)), **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: Any) -> None:
            """Nothing."""

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        server.daemon_threads = True
        sink.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            sink.over.set()
            server.shutdown()
            thread.join()


PASSWORD = "pw-of-mail-tests"  # noqa: S105 (a test's own)


@dataclass(slots=True)
class Mailbox:
    """A mail server: what came, as bytes, with who was to get it; `refusals` answers addresses and bodies."""

    refusals: dict[str, str] = field(default_factory=dict)
    port: int = 0
    mails: list[tuple[list[str], bytes]] = field(default_factory=list)
    secured: list[bool] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's own)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take an address, or refuse it."""
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (as above)
        """Take a mail, or refuse it."""
        if "DATA" in self.refusals:
            return self.refusals["DATA"]
        self.mails.append((list(envelope.rcpt_tos), envelope.original_content or b""))
        transport = server.transport
        self.secured.append(transport is not None and transport.get_extra_info("ssl_object") is not None)
        return "250 2.0.0 taken as 4711"


@contextmanager
def smtp(
    context: ssl.SSLContext | None = None,
    *,
    is_wrapped: bool = False,
    refusals: Mapping[str, str] | None = None,
    mailbox: Mailbox | None = None,
) -> Iterator[Mailbox]:
    """A mail server that lets in `longtail` with `PASSWORD`; with STARTTLS, or TLS from the first byte.

    `mailbox` takes the mails where it is given.
    """

    def authenticate(_server: object, _session: object, _envelope: object, _mechanism: str, data: object) -> AuthResult:
        login = data if isinstance(data, LoginPassword) else LoginPassword(b"", b"")
        return AuthResult(success=login.password == PASSWORD.encode(), handled=False)

    mailbox = mailbox or Mailbox(dict(refusals or {}))
    secured: dict[str, Any] = {"ssl_context": context} if is_wrapped else {"tls_context": context}
    more: dict[str, Any] = {"auth_require_tls": False, "authenticator": authenticate}
    controller = Controller(mailbox, HOST, free_port(), **more, **(secured if context else {}))
    controller.start()
    mailbox.port = int(controller.port)
    try:
        yield mailbox
    finally:
        controller.stop(no_assert=True)
