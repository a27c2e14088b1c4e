"""Jobs that call: in time, late, failed, and runs that do not end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest

from ingest.errors import SettingsError
from monitor import asking_warehouse
from monitor.health.store import Call
from monitor.limits import Limit
from monitor.outcome import CannotAskError, Context
from monitor.probes import heartbeat
from sql import catalog
from tests.monitor.probes.asked import settings

if TYPE_CHECKING:
    from sql.warehouse import Warehouse

_NOON = datetime(2026, 3, 10, 12)  # noqa: DTZ001 (the warehouse's times are UTC without saying so)
_MINUTE = timedelta(minutes=1)


def _settings(**table: Any) -> heartbeat.Settings:
    return cast("heartbeat.Settings", settings(**{"kind": "heartbeat", "name": "job", "schedule": "1h", **table}))


def _judged(
    warehouse: Warehouse, calls: list[tuple[float, str, int | None]], minutes: float, **table: Any
) -> tuple[str, str]:
    """What is said `minutes` after noon, of calls at minutes after noon."""
    with warehouse.transaction() as cursor:
        for at, event, status in calls:
            values = Call(_NOON + at * _MINUTE, "job", event, status, None)
            names = ("ts", "probe", "event", "exit_status", "body")
            cursor.execute(catalog.statement("store_heartbeat").body, {name: getattr(values, name) for name in names})
    with Limit(60) as limit:
        (row,) = asking_warehouse.rows(Context(limit, warehouse), "probe_heartbeat", {"probe": "job"})
    try:
        found = heartbeat.judged(_settings(**table), row, _NOON + minutes * _MINUTE)
    except CannotAskError as error:
        return "unknown", str(error)
    return found.status.value, found.reason


@pytest.mark.parametrize(
    ("calls", "minutes", "expected"),
    [
        ([], 0, ("unknown", "It has not called yet.")),
        ([(0, "success", None)], 30, ("healthy", "It called 30 min ago.")),
        ([(0, "success", None)], 64, ("healthy", "It called 64 min ago.")),
        ([(0, "success", None)], 66, ("unhealthy", "It should have called 6 min ago.")),
        ([(0, "success", None), (58, "start", None)], 62, ("healthy", "It runs, for 4 min.")),
        ([(58, "start", None)], 64, ("unhealthy", "The run that began 6 min ago has not ended.")),
        ([(58, "start", None), (61, "success", None)], 64, ("healthy", "It called 3 min ago, after 3 min.")),
        ([(58, "start", None), (61, "fail", None)], 64, ("unhealthy", "The last run failed.")),
        ([(61, "fail", 2)], 64, ("unhealthy", "The last run failed with exit status 2.")),
        ([(0, "fail", 2), (61, "success", 0)], 64, ("healthy", "It called 3 min ago.")),
        ([(0, "fail", 2), (61, "start", None)], 64, ("healthy", "It runs, for 3 min.")),
    ],
)
def test_calls(
    warehouse: Warehouse, calls: list[tuple[float, str, int | None]], minutes: float, expected: tuple[str, str]
) -> None:
    """A job that is due every hour, with five minutes of grace."""
    assert expected == _judged(warehouse, calls, minutes)


@pytest.mark.parametrize(
    ("called", "due"),
    [
        (datetime(2026, 3, 10, 2), datetime(2026, 3, 10, 2)),  # noqa: DTZ001 (UTC; both of a spring)
        (datetime(2026, 7, 10, 1, 30), datetime(2026, 7, 11, 1)),  # noqa: DTZ001 (as above)
    ],
)
def test_cron(called: datetime, due: datetime) -> None:
    """Three o'clock of Berlin is two of UTC in winter and one in summer; the next one after the call is due."""
    found = heartbeat.following(_settings(schedule="0 3 * * *", timezone="Europe/Berlin"), called - _MINUTE)
    assert due == found


@pytest.mark.parametrize(
    ("table", "part"),
    [
        ({"schedule": "soon"}, 'it must be a duration such as "1h", or a cron expression'),
        ({"timezone": "Mars"}, "it must be a name of the tz database"),
        ({"id": "short"}, "it must have at least 16 letters and digits that nobody guesses"),
        ({"id": "no/slashes/in/an/id"}, "it must have at least 16 letters and digits that nobody guesses"),
    ],
)
def test_wrong_settings(table: dict[str, str], part: str) -> None:
    """What is no schedule, no zone, no id."""
    with pytest.raises(SettingsError) as caught:
        _settings(**table)
    assert part in str(caught.value)
