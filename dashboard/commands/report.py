"""`longtail report`: the incident report of a window, or of a stored incident, as a file."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from dashboard import command_options
from dashboard.reports import report_builder
from dashboard.reports.model import Contents
from dashboard.reports.renderers import Format
from dashboard.reports.report_builder import Order
from dashboard.results import terminal
from dashboard.results.output import opened
from dashboard.server import remote
from ingest.errors import IncidentError
from ingest.settings import load

ENDPOINT = "/api/v1/local/report"


def run(
    from_: Annotated[
        str | None, typer.Option("--from", metavar="T", help="Its first moment, ISO 8601; UTC without a zone.")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="T", help="The first moment after it, ISO 8601.")] = None,
    service: Annotated[
        list[str] | None, typer.Option("--service", metavar="S", help="Only this service; may be repeated.")
    ] = None,
    title: Annotated[str, typer.Option("--title", metavar="T", help="What stands above it.")] = "",
    incident: Annotated[
        str, typer.Option("--incident", metavar="ID", help="The report of this incident, with its frozen evidence.")
    ] = "",
    form: Annotated[
        Format | None, typer.Option("--format", help="What to write; what the name after -o ends with, else html.")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to a file.")] = None,
    samples: Annotated[
        bool, typer.Option("--samples/--no-samples", help="With stacks, messages and requests of single records.")
    ] = True,
    users: Annotated[bool, typer.Option("--users/--no-users", help="With user ids.")] = False,
    addresses: Annotated[bool, typer.Option("--addresses/--no-addresses", help="With client addresses.")] = False,
    warehouse: command_options.Warehouse = None,
    config: command_options.Config = None,
) -> None:
    """Write the incident report of a window."""
    settings = load(config, warehouse=warehouse)
    order = Order(
        from_ts=command_options.moment("--from", from_),
        to_ts=command_options.moment("--to", to),
        services=tuple(service or ()),
        title=title,
        incident_id=incident,
        contents=Contents(samples=samples, user_ids=users, addresses=addresses),
        form=form or _by_name(output),
    )
    _check(order, output)
    started = time.monotonic()
    made = remote.fetch(
        settings, ENDPOINT, order.model_dump_json(), lambda store: report_builder.make(store, settings, order)
    )
    with opened(output) as out:
        out.write(made)
    if output is not None:
        terminal.note(f"{output}: {len(made):,} bytes of {order.form}, {time.monotonic() - started:.1f} s")


def _check(order: Order, output: Path | None) -> None:
    if not order.incident_id and (order.from_ts is None or order.to_ts is None):
        sentence = "A report needs a window or an incident: give --from and --to, or --incident."
        raise IncidentError(sentence)
    if output is None and order.form in {Format.PDF, Format.ZIP} and sys.stdout.isatty():
        sentence = f"A {order.form} is not for a terminal: name a file with -o."
        raise IncidentError(sentence)


def _by_name(output: Path | None) -> Format:
    suffix = output.suffix.lower().lstrip(".") if output else ""
    names = {"htm": Format.HTML, "markdown": Format.MARKDOWN, **{str(form): form for form in Format}}
    return names.get(suffix, Format.HTML)
