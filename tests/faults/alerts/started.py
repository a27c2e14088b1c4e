"""What is killed: `longtail serve LOGS…` (with `serve` as the first argument), or reading and watching alone.

The second starts in a tenth of the time; its channels are tried again after tenths of seconds.
"""

from __future__ import annotations

import runpy
import signal
import sys
import threading

from ingest.service import IngestService
from ingest.settings import load
from monitor.health.probing import Probing
from monitor.notify.sender import Sender
from monitor.rules.alerting import Alerting
from monitor.samples.sampling import Sampling
from monitor.service import Watching
from monitor.telling.telling import Telling
from sql.warehouse import Warehouse

_PAUSES = (0.1, 0.3)
_OPEN_SECONDS = 1.0


def _serve() -> None:
    sys.argv += ["--port", "0", "--no-supervisor"]  # the process that is killed is the one that watches
    runpy.run_module("dashboard.cli", run_name="__main__")


def _watch(roots: list[str]) -> None:
    settings = load()
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    with Warehouse.open(settings.warehouse) as warehouse:
        reading = IngestService(warehouse, settings, roots)
        sender = Sender(warehouse, settings, pauses=_PAUSES)
        for lane in sender._lanes.values():
            lane.breaker._first_pause = lane.breaker._pause = _OPEN_SECONDS
        makers = (Probing, Sampling, Alerting, Telling)
        watching = Watching(warehouse, settings, print, [sender, *(make(warehouse, settings) for make in makers)])
        reading.start()
        watching.start()
        over.wait()
        watching.stop()
        reading.stop()


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        _serve()
    else:
        _watch(sys.argv[1:])
