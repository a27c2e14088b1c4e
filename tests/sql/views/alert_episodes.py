"""What fired and was resolved, what fires still, and what only was pending, or got worse while it fired."""

from tests.sql.given import at

GIVEN: list[list[dict[str, object]]] = []
_EVENT = (
    "insert into alert_events values (timestamp '2026-11-20 {ts}', timestamp '2026-11-20 {ts}', 'a', 'r', "
    "map {{'host': 'h'}}, '{before}', '{after}', '{severity}', 6, 5, {peak}, timestamp '2026-11-20 10:00', {fired}, "
    "'{why}')"
)
_FIRED = "timestamp '2026-11-20 10:05'"
_ALERT = (
    "insert into alerts values ('{id}', 'r', map {{'host': '{id}'}}, '{state}', 'error', 6, 5, 7, "
    "timestamp '2026-11-20 11:00', {fired}, null, null, null)"
)
MORE = [
    _EVENT.format(ts="10:00", before="inactive", after="pending", severity="error", peak="null", fired="null", why=""),
    _EVENT.format(ts="10:05", before="pending", after="firing", severity="error", peak=6, fired=_FIRED, why=""),
    _EVENT.format(ts="10:06", before="firing", after="firing", severity="critical", peak=9, fired=_FIRED, why=""),
    _EVENT.format(ts="10:09", before="firing", after="inactive", severity="critical", peak=9, fired=_FIRED, why="well"),
    _ALERT.format(id="b", state="firing", fired="timestamp '2026-11-20 11:01'"),
    _ALERT.format(id="c", state="no data", fired="null"),
    _ALERT.format(id="d", state="pending", fired="null"),
]
COLUMNS = "* replace (labels['host'] as labels)"
EXPECT = [
    ("a", "r", "h", "critical", at("10:00"), at("10:05"), at("10:09"), 9.0, 5.0, "well"),
    ("b", "r", "b", "error", at("11:00"), at("11:01"), None, 7.0, 5.0, ""),
    ("c", "r", "c", "error", at("11:00"), at("11:00"), None, 7.0, 5.0, ""),
]
