"""A report as GitHub Flavored Markdown: for a ticket, a wiki, a pull request. Charts become small tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dashboard.reports import formatting, notes
from dashboard.reports.document import Code, Drawn, Figures, Heading, Notes, Sentences, Table, document
from dashboard.style import numbers
from dashboard.style.text import in_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.reports.document import Block, Column, Document
    from dashboard.reports.model import Point, Report

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&@$])")
_LEADING = re.compile(r"^(\d*)([-+=.)])")
"""What would begin a list or a heading; a backslash is one only before punctuation."""
_MOST_ROWS = 12


def render(report: Report) -> bytes:
    """UTF-8."""
    return (in_file("\n".join(_lines(report, document(report)))).strip() + "\n").encode()


def _lines(report: Report, said: Document) -> Iterator[str]:
    badges = "".join(f" · {plain(badge)}" for badge in said.badges)
    yield f"# {plain(said.title)}{badges}"
    yield ""
    for name, value in said.facts:
        yield f"- **{name}**: {plain(value)}"
    for section in said.sections:
        yield ""
        yield f"## {section.title}"
        if section.key == "charts":
            yield ""
            yield from _series(report)
            continue
        for block in section.blocks:
            yield ""
            yield from _block(block)
    yield ""
    yield "---"
    yield ""
    yield plain(said.footer)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Sentences():
            text = " ".join(marked(sentence) for sentence in block.sentences)
            yield f"<sub>{text}</sub>" if block.is_quiet else text
        case Notes():
            yield notes.to_markdown(block.markdown)
        case Figures():
            yield "| | now | before | change |"
            yield "|---|---:|---:|---:|"
            for figure in block.figures:
                yield f"| {figure.label} | {figure.value} | {figure.before} | {figure.change} |"
        case Table():
            yield from _table(block)
        case Heading():
            badges = "".join(f" {_code(badge)}" for badge in block.badges)
            yield f"### {_code(block.text)}{badges}"
            if block.about:
                yield ""
                yield plain(block.about)
        case Code():
            yield from _fenced(block)
        case Drawn():
            yield f"*{plain(block.picture.title)}*"


def _table(table: Table) -> Iterator[str]:
    yield "| " + " | ".join(column.label for column in table.columns) + " |"
    yield "|" + "|".join("---:" if column.kind == "number" else "---" for column in table.columns) + "|"
    for row in table.rows:
        yield "| " + " | ".join(_cell(*pair) for pair in zip(table.columns, row, strict=True)) + " |"
    if table.caption:
        yield ""
        yield f"<sub>{plain(table.caption)}</sub>"


def _cell(column: Column, text: str) -> str:
    if column.kind == "code":
        return _code(text).replace("|", "\\|") if text else ""
    return marked(text) if column.kind == "sentence" else plain(text)


def plain(text: str) -> str:
    """Text of which nothing is Markdown or HTML, on one line."""
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _LEADING.sub(r"\1\\\2", line).replace("://", ":&#47;&#47;").replace("www.", "www&#46;")


def marked(sentence: str) -> str:
    """A sentence with its names as code."""
    return "".join(_code(part) if is_name else _inner(part) for is_name, part in formatting.pieces(sentence))


def _inner(text: str) -> str:
    """A part of a sentence, with the spaces at its ends."""
    body = text.strip()
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{plain(body)}{after}" if body else text


def _code(text: str) -> str:
    """Inline code, with as many backticks around it as its own demand."""
    line = " ".join(text.split())
    longest = max((len(run) for run in re.findall(r"`+", line)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{ticks}{pad}{line}{pad}{ticks}"


def _fenced(code: Code) -> Iterator[str]:
    longest = max((len(run) for run in re.findall(r"`+", code.text)), default=0)
    fence = "`" * max(3, longest + 1)
    if not code.is_open:
        yield f"<details><summary>{_html(code.label)}</summary>"
    else:
        yield plain(code.label)
    yield ""
    yield f"{fence}{code.language or 'text'}"
    yield code.text
    yield fence
    if not code.is_open:
        yield ""
        yield "</details>"


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _series(report: Report) -> Iterator[str]:
    """The minutes in at most twelve parts, as a table."""
    points = report.evidence.minutes.points
    if not points:
        return
    size = -(-len(points) // _MOST_ROWS)
    note = f" ({report.evidence.minutes.note})" if report.evidence.minutes.note else ""
    yield f"{formatting.plural(size, 'minute')} a row{note}."
    yield ""
    yield "| from | records | errors | requests | failed | slow | highest p95 |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for start in range(0, len(points), size):
        yield _summed(points[start : start + size])


def _summed(points: tuple[Point, ...]) -> str:
    p95 = max((point.p95_ms for point in points if point.p95_ms is not None), default=None)
    counts = [
        f"{sum(getattr(point, name) for point in points):,}"
        for name in ("records", "errors", "requests", "failed_requests", "slow_requests")
    ]
    return "| " + " | ".join([formatting.full(points[0].at), *counts, numbers.milliseconds(p95)]) + " |"
