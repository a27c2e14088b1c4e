"""The notes: Markdown that people wrote, made safe for every format.

HTML in them is shown as text, links lead only to the web or to mail, a picture becomes a link to it, because a report
fetches nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable(["image"])
_WEB = re.compile(r"(?i)(?:https?://|mailto:)")
_FENCE = re.compile(r"^\s{0,3}(```|~~~)")
_HTML_OR_PICTURE = re.compile(r"(?<!\\)(<(?=[A-Za-z/!?])|!(?=\[))")
_SHIFT = 2
_DEEPEST = 6


def _link_is_safe(url: str) -> bool:
    return _WEB.match(url) is not None


_PARSER.validateLink = _link_is_safe  # type: ignore[method-assign] # how the parser is told


def _tokens(markdown: str) -> list[Token]:
    tokens = _PARSER.parse(markdown)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(_DEEPEST, int(token.tag[1]) + _SHIFT)}"
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("rel", "noopener noreferrer")
    return tokens


def to_html(markdown: str) -> Markup:
    """The notes as HTML; headings begin two levels down."""
    return Markup(_PARSER.renderer.render(_tokens(markdown), _PARSER.options, {}))  # noqa: S704 (made of escaped text)


def to_markdown(markdown: str) -> str:
    """The notes as they are, but for tags and pictures, which are shown as text."""
    lines, fenced = [], False
    for line in markdown.strip().splitlines():
        is_fence = _FENCE.match(line) is not None
        lines.append(line if fenced or is_fence else _HTML_OR_PICTURE.sub(r"\\\1", line))
        fenced = fenced != is_fence
    return "\n".join(lines)


def to_tree(markdown: str) -> list[dict[str, Any]]:
    """The notes as nodes `{"kind", "text"?, "level"?, "url"?, "children"}`, for a renderer that sets its own type."""
    root: dict[str, Any] = {"kind": "root", "children": []}
    _fill([root], _tokens(markdown))
    children: list[dict[str, Any]] = root["children"]
    return children


def _fill(stack: list[dict[str, Any]], tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.nesting == 1:
            node: dict[str, Any] = {"kind": token.type.removesuffix("_open"), "children": []}
            if token.tag[:1] == "h" and token.tag[1:].isdigit():
                node["level"] = int(token.tag[1:])
            if "href" in token.attrs:
                node["url"] = str(token.attrs["href"])
            stack[-1]["children"].append(node)
            stack.append(node)
        elif token.nesting == -1:
            stack.pop()
        elif token.type == "inline":
            _fill(stack, token.children or ())
        else:
            stack[-1]["children"].append({"kind": token.type, "text": token.content, "children": []})
