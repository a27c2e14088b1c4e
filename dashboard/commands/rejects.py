"""`longtail rejects`: the invalid lines."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from dashboard import command_options
from dashboard.results import terminal
from dashboard.results.export import Format, write
from dashboard.server import remote
from ingest.settings import load
from sql import catalog

COLUMNS = ("path", "line_number", "byte_offset", "reason", "raw")
"""What the table shows; --json has all."""


def run(
    warehouse: command_options.Warehouse = None,
    json: command_options.Json = False,
    limit: Annotated[int | None, typer.Option(min=0, metavar="N", help="At most N; all where nothing is said.")] = None,
    config: command_options.Config = None,
) -> None:
    """Print invalid lines, with the reason and the raw text."""
    settings = load(config, warehouse=warehouse)
    everything = catalog.query("api_rejects").body
    if json:
        with remote.ask(settings, remote.Question(everything, limit=limit)) as result:
            write(result, Format.JSON, sys.stdout.buffer)
        return
    some = f"select {', '.join(COLUMNS)} from ({everything}) as rejected"
    with remote.ask(settings, remote.Question(some, limit=limit)) as result:
        terminal.print_result(result)
