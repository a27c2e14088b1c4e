"""A report as one HTML file that opens anywhere: style, font and charts are in it, and nothing is fetched.

A content security policy in the file holds it to that. It follows the reader's light or dark theme and has a style for
paper. All text is escaped by the template; only the notes are markup, made by `notes` from escaped text.
"""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dashboard.reports import charts, formatting, notes
from dashboard.reports.document import document
from dashboard.style import palette
from dashboard.style.text import in_file

if TYPE_CHECKING:
    from jinja2 import Template

    from dashboard.reports.document import Block
    from dashboard.reports.model import Report
    from dashboard.reports.pictures import Picture

_HERE = Path(__file__).parent
_FONT = _HERE.parent.parent / "static" / "InterTabular.woff2"


def render(report: Report) -> bytes:
    """UTF-8."""
    text = _template().render(
        document=document(report),
        font=_font(),
        light=_variables(palette.LIGHT),
        dark=_variables(palette.DARK),
    )
    return in_file(text).encode("utf-8")


def _kind(block: Block) -> str:
    return type(block).__name__.lower()


def _drawn(picture: Picture) -> Markup:
    return Markup(picture.svg(charts.PAGE))  # noqa: S704 (charts escape what they are given)


def _variables(colors: palette.Palette) -> Markup:
    paint = charts.of(colors)
    pairs = [(name, getattr(paint, name)) for name in charts.Paint.__slots__]
    pairs += [("surface", colors.surface), ("worse", colors.worse)]
    return Markup("".join(f"--{name}:{color};" for name, color in pairs))  # noqa: S704 (our own colours)


@cache
def _font() -> str:
    return base64.b64encode(_FONT.read_bytes()).decode("ascii")


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"kind": _kind, "drawn": _drawn, "notes": notes.to_html, "pieces": formatting.pieces}
    return environment.get_template("report.html.jinja")
