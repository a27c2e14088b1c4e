"""Each probe of the settings with its status and its last run, and the one that was not asked yet."""

from tests.sql.given import at

GIVEN: list[list[dict[str, object]]] = []
_RESULT = (
    "insert into probe_results by name select timestamp '2026-11-20 {ts}' as ts, '{probe}' as probe, 'tcp' as kind, "
    "'h:1' as target, 'unhealthy' as status, 'unhealthy' as state, {ms} as latency_ms, '{why}' as reason"
)
_CHANGE = "insert into probe_changes select timestamp '2026-11-20 {ts}', '{probe}', 'tcp', 'h:1', '{old}', '{new}', '-'"
MORE = [
    "insert into probes values ('b', 'tcp', 'h:1', 30, true, 'shop', null, 0)",
    "insert into probes values ('a', 'dns', 'n', 30, false, null, null, 1)",
    _CHANGE.format(ts="10:00", probe="b", old="unknown", new="healthy"),
    _CHANGE.format(ts="10:02", probe="b", old="healthy", new="unhealthy"),
    _CHANGE.format(ts="10:02", probe="gone", old="unknown", new="healthy"),
    _RESULT.format(ts="10:01", probe="b", ms=5.0, why="First."),
    _RESULT.format(ts="10:02", probe="b", ms="null", why="Second."),
]
EXPECT = [
    ("a", "dns", "n", "unknown", None, None, None, None, False, None, 1),
    ("b", "tcp", "h:1", "unhealthy", at("10:02"), at("10:02"), None, "Second.", True, "shop", 0),
]
