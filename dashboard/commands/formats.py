"""`longtail formats`: the known log formats; `formats detect FILE`: what the lines of a file become, and why."""

from __future__ import annotations

import io
import json as json_module
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dashboard import command_options
from dashboard.reads import unread
from dashboard.results import terminal
from dashboard.results.export import Format as OutputFormat
from dashboard.results.export import write
from dashboard.results.values import visible
from dashboard.server import remote
from ingest import accepted_formats, sample_check
from ingest.dry_run import DryRun
from ingest.files.identity import paths
from ingest.formats import registry, user_formats
from ingest.formats.log_format import Format
from ingest.formats.text_registry import built_in
from ingest.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.dry_run import Kind, Seen
    from ingest.formats.text_format import TextFormat

LINES = 10_000
RECORDS = 3
_SHOWN_REJECTS = 5
_SHOWN_KEYS = 40
_ROWS = "select * from logs order by file_id, line_number, record_index"
_REJECTS = (
    "select reason, count(*) as lines, min(line_number) as first_line, "
    "decode(arg_min(raw, line_number), 'replace') as raw "
    "from rejects group by reason order by count(*) desc, reason"
)
_UNREAD = "select raw from rejects where reason = 'not JSON' order by line_number desc limit 1000"
_GENERAL = "general names"

app = typer.Typer(invoke_without_command=True, rich_markup_mode=None)


@app.callback()
def run(
    context: typer.Context,
    *,
    json: command_options.Json = False,
    config: command_options.Config = None,
) -> None:
    """List the log formats, your own first; status 1 where one of yours is not as its samples say."""
    context.obj = (json, config)
    if context.invoked_subcommand is not None:
        return
    settings = load(config)
    loaded = user_formats.load(settings.format_paths)
    problems = [
        *loaded.problems,
        *(item for schema in loaded.all for item in sample_check.failures(schema, settings)),
    ]
    built_in_ones: list[Format | TextFormat] = [*registry(), *built_in().formats]
    known = [*loaded.all, *sorted(built_in_ones, key=lambda item: item.name)]
    if json:
        typer.echo(json_module.dumps([_told(schema) for schema in known], indent=1, ensure_ascii=False))
    else:
        _print_formats(known)
    for problem in problems:
        terminal.note(problem)
    if problems:
        raise typer.Exit(1)


_File = Annotated[str, typer.Argument(metavar="FILE", help="A log, also rotated or compressed; - is standard input.")]
_Lines = Annotated[
    int, typer.Option("--lines", min=1, metavar="N", help=f"Look at the first N lines; {LINES} where nothing is said.")
]


def _read(dry_run: DryRun, file: str, lines: int) -> None:
    """Read the first lines of FILE, or of standard input."""
    if file == "-":
        _read_standard_input(dry_run, lines)
    else:
        dry_run.read_file(Path(paths.given(file)), lines)


@app.command("detect")
def detect(
    context: typer.Context,
    file: _File,
    lines: _Lines = LINES,
    json: command_options.Json = False,
    config: command_options.Config = None,
) -> None:
    """Show what the lines of FILE become: formats, columns, attributes, invalid lines, records. Nothing is stored."""
    json_before, config_before = context.obj
    settings = load(config or config_before)
    with DryRun(settings) as dry_run:
        _read(dry_run, file, lines)
        kinds = dry_run.kinds()
        if json or json_before:
            report = {
                "file": paths.told(paths.given(file)),
                **_counted(dry_run.seen),
                "formats": [_kind(kind) for kind in kinds],
                "text_formats": dry_run.of_text,
            }
            report |= {"rejects": _rows(dry_run, _REJECTS), "records": _rows(dry_run, _ROWS, RECORDS)}
            typer.echo(json_module.dumps(report, indent=1, ensure_ascii=False))
        else:
            _print_report(file, dry_run, kinds)


