"""`longtail check`: checks settings, paths, permissions, warehouse and ledger."""

from __future__ import annotations

import importlib
import json as json_module
import pkgutil
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.text import Text

from dashboard import checks, command_options
from dashboard.checks import Finding, Subject, Verdict
from dashboard.results import terminal
from ingest.errors import SettingsError
from ingest.files.identity import paths
from ingest.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

_MARKS = {Verdict.OK: ("✓", "green"), Verdict.LOOK: ("!", "yellow"), Verdict.FAILED: ("✗", "red")}


def run(
    logs: command_options.Logs = None,
    warehouse: command_options.Warehouse = None,
    host: command_options.Host = None,
    port: command_options.Port = None,
    json: command_options.Json = False,
    config: command_options.Config = None,
) -> None:
    """Look at settings, paths, permissions, the warehouse and its ledger; status 1 where something failed."""
    findings: list[Finding] = []
    console = Console(highlight=False, soft_wrap=True)
    for finding in _findings(logs, config, {"warehouse": warehouse, "host": host, "port": port}):
        findings.append(replace(finding, detail=paths.safe(finding.detail)))
        if not json:
            mark, colour = _MARKS[finding.verdict]
            line = Text.assemble((mark, colour), " ", (f"{finding.check:<10}", "bold"), paths.safe(finding.detail))
            console.print(line)
    if json:
        typer.echo(json_module.dumps([asdict(finding) for finding in findings], indent=1, ensure_ascii=False))
    failed = [finding for finding in findings if finding.verdict is Verdict.FAILED]
    if failed:
        more = f" (and {len(failed) - 1} more)" if len(failed) > 1 else ""
        terminal.note(f"{failed[0].detail}{more}")
        raise typer.Exit(1)


def _findings(logs: list[str] | None, config: Path | None, overrides: dict[str, object]) -> Iterator[Finding]:
    try:
        settings = load(config, **overrides)
    except SettingsError as error:
        yield Finding("settings", Verdict.FAILED, str(error))
        return
    place = f"{settings.file} is read" if settings.file else "There is no longtail.toml, so the defaults apply"
    yield Finding("settings", Verdict.OK, f"{place}; the warehouse is {settings.warehouse}.")
    subject = Subject(settings, tuple(map(paths.given, logs or settings.logs)))
    for module in sorted(_modules(), key=lambda module: int(module.ORDER)):
        yield from module.check(subject)


def _modules() -> list[ModuleType]:
    return [
        importlib.import_module(f"{checks.__name__}.{found.name}") for found in pkgutil.iter_modules(checks.__path__)
    ]
