"""`longtail serve`: watch, ingest and answer until interrupted."""

from __future__ import annotations

from dashboard import command_options
from dashboard.log_paths import given_log_paths
from dashboard.reports.schedule import Schedule
from dashboard.results import terminal
from dashboard.server import listening, remote, spare
from dashboard.server.runtime import Runtime
from ingest import business_rows
from ingest.files.discovery.discovery import Discovery
from ingest.service import IngestService
from ingest.settings import load
from monitor.service import Watching


def run(
    logs: command_options.Logs = None,
    warehouse: command_options.Warehouse = None,
    host: command_options.Host = None,
    port: command_options.Port = None,
    config: command_options.Config = None,
    no_supervisor: command_options.NoSupervisor = False,  # noqa: ARG001 (dashboard/cli.py looks at it before)
) -> None:
    """Watch the paths, ingest, and serve pages, API and metrics until interrupted."""
    from dashboard.server import server  # noqa: PLC0415 (Streamlit takes a second to load, and only this needs it)

    spare.stand_by()
    settings = load(config, warehouse=warehouse, host=host, port=port)
    log_paths = given_log_paths(logs, settings, "serve")
    Discovery(log_paths, ()).check()
    with remote.open_warehouse(settings) as store:
        business_rows.define(store, settings)
        ingest = IngestService(store, settings, log_paths)
        watching = Watching(store, settings, terminal.note)
        listener = listening.listen_or_go_on(settings.host, settings.port)
        listening.check(settings.host, settings.warehouse)
        for sentence in (*listening.warnings_for(settings.host), *listening.warnings_as_root()):
            terminal.note(sentence)
        reports = Schedule(store, settings, terminal.note)
        site = server.Site(Runtime(settings, store, ingest, watching), log_paths, (ingest, reports, watching))
        server.serve(site, listener, lambda url: terminal.note(f"Longtail is at {url} (Ctrl+C ends it)"))
