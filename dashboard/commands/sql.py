"""`longtail sql`: one read-only statement, its result in the requested format."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard import command_options
from dashboard.results import terminal
from dashboard.results.export import Format, write
from dashboard.results.output import opened
from dashboard.server import remote
from ingest.settings import load
from sql.errors import QueryError

if TYPE_CHECKING:
    from dashboard.results.query_result import QueryResult


def run(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="One SELECT; - reads it from standard input.")],
    warehouse: command_options.Warehouse = None,
    form: Annotated[
        Format | None,
        typer.Option("--format", help="What to write; what the name after -o ends with, else a table."),
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to a file.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="At most N rows; all where nothing is said.")
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(min=0.001, metavar="SECONDS", help="Stop after so long; never where nothing is said."),
    ] = None,
    spreadsheet: Annotated[
        bool,
        typer.Option("--spreadsheet", help="In CSV, set an apostrophe before what a spreadsheet would run."),
    ] = False,
    config: command_options.Config = None,
) -> None:
    """Run one read-only SQL statement on the warehouse."""
    settings = load(config, warehouse=warehouse)
    question = remote.Question(_text(query), limit=limit, timeout=timeout)
    started = time.monotonic()
    with remote.ask(settings, question) as result:
        rows = _write(result, form or _by_name(output), output, spreadsheet=spreadsheet)
    if output is not None or sys.stderr.isatty():
        place = f" in {output}" if output else ""
        terminal.note(f"{rows:,} {'row' if rows == 1 else 'rows'}{place}, {time.monotonic() - started:.2f} s")


def _text(query: str) -> str:
    text = sys.stdin.read() if query == "-" else query
    if not text.strip():
        sentence = "There is no query: give one SELECT, or - to read it from standard input."
        raise QueryError(sentence)
    return text


def _by_name(output: Path | None) -> Format:
    suffix = output.suffix.lower().lstrip(".") if output else ""
    names = {"jsonl": Format.NDJSON, **{str(form): form for form in Format}}
    return names.get(suffix, Format.TABLE)


def _write(result: QueryResult, form: Format, output: Path | None, *, spreadsheet: bool) -> int:
    if form is Format.PARQUET and output is None and sys.stdout.isatty():
        sentence = "Parquet is not for a terminal: name a file with -o."
        raise QueryError(sentence)
    with opened(output) as out:
        if form is Format.TABLE:
            return terminal.print_result(result, out if output else None)
        return write(result, form, out, spreadsheet=spreadsheet)