@app.command("propose")
def propose(
    context: typer.Context,
    file: _File,
    lines: _Lines = LINES,
    config: command_options.Config = None,
) -> None:
    """Print a format for the lines of FILE that are in no known one, as the TOML file of a format of your own."""
    _, config_before = context.obj
    settings = load(config or config_before)
    with DryRun(settings) as dry_run:
        _read(dry_run, file, lines)
        with dry_run.warehouse.reader() as cursor:
            raw = [row[0] for row in cursor.execute(_UNREAD).fetchall()]
    proposal = unread.proposal(raw)
    if proposal is None:
        told = "have too little in common for a pattern" if raw else "are all in known formats"
        terminal.note(f"The lines of {'standard input' if file == '-' else paths.told(paths.given(file))} {told}.")
        raise typer.Exit(1)
    name = accepted_formats.free_name("log" if file == "-" else Path(file).name.split(".")[0], settings)
    terminal.note(f"It fits {proposal.fitting:,} of the {proposal.lines:,} rejected lines that were looked at.")
    typer.echo(accepted_formats.text_of(proposal, name, "Lines that no known format reads", settings), nl=False)


def _read_standard_input(dry_run: DryRun, lines: int) -> None:
    data = b"".join(islice(sys.stdin.buffer, lines))
    dry_run.read_bytes(data, is_cut=bool(sys.stdin.buffer.read(1)))


def _told(schema: Format | TextFormat) -> dict[str, Any]:
    return {
        "name": schema.name,
        "kind": "JSON" if isinstance(schema, Format) else "text",
        "description": schema.title,
        "recognised_by": _signs(schema),
        "from": schema.origin or "built in",
        "samples": len(schema.samples),
    }


def _signs(schema: Format | TextFormat) -> str:
    """How records of a format are recognised."""
    if isinstance(schema, Format):
        return schema.signs
    return f"a pattern with {', '.join(schema.groups)}"


def _print_formats(known: Sequence[Format | TextFormat]) -> None:
    console = _console()
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else box.ASCII2, pad_edge=False)
    for heading in ("name", "description", "recognised by", "from"):
        table.add_column(heading, overflow="fold")
    for schema in known:
        told = [schema.name, schema.title, _signs(schema), schema.origin or "built in"]
        table.add_row(*(Text(visible(text)) for text in told))
    console.print(table)


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=1_000_000, no_color=True)


def _counted(seen: Seen) -> dict[str, Any]:
    share = seen.rejected / seen.lines if seen.lines else 0.0
    return {
        "lines": seen.lines,
        "rows": seen.rows,
        "rejected": seen.rejected,
        "rejected_share": round(share, 4),
        "blank": seen.blank,
        "more_lines_follow": seen.is_cut,
        "notes": seen.notes,
    }


def _kind(kind: Kind) -> dict[str, Any]:
    return {
        "format": kind.schema.name if kind.schema else None,
        "description": kind.schema.title if kind.schema else _GENERAL,
        "from": (kind.schema.origin or "built in") if kind.schema else None,
        "lines": kind.lines,
        "records": kind.records,
        "columns": {
            column.name: {
                "records": column.records,
                **({"derived": column.derived} if column.derived else {}),
                "from": [
                    {"path": origin.pointer, "records": origin.records, "why": origin.why}
                    | ({"unit": origin.unit} if origin.unit else {})
                    | ({"correction": origin.correction} if origin.correction else {})
                    for origin in column.origins
                ],
            }
            for column in kind.columns
        },
        "attributes": kind.attributes,
    }


def _rows(dry_run: DryRun, sql: str, limit: int | None = None) -> Any:
    out = io.BytesIO()
    with remote.local(dry_run.warehouse, remote.Question(sql, limit=limit)) as result:
        write(result, OutputFormat.JSON, out)
    return json_module.loads(out.getvalue())


