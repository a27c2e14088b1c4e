"""A process that sends what waits in a warehouse until it is killed: `-m tests.monitor.notify.killed FILE URL`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from ingest.settings import Settings
from monitor.notify.sender import Sender
from sql.warehouse import Warehouse
from tests.monitor.notify.given import channel


def main(path: str, url: str) -> None:
    """Send for ever."""
    settings = channel(kind="webhook", url=url, timeout="500ms")
    with Warehouse.open(Path(path)) as warehouse:
        sender = Sender(warehouse, Settings(), [settings], pauses=(0.02, 0.02))
        for lane in sender._lanes.values():
            lane.breaker._first_pause = lane.breaker._pause = 0.05
        while True:
            sender.look()
            time.sleep(0.02)


if __name__ == "__main__":
    main(*sys.argv[1:])
