"""`longtail tokens`: secrets for programs, each with a role."""

from __future__ import annotations

import json as json_module
import re
from datetime import timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from dashboard import command_options
from dashboard.accounts import local, tokens
from dashboard.accounts.errors import AccountError
from dashboard.accounts.role import Role
from dashboard.results import moments
from dashboard.style.text import visible
from ingest.settings import load

app = typer.Typer(help="Secrets for programs, each with a role.", rich_markup_mode=None, no_args_is_help=True)

_Name = Annotated[str, typer.Argument(metavar="NAME", help="The token's name.")]
_MOST_DAYS = 36_500


@app.command()
def create(
    name: _Name,
    role: Annotated[Role, typer.Option("--role", help="What it may do.", show_default=False)],
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="DAYSd", help="When it ends, such as 90d; never where not given.")
    ] = None,
    warehouse: command_options.Warehouse = None,
    config: command_options.Config = None,
) -> None:
    """Make a token and print it, for the only time, alone on standard output."""
    lasts = _days(expires)
    with local.opened(load(config, warehouse=warehouse).warehouse) as store:
        typer.echo(tokens.create(store, name, role, lasts, local.by()))


@app.command(name="list")
def list_(
    json: command_options.Json = False,
    warehouse: command_options.Warehouse = None,
    config: command_options.Config = None,
) -> None:
    """Show all tokens, without their secrets."""
    with local.opened(load(config, warehouse=warehouse).warehouse) as store:
        found = tokens.listed(store)
    if json:
        rows = [
            {
                "name": one.name,
                "role": str(one.role),
                "made_at": moments.iso(one.made_at),
                "ends_at": moments.iso(one.ends_at),
                "used_at": moments.iso(one.used_at),
            }
            for one in found
        ]
        typer.echo(json_module.dumps(rows, indent=1, ensure_ascii=False))
        return
    if not found:
        typer.echo("There are no tokens.")
        return
    table = Table("Name", "Role", "Made", "Ends", "Last use", box=None, pad_edge=False)
    for one in found:
        ends = "never" if one.ends_at is None else f"{moments.minute(one.ends_at)}{' (over)' if one.is_over else ''}"
        table.add_row(visible(one.name), str(one.role), moments.minute(one.made_at), ends, moments.minute(one.used_at))
    Console(highlight=False).print(table)


@app.command()
def revoke(
    name: _Name,
    warehouse: command_options.Warehouse = None,
    config: command_options.Config = None,
) -> None:
    """Take a token away, at once."""
    with local.opened(load(config, warehouse=warehouse).warehouse) as store:
        tokens.revoke(store, name, local.by())
    typer.echo(f"{name} is revoked.")


def _days(text: str | None) -> timedelta | None:
    if text is None:
        return None
    found = re.fullmatch(r"([1-9]\d{0,4})d", text.strip())
    if found is None or int(found[1]) > _MOST_DAYS:
        sentence = f"--expires is {text!r}: it must be a number of days such as 90d."
        raise AccountError(sentence)
    return timedelta(days=int(found[1]))
