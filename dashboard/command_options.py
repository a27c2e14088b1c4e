"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
