"""`longtail ingest`: read everything there is now, once, and end."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import psutil
import typer

from dashboard import command_options
from dashboard.log_paths import given_log_paths
from dashboard.results import terminal
from dashboard.server import remote
from ingest.files.identity import paths
from ingest.service import MEMORY_LIMIT, IngestService
from ingest.settings import load
from sql.errors import MemoryLimitError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ingest.service import Summary
    from ingest.settings import Settings
    from ingest.store.removal.retention import Dropped


def run(
    logs: command_options.Logs = None,
    warehouse: command_options.Warehouse = None,
    json: command_options.Json = False,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="End with status 1 where a line was rejected or a file could not be read."),
    ] = False,
    config: command_options.Config = None,
) -> None:
    """Read everything there is now, once; may be repeated at any time."""
    settings = load(config, warehouse=warehouse)
    log_paths = given_log_paths(logs, settings, "ingest")
    summary = _read(settings, log_paths)
    for problem in summary.problems:
        terminal.note(problem)
    if summary.dropped:
        terminal.note(_dropped(summary.dropped))
    typer.echo(_as_json(summary, settings.warehouse) if json else _as_sentence(summary, settings.warehouse))
    if strict and (summary.rejected or summary.problems):
        raise typer.Exit(1)


def _read(settings: Settings, log_paths: Sequence[str]) -> Summary:
    """Read all, with more memory from where it did not suffice; what both read is one run."""
    with remote.open_warehouse(settings, memory_limit=MEMORY_LIMIT) as store, terminal.ingest_progress() as progress:
        service = IngestService(store, settings, log_paths)
        try:
            return service.run_once(progress)
        except MemoryLimitError:
            if settings.memory_limit is not None:
                raise
    more = f"{psutil.virtual_memory().total // 2_000_000}MB"
    terminal.note(f"Some lines are so long that they need more memory than {MEMORY_LIMIT}: the rest has {more}.")
    with remote.open_warehouse(settings, memory_limit=more) as store, terminal.ingest_progress() as progress:
        return service.summary().then(IngestService(store, settings, log_paths).run_once(progress))


def _as_json(summary: Summary, warehouse: Path) -> str:
    """The JSON object of the run; problems and dropped records are reported on standard error."""
    counters = {name: value for name, value in asdict(summary).items() if name not in {"problems", "dropped"}}
    return json_module.dumps(counters | {"seconds": round(summary.seconds, 3), "warehouse": paths.told(str(warehouse))})


def _as_sentence(summary: Summary, warehouse: Path) -> str:
    speed = summary.lines / summary.seconds if summary.seconds else 0
    known = f"; {summary.already_read_bytes / 1e6:,.1f} MB were read before" if summary.already_read_bytes else ""
    return (
        f"{summary.lines:,} lines of {_count(summary.files, 'file')} ({summary.bytes / 1e6:,.1f} MB) in "
        f"{summary.seconds:.1f} s, {speed:,.0f} lines/s: {summary.rows:,} records, {summary.rejected:,} rejected, "
        f"{summary.blank:,} without a record{known}. The warehouse is {paths.safe(str(warehouse))}."
    )


def _dropped(steps: Sequence[Dropped]) -> str:
    """What retention dropped, in one sentence: `Retention dropped 1,204 records of 2 days (2026-09-01 to …), …`."""
    days = sorted(step.day.date() for step in steps if step.day is not None)
    between = f" of {_count(len(days), 'day')} ({days[0]}{f' to {days[-1]}' if len(days) > 1 else ''})" if days else ""
    parts = [_count(sum(step.rows for step in steps), "record") + between]
    for name, noun in (("rejects", "rejected entry"), ("errors", "error"), ("hours", "hourly number")):
        number = sum(getattr(step, name) for step in steps)
        if number:
            parts.append(_count(number, noun))
    return f"Retention dropped {', '.join(parts)}."


def _count(number: int, noun: str) -> str:
    plural = noun.removesuffix("y") + "ies" if noun.endswith("try") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"
