"""Ports, names, certificates and mail: what is right, and each way to be wrong."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import dns.message
import dns.rrset
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.monitor import troubles
from tests.monitor.certificates import tls_server
from tests.monitor.probes.asked import ask, told
from tests.services import free_port

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    from tests.monitor.certificates import Authority

_HOST = "127.0.0.1"
_PASSWORD = "pw-of-tests"  # noqa: S105 (a test's own)
_SLOW: dict[str, Any] = {"timeout": 60, "latency_ms": 50_000}


def test_tcp() -> None:
    """It takes connections, says what it should, or something else."""

    def greet(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(b"220 hello\r\n" if connection.recv(100) == b"hi" else b"what?")
        connection.shutdown(socket.SHUT_WR)
        over.wait()

    with troubles.serving(greet) as port:
        table = {"kind": "tcp", "host": _HOST, "port": port, **_SLOW}
        found = [
            told(ask(**table)),
            told(ask(**table, send="hi", expect="hello")),
            told(ask(**table, send="ho", expect="hello")),
        ]
    assert [
        ("healthy", "It takes connections."),
        ("healthy", "It said 'hello'."),
        ("unhealthy", "It did not say 'hello'."),
    ] == found


@contextmanager
def _name_server() -> Iterator[int]:
    """One that knows `shop.test` and nothing else, and says nothing of `silent.test`."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((_HOST, 0))
        server.settimeout(0.1)
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                with suppress(TimeoutError):
                    packet, client = server.recvfrom(4096)
                    query = dns.message.from_wire(packet)
                    answer = dns.message.make_response(query)
                    name = str(query.question[0].name)
                    if name == "shop.test." and query.question[0].rdtype.name == "A":
                        answer.answer.append(dns.rrset.from_text(name, 60, "IN", "A", "192.0.2.1", "192.0.2.2"))
                    elif name != "shop.test.":
                        answer.set_rcode(dns.rcode.NXDOMAIN)
                    if name != "silent.test.":
                        server.sendto(answer.to_wire(), client)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield int(server.getsockname()[1])
        finally:
            over.set()
            thread.join()


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"host": "shop.test"}, ("healthy", "It is 192.0.2.1, 192.0.2.2.")),
        ({"host": "shop.test", "expect": ["192.0.2.2"]}, ("healthy", "It is 192.0.2.1, 192.0.2.2.")),
        (
            {"host": "shop.test", "expect": ["192.0.2.9"]},
            ("unhealthy", "192.0.2.9 is not among its answers: 192.0.2.1, 192.0.2.2."),
        ),
        ({"host": "shop.test", "record": "MX"}, ("unhealthy", "shop.test has no record of the type MX.")),
        ({"host": "other.test"}, ("unhealthy", "The name other.test does not exist.")),
        ({"host": "silent.test", "timeout": 0.5}, ("unhealthy", "It did not answer within 0.5 s.")),
    ],
)
def test_dns(table: dict[str, Any], expected: tuple[str, str]) -> None:
    """A name server's answers, and one that says nothing."""
    with _name_server() as port:
        assert expected == told(ask(**{"kind": "dns", "server": _HOST, "port": port, **_SLOW, **table}))


@pytest.mark.parametrize(
    ("name", "days", "trusted", "status", "sentence"),
    [
        ("127.0.0.1", 90.0, True, "healthy", "The certificate ends in 89 days, on "),
        ("127.0.0.1", 5.5, True, "degraded", "The certificate ends in 5 days, on "),
        ("127.0.0.1", 1.1, True, "degraded", "The certificate ends in 26 hours, on "),
        ("127.0.0.1", -1.0, True, "unhealthy", "Its certificate is not trusted: certificate has expired."),
        ("192.0.2.1", 90.0, True, "unhealthy", "Its certificate is not trusted: IP address mismatch"),
        ("127.0.0.1", 90.0, False, "unhealthy", "Its certificate is not trusted: self-signed certificate."),
    ],
)
def test_certificates(  # noqa: PLR0913, PLR0917 (a table of certificates)
    authority: Authority, name: str, days: float, trusted: int, status: str, sentence: str
) -> None:
    """Valid, near its end, expired, for another name, of nobody that is trusted."""
    with tls_server(authority.server(name, days, trusted=bool(trusted))) as port:
        found = ask(kind="tls", host=_HOST, port=port, ca_file=str(authority.file), **_SLOW)
    assert (status, sentence) == (found.status.value, found.reason[: len(sentence)])