def _print_report(file: str, dry_run: DryRun, kinds: list[Kind]) -> None:
    console = _console()
    console.print(Text(_summary(file, dry_run.seen)), soft_wrap=True)
    for note in dry_run.seen.notes:
        console.print(Text(visible(note)), soft_wrap=True)
    for name, records in dry_run.of_text.items():
        title = next(item.title for item in dry_run.text_formats if item.name == name)
        console.print(Text(f"{_number(records, 'record')} from text lines: {title} ({name})."), soft_wrap=True)
    for kind in kinds:
        console.print()
        console.print(Text(_heading(kind), style="bold"), soft_wrap=True)
        console.print(_columns(console, kind))
        for line in _corrections(kind):
            console.print(Text(visible(line)), soft_wrap=True)
        if kind.attributes:
            console.print(Text(visible(_left_over(kind))), soft_wrap=True)
    _print_rejects(console, dry_run)
    if dry_run.seen.rows:
        console.print()
        shown = min(RECORDS, dry_run.seen.rows)
        console.print(Text(f"The first {f'{shown} records' if shown > 1 else 'record'} as stored", style="bold"))
        _print_records(console, _rows(dry_run, _ROWS, RECORDS))


def _number(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _summary(file: str, seen: Seen) -> str:
    share = f" ({seen.rejected / seen.lines:.1%} of the lines)" if seen.rejected else ""
    name = "standard input" if file == "-" else paths.told(paths.given(file))
    return (
        f"{'The first ' if seen.is_cut else ''}{_number(seen.lines, 'line')} of {name}: "
        f"{_number(seen.rows, 'record')}, {seen.rejected:,} rejected{share}, {seen.blank:,} without a record."
    )


def _corrections(kind: Kind) -> Iterator[str]:
    """How guesses are taken back, a line each."""
    lines = [origin.correction for column in kind.columns for origin in column.origins if origin.correction]
    if lines:
        yield "Where a guess by words is wrong, its line takes it back, at the top of longtail.toml:"
        yield from dict.fromkeys(lines)


def _left_over(kind: Kind) -> str:
    """The keys that no column took, the commonest first."""
    keys = [
        key if number == kind.records else f"{key} ({number:,})"
        for key, number in islice(kind.attributes.items(), _SHOWN_KEYS)
    ]
    more = len(kind.attributes) - len(keys)
    return f"attributes: {', '.join(keys)}{f' and {more:,} more' if more else ''}"


def _heading(kind: Kind) -> str:
    if kind.schema is None:
        what = "No format in particular: columns are found by the general names"
    else:
        what = f"{kind.schema.title} ({kind.schema.name}, {kind.schema.origin or 'built in'})"
    return visible(f"{what}. {_number(kind.lines, 'line')}, {_number(kind.records, 'record')}")


def _columns(console: Console, kind: Kind) -> Table:
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else box.ASCII2, pad_edge=False)
    table.add_column("column")
    table.add_column("records", justify="right")
    table.add_column("from", overflow="fold")
    table.add_column("why", overflow="fold")
    for column in kind.columns:
        origins = ", then ".join(
            origin.pointer
            + (f" in {origin.unit}" if origin.unit else "")
            + ("" if origin.records == kind.records else f" ({origin.records:,})")
            for origin in column.origins
        )
        whys = ", then ".join(dict.fromkeys(origin.why for origin in column.origins))
        told = ", else ".join(filter(None, (origins, column.derived)))
        table.add_row(column.name, f"{column.records:,}", Text(visible(told)), Text(visible(whys)))
    return table


def _print_rejects(console: Console, dry_run: DryRun) -> None:
    if not dry_run.seen.rejected:
        return
    console.print()
    console.print(Text("Rejected", style="bold"))
    for row in _rows(dry_run, _REJECTS, _SHOWN_REJECTS):
        text = f"{row['lines']:,} × {row['reason']}, first in line {row['first_line']:,}: {row['raw']}"
        console.print(Text(visible(text[:200])), soft_wrap=True)


def _print_records(console: Console, rows: list[dict[str, Any]]) -> None:
    width = max(len(name) for row in rows for name in row)
    for number, row in enumerate(rows, 1):
        console.print(Text(f"record {number}", style="dim"))
        for name, value in row.items():
            if value is not None:
                text = value if isinstance(value, str) else json_module.dumps(value, ensure_ascii=False)
                console.print(
                    Text(f"{name:>{width}}  ", style="dim").append(visible(text), "default not dim"), soft_wrap=True
                )
