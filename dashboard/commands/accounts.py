"""`longtail accounts`: who may log in, and what each may do."""

from __future__ import annotations

import getpass
import json as json_module
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from dashboard import command_options
from dashboard.accounts import local, people
from dashboard.accounts.errors import AccountError
from dashboard.accounts.role import Role
from dashboard.results import moments
from dashboard.style.text import visible
from ingest.settings import load

app = typer.Typer(help="Who may log in, and what each may do.", rich_markup_mode=None, no_args_is_help=True)

_Name = Annotated[str, typer.Argument(metavar="NAME", help="The account's name.")]
_Role = Annotated[Role, typer.Option("--role", help="What it may do.", show_default=False)]
_Piped = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input; else it is asked for.")
]


@app.command()
def add(
    name: _Name,
    role: _Role,
    password_stdin: _Piped = False,
    warehouse: command_options.Warehouse = None,
    config: command_options.Config = None,
) -> None:
    """Add an account. With the first one, everything needs a log-in or a token."""
    with local.opened(load(config, warehouse=warehouse).warehouse) as store:
        people.add(store, name, role, _password(piped=password_stdin), local.by())
    typer.echo(f"{name} may log in as {role}.")


@app.command(name="list")
def list_(
    json: command_options.Json = False,
    warehouse: command_options.Warehouse = None,
    config: command_options.Config = None,
) -> None:
    """Show all accounts."""
    with local.opened(load(config, warehouse=warehouse).warehouse) as store:
        found = people.listed(store)
    if json:
        rows = [
            {
                "name": one.name,
                "role": str(one.role),
                "made_at": moments.iso(one.made_at),
                "used_at": moments.iso(one.used_at),
                "sessions": one.sessions,
            }
            for one in found
        ]
        typer.echo(json_module.dumps(rows, indent=1, ensure_ascii=False))
        return
    if not found:
        typer.echo("There are no accounts: who reaches the server on this machine is let in.")
        return
    table = Table("Name", "Role", "Made", "Last use", "Sessions", box=None, pad_edge=False)
    for one in found:
        table.add_row(
            visible(one.name),
            str(one.role),
            moments.minute(one.made_at),
            moments.minute(one.used_at),
            str(one.sessions),
        )
    Console(highlight=False).print(table)


@app.command()
def role(
    name: _Name,
    role: _Role,
    warehouse: command_options.Warehouse = None,
    config: command_options.Config = None,
) -> None:
    """Give an account another role; its sessions end."""
    with local.opened(load(config, warehouse=warehouse).warehouse) as store:
        people.set_role(store, name, role, local.by())
    typer.echo(f"{name} is {role} now.")


@app.command()
def password(
    name: _Name,
    password_stdin: _Piped = False,
    warehouse: command_options.Warehouse = None,
    config: command_options.Config = None,
) -> None:
    """Give an account another password; its sessions end."""
    with local.opened(load(config, warehouse=warehouse).warehouse) as store:
        people.set_password(store, name, _password(piped=password_stdin), local.by())
    typer.echo(f"{name} has a new password.")


@app.command()
def remove(
    name: _Name,
    warehouse: command_options.Warehouse = None,
    config: command_options.Config = None,
) -> None:
    """Remove an account; its sessions end."""
    with local.opened(load(config, warehouse=warehouse).warehouse) as store:
        people.remove(store, name, local.by())
        is_open = people.is_empty(store)
    typer.echo(f"{name} is removed.{' It was the last one: no log-in is needed any more.' if is_open else ''}")


def _password(*, piped: bool) -> str:
    """One line of standard input, or what is typed twice."""
    if piped or not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    given = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != given:
        sentence = "The two passwords differ: nothing was changed."
        raise AccountError(sentence)
    return given
