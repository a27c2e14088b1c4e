"""A webhook gets the promised JSON and headers, and its answer is judged by HTTP's rules, within the time limit."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest

from monitor.notify.channel import Answer
from monitor.notify.delivering import LONGEST_ANSWER, deliver
from monitor.notify.notice import payload
from tests.monitor import troubles
from tests.monitor.certificates import tls_server
from tests.monitor.notify import sinks
from tests.monitor.notify.given import HOSTILE, channel, hostile, kept, notification
from tests.monitor.notify.sinks import Said

if TYPE_CHECKING:
    import socket
    import threading

    from tests.monitor.certificates import Authority

_SECRET = "s3cret-of-the-hook"  # noqa: S105 (a test's own)


def test_what_it_gets() -> None:
    """The JSON, the key, a signature that holds, a token and the headers that the settings name."""
    with sinks.http() as sink:
        more = {"secret": _SECRET, "token": "t0ken-of-tests", "headers": {"X-Team": "orders"}}
        settings = channel(kind="webhook", url=f"{sink.url}/hook?who=me", **more)
        answer = deliver(settings, notification())
    (got,) = sink.got
    found = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", got.headers["Longtail-Signature"])
    assert found is not None
    digest = hmac.new(_SECRET.encode(), f"{found[1]}.".encode() + got.body, hashlib.sha256).hexdigest()
    assert (Answer(ok=True, status=200, text="200 OK: ok"), payload(notification()), digest, "/hook?who=me") == (
        answer,
        got.json,
        found[2],
        got.path,
    )
    assert ("k-1", "Bearer t0ken-of-tests", "orders", "127.0.0.1", "application/json; charset=utf-8") == (
        got.headers["Idempotency-Key"],
        got.headers["Authorization"],
        got.headers["X-Team"],
        settings.target,
        got.headers["Content-Type"],
    )


@pytest.mark.parametrize(
    ("said", "retry_after", "permanent"),
    [
        (Said(201), None, None),
        (Said(204, ""), None, None),
        (Said(429, "slow down", {"Retry-After": "7"}), 7.0, False),
        (Said(503, "", {"Retry-After": "soon"}), None, False),
        (Said(500), None, False),
        (Said(408), None, False),
        (Said(400, "no"), None, True),
        (Said(401), None, True),
        (Said(404, headers={"Retry-After": "7"}), None, True),
        (Said(302, headers={"Location": "/other"}), None, True),
    ],
    ids=lambda value: str(value.status) if isinstance(value, Said) else "",
)
def test_answers(said: Said, retry_after: float | None, permanent: bool | None) -> None:  # noqa: FBT001 (a parameter)
    """What may work later is told apart from what never will; a redirect is not followed."""
    with sinks.http(said) as sink:
        answer = deliver(channel(kind="webhook", url=sink.url), notification())
    assert (permanent is None, said.status, retry_after, permanent is True, 1) == (
        answer.ok,
        answer.status,
        answer.retry_after,
        answer.permanent,
        len(sink.got),
    )


def test_retry_after_may_be_a_date() -> None:
    """As RFC 9110 has it."""
    when = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    with sinks.http(Said(503, headers={"Retry-After": when})) as sink:
        answer = deliver(channel(kind="webhook", url=sink.url), notification())
    assert answer.retry_after is not None
    assert 0 < answer.retry_after <= 3600


@pytest.mark.parametrize("trouble", [troubles.silent, troubles.dripping, troubles.closing, troubles.babbling])
def test_troubles(trouble: object) -> None:
    """Whoever hangs, drips or speaks no HTTP ends with the time limit, and may be tried again."""
    with troubles.serving(trouble) as port:  # type: ignore[arg-type] # each handles connections
        answer = deliver(channel(kind="webhook", url=f"http://127.0.0.1:{port}", timeout="500ms"), notification())
    late = trouble in {troubles.silent, troubles.dripping}
    expected = {True: {"It did not answer within 0.5 s."}, False: _BROKEN}[late]
    assert (False, None, False, True) == (answer.ok, answer.status, answer.permanent, answer.text in expected)


_BROKEN = {"It ends the connection.", "It ends the connection, or does not speak HTTP."}


def test_nobody_listens() -> None:
    """It says so in a sentence."""
    with troubles.refusing() as port:
        answer = deliver(channel(kind="webhook", url=f"http://127.0.0.1:{port}"), notification())
    assert Answer(ok=False, status=None, text="It refuses connections.") == answer


def test_a_certificate_of_nobody(authority: Authority) -> None:
    """It is not trusted, unless the settings say by whom it is signed."""
    with tls_server(authority.server()) as port:
        answer = deliver(channel(kind="webhook", url=f"https://127.0.0.1:{port}"), notification())
    text = "Its certificate is not trusted: unable to get local issuer certificate."
    assert Answer(ok=False, status=None, text=text) == answer


def test_no_secret_is_told() -> None:
    """What the other side repeats of the address, the password, the token and the signature's secret is hidden."""
    with sinks.http() as sink:
        url = f"http://me:pw-in-url@127.0.0.1:{sink.port}/services/T0/B0/abcdefgh12345678?key=querysecret1"
        echo = f"No {url} /services/T0/B0/abcdefgh12345678 querysecret1 pw-in-url {_SECRET} tok-0123456789\r\n\x1b[31m"
        sink.answer = lambda _: Said(400, echo + "x" * 5000)
        settings = channel(kind="webhook", url=url, secret=_SECRET, token="tok-0123456789")  # noqa: S106 (a test's own)
        answer = deliver(settings, notification())
    secrets = ["abcdefgh", "querysecret1", "pw-in-url", _SECRET, "tok-0123456789"]
    assert ([], LONGEST_ANSWER, True) == (
        [secret for secret in secrets if secret in answer.text + repr(settings)],
        len(answer.text),
        answer.text.isprintable(),
    )


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts(text: str) -> None:
    """JSON has a way to say each of them; only what is long is cut."""
    with sinks.http() as sink:
        answer = deliver(channel(kind="webhook", url=sink.url, timeout=60), hostile(text))
    told = sink.got[0].json.get("alerts", [sink.got[0].json])[0]["summary"]
    assert (True, kept(text)) == (answer.ok, told)


def test_through_a_proxy(authority: Authority) -> None:
    """An HTTP proxy leads to an HTTPS address, and gets its own name and password; they are in no answer."""
    asked: list[bytes] = []

    def tunnel(connection: socket.socket, over: threading.Event) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += connection.recv(1)
        asked.append(head)
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        troubles.slowed(target, 0.0)(connection, over)

    def answer(connection: socket.socket, _over: threading.Event) -> None:
        with context.wrap_socket(connection, server_side=True) as secured:
            got = secured.recv(65536)
            while b"\r\n\r\n" not in got or not got.endswith(b"}"):
                got += secured.recv(65536)
            secured.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    context = authority.server()
    with troubles.serving(answer) as target, troubles.serving(tunnel) as port:
        more = {"proxy": f"http://me:pw-of-proxy@127.0.0.1:{port}", "ca_file": str(authority.file), "timeout": 60}
        settings = channel(kind="webhook", url=f"https://127.0.0.1:{target}/hook", **more)
        found = deliver(settings, notification())
    assert (Answer(ok=True, status=200, text="200 OK: ok"), True, True, False) == (
        found,
        asked[0].startswith(f"CONNECT 127.0.0.1:{target} HTTP/1.1\r\n".encode()),
        base64.b64encode(b"me:pw-of-proxy") in asked[0],
        "pw-of-proxy" in repr(settings),
    )
