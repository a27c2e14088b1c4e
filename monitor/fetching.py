"""Gets a document over HTTP from a server that may be hostile: bounded in time, bytes, redirects and unpacked size."""

from __future__ import annotations

import http.client
import ssl
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, urljoin, urlsplit

from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.limits import Limit

_MOST_REDIRECTS: Final = 5
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PART: Final = 64 * 1024
_PORTS: Final = {"http": 80, "https": 443}
_GZIP: Final = 31
"""zlib's word for a stream with gzip's header and window."""


class FetchError(LongtailError):
    """Why there is no document: one sentence, without the URL, which may hold a password."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for; `headers` go to the first host only, because they may hold a password."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    most_bytes: int = 16 * 1024 * 1024
    context: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A whole body, unpacked, and its type as the server says it."""

    body: bytes
    content_type: str


def get(request: Request, limit: Limit) -> Document:
    """The document, from wherever redirects lead.

    Raises `FetchError`, or `OSError` where the server cannot be reached.
    """
    url, headers = urlsplit(request.url), request.headers
    for _ in range(_MOST_REDIRECTS + 1):
        answer, connection = _ask(url, headers, request.context, limit)
        try:
            if answer.status not in _REDIRECTS:
                return _document(answer, request.most_bytes, limit)
            following = urlsplit(urljoin(url.geturl(), answer.getheader("Location", "")))
        finally:
            answer.close()
            connection.close()
        if following.netloc != url.netloc or following.scheme != url.scheme:
            headers = {}
        url = following
    sentence = f"It redirects more than {_MOST_REDIRECTS} times."
    raise FetchError(sentence)


def _ask(
    url: SplitResult, headers: Mapping[str, str], context: ssl.SSLContext | None, limit: Limit
) -> tuple[http.client.HTTPResponse, http.client.HTTPConnection]:
    if url.scheme not in _PORTS or not url.hostname:
        sentence = "It redirects to what is no HTTP address."
        raise FetchError(sentence)
    port = url.port or _PORTS[url.scheme]
    connection = http.client.HTTPConnection(url.hostname, port)
    link = limit.connect(url.hostname, port)
    try:
        if url.scheme == "https":
            link = (context or ssl.create_default_context()).wrap_socket(link, server_hostname=url.hostname)
            link.settimeout(limit.remaining)
        connection.sock = link
        path = f"{url.path or '/'}{f'?{url.query}' if url.query else ''}"
        connection.request("GET", path, headers={"Accept-Encoding": "gzip", "User-Agent": "Longtail", **headers})
        return connection.getresponse(), connection
    except (http.client.HTTPException, ValueError) as error:
        link.close()
        sentence = f"It does not speak HTTP ({type(error).__name__})."
        raise FetchError(sentence) from error
    except BaseException:
        link.close()
        raise


def _document(answer: http.client.HTTPResponse, most: int, limit: Limit) -> Document:
    if answer.status != http.client.OK:
        sentence = f"It answers with status {answer.status}."
        raise FetchError(sentence)
    is_packed = answer.getheader("Content-Encoding", "").lower() in {"gzip", "x-gzip"}
    parts = _parts(answer, limit)
    body = bytearray()
    for part in _unpacked(parts, most) if is_packed else parts:
        body += part
        if len(body) > most:
            sentence = f"It sends more than {most:,} bytes."
            raise FetchError(sentence)
    return Document(bytes(body), answer.getheader("Content-Type", ""))


def _parts(answer: http.client.HTTPResponse, limit: Limit) -> Iterator[bytes]:
    """What comes, as it comes: a server that sends one byte a second is noticed when its time is over."""
    left = answer.length
    try:
        while part := answer.read1(_PART):
            yield part
            left = None if left is None else left - len(part)
            if limit.is_over:
                break
    except http.client.HTTPException as error:
        sentence = f"It ends in the middle ({type(error).__name__})."
        raise FetchError(sentence) from error
    if limit.is_over:
        sentence = f"It takes longer than {limit.seconds:g} s."
        raise FetchError(sentence)
    if left:
        sentence = "It ends in the middle."
        raise FetchError(sentence)


def _unpacked(parts: Iterator[bytes], most: int) -> Iterator[bytes]:
    """Unpacks no more than is wanted of a stream that unpacks to far more than it is."""
    stream = zlib.decompressobj(_GZIP)
    try:
        for part in parts:
            yield stream.decompress(part, most + 1)
            if stream.unconsumed_tail:
                yield stream.decompress(stream.unconsumed_tail, most + 1)
        yield stream.flush()
    except zlib.error as error:
        sentence = "It is not packed as it says."
        raise FetchError(sentence) from error
    if not stream.eof:
        sentence = "It ends in the middle."
        raise FetchError(sentence)
