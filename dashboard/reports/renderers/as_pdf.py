"""A report as PDF: real text, vector charts, page numbers; set by Typst with the fonts in `fonts`, without a browser.

The template `report.typ` gets the document as JSON and shows its strings as text: nothing in them is markup. Nothing is
read but the template and the fonts, and the same report gives the same bytes.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from dashboard.reports import charts, formatting, notes
from dashboard.reports.document import Code, Drawn, Figures, Heading, Notes, Sentences, Table, document
from dashboard.style import palette

if TYPE_CHECKING:
    from dashboard.reports.document import Block, Column, Section
    from dashboard.reports.model import Report

TEMPLATE = Path(__file__).with_name("report.typ")
FONTS = Path(__file__).parent.parent / "fonts"
_LONG_WORD = re.compile(r"\S{30,}")
_BREAK_AFTER = re.compile(r"([/._,;:=&?-]|.{24})(?=.)")
_LONGEST_CODE = 5_000
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, *range(0x80, 0xA0), 0xFFFE, 0xFFFF), "�")
_TURNING = {code: f"⟨U+{code:04X}⟩" for code in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
"""Marks that turn the direction of text: what they do is told instead."""


def render(report: Report) -> bytes:
    """The report as PDF 1.7, tagged for those who have it read to them."""
    said = document(report)
    content = {
        "title": said.title,
        "badges": said.badges,
        "facts": said.facts,
        "footer": said.footer,
        "sections": [_section(section) for section in said.sections],
        "colors": asdict(charts.PAPER) | {"worse": palette.LIGHT.worse},
    }
    written = typst.compile(
        TEMPLATE.read_bytes(),
        sys_inputs={"report": json.dumps(_readable(content))},
        font_paths=_fonts(),
        timestamp=int(report.generated_at.timestamp()),
    )
    return bytes(written)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def _section(section: Section) -> dict[str, Any]:
    # The SQL takes pages and is for copying: the JSON, the HTML and the ZIP have it.
    if section.key == "sql":
        names = [block.label for block in section.blocks if isinstance(block, Code)]
        text = f"The SQL of all {len(names)} questions stands in the HTML, JSON and ZIP forms of this report."
        return {"title": section.title, "blocks": [_block(Sentences((text,)))]}
    return {"title": section.title, "blocks": [_block(block) for block in section.blocks]}


def _block(block: Block) -> dict[str, Any]:  # noqa: PLR0911 (one for each kind)
    """A block as the template takes it: its kind, and texts in pieces of (is a name, text)."""
    match block:
        case Sentences():
            pieces = formatting.pieces(" ".join(block.sentences))
            return {"kind": "sentences", "quiet": block.is_quiet, "pieces": [_piece(*piece) for piece in pieces]}
        case Notes():
            return {"kind": "notes", "nodes": _soft_tree(notes.to_tree(block.markdown))}
        case Figures():
            return {"kind": "figures", "figures": [asdict(figure) for figure in block.figures]}
        case Table():
            return {
                "kind": "table",
                "caption": block.caption,
                "columns": [asdict(column) for column in block.columns],
                "rows": [[_cell(*pair) for pair in zip(block.columns, row, strict=True)] for row in block.rows],
            }
        case Heading():
            return {"kind": "heading", "text": soft(block.text), "badges": block.badges, "about": soft(block.about)}
        case Code():
            text = block.text if len(block.text) <= _LONGEST_CODE else block.text[:_LONGEST_CODE] + "\n…"
            return {"kind": "code", "label": soft(block.label), "text": soft(text)}
        case Drawn():
            picture = block.picture
            return {"kind": "picture", "title": picture.title, "note": picture.note, "svg": picture.svg(charts.PAPER)}


def _piece(is_name: bool, text: str) -> dict[str, Any]:  # noqa: FBT001 (as words.pieces has it)
    return {"code": is_name, "text": soft(text)}


def _cell(column: Column, text: str) -> list[dict[str, Any]]:
    if column.kind == "sentence":
        return [_piece(*piece) for piece in formatting.pieces(text)]
    return [_piece(column.kind == "code", text)]


def soft(text: str) -> str:
    """Text that may break within its long words, as paths and ids are."""
    return _LONG_WORD.sub(lambda word: _BREAK_AFTER.sub("\\1\u200b", word.group()), text)


def _soft_tree(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**node, "text": soft(node.get("text", "")), "children": _soft_tree(node["children"])} for node in nodes]


def _readable(part: Any) -> Any:
    """Without control characters, which no font has."""
    if isinstance(part, str):
        return part.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL | _TURNING)
    if isinstance(part, dict):
        return {key: _readable(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_readable(item) for item in part]
    return part
