"""Every text from logs goes through one door per format, and is text behind it: one list of hostile texts for all."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pyarrow as pa
import pytest
from markdown_it import MarkdownIt

from dashboard.reports import charts
from dashboard.reports.renderers import as_markdown
from dashboard.results import export, terminal
from dashboard.results.export import Format
from dashboard.results.query_result import QueryResult
from dashboard.style import text as doors
from tests.security.hostile_texts import HOSTILE, UNSEEN

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_AUTOLINK = re.compile(r"(?i)https?://|www\.|[-.\w+]@[-\w]|mailto:[-.\w]")

pytestmark = pytest.mark.parametrize("text", HOSTILE)


def _result(text: str) -> QueryResult:
    """A result of one cell, whose column is named so, too."""
    readable = text.encode(errors="replace").decode()
    batch = pa.RecordBatch.from_arrays([pa.array([readable])], [readable])
    return QueryResult((readable,), ("varchar",), batch.schema, iter([batch]))


def _unseen(shown: str) -> list[str]:
    return [sign for sign in UNSEEN if sign in shown]


class _Page(HTMLParser):
    """Which elements a page has."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 (how the parser calls it)
        """Called for each element."""
        self.tags.add(tag)


def test_labels_of_pages(text: str) -> None:
    """Streamlit's Markdown shows it on one line, without elements, and nothing that it would take for an address."""
    shown = doors.plain(text)
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(shown)
    page = _Page()
    page.feed(html)
    assert page.tags <= {"p"}
    assert _AUTOLINK.search(re.sub("<[^>]*>", "", html)) is None


def test_markdown_files(text: str) -> None:
    """In a paragraph as in code: no element, no unseen character, text that can be encoded."""
    file = doors.in_file(f"{as_markdown.plain(text)}\n\n{as_markdown._code(text)}\n")
    assert (_unseen(file), file.encode().decode()) == ([], file)
    page = _Page()
    page.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(file))
    assert page.tags <= {"p", "code"}


def test_svg(text: str) -> None:
    """The picture is valid XML with that text and no more elements."""
    drawn = charts._svg(text, 20, [charts._text(1, 2, text, "red", "start")])
    root = ET.fromstring(drawn)  # noqa: S314 (our own)
    assert [element.tag.rpartition("}")[2] for element in root.iter()] == ["svg", "text"]
    assert _unseen(drawn) == []


def test_csv_for_spreadsheets(text: str) -> None:
    """No cell begins a formula, with whatever sign the spreadsheet ends cells."""
    written = b"".join(export.chunks(_result(text), Format.CSV, spreadsheet=True)).decode()
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert len(rows) == 2
    cells = [
        cell for sign in ",;\t" for row in csv.reader(io.StringIO(written, newline=""), delimiter=sign) for cell in row
    ]
    assert [cell for cell in cells if _FORMULA.match(cell)] == []


def test_exact_csv(text: str) -> None:
    """Without `spreadsheet`, what comes out is what went in."""
    result = _result(text)
    written = b"".join(export.chunks(result, Format.CSV)).decode()
    expected = text.encode(errors="replace").decode()
    assert list(csv.reader(io.StringIO(written, newline=""))) == [[expected], [expected]]


def test_the_terminal(text: str) -> None:
    """A table shows what is there, and nothing moves the cursor or paints."""
    out = io.BytesIO()
    terminal.print_result(_result(text), out)
    assert _unseen(out.getvalue().decode()) == []


def test_file_names(text: str) -> None:
    """A name within its folder and within a header."""
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", doors.file_name(text))
