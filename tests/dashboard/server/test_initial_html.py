"""The first HTML: it names what pages will need, and stays as it was where Streamlit is not as expected."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse
from streamlit import file_util

from dashboard.server.initial_html import FirstPage, complete, links
from tests.dashboard.asgi import ask

if TYPE_CHECKING:
    from starlette.responses import Response

HTML = '<html><head><script type="module" src="./static/js/index.a.js"></script></head><body></body></html>'
MANIFEST = {
    "index.html": {"file": "static/js/index.a.js", "imports": ["_known.js"], "dynamicImports": ["grid"]},
    "_known.js": {"file": "static/js/known.b.js"},
    "grid": {
        "file": "static/js/grid.c.js",
        "name": "DataFrame",
        "imports": ["_known.js", "_cell.js"],
        "css": ["g.css"],
    },
    "_cell.js": {"file": "static/js/cell.d.js", "imports": ["grid"]},
    "other": {"file": "static/js/other.e.js", "name": "Balloons"},
}


def _named(static: Path) -> list[str]:
    return re.findall(r'href="\./([^"]+)"', "".join(links(static, ["app/static/plot.js?1"])))


def test_links(tmp_path: Path) -> None:
    """Named are the scripts of the elements that pages draw, each once, none that the HTML names itself."""
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    assert [
        "static/js/grid.c.js",
        "static/js/cell.d.js",
        "app/static/plot.js?1",
    ] == _named(tmp_path)


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"index.html": 1}', '{"index.html": {"file": 1}}'])
def test_unknown_manifest(tmp_path: Path, content: str | None) -> None:
    """Where Streamlit's manifest is not as expected, only our own script is named."""
    if content is not None:
        (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    assert _named(tmp_path) == ["app/static/plot.js?1"]


def test_installed_streamlit() -> None:
    """The Streamlit that is installed has what the links name, and the elements are found in it."""
    static = Path(file_util.get_static_dir())
    found = [name for name in _named(static) if name.startswith("static/")]
    assert ([], True, True) == (
        [name for name in found if not (static / name).is_file()],
        any("DataFrame" in name for name in found),
        any("BidiComponent" in name for name in found),
    )


def test_complete() -> None:
    """Links come at the end of the head, and the font that no page uses is not fetched."""
    font = (
        '<link\n rel="preload"\n href="./static/media/SourceSansVF-Upright.ttf.x.woff2"\n as="font"\n crossorigin\n/>'
    )
    html = HTML.replace("<head>", f"<head>{font}")
    assert HTML.replace("</head>", "LINKS</head>") == complete(html, "LINKS")


@pytest.mark.parametrize(
    ("path", "response", "expected"),
    [
        ("/", HTMLResponse(HTML), True),
        ("/trends", HTMLResponse(HTML), True),
        ("/api/docs", HTMLResponse(HTML), False),
        ("/", HTMLResponse("<html><head></head></html>"), False),
        ("/", HTMLResponse(HTML, status_code=404), False),
        ("/healthz", JSONResponse({"html": HTML}), False),
        ("/metrics", PlainTextResponse(HTML), False),
    ],
)
def test_only_pages_are_completed(tmp_path: Path, path: str, response: Response, *, expected: bool) -> None:
    """The HTML of pages is completed and its length is right; every other response passes as it is."""
    reply = ask(FirstPage(response, tmp_path, ["plot.js"]), path)
    assert (expected, str(len(reply.body))) == (b"plot.js" in reply.body, reply.headers["content-length"])
    assert (expected or reply.body == response.body) is True
