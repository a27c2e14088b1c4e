"""Scripts, styles and fonts: what is answered, compressed, kept by browsers, and what is left to Streamlit."""

from __future__ import annotations

import gzip
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from starlette.responses import PlainTextResponse

from dashboard.server.assets import Assets, Folder
from tests.dashboard.asgi import ask

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = b"export default 1;\n" * 100
TAG = sha256(SCRIPT).hexdigest()[:12]
GZIP = {"Accept-Encoding": "br, gzip"}


@pytest.fixture
def assets(tmp_path: Path) -> Assets:
    """A folder of fixed names and one of changing content, before an application that says "beyond"."""
    for name in ("fixed/js/a.js", "own/b.js", "own/font.woff2", "secret.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(SCRIPT)
    folders = (
        Folder("/static", tmp_path / "fixed", is_named_by_content=True),
        Folder("/app/static", tmp_path / "own", is_named_by_content=False),
    )
    return Assets(PlainTextResponse("beyond"), folders)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/static/js/a.js", "public, max-age=31536000, immutable"),
        ("/app/static/b.js", "public, max-age=3600"),
        (f"/app/static/b.js?{TAG}", "public, max-age=31536000, immutable"),
        ("/app/static/b.js?other", "public, max-age=3600"),
    ],
)
def test_kept(assets: Assets, target: str, expected: str) -> None:
    """A browser keeps for good what has a name or an address of its content, and anything else for an hour."""
    reply = ask(assets, target)
    assert (200, SCRIPT, expected) == (reply.status, reply.body, reply.headers["cache-control"])


@pytest.mark.parametrize(
    ("target", "client", "headers", "expected"),
    [
        ("/static/js/a.js", "192.0.2.7", GZIP, "gzip"),
        ("/static/js/a.js", "127.0.0.1", GZIP, None),
        ("/static/js/a.js", "::1", GZIP, None),
        ("/static/js/a.js", "testclient", GZIP, "gzip"),
        ("/static/js/a.js", "192.0.2.7", {}, None),
        ("/app/static/font.woff2", "192.0.2.7", GZIP, None),
    ],
)
def test_compressed(assets: Assets, target: str, client: str, headers: dict[str, str], expected: str | None) -> None:
    """Text is compressed for other machines that ask for it; a font, or anything on this machine, is not."""
    reply = ask(assets, target, client=client, headers=headers)
    body = gzip.decompress(reply.body) if expected else reply.body
    assert (expected, SCRIPT, str(len(reply.body))) == (
        reply.headers.get("content-encoding"),
        body,
        reply.headers["content-length"],
    )


def test_unchanged(assets: Assets) -> None:
    """A browser that has the content is told so."""
    tag = ask(assets, "/app/static/b.js").headers["etag"]
    reply = ask(assets, "/app/static/b.js", headers={"If-None-Match": tag})
    assert (304, b"") == (reply.status, reply.body)


def test_head(assets: Assets) -> None:
    """HEAD tells the length and sends nothing."""
    reply = ask(assets, "/static/js/a.js", method="HEAD")
    assert (200, str(len(SCRIPT)), b"") == (reply.status, reply.headers["content-length"], reply.body)


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("GET", "/"),
        ("GET", "/static/js/none.js"),
        ("GET", "/static/../secret.js"),
        ("GET", "/static/js/../../../secret.js"),
        ("GET", "/static//js/a.js"),
        ("POST", "/static/js/a.js"),
    ],
)
def test_everything_else_is_handed_on(assets: Assets, method: str, target: str) -> None:
    """What is no file of the folders goes to the application behind."""
    assert ask(assets, target, method=method).body == b"beyond"
