"""The spare of a server: a process that has loaded the same modules and waits, so that the next server begins at once.

It is forked before this process has threads of its own, opens a file or reads a setting: a fork copies the thread that
forks and no other, so whatever another one holds or does would be lost in it.
"""

from __future__ import annotations

import gc

import duckdb

from dashboard.server import supervisor


def stand_by() -> None:
    """Have a spare from here on; returns in the server that runs now, and later in the spare as the next one."""
    if supervisor.link() is None:
        return
    duckdb.default_connection().close()  # the module opens one that nobody uses, with a thread for each core
    gc.collect()
    gc.freeze()  # the collector's marks would copy the memory that both share
    supervisor.stand_by()
