"""Scripts, styles and fonts of the pages, out of memory: a browser asks for a hundred of them before it draws anything.

Streamlit reads each from the disk in pieces, every read in a thread of its own, and sends it as it is. Here a file is
read once, sent in one piece, and to other machines compressed (once; on the same machine that would only cost time).
Only files that stood in the folders when the server started are known, so no name leads anywhere else.
"""

from __future__ import annotations

import asyncio
import gzip
import mimetypes
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from starlette.types import ASGIApp, Receive, Scope, Send

_FOR_GOOD = "public, max-age=31536000, immutable"
_FOR_AN_HOUR = "public, max-age=3600"
_COMPRESSIBLE = (".js", ".css", ".svg", ".json")
_LEAST_BYTES = 1000
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Folder:
    """Files to serve under a path of the URL; `is_named_by_content` if a name changes with its content."""

    url: str
    path: Path
    is_named_by_content: bool


@dataclass(slots=True)
class _Asset:
    path: Path
    is_named_by_content: bool
    content: bytes | None = None
    compressed: bytes | None = None
    tag: str = ""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def load(self, *, compress: bool) -> bytes:
        """The file's bytes, read (and compressed) at the first request for them."""
        async with self.lock:
            if self.content is None:
                self.content = await asyncio.to_thread(self.path.read_bytes)
                self.tag = sha256(self.content).hexdigest()[:12]
            if compress and self.compressed is None:
                self.compressed = await asyncio.to_thread(gzip.compress, self.content, _LEVEL, mtime=0)
            return self.compressed if compress and self.compressed is not None else self.content

    def is_compressible(self) -> bool:
        """Whether compressing it makes it smaller by much."""
        return self.path.suffix in _COMPRESSIBLE and self.path.stat().st_size >= _LEAST_BYTES


class Assets:
    """Middleware before st.App that serves the files of its folders."""

    def __init__(self, app: ASGIApp, folders: tuple[Folder, ...]) -> None:
        self._app = app
        self._assets = _find(folders)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for a known file; hand on everything else."""
        asset = self._assets.get(scope["path"]) if scope["type"] == "http" else None
        if asset is None or scope["method"] not in {"GET", "HEAD"} or scope.get("root_path"):
            await self._app(scope, receive, send)
            return
        response = await _answer(asset, scope)
        await response(scope, receive, send)


def _find(folders: tuple[Folder, ...]) -> Mapping[str, _Asset]:
    return {
        f"{folder.url}/{path.relative_to(folder.path).as_posix()}": _Asset(path, folder.is_named_by_content)
        for folder in folders
        for path in folder.path.rglob("*")
        if path.is_file()
    }


async def _answer(asset: _Asset, scope: Scope) -> Response:
    headers = Headers(scope=scope)
    compress = asset.is_compressible() and "gzip" in headers.get("accept-encoding", "") and not _is_near(scope)
    content = await asset.load(compress=compress)
    is_fixed = asset.is_named_by_content or scope.get("query_string", b"").decode("latin-1") == asset.tag
    answered = {
        "Cache-Control": _FOR_GOOD if is_fixed else _FOR_AN_HOUR,
        "ETag": f'W/"{asset.tag}"',
        "Vary": "Accept-Encoding",
    }
    if headers.get("if-none-match") == answered["ETag"]:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=answered)
    if compress:
        answered["Content-Encoding"] = "gzip"
    return Response(
        b"" if scope["method"] == "HEAD" else content,
        headers=answered | {"Content-Length": str(len(content))},
        media_type=_media_type(asset.path),
    )


def _is_near(scope: Scope) -> bool:
    """Whether the browser is on this machine."""
    client = scope.get("client")
    try:
        return client is not None and ip_address(client[0]).is_loopback
    except ValueError:
        return False


def _media_type(path: Path) -> str:
    if path.suffix == ".js":
        return "text/javascript"  # whatever the machine's own table of types says
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"
