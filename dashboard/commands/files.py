"""`longtail files`: the ledger; `files drop FILE_ID`: remove a stream that is stored twice."""

from __future__ import annotations

import getpass
import json as json_module
import sys
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard import command_options
from dashboard.results import terminal
from dashboard.results.export import Format, write
from dashboard.server import remote
from ingest.settings import load
from ingest.store.copies import doubled
from ingest.store.removal import stream_drop
from ingest.store.removal.stream_drop import DropOrder
from sql import catalog
from sql.errors import LongtailError

if TYPE_CHECKING:
    from ingest.settings import Settings
    from sql.warehouse import Warehouse

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


DROP_ENDPOINT = "/api/v1/local/drop"

app = typer.Typer(invoke_without_command=True, rich_markup_mode=None)


@app.callback()
def run(
    context: typer.Context,
    *,
    warehouse: command_options.Warehouse = None,
    json: command_options.Json = False,
    config: command_options.Config = None,
) -> None:
    """Print the ledger: each file, how far it was read and how its lines were counted."""
    context.obj = (warehouse, config)
    if context.invoked_subcommand is not None:
        return
    settings = load(config, warehouse=warehouse)
    everything = catalog.query("api_files").body
    if json:
        with remote.ask(settings, remote.Question(everything)) as result:
            write(result, Format.JSON, sys.stdout.buffer)
        return
    some = f"select {', '.join(COLUMNS)} from ({everything}) as ledger"
    with remote.ask(settings, remote.Question(some)) as result:
        terminal.print_result(result)


@app.command("drop")
def drop(
    context: typer.Context,
    file_id: Annotated[int, typer.Argument(metavar="FILE_ID", help="Its number in the ledger.")],
    force: Annotated[bool, typer.Option("--force", help="Drop it even if its lines are stored nowhere else.")] = False,
    json: command_options.Json = False,
    warehouse: command_options.Warehouse = None,
    config: command_options.Config = None,
) -> None:
    """Take a file that is stored twice out of the warehouse: its records, rejects and all that counts them."""
    warehouse_before, config_before = context.obj
    settings = load(config or config_before, warehouse=warehouse or warehouse_before)
    order = DropOrder(file_id, getpass.getuser(), _same_as(settings, file_id, force=force))
    made = remote.change(settings, DROP_ENDPOINT, json_module.dumps(asdict(order)), partial(_made_here, order))
    done = json_module.loads(made)
    if json:
        typer.echo(json_module.dumps(done))
        return
    sentence = f"{done['path']} is dropped: {done['rows']:,} records and {done['rejects']:,} invalid lines."
    typer.echo(f"{sentence} {done['note']}")


def _same_as(settings: Settings, file_id: int, *, force: bool) -> int | None:
    """The stream that holds the same lines. Raises `LongtailError` where there is none, unless with `force`."""
    known = {one.file_id: one.other_id for one in doubled.find(partial(remote.rows, settings))}
    if file_id not in known and not force:
        also = f"; doubled are {', '.join(map(str, known))}" if known else ""
        sentence = f"File {file_id} is not known to be stored twice{also}: add --force to drop its lines anyway."
        raise LongtailError(sentence)
    return known.get(file_id)


def _made_here(order: DropOrder, store: Warehouse) -> bytes:
    return json_module.dumps(asdict(stream_drop.drop(store, order))).encode()
