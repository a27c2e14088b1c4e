"""What every answer tells the browser: to keep it out of other sites, and to run nothing in it that is not ours."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from starlette.types import Message, Send

_PIECE_BYTES = 256 * 1024
"""An answer goes out in pieces, so that one which nobody reads does not wait in memory."""

_DROPPED = {b"server", b"x-powered-by", b"access-control-allow-origin", b"access-control-allow-credentials"}
_FOR_ALL = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"SAMEORIGIN"),
)
_OTHER = b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def page_policy(html: Path) -> bytes:
    """The Content-Security-Policy of the pages: scripts from this server, and those that stand in Streamlit's HTML.

    Streamlit puts styles into the document as it runs, and imports the scripts of components from blobs.
    """
    inline = " ".join(f"'sha256-{_digest(script)}'" for script in _scripts(html))
    rules = {
        "default-src": "'self'",
        "script-src": f"'self' blob: 'wasm-unsafe-eval' {inline}".rstrip(),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "media-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "frame-src": "'self' blob: data:",
        "connect-src": "'self' data: blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items()).encode("ascii")


def _scripts(html: Path) -> list[str]:
    try:
        return _INLINE.findall(html.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return []


def _digest(script: str) -> str:
    return b64encode(sha256(script.encode()).digest()).decode("ascii")


class Guarded:
    """Sends an answer on, with the headers; `policy` is that of pages."""

    def __init__(self, send: Send, policy: bytes) -> None:
        self._send = send
        self._policy = policy

    async def send(self, message: Message) -> None:
        """What the application calls."""
        if message["type"] in {"http.response.start", "websocket.http.response.start"}:
            await self._send({**message, "headers": list(self._headers(message.get("headers", ())))})
        elif message["type"] == "http.response.body" and len(message.get("body", b"")) > _PIECE_BYTES:
            for piece in _pieces(message):
                await self._send(piece)
        else:
            await self._send(message)

    def _headers(self, headers: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
        kept = [(name, value) for name, value in headers if name.lower() not in _DROPPED]
        told = {name.lower(): value for name, value in kept}
        yield from kept
        yield from ((name, value) for name, value in _FOR_ALL if name not in told)
        if b"content-security-policy" not in told:
            kind = told.get(b"content-type", b"")
            yield (b"content-security-policy", self._policy if _is_page(kind) else _OTHER)


def _is_page(kind: bytes) -> bool:
    """Whether it is HTML or a script: a worker has the policy that its script came with."""
    return kind.startswith((b"text/html", b"text/javascript", b"application/javascript"))


def _pieces(message: Message) -> Iterator[Message]:
    body = memoryview(message["body"])
    for start in range(0, len(body), _PIECE_BYTES):
        is_last = start + _PIECE_BYTES >= len(body)
        more = message.get("more_body", False) or not is_last
        yield {**message, "body": bytes(body[start : start + _PIECE_BYTES]), "more_body": more}
