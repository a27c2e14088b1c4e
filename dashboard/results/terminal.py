"""What the command shows people: tables on standard output, notes and progress on standard error.

Text from logs is shown as text: control characters and escape sequences are written out, so a log line cannot repaint
the terminal that looks at it.
"""

from __future__ import annotations

import io
import sys
import time
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, BinaryIO, TextIO

import pyarrow as pa
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from dashboard.results.values import as_text, visible
from ingest.files.identity import paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dashboard.results.query_result import QueryResult
    from ingest.service import Status

_PAGE_ROWS = 1000
_CELL_LIMIT = 80
_UNBOUNDED = 1_000_000
_PLAIN_SECONDS = 5.0
Row = list[str | None]


def note(sentence: str) -> None:
    """One line on standard error."""
    print(paths.safe(sentence), file=sys.stderr, flush=True)  # noqa: T201 (this is the command's voice)


def print_result(result: QueryResult, out: BinaryIO | None = None) -> int:
    """The result as a table, or row by row if the terminal is too narrow; returns the number of rows.

    Off a terminal (`out` is a file), nothing is cut or wrapped. Widths are found for a page of rows at a time, so
    memory does not follow the number of rows.
    """
    right = [_is_number(kind) for kind in result.schema.types]
    rows = _rows(result.batches)
    text = io.TextIOWrapper(out, encoding="utf-8", write_through=True) if out else sys.stdout
    total = 0
    while (page := list(islice(rows, _PAGE_ROWS))) or total == 0:
        _print_page(text, result.names, page, right, first_row=total + 1)
        total += len(page)
        if not page:
            break
    if out is not None:
        text.detach()  # type: ignore[union-attr] # the file stays its owner's
    return total


def _print_page(text: TextIO, names: Iterable[str], rows: list[Row], right: list[bool], first_row: int) -> None:
    console = Console(file=text, highlight=False)
    headings = [visible(name) for name in names]
    if console.is_terminal and _width(headings, rows) > console.width:
        _print_records(console, headings, rows, first_row)
        return
    if not console.is_terminal:
        console = Console(file=text, highlight=False, width=_UNBOUNDED, no_color=True)
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else box.ASCII2, pad_edge=False)
    for heading, numeric in zip(headings, right, strict=True):
        table.add_column(Text(heading), justify="right" if numeric else "left", no_wrap=True, overflow="ellipsis")
    limit = _CELL_LIMIT if console.is_terminal else _UNBOUNDED
    for row in rows:
        table.add_row(*(_cell(value, limit) for value in row))
    console.print(table)


def _rows(batches: Iterable[pa.RecordBatch]) -> Iterator[Row]:
    return chain.from_iterable(
        (list(row) for row in zip(*(as_text(column) for column in batch.columns), strict=True)) for batch in batches
    )


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _width(headings: list[str], rows: list[Row]) -> int:
    """The columns that the widest rows take, cells cut at their limit, three for each gap."""
    widths = [cell_len(heading) for heading in headings]
    for row in rows:
        for position, value in enumerate(row):
            widths[position] = max(widths[position], min(_CELL_LIMIT, len(value or "NULL")))
    return sum(widths) + 3 * len(widths)


def _cell(value: str | None, limit: int) -> Text:
    if value is None:
        return Text("NULL", style="dim")
    text = visible(value)
    return Text(text if len(text) <= limit else text[: limit - 1] + "…")


def _print_records(console: Console, headings: list[str], rows: list[Row], first_row: int) -> None:
    width = max(map(cell_len, headings), default=0)
    for number, row in enumerate(rows, first_row):
        console.rule(f"row {number}", align="left", style="dim")
        for heading, value in zip(headings, row, strict=True):
            line = Text(heading.rjust(width) + "  ", style="dim")
            console.print(line.append_text(_record_value(value)), soft_wrap=True)


def _record_value(value: str | None) -> Text:
    return Text("NULL", style="dim") if value is None else Text(visible(value), style="default not dim")


@contextmanager
def ingest_progress() -> Iterator[Callable[[Status], None]]:
    """Takes the status of an ingest as it goes: a bar on a terminal, a plain line now and then elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _plain_lines()
        return
    columns = (
        TextColumn("Reading"),
        BarColumn(),
        TaskProgressColumn(),
        DownloadColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("reading", total=None, speed="")

        def show(status: Status) -> None:
            speed = f"{status.lines_per_second:,.0f} lines/s"
            progress.update(task, total=status.bytes_total or None, completed=status.bytes_read, speed=speed)

        yield show


@contextmanager
def share_progress(what: str) -> Iterator[Callable[[float], None]]:
    """Takes the share that is done, 0 to 1: a bar on a terminal, one line elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        note(f"{what} …")
        yield lambda _share: None
        return
    with Progress(TextColumn(what), BarColumn(), TaskProgressColumn(), console=console, transient=True) as progress:
        task = progress.add_task(what, total=1.0)
        yield lambda share: progress.update(task, completed=share)


def _plain_lines() -> Callable[[Status], None]:
    shown_at = time.monotonic()

    def show(status: Status) -> None:
        nonlocal shown_at
        if time.monotonic() - shown_at < _PLAIN_SECONDS:
            return
        shown_at = time.monotonic()
        share = f"{100 * status.bytes_read / status.bytes_total:.0f}% of " if status.bytes_total else ""
        note(
            f"Read {share}{status.bytes_total / 1e6:,.1f} MB, {status.lines:,} lines, "
            f"{status.lines_per_second:,.0f} lines/s",
        )

    return show
