"""A report as a file: one module for each format."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from dashboard.reports.renderers import as_html, as_json, as_markdown, as_pdf, as_zip

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dashboard.reports.model import Report


class Format(StrEnum):
    """What a report can be written as."""

    HTML = "html"
    PDF = "pdf"
    MARKDOWN = "md"
    JSON = "json"
    ZIP = "zip"


MEDIA_TYPES: Mapping[Format, str] = {
    Format.HTML: "text/html; charset=utf-8",
    Format.PDF: "application/pdf",
    Format.MARKDOWN: "text/markdown; charset=utf-8",
    Format.JSON: "application/json",
    Format.ZIP: "application/zip",
}
_RENDERERS: Mapping[Format, Callable[[Report], bytes]] = {
    Format.HTML: as_html.render,
    Format.PDF: as_pdf.render,
    Format.MARKDOWN: as_markdown.render,
    Format.JSON: as_json.render,
    Format.ZIP: as_zip.render,
}


def render(report: Report, form: Format) -> bytes:
    """The report as a file of that format."""
    return _RENDERERS[form](report)
