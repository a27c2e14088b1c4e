"""`longtail probes`: runs the probes once; also a container's health check."""

from __future__ import annotations

import difflib
import json as json_module
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dashboard import command_options
from dashboard.server import remote
from ingest.errors import SettingsError
from ingest.settings import load
from monitor import once
from monitor.health.probing import settings_of
from monitor.outcome import Status

if TYPE_CHECKING:
    from ingest.settings import Settings
    from monitor.outcome import ProbeSettings
    from sql.warehouse import Warehouse

ENDPOINT = "/api/v1/local/probes"
_LOOKS = {
    Status.HEALTHY: ("✓", "green"),
    Status.DEGRADED: ("!", "yellow"),
    Status.UNHEALTHY: ("✗", "red"),
    Status.UNKNOWN: ("?", "bright_black"),
}


def run(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME...", help="Probes; all but paused ones where none is named.")
    ] = None,
    json: command_options.Json = False,
    warehouse: command_options.Warehouse = None,
    config: command_options.Config = None,
) -> None:
    """Run the probes of the settings once and say what they found; status 1 where one is unhealthy."""
    settings = load(config, warehouse=warehouse)
    probes = _chosen(settings_of(settings), names or [])
    found = _found(settings, probes)
    if json:
        typer.echo(json_module.dumps(found, indent=1, ensure_ascii=False))
    else:
        Console(highlight=False).print(_table(found))
    if any(row["status"] == Status.UNHEALTHY for row in found):
        raise typer.Exit(1)


def _chosen(probes: list[ProbeSettings], names: list[str]) -> list[ProbeSettings]:
    if not probes:
        sentence = "The settings have no [[probe]]: add one to longtail.toml, docs/watching.md has examples."
        raise SettingsError(sentence)
    known = [probe.name for probe in probes]
    unknown = next((name for name in names if name not in known), None)
    if unknown is not None:
        near = difflib.get_close_matches(unknown, known, n=1, cutoff=0.5)
        remedy = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."
        sentence = f"There is no probe {unknown!r}: {remedy}"
        raise SettingsError(sentence)
    return [probe for probe in probes if (probe.name in names if names else not probe.paused)]


def _found(settings: Settings, probes: list[ProbeSettings]) -> list[dict[str, Any]]:
    """Those that read the warehouse are asked where it is open: here, or in the server that owns it."""
    outside = [probe for probe in probes if not probe.needs_warehouse]
    inside = [probe for probe in probes if probe.needs_warehouse]
    rows = once.run(outside)
    if inside and settings.warehouse.exists():
        names = json_module.dumps({"names": [probe.name for probe in inside]})
        rows += json_module.loads(remote.fetch(settings, ENDPOINT, names, partial(_here, inside)))
    elif inside:
        rows += once.run(inside)
    order = [probe.name for probe in probes]
    return sorted(rows, key=lambda row: order.index(row["name"]))


def _here(probes: list[ProbeSettings], store: Warehouse) -> bytes:
    return json_module.dumps(once.run(probes, store)).encode()


def _table(found: list[dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("", "probe", "status"):
        table.add_column(title, no_wrap=True)
    table.add_column("latency", justify="right", no_wrap=True)
    table.add_column("reason", overflow="fold")
    for row in found:
        mark, colour = _LOOKS[Status(row["status"])]
        latency = "" if row["latency_ms"] is None else f"{row['latency_ms']:,.1f} ms"
        cells = (Text(mark, colour), Text(row["name"]), Text(row["status"], colour), Text(latency), Text(row["reason"]))
        table.add_row(*cells)
    return table
