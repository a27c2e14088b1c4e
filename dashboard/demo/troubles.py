"""What went wrong in the shop in the last days before its demo began: small troubles, each for another kind of alert.

Each is at its time of day and over some hours before the history ends, so that what fires while somebody looks is only
what happens then (dashboard/demo/outages.py), and the incident stands alone. They follow from when the history ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from dashboard.demo.clock import DAY, HOUR, MINUTE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.demo.plan import Plan

LEAST_DAYS = 5
"""A shorter history is a calm one."""
_WEEKS_BEFORE = (3, 2, 1)


@dataclass(frozen=True, slots=True)
class Trouble:
    """It begins at the minute `at` of a day (UTC) and is over at least `rest` hours before the history ends.

    `earlier` are the days before at which the same happened already; of the weeks before the history, the hour of one
    `with_weeks` stands in the logs too: somebody kept it to compare with.
    """

    at: int
    minutes: int
    rest: int = 12
    earlier: tuple[int, ...] = ()
    with_weeks: bool = False


CACHE, DATABASE, DOOR, MAIL = "cache", "database", "door", "mail"
READS, VISITS, REPORT, BACKUPS = "reads", "visits", "report", "backups"
TROUBLES: Mapping[str, Trouble] = {
    CACHE: Trouble(5 * 60 + 20, 4, earlier=(2,)),
    DATABASE: Trouble(11 * 60 + 30, 6, earlier=(3,)),
    DOOR: Trouble(7 * 60, 45),
    MAIL: Trouble(18 * 60 + 20, 25),
    READS: Trouble(19 * 60 + 5, 20, with_weeks=True),
    VISITS: Trouble(20 * 60 + 5, 35, with_weeks=True),
    REPORT: Trouble(3 * 60 + 10, 25, rest=3),
    BACKUPS: Trouble(4 * 60, 30 * 60, rest=8),
}
"""The Redis on `cache-1` and the PostgreSQL on `db-1` go away; nginx writes no log; the mail server hangs, and Celery's
tasks with it; the catalogue reads without an index; hardly anybody comes; a report takes all of `worker-2`; and backups
fill a disk of `db-1` until somebody deletes them."""


def span(plan: Plan, name: str) -> tuple[int, int]:
    """When a trouble began and was over; (0, 0) in a history that is too short for any."""
    return _all_spans(plan.now)[name] if has_any(plan) else (0, 0)


def spans(plan: Plan, name: str) -> list[tuple[int, int]]:
    """When a trouble was, and when the same was before."""
    begun, ended = span(plan, name)
    return [(begun - days * DAY, ended - days * DAY) for days in (0, *TROUBLES[name].earlier)]


def is_in(plan: Plan, name: str, ts: int) -> bool:
    """Whether `ts` lies in a trouble, or in what was the same before."""
    return any(begun <= ts < ended for begun, ended in spans(plan, name))


def has_any(plan: Plan) -> bool:
    """Whether the history has troubles."""
    return plan.now - plan.began >= LEAST_DAYS * DAY


def kept_minutes(plan: Plan) -> list[int]:
    """The minutes (since the epoch) before the history whose lines were kept to compare with, in order."""
    if not has_any(plan):
        return []
    hours = [_all_spans(plan.now)[name][0] // HOUR * HOUR for name, trouble in TROUBLES.items() if trouble.with_weeks]
    begins = [hour - 7 * weeks * DAY for weeks in _WEEKS_BEFORE for hour in sorted(hours)]
    return [begin // MINUTE + minute for begin in begins if begin + HOUR <= plan.began for minute in range(60)]


@cache
def _all_spans(now: int) -> dict[str, tuple[int, int]]:
    return {name: _span(trouble, now) for name, trouble in TROUBLES.items()}


def _span(trouble: Trouble, now: int) -> tuple[int, int]:
    lasts, at = trouble.minutes * MINUTE, trouble.at * MINUTE
    begun = (now - trouble.rest * HOUR - lasts - at) // DAY * DAY + at
    return begun, begun + lasts
