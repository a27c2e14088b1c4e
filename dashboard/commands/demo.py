"""`longtail demo`: a shop's logs, a day and more of history and then live, and all of Longtail on top."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard import command_options
from dashboard.demo import live, shop
from dashboard.demo.watched import alerted, health
from dashboard.demo.watched.sink import Sink
from dashboard.demo.watched.watching import watching
from dashboard.results import terminal
from dashboard.server import listening, remote, spare
from dashboard.server.runtime import Runtime
from ingest import business_rows
from ingest.service import IngestService
from ingest.settings import load
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Callable

DIRECTORY = Path("data/demo")
_HARDLY_BEHIND = 100_000
"""Bytes; the demo writes some hundred a second."""


class LiveShop:
    """The shop that goes on writing, as something that runs beside the server."""

    def __init__(self, directory: Path, is_watched: Callable[[], bool]) -> None:
        """`is_watched` says whether rules see what is written: then something may go wrong."""
        self._directory = directory
        self._is_watched = is_watched
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="demo", daemon=True)

    def start(self) -> None:
        """Write events as they happen."""
        self._thread.start()

    def stop(self) -> None:
        """Close the shop; what it wrote stays."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        try:
            live.run(self._directory, stop=self._stop, is_watched=self._is_watched)
        except OSError as error:
            terminal.note(f"The demo stopped writing ({error}): free some space, and start it again.")


def run(
    port: command_options.Port = None,
    directory: Annotated[
        Path,
        typer.Option("--dir", metavar="DIR", help="Where its logs and its warehouse live; run again, it goes on."),
    ] = DIRECTORY,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
    host: command_options.Host = None,
    config: command_options.Config = None,
    no_supervisor: command_options.NoSupervisor = False,  # noqa: ARG001 (dashboard/cli.py looks at it before)
) -> None:
    """Write a realistic application's logs, history and then live, and serve them."""
    from dashboard.server import server  # noqa: PLC0415 (Streamlit takes a second to load, and only this needs it)

    spare.stand_by()
    settings = load(config, warehouse=directory / "longtail.duckdb", host=host, port=port)
    logs = directory / "logs"
    with remote.open_warehouse(settings) as store:
        listener = listening.listen_or_go_on(settings.host, settings.port)
        listening.check(settings.host, settings.warehouse)
        for sentence in listening.warnings_for(settings.host):
            terminal.note(sentence)
        _write_history(logs)
        business_rows.define(store, settings)
        ingest = IngestService(store, settings, (str(logs),))
        sink = Sink(directory)
        settings = alerted.settings_of(settings, sink.channel)
        watched = watching(store, settings, logs, terminal.note)
        settings = settings.model_copy(update={"status_page": (*settings.status_page, health.STATUS_PAGE)})
        runtime = Runtime(settings, store, ingest, watched)
        shop_of_today = LiveShop(logs, lambda: _is_read(ingest))
        site = server.Site(runtime, (str(logs),), (ingest, sink, shop_of_today, watched))
        server.serve(
            site, listener, lambda url: _ready(url, logs, browser=not no_browser and not listening.is_restart())
        )


def _write_history(logs: Path) -> None:
    try:
        with terminal.share_progress("Writing the demo's history") as progress:
            shop.simulate(logs, now=datetime.now(UTC), progress=progress)
    except (OSError, ValueError) as error:
        sentence = f"The demo cannot write to {logs} ({error}): choose another folder with --dir."
        raise LongtailError(sentence) from error


def _is_read(ingest: IngestService) -> bool:
    """Whether the history is read, so that rules look at now."""
    status = ingest.status
    return status.rows > 0 and status.files_watched > 0 and status.lag_bytes < _HARDLY_BEHIND


def _ready(url: str, logs: Path, *, browser: bool) -> None:
    terminal.note(f"Longtail is at {url} (Ctrl+C ends it), the demo's logs are in {logs}")
    if browser and _has_display():
        webbrowser.open(url)


def _has_display() -> bool:
    """Whether a browser would open a window; a browser in the terminal is not wanted."""
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
