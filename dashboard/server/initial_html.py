"""The HTML that a browser gets first, with word of what the pages will need, so that it is fetched meanwhile.

A script of Streamlit's asks for the script of an element only when that element has come over the websocket, and then
for what that one imports. The installed Streamlit's manifest says all of it beforehand. Where the manifest or the HTML
is not as expected, the HTML stays as Streamlit made it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ELEMENTS = ("Html", "ButtonGroup", "DataFrame", "BidiComponent")
"""Streamlit's elements that every page draws at once, by their names in the manifest."""

_ENTRY = "index.html"
_UNUSED_FONT = re.compile(r'<link\s+rel="preload"\s+href="\./static/media/SourceSans[^>]*>\s*')


class FirstPage:
    """Middleware before st.App that completes its HTML.

    `modules` are further scripts that will be needed, `scripts` those that run before Streamlit's, by their URLs.
    """

    def __init__(self, app: ASGIApp, static: Path, modules: Sequence[str], scripts: Sequence[str] = ()) -> None:
        self._app = app
        self._links = "".join([*links(static, modules), *(f'<script src="./{name}"></script>\n' for name in scripts)])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Complete the HTML of a page; hand on everything else."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].count("/") > 1:
            await self._app(scope, receive, send)
            return
        if _wants_html(scope):  # as text: what Streamlit compresses cannot be completed
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
        await self._app(scope, receive, _Completing(send, self._links).send)


class _Completing:
    """Sends a response on; one that is HTML waits until it is whole and gets the links."""

    def __init__(self, send: Send, links: str) -> None:
        self._send = send
        self._links = links
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_html(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)

    async def _finish(self, start: Message) -> None:
        body = complete(self._body.decode("utf-8"), self._links).encode("utf-8")
        replaced = {b"content-length", b"etag", b"last-modified"}
        headers = [(name, value) for name, value in start["headers"] if name.lower() not in replaced]
        headers.append((b"content-length", str(len(body)).encode("ascii")))
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def _wants_html(scope: Scope) -> bool:
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


def _is_html(start: Message) -> bool:
    headers = {name.lower(): value for name, value in start["headers"]}
    return (
        start["status"] == 200  # noqa: PLR2004 (OK)
        and headers.get(b"content-type", b"").startswith(b"text/html")
        and b"content-encoding" not in headers
    )


def complete(html: str, links: str) -> str:
    """Streamlit's HTML with the links at the end of its head, and without the font that no page uses."""
    if "</head>" not in html or "./static/js/" not in html:
        return html
    return _UNUSED_FONT.sub("", html).replace("</head>", f"{links}</head>", 1)


def links(static: Path, modules: Sequence[str]) -> Iterator[str]:
    """One link for each script that the HTML does not name already.

    Scripts only: of a font or a style that is fetched early and used late a browser complains on its console.
    """
    for name in [*_needed(_manifest(static)), *modules]:
        yield f'<link rel="modulepreload" crossorigin href="./{name}">\n'


def _manifest(static: Path) -> Mapping[str, Any]:
    """The file of each part of Streamlit's scripts; empty if they cannot be read."""
    try:
        found = json.loads((static / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    well_formed = isinstance(found, dict) and all(
        isinstance(entry, dict) and isinstance(entry.get("file"), str) for entry in found.values()
    )
    return found if well_formed and _ENTRY in found else {}


def _needed(manifest: Mapping[str, Any]) -> Iterator[str]:
    """The scripts of the elements with all that they import, without what the entry brings."""
    if not manifest:
        return
    seen = set(_closure(manifest, [_ENTRY]))
    starts = [key for key, entry in manifest.items() if entry.get("name") in _ELEMENTS]
    for key in _closure(manifest, starts):
        if key not in seen:
            seen.add(key)
            yield manifest[key]["file"]


def _closure(manifest: Mapping[str, Any], keys: Sequence[str]) -> Iterator[str]:
    waiting, seen = list(reversed(keys)), set()
    while waiting:
        key = waiting.pop()
        if key in manifest and key not in seen:
            seen.add(key)
            yield key
            waiting.extend(reversed(manifest[key].get("imports", ())))
