"""`longtail alerts`: the alerts that fire, are pending, or were resolved."""

from __future__ import annotations

import json as json_module
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console
from rich.table import Table

from dashboard import command_options
from dashboard.server import remote
from ingest.settings import load
from monitor.rules import finding, units
from monitor.telling import listing
from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST = 10_000


def run(
    state: Annotated[
        Literal["firing", "pending", "resolved", "all"], typer.Option(help="`firing` has those without data too.")
    ] = "firing",
    json: command_options.Json = False,
    warehouse: command_options.Warehouse = None,
    config: command_options.Config = None,
) -> None:
    """List alerts: what fires, since when, with which value, and who has taken note of it."""
    settings = load(config, warehouse=warehouse)
    values = {"state": state, "alert_id": None, "row_limit": _MOST}
    rules = {rule.name: rule for rule in finding.all_rules(settings)}
    rows = remote.rows(settings, catalog.query("api_alerts").body, values)
    found = [listing.told(row, rules) for row in rows]
    if json:
        typer.echo(json_module.dumps(found, indent=1, ensure_ascii=False))
    elif found:
        Console(highlight=False).print(_table(found))
    else:
        typer.echo(f"No alert is {state}." if state != "all" else "There are no alerts.")


def _table(found: Sequence[dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("state", "severity", "rule", "labels", "value", "since", "until", "acknowledged"):
        table.add_column(title, overflow="fold")
    for one in found:
        labels = ", ".join(f"{name}={value}" for name, value in one["labels"].items())
        value = "" if one["value"] is None else units.number(one["value"], one["unit"])
        until, noted = one["until"] or "", one["acknowledged_by"] or ""
        table.add_row(one["state"], one["severity"], one["rule"], labels, value, one["since"] or "", until, noted)
    return table