@pytest.mark.parametrize("kind", ["http", "redis", "rabbitmq", "smtp", "imap"])
def test_certificates_are_checked_by_default(authority: Authority, kind: str) -> None:
    """No kind trusts a certificate that nobody trusts, unless it is told not to check."""
    with tls_server(authority.server()) as port:
        at = f"longtail:{_PASSWORD}@{_HOST}:{port}"
        place = {"host": _HOST, "port": port, "username": "longtail", "password": _PASSWORD, "security": "tls"}
        urls = {"http": f"https://{at}", "redis": f"rediss://{at}", "rabbitmq": f"amqps://{at}"}
        table = {"url": urls[kind]} if kind in urls else place
        found = ask(**{"kind": kind, "name": kind, "timeout": 20, **table})
    assert (
        "unhealthy",
        "Its certificate is not trusted: unable to get local issuer certificate.",
    ) == told(found)


@contextmanager
def _mail_server(context: ssl.SSLContext, *, is_wrapped: bool) -> Iterator[int]:
    """A real SMTP server that lets one account in, after STARTTLS or on TLS from the first byte."""

    def authenticate(*arguments: Any) -> AuthResult:
        login: LoginPassword = arguments[4]
        return AuthResult(success=login.password == _PASSWORD.encode(), handled=False)

    secured = {"ssl_context": context, "auth_require_tls": False} if is_wrapped else {"tls_context": context}
    controller = Controller(object(), _HOST, free_port(), authenticator=authenticate, **secured)
    controller.start()
    try:
        yield int(controller.port)
    finally:
        controller.stop(no_assert=True)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_smtp(authority: Authority, security: str) -> None:
    """It takes mail, and its account may send; a wrong password, and a certificate of nobody, are told."""
    with _mail_server(authority.server(), is_wrapped=security == "tls") as port:
        table = {"kind": "smtp", "host": _HOST, "port": port, "security": security, **_SLOW}
        trusting, account = {"ca_file": str(authority.file)}, {"username": "longtail", "password": _PASSWORD}
        found = [
            told(ask(**table, **trusting)),
            told(ask(**table, **trusting, **account)),
            told(ask(**table, **trusting, **account | {"password": "wrong"})),
            told(ask(**table, **account)),
            told(ask(**table, **account, verify=False)),
        ]
    assert [
        ("healthy", "It takes mail."),
        ("healthy", "The account may send."),
        ("unhealthy", "It refuses the name and password."),
        ("unhealthy", "Its certificate is not trusted: unable to get local issuer certificate."),
        ("healthy", "The account may send."),
    ] == found


def _mailbox(connection: socket.socket, _over: threading.Event) -> None:
    """As much of IMAP4rev1 (RFC 3501) as one look needs."""
    with connection.makefile("rwb") as stream:

        def say(text: str) -> None:
            stream.write(text.encode() + b"\r\n")
            stream.flush()

        say("* OK ready")
        for line in stream:
            tag, command, *words = line.decode().split()
            if command == "CAPABILITY":
                say("* CAPABILITY IMAP4rev1")
            if command in {"SELECT", "EXAMINE"}:
                say("* 7 EXISTS")
            if command == "LOGIN" and words[1].strip('"') != _PASSWORD:
                say(f"{tag} NO [AUTHENTICATIONFAILED] Authentication failed.")
            elif command == "EXAMINE" and words[0] != '"INBOX"':
                say(f"{tag} NO no such mailbox")
            else:
                say(f"{tag} OK done")
            if command == "LOGOUT":
                return


def test_imap() -> None:
    """The account logs in and its mailbox opens, or not."""
    with troubles.serving(_mailbox) as port:
        table = {"kind": "imap", "host": _HOST, "port": port, "security": "none", "username": "longtail", **_SLOW}
        found = [
            told(ask(**table, password=_PASSWORD)),
            told(ask(**table, password="wrong")),  # noqa: S106 (a test's own)
            told(ask(**table, password=_PASSWORD, mailbox="Archive")),
        ]
    assert [
        ("healthy", "The account logs in; INBOX has 7 messages."),
        ("unhealthy", "It refuses: [AUTHENTICATIONFAILED] Authentication failed."),
        ("unhealthy", "The mailbox Archive cannot be opened."),
    ] == found
