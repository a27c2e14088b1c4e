"""`longtail files`: the ledger."""

from __future__ import annotations

import sys

from dashboard import command_options
from dashboard.results import terminal
from dashboard.results.export import Format, write
from dashboard.server import remote
from ingest.settings import load
from sql import catalog

COLUMNS = (
    "file_id",
    "state",
    "path",
    "size",
    "lines",
    "rows",
    "rejected",
    "blank",
    "redacted",
    "flagged",
    "dropped_rows",
    "lag_bytes",
    "last_ts",
    "gap",
)
"""What the table shows; --json has all."""


def run(
    warehouse: command_options.Warehouse = None,
    json: command_options.Json = False,
    config: command_options.Config = None,
) -> None:
    """Print the ledger: each file, how far it was read and what became of its lines."""
    settings = load(config, warehouse=warehouse)
    everything = catalog.query("api_files").body
    if json:
        with remote.ask(settings, remote.Question(everything)) as answer:
            write(answer, Format.JSON, sys.stdout.buffer)
        return
    some = f"select {', '.join(COLUMNS)} from ({everything}) as ledger"
    with remote.ask(settings, remote.Question(some)) as answer:
        terminal.print_answer(answer)
