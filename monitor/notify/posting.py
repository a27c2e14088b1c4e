"""Posts to an address within a time limit, and judges what it answers by HTTP's rules."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from monitor import targets
from monitor.notify.channel import PROXIES, Answer

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Iterator, Mapping

    from monitor.limits import Limit
    from monitor.notify.channel import HttpSettings

logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs addresses, and those of most channels are secrets

MOST_ANSWER = 64 * 1024
"""Bytes of an answer that are read."""

_TRY_AGAIN = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    text: str
    headers: httpx.Headers

    @property
    def json(self) -> dict[str, Any]:
        """Its JSON object; empty where it is none."""
        try:
            found = json.loads(self.text)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


class _Backend(httpcore.SyncBackend):
    """Opens connections that end with a time limit, whatever the other side sends meanwhile."""

    def __init__(self, limit: Limit) -> None:
        self._limit = limit

    def connect_tcp(self, *arguments: Any, **named: Any) -> httpcore.NetworkStream:
        """Connect, and watch the connection."""
        stream = super().connect_tcp(*arguments, **named)
        connection: socket.socket = stream.get_extra_info("socket")
        self._limit.watch(connection)
        return stream


class _Transport(httpx.BaseTransport):
    """httpx over a pool of the limit's own connections. A proxy is one of the settings, not of the environment."""

    def __init__(self, settings: HttpSettings, limit: Limit) -> None:
        context = targets.tls_context(settings.ca_file, verify=settings.verify)
        if settings.proxy is None:
            self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=_Backend(limit))
        else:
            self._pool = _through(settings.proxy.get_secret_value(), context, limit)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        core = httpcore.Request(
            method=request.method,
            url=url,
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        reply = self._pool.handle_request(core)
        return httpx.Response(reply.status, headers=reply.headers, stream=_Stream(reply), extensions=reply.extensions)

    def close(self) -> None:
        """End its connections."""
        self._pool.close()


def _through(proxy: str, context: ssl.SSLContext, limit: Limit) -> httpcore.ConnectionPool:
    place = targets.parse(proxy, PROXIES)
    host = f"[{place.host}]" if ":" in place.host else place.host
    login = None if place.user is None else (place.user, place.password or "")
    url = f"{place.scheme}://{host}:{place.port}"
    return httpcore.HTTPProxy(url, proxy_auth=login, ssl_context=context, network_backend=_Backend(limit))


class _Stream(httpx.SyncByteStream):
    """The body of an answer, as it comes."""

    def __init__(self, reply: httpcore.Response) -> None:
        self._reply = reply

    def __iter__(self) -> Iterator[bytes]:
        return self._reply.iter_stream()

    def close(self) -> None:
        """Give the connection back."""
        self._reply.close()


def post(
    settings: HttpSettings, content: Any, limit: Limit, *, url: str = "", headers: Mapping[str, str] | None = None
) -> Reply:
    """What the address answers to `content`: bytes as they are, anything else as JSON. Redirects are not followed.

    Raises `httpx.HTTPError`, `httpcore`'s errors or `OSError` where nothing comes back.
    """
    body = content if isinstance(content, bytes) else written(content)
    sent = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Longtail", **(headers or {})}
    with httpx.Client(transport=_Transport(settings, limit), timeout=limit.remaining) as client:
        with client.stream("POST", url or settings.address, content=body, headers=sent) as reply:
            text = _start_of(reply)
        return Reply(reply.status_code, text, reply.headers)


def post_form(
    settings: HttpSettings, fields: Mapping[str, str], file: tuple[str, str, bytes], limit: Limit, *, url: str
) -> Reply:
    """What the address answers to a form with one PNG: the field's name, the file's, its content. Raises as `post`."""
    name, file_name, content = file
    made = httpx.Request("POST", url, data=dict(fields), files={name: (file_name, content, "image/png")})
    return post(settings, made.read(), limit, url=url, headers={"Content-Type": made.headers["Content-Type"]})


def written(content: Any) -> bytes:
    """JSON as it is posted."""
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")


def size(content: Any) -> int:
    """The bytes of it."""
    return len(written(content))


def _start_of(reply: httpx.Response) -> str:
    found = bytearray()
    for part in reply.iter_bytes():
        found += part
        if len(found) >= MOST_ANSWER:
            break
    return bytes(found[:MOST_ANSWER]).decode("utf-8", "replace")


def judged(reply: Reply) -> Answer:
    """An answer by its status: 2xx is right; 408, 425, 429 and 5xx may be tried again; nothing else may."""
    if HTTPStatus.OK <= reply.status < HTTPStatus.MULTIPLE_CHOICES:
        return Answer(ok=True, status=reply.status, text=said(reply))
    may_try = reply.status in _TRY_AGAIN or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    pause = retry_after(reply) if may_try else None
    return Answer(ok=False, status=reply.status, text=said(reply), retry_after=pause, permanent=not may_try)


def judged_by(reply: Reply, code: Any, busy: Mapping[int, float]) -> Answer:
    """An answer whose body has a number: 0 is right, those in `busy` may work after so many seconds, others never."""
    answer = judged(reply)
    if code in busy:
        return replace(answer, ok=False, retry_after=busy[code], permanent=False)
    return answer if not answer.ok or code == 0 else replace(answer, ok=False, permanent=True)


def said(reply: Reply, text: str | None = None) -> str:
    """The status and what was said, in one line."""
    words = reply.text if text is None else text
    return f"{reply.status} {_phrase(reply.status)}: {words}".rstrip(": ")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def retry_after(reply: Reply) -> float | None:
    """The seconds of `Retry-After`, which may also be a date (RFC 9110, 10.2.3)."""
    told = reply.headers.get("Retry-After", "").strip()
    if told.isascii() and told.isdecimal():
        return float(told)
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
