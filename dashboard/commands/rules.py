"""`longtail rules`: the alert rules; `rules check` runs their examples, `rules replay` runs one over history."""

from __future__ import annotations

import json as json_module
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from dashboard import command_options
from dashboard.results import terminal
from dashboard.server import remote
from ingest.errors import SettingsError
from ingest.settings import load
from monitor.kinds import told as duration
from monitor.rules import checking, finding, replaying
from sql.warehouse import MEMORY, Warehouse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.settings import Settings
    from monitor.rules.rule import Rule

ENDPOINT = "/api/v1/local/rules/replay"
_DAYS = 7

app = typer.Typer(invoke_without_command=True, rich_markup_mode=None)


@app.callback()
def run(
    context: typer.Context,
    *,
    json: command_options.Json = False,
    config: command_options.Config = None,
) -> None:
    """List the alert rules: where each is from, whether it is on, and what it waits for."""
    context.obj = (json, config)
    if context.invoked_subcommand is not None:
        return
    known = finding.all_rules(load(config))
    if json:
        typer.echo(json_module.dumps([finding.told(rule) for rule in known], indent=1, ensure_ascii=False))
    else:
        Console(highlight=False).print(_rules(known))


@app.command("check")
def check(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH...", help="Rules, or folders of them; all known ones where nothing is said."),
    ] = None,
    *,
    json: command_options.Json = False,
) -> None:
    """Read rules and run their examples; status 1 where one is wrong, with its file, line and remedy."""
    as_json, config = context.obj
    problems = _problems(load(config), paths)
    if json or as_json:
        typer.echo(json_module.dumps(problems, indent=1, ensure_ascii=False))
    else:
        for problem in problems:
            terminal.note(_sentence(problem))
    if problems:
        raise typer.Exit(1)


@app.command("replay")
def replay(
    context: typer.Context,
    rule: Annotated[str, typer.Argument(metavar="NAME|FILE", help="A rule that is known, or the file of one.")],
    *,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="T", help=f"ISO 8601, UTC without a zone; {_DAYS} days before --to.")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="T", help="ISO 8601; now where nothing is said.")] = None,
    values: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Another value, such as threshold=0.2.")
    ] = None,
    json: command_options.Json = False,
    warehouse: command_options.Warehouse = None,
    config: command_options.Config = None,
) -> None:
    """Say when a rule would have fired, for how long and on what; changes nothing."""
    as_json, config_before = context.obj
    settings = load(config or config_before, warehouse=warehouse)
    order = _order(settings, rule, values or [], from_, to)
    known = [] if order["text"] is not None else finding.all_rules(settings)
    found = json_module.loads(
        remote.fetch(settings, ENDPOINT, json_module.dumps(order), partial(replaying.answer, known, order))
    )
    if json or as_json:
        typer.echo(json_module.dumps(found["episodes"], indent=1, ensure_ascii=False))
    else:
        Console(highlight=False).print(_episodes(found["episodes"]))
        terminal.note(
            f"{found['moments']:,} moments of {found['series']:,} series from {order['from']} to {order['to']}: "
            f"fired {len(found['episodes']):,} times."
        )


def _order(settings: Settings, rule: str, values: Sequence[str], from_: str | None, to: str | None) -> dict[str, Any]:
    """What is to be replayed, as it travels: a file's rule goes with its text."""
    path = Path(rule)
    text = path.read_text(encoding="utf-8") if path.suffix == ".sql" and path.is_file() else None
    if text is None:
        finding.named(finding.all_rules(settings), rule)
    end = _utc(command_options.moment("--to", to)) or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    start = _utc(command_options.moment("--from", from_)) or end - timedelta(days=_DAYS)
    if start >= end:
        sentence = f"--from {start} is not before --to {end}: give an earlier moment."
        raise SettingsError(sentence)
    name = path.stem if text is not None else rule
    return {"rule": name, "text": text, "values": list(values), "from": start.isoformat(), "to": end.isoformat()}


def _utc(moment: datetime | None) -> datetime | None:
    return moment if moment is None or moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def _problems(settings: Settings, paths: Sequence[Path] | None) -> list[dict[str, Any]]:
    """One object for each mistake; a file that cannot be read as a rule is one."""
    found: list[dict[str, Any]] = []
    with Warehouse.open(MEMORY) as empty:
        for rule in _read(settings, paths, found):
            found += [
                {"rule": rule.name, "file": str(rule.path), "line": problem.line, "problem": problem.sentence}
                for problem in checking.check(empty, rule)
            ]
    return found


def _read(settings: Settings, paths: Sequence[Path] | None, found: list[dict[str, Any]]) -> list[Rule]:
    if not paths:
        return finding.all_rules(settings)
    rules: list[Rule] = []
    for path in (file for given in paths for file in finding.files(given)):
        try:
            rules += finding.read([path])
        except SettingsError as error:
            found.append({"rule": path.stem, "file": str(path), "line": None, "problem": str(error)})
    return rules


def _sentence(problem: dict[str, Any]) -> str:
    if problem["line"] is None:
        return str(problem["problem"])
    sentence = f"{problem['file']}, line {problem['line']}: {problem['problem']}"
    return sentence if sentence.endswith((".", "?")) else f"{sentence}."


def _rules(known: Sequence[Rule]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("rule", "severity", "when", "for", "every", "from"):
        table.add_column(title, overflow="fold")
    for rule in known:
        severity = rule.severity if rule.enabled else "off"
        origin = "Longtail" if finding.is_built_in(rule) else str(rule.path)
        table.add_row(
            rule.name, severity, finding.condition_told(rule), duration(rule.pending), duration(rule.every), origin
        )
    return table


def _episodes(found: Sequence[dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("from", "to", "for", "severity", "peak", "labels"):
        table.add_column(title, overflow="fold")
    for one in found:
        labels = ", ".join(f"{name}={value}" for name, value in one["labels"].items())
        lasted = "still" if one["seconds"] is None else duration(one["seconds"])
        peak = "" if one["peak"] is None else f"{one['peak']:g}"
        table.add_row(one["from"], one["to"] or "", lasted, one["severity"], peak, labels)
    return table
