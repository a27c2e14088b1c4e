"""A stack trace as people read it: frames of the application stand out, library frames are folded, causes separated.

It comes as lines, of which the query says where a frame begins and whose it is. All of it is shown as the text it is:
escaped, with invisible signs made visible.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Literal, TypeAlias

from dashboard.style.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from dashboard.style.palette import Palette

Kind: TypeAlias = Literal["app", "library", "head", "note"]
_NOTE = re.compile(
    r"Traceback \(most recent call last\)|During handling of the above|The above exception was"
    r"|\s*\.\.\. \d+ (?:more|common)|goroutine \d+|\s*\| |\s*$"
)
_SHORTEST_FOLD = 2


@dataclass(slots=True)
class Block:
    """Lines that belong together: a frame with its code, the head of an exception, or a note between two of them."""

    kind: Kind
    lines: list[str] = field(default_factory=list)
    name: str = ""


def blocks(rows: Iterable[Mapping[str, Any]]) -> list[Block]:
    """The blocks of a stack, from the rows of the query error_stack."""
    found: list[Block] = []
    indent: int | None = None
    for row in rows:
        line = str(row["line"])
        if row["is_frame"]:
            indent = _indent(line)
            found.append(Block("app" if row["in_app"] else "library", [line], str(row["name"] or "")))
        elif indent is not None and _indent(line) > indent and not _NOTE.match(line):
            found[-1].lines.append(line)
        else:
            indent = None
            kind: Kind = "note" if _NOTE.match(line) else "head"
            if found and found[-1].kind == kind:
                found[-1].lines.append(line)
            else:
                found.append(Block(kind, [line]))
    return found


def culprit(found: Sequence[Block]) -> str | None:
    """The innermost application frame of the raised exception, else the innermost library frame."""
    frames = [block for block in found if block.kind in {"app", "library"}]
    own = [block for block in frames if block.kind == "app"] or frames
    if not own:
        return None
    return own[-1 if own[0].lines[0].lstrip().startswith('File "') else 0].name or None


def html(found: Sequence[Block], palette: Palette) -> str:
    """The blocks as HTML; runs of library frames are folded if the application has frames too."""
    fold = any(block.kind == "app" for block in found)
    parts = []
    for kind, run in groupby(found, key=lambda block: block.kind):
        frames = list(run)
        if kind == "library" and fold and len(frames) >= _SHORTEST_FOLD:
            inner = "".join(map(_block, frames))
            parts.append(f'<details class="lt-fold"><summary>{len(frames)} library frames</summary>{inner}</details>')
        else:
            parts.extend(map(_block, frames))
    return f'<div class="lt-stack" style="color:{palette.text};--lt-accent:{palette.accent}">{"".join(parts)}</div>'


def _block(block: Block) -> str:
    text = escape(visible("\n".join(block.lines)))
    return f'<div class="lt-{block.kind}" dir="ltr">{text}</div>'


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
