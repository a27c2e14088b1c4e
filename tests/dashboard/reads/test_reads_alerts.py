"""What the page Alerts asks, given and expected."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import reads
from dashboard.reads import Window
from dashboard.reads.watched import alerts
from tests.dashboard import asking
from tests.sql.given import at, warehouse
from tests.sql.views import alert_episodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dashboard.reads import Question
    from sql.warehouse import Warehouse

NOW = at("12:00:00")
WINDOW = Window(at("10:00:00"), NOW, bucket=timedelta(minutes=30))
_NOTICE = (
    "insert into notifications values ('{key}', '{channel}', 'firing', 'r', 'error', timestamp '2026-11-20 {ts}', "
    "timestamp '2026-11-20 {ts}', '{state}', 1, timestamp '2026-11-20 {ts}', {sent}, '{answer}', '{{}}', false)"
)
MORE = (
    *alert_episodes.MORE,
    "insert into rule_states values ('r', timestamp '2026-11-20 11:59:30', 'd', null, timestamp '2026-11-20 12:00')",
    "insert into rule_states values ('s', timestamp '2026-11-20 11:00', 'd', 'It fails', timestamp '2026-11-20 12:00')",
    _NOTICE.format(
        key="k1", channel="mail", ts="10:10", state="sent", sent="timestamp '2026-11-20 10:11'", answer="250 OK"
    ),
    _NOTICE.format(key="k2", channel="mail", ts="10:20", state="failed", sent="null", answer="451 later"),
    _NOTICE.format(key="k3", channel="mail", ts="09:20", state="failed", sent="null", answer="450 before"),
    _NOTICE.format(key="k4", channel="chat", ts="11:00", state="waiting", sent="null", answer=""),
)
_NOTED = (
    "insert into acknowledgements values ('{id}', timestamp '2026-11-20 {fired}', 'firing', 'error', '{author}', "
    "'note', timestamp '2026-11-20 {ts}')"
)
_SILENCE = (
    "insert into silences values ('{id}', '{{\"rule\": [\"r\"]}}', timestamp '2026-11-20 {first}', "
    "timestamp '2026-11-20 {last}', 'eva', 'why', timestamp '2026-11-20 09:00', {ended}, {by})"
)
_TOLD = (
    "insert into told_alerts by name select '{id}' as alert_id, timestamp '2026-11-20 {fired}' as fired_at, "
    "'{channel}' as channel, 'r' as rule, map {{}} as labels, '{route}' as route, '1 {{}}{group}' as group_key, "
    "'firing' as state, 'error' as severity, timestamp '2026-11-20 {fired}' as changed_at, '' as reason, "
    "{told} as told_at, 0 as times, {due} as due_at, {held} as held_by, false as is_flapping"
)
_LAST = "timestamp '2026-11-20 11:02:00.5'"
TOLD = (
    _TOLD.format(
        id="b", fired="11:01", channel="ops", route="1", group="", told=_LAST, due="timestamp '2026-11-20 15:00'",
        held="null",
    ),
    _TOLD.format(id="b", fired="11:01", channel="pager", route="1^0", group="", told="null", due=_LAST, held="null"),
    _TOLD.format(
        id="b", fired="11:01", channel="chat", route="1", group=" digest", told="null", due=_LAST, held="'silence s1'"
    ),
    _TOLD.format(id="b", fired="11:01", channel="in-app", route="in-app", group="", told=_LAST, due=_LAST, held="null"),
    _TOLD.format(id="b", fired="09:00", channel="before", route="1", group="", told=_LAST, due=_LAST, held="null"),
    _TOLD.format(id="a", fired="10:05", channel="over", route="1", group="", told=_LAST, due=_LAST, held="null"),
    _NOTICE.format(key="k5", channel="ops", ts="11:02:01", state="refused", sent="null", answer="404 gone").replace(
        "'{}'", """'{"at": "2026-11-20T11:02:00.500000+00:00"}'"""
    ),
    _NOTICE.format(key="k6", channel="ops", ts="11:02:02", state="sent", sent=_LAST, answer="of another").replace(
        "'{}'", """'{"at": "2026-11-20T11:02:00.600000+00:00"}'"""
    ),
)  # fmt: skip
DECIDED = (
    *TOLD,
    _NOTED.format(id="b", fired="11:01", author="eva", ts="11:10"),
    _NOTED.format(id="b", fired="11:01", author="max", ts="11:20"),
    _NOTED.format(id="b", fired="09:00", author="before", ts="11:30"),
    _NOTED.format(id="a", fired="10:05", author="over", ts="10:06"),
    _SILENCE.format(id="s1", first="11:00", last="13:00", ended="null", by="null"),
    _SILENCE.format(id="s2", first="11:00", last="14:00", ended="timestamp '2026-11-20 11:30'", by="'max'"),
    _SILENCE.format(id="s3", first="12:30", last="12:40", ended="null", by="null"),
    "insert into probes values ('door', 'tcp', 'h:1', 30, false, null, null, 0)",
    "insert into series values (1, 'load', map {'host': 'a'}, 'gauge', timestamp '2026-11-20')",
    "insert into series values (2, 'load', map {'host': 'b'}, 'gauge', timestamp '2026-11-20')",
)
_OLD = ("a", "r", '{"host":"h"}', "critical", at("10:05"), at("10:09"), 240.0, 9.0, 5.0, "well", "", None, None)
_FIRING = ("b", "r", '{"host":"b"}', "error", at("11:01"), None, 3540.0, 7.0, 5.0, "", "", None, None)
_NO_DATA = ("c", "r", '{"host":"c"}', "error", at("11:00"), None, 3600.0, 7.0, 5.0, "", "", None, None)
CASES: Mapping[str, tuple[Callable[[], Question], list[tuple[Any, ...]]]] = {
    "alerts_now": (alerts.now, [(2, 0, 2, 0, 0, 1, 2, 1, at("11:59:30"))]),
    "alert_rows": (
        alerts.rows,
        [
            ("c", "r", '{"host":"c"}', "no data", "error", 6.0, 5.0, 7.0, at("11:00"), None, None, "", None, None),
            (
                "b",
                "r",
                '{"host":"b"}',
                "firing",
                "error",
                6.0,
                5.0,
                7.0,
                at("11:00"),
                at("11:01"),
                None,
                "",
                None,
                None,
            ),
            ("d", "r", '{"host":"d"}', "pending", "error", 6.0, 5.0, 7.0, at("11:00"), None, None, "", None, None),
        ],
    ),
    "alert_history": (lambda: alerts.history(WINDOW, NOW), [_FIRING, _NO_DATA, _OLD]),
    "alert_history_by_rule": (
        lambda: alerts.by_rule(WINDOW, NOW),
        [("r", 3, 3, 2, 7380.0, 240.0, at("11:01"), 2, 300.0)],
    ),
    "alerts_firing_series": (
        lambda: alerts.firing_series(WINDOW, NOW),
        [(at("10:00"), 1), (at("11:00"), 2), (at("11:30"), 2)],
    ),
    "notification_rows": (
        lambda: alerts.notifications(Window(at("10:00:00"), at("11:01:00")), "r", 2),
        [
            (at("11:00"), "chat", "firing", "r", "error", "waiting", 1, None, "", False, "k4", "{}"),
            (at("10:20"), "mail", "firing", "r", "error", "failed", 1, None, "451 later", False, "k2", "{}"),
        ],
    ),
    "alerts_acknowledged": (alerts.acknowledged, [("b", "max", "note", "error", at("11:20"))]),
    "silence_rows": (
        lambda: alerts.silences(NOW - timedelta(seconds=5)),
        [
            ("s1", '{"rule": ["r"]}', at("11:00"), at("13:00"), "eva", "why", None, "holds"),
            ("s3", '{"rule": ["r"]}', at("12:30"), at("12:40"), "eva", "why", None, "to come"),
            ("s2", '{"rule": ["r"]}', at("11:00"), at("11:30"), "eva", "why", "max", "over"),
        ],
    ),
    "alerts_told": (
        alerts.told,
        [
            ("b", "chat", None, at("11:02:00.5"), "silence s1", False, True, None, None, None, ""),
            ("b", "ops", at("11:02:00.5"), at("15:00"), None, False, False, "refused", None, "404 gone", None),
            ("b", "pager", None, at("11:02:00.5"), None, True, False, None, None, None, None),
        ],
    ),
    "rule_subjects": (alerts.rule_subjects, [("probe", "door"), ("sample", "load")]),
    "channel_rows": (
        lambda: alerts.channels(WINDOW),
        [
            ("chat", 0, 0, 1, None, 1, ""),
            ("mail", 1, 1, 0, at("10:11"), 1, "451 later"),
            ("ops", 1, 1, 0, at("11:02:00.5"), 1, "of another"),
        ],
    ),
}


@pytest.fixture(scope="module")
def filled() -> Iterator[Warehouse]:
    """An alert that was resolved, one that fires, one without data and one that is pending; what was told of them."""
    with asking.holding([], (*MORE, *DECIDED)) as target:
        yield target


@pytest.mark.parametrize("name", CASES)
def test_query(name: str, filled: Warehouse) -> None:
    """The scenario gives the rows that are expected."""
    ask, expected = CASES[name]
    assert expected == asking.rows(filled, ask())


@pytest.mark.parametrize("name", CASES)
def test_shown_sql_gives_the_same_rows(name: str, filled: Warehouse) -> None:
    """The SQL that a tile shows, with its parameters written in, runs and answers what the tile shows."""
    question = CASES[name][0]()
    assert reads.run(filled, question).equals(asking.shown(filled, question))


@pytest.mark.parametrize("name", CASES)
def test_query_of_nothing(name: str) -> None:
    """An empty warehouse answers every question, without an error."""
    with warehouse() as target:
        assert reads.run(target, CASES[name][0]()).height <= (name == "alerts_now")


def test_history_of_one(filled: Warehouse) -> None:
    """Of one alert, of one rule, and of a range in which nothing fired."""
    early = Window(at("09:00:00"), at("10:00:00"))
    found = [
        asking.rows(filled, question)
        for question in (
            alerts.history(WINDOW, NOW, alert_id="a"),
            alerts.history(WINDOW, NOW, rule="other"),
            alerts.history(early, NOW),
            alerts.history(WINDOW, NOW, rule="r", limit=1),
        )
    ]
    assert [[_OLD], [], [], [_FIRING]] == found
