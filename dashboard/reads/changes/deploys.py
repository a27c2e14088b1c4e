"""Deploys: when the records of a service begin to name another version, as "What changed?" and reports find versions.

Records are sampled, whatever their number. What a sample of the whole window finds roughly, samples of the time around
it find closer, until it is exact or as exact as a chart can show.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dashboard import reads
from dashboard.reads.changes.comparison import Comparison, shares
from dashboard.reads.incidents import VERSION_PATHS

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.reads import Question, Window
    from dashboard.reads.changes.comparison import Ask

SAMPLE = 20_000
"""Records that one look reads; ten thousand take some milliseconds."""
SLOTS = 192
MOST = 12
"""Changes that are looked for closer: the newest ones."""
_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Deploy:
    """A service's change of version; between `since_ts` and `began_at` (UTC) nothing is known."""

    service: str | None
    version: str
    version_before: str
    began_at: datetime
    since_ts: datetime


def deploys(window: Window, share: float, slots: int = SLOTS) -> Question:
    """service, version, version_before, began_at, since_ts; newest first, in a sample of the window's records."""
    return reads.bind("deploys", window, paths=VERSION_PATHS, share=share, slots=slots)


def find(ask: Ask, window: Window, sample: int = SAMPLE) -> list[Deploy]:
    """The changes of versions in a window, newest first. Filters but services are not looked at."""
    found = _found(ask, window, sample)
    near = [_closer(ask, window, one, sample) for one in found[:MOST]]
    return [*near, *found[MOST:]]


def _found(ask: Ask, window: Window, sample: int) -> list[Deploy]:
    share = shares(ask, Comparison.of(window, window), sample).after
    rows = ask(deploys(window, share)).iter_rows(named=True)
    return [Deploy(**{**row, "since_ts": row["since_ts"] or row["began_at"]}) for row in rows]


def _closer(ask: Ask, window: Window, deploy: Deploy, sample: int) -> Deploy:
    """The same change, looked for in the time in which it must have been."""
    slot = window.span / SLOTS
    for _ in range(_ROUNDS):
        if deploy.began_at - deploy.since_ts <= slot:
            return deploy
        services = ("" if deploy.service is None else deploy.service,)
        around = replace(window, from_ts=deploy.since_ts, to_ts=deploy.began_at + slot, services=services)
        inside = [one for one in _found(ask, around, sample) if one.version == deploy.version]
        if not inside:
            return deploy
        deploy = replace(inside[-1], version_before=deploy.version_before)
    return deploy
