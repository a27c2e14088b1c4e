"""What the soak starts as its server: `longtail serve LOGS…` (with `serve` as the first argument), or reading alone.

Python sleeps until a time of the monotonic clock. libfaketime 0.9.10 (Debian 12) takes it for a time of day even where
the monotonic clock is left alone, so that `time.sleep` fails with EINVAL or ends at a wrong time (0.9.11 leaves such a
call untouched). So `time.sleep` is replaced by `select`, which waits for a length of time.
"""

from __future__ import annotations

import runpy
import select
import sys
import threading
import time
from typing import TYPE_CHECKING

from ingest.service import IngestService
from ingest.settings import load
from sql.warehouse import Warehouse

if TYPE_CHECKING:
    from typing import SupportsIndex


def _sleep(seconds: float | SupportsIndex) -> None:
    select.select((), (), (), float(seconds))


def _serve() -> None:
    sys.argv += ["--port", "0", "--no-supervisor"]  # the process that is disturbed is the one that reads
    runpy.run_module("dashboard.cli", run_name="__main__")


def _follow(roots: list[str]) -> None:
    settings = load()
    IngestService(Warehouse.open(settings.warehouse), settings, roots).start()
    threading.Event().wait()


if __name__ == "__main__":
    time.sleep = _sleep
    if sys.argv[1] == "serve":
        _serve()
    else:
        _follow(sys.argv[1:])
