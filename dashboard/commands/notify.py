"""`longtail notify`: sends a test over a channel and shows what the other side answered."""

from __future__ import annotations

import difflib
import json as json_module
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from dashboard import command_options
from dashboard.server import remote
from ingest.errors import SettingsError
from ingest.settings import load
from monitor.notify import outbox, trying, wording
from monitor.notify.configured import IN_APP, channels_of

if TYPE_CHECKING:
    from ingest.settings import Settings
    from monitor.notify.channel import ChannelSettings
    from monitor.notify.trying import Trial
    from sql.warehouse import Warehouse

ENDPOINT = "/api/v1/local/notify"


def run(
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="The channel's name in the settings.")],
    preview: Annotated[
        bool,
        typer.Option("--preview", help="Send nothing: show what the channel would be told of an alert and its end."),
    ] = False,
    json: command_options.Json = False,
    warehouse: command_options.Warehouse = None,
    config: command_options.Config = None,
) -> None:
    """Send a test over a channel and show what the other side answered; status 1 where it was not taken."""
    settings = load(config, warehouse=warehouse)
    chosen = _chosen(channels_of(settings), channel)
    if preview:
        _show(chosen, json=json)
        return
    found = trying.send(chosen)
    if chosen.kind == IN_APP:
        _put_on_pages(settings, chosen.name)
    if json:
        typer.echo(json_module.dumps(found.row, indent=1, ensure_ascii=False))
    else:
        Console(highlight=False, soft_wrap=True).print(_told(found))
    if not found.answer.ok:
        raise typer.Exit(1)


def _show(channel: ChannelSettings, *, json: bool) -> None:
    messages = trying.preview(channel)
    if json:
        rows = [{"title": one.title, "text": wording.text(one), "notes": list(one.notes)} for one in messages]
        typer.echo(json_module.dumps(rows, indent=1, ensure_ascii=False))
        return
    typer.echo("\n\n".join(f"{one.title}\n\n{wording.text(one)}" for one in messages))


def _chosen(channels: list[ChannelSettings], name: str) -> ChannelSettings:
    found = next((channel for channel in channels if channel.name == name), None)
    if found is not None:
        return found
    known = [channel.name for channel in channels]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    remedy = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}; docs/channels.md has examples."
    sentence = f"There is no channel {name!r}: {remedy}"
    raise SettingsError(sentence)


def _put_on_pages(settings: Settings, channel: str) -> None:
    """A test of the pages is a row: written here, or by the server that owns the warehouse."""
    remote.change(settings, ENDPOINT, json_module.dumps({"channel": channel}), partial(_here, channel))


def _here(channel: str, store: Warehouse) -> bytes:
    with store.transaction() as cursor:
        outbox.add(cursor, [trying.test_of(channel)])
    return b""


def _told(found: Trial) -> Text:
    mark, colour = ("✓", "green") if found.answer.ok else ("✗", "red")
    what = ", ".join(part for part in (found.channel.kind, found.channel.target) if part)
    taken = "taken" if found.answer.ok else "not taken"
    again = " It may work later." if not found.answer.ok and not found.answer.permanent else ""
    text = Text.assemble(
        (mark, colour), f" {found.channel.name} ({what}): {taken} after {found.seconds:.2f} s.{again}\n"
    )
    text.append(f"  It answered: {found.answer.text or 'nothing'}")
    for note in found.notes:
        text.append(f"\n  {note}", "yellow")
    return text
