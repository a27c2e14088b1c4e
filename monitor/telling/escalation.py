"""Who is told of what nobody acknowledged: rows of `told_alerts` that become due some time after others were told.

Such a row is written in the transaction that tells the route's own channels, so a restart forgets none. It is due once.
Acknowledging, a silence and the end of the alert stop it; an alert that gets worse afterwards begins anew.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor import kinds
from monitor.telling.routing import STEP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from monitor.telling.routing import Way
    from monitor.telling.told import Told


def begun(row: Told, way: Way, known: Mapping[str, Told], now: datetime) -> Iterator[Told]:
    """The rows that begin to wait when `row` is told its way; `known` are those of its firing, by channel."""
    for step in way.steps:
        due, route = now + timedelta(seconds=step.after), f"{way.route}{STEP}{step.place}"
        for channel in step.channels:
            waiting = known.get(channel)
            if waiting is None:
                yield replace(
                    row,
                    channel=channel,
                    route=route,
                    group_key=replace(way, route=route).group(row.subject()),
                    reason=f"Nobody acknowledged this within {kinds.told(step.after)} of telling {row.channel}.",
                    told_event=None,
                    told_severity=None,
                    told_at=None,
                    times=0,
                    due_at=due,
                    held_by=None,
                    is_flapping=False,
                )
            elif waiting.is_waiting_step and waiting.due_at is None and not waiting.is_over:
                yield replace(waiting, due_at=due)
