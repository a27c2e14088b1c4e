"""The options that several commands share."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from sql.errors import LongtailError

Warehouse = Annotated[
    Path | None,
    typer.Option("--warehouse", metavar="FILE", help="The warehouse; LONGTAIL_WAREHOUSE, else data/longtail.duckdb."),
]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="FILE", help="The settings; LONGTAIL_CONFIG, else longtail.toml where there is one."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Host = Annotated[str | None, typer.Option("--host", help="The address to listen on; 127.0.0.1 where nothing is said.")]
Port = Annotated[
    int | None, typer.Option("--port", help="The port to listen on, 0 for a free one; 8501 where nothing is said.")
]
Logs = Annotated[
    list[str] | None,
    typer.Argument(metavar="LOGS...", help="Folders, files or globs; the setting `logs` where nothing is said."),
]
NoSupervisor = Annotated[
    bool,
    typer.Option("--no-supervisor", help="Run in this one process; nothing starts the server again after a crash."),
]


def moment(option: str, text: str | None) -> datetime | None:
    """The time that an option gives, with the zone that it has; None where it is not given. Raises `LongtailError`."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        sentence = f"{option} is {text!r}: it must be a time such as 2026-11-20T14:02 or 2026-11-20T14:02:00+01:00."
        raise LongtailError(sentence) from error
