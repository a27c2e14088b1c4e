"""What the Business page asks, given and expected."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import reads
from dashboard.reads import Window
from dashboard.reads.business import Business
from dashboard.reads.samples import Kept
from ingest import business_rows
from ingest.business_settings import BusinessSettings
from ingest.settings import Settings
from monitor.sample import counter
from monitor.samples.store import SampleStore
from tests.dashboard import asking
from tests.sql.given import at, record, warehouse, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dashboard.reads import Question
    from sql.warehouse import Warehouse

SETTINGS = BusinessSettings()
KEPT = Kept(at("10:00:00"), 0, 0)
ALL = Business(SETTINGS, KEPT)
WINDOW = Window(at("10:00:00"), at("12:00:00"))
HOUR_10, HOUR_11 = at("10:00:00"), at("11:00:00")


def _event(time: str, line: int, **attributes: Any) -> dict[str, Any]:
    fields = {name: attributes.pop(name) for name in ("level", "message", "user_id", "trace_id") if name in attributes}
    return record(time, "business", attributes=json.dumps(attributes), line=line, **{"level": "INFO"} | fields)


GIVEN = [
    _event("10:00:00", 1, event="mail", outcome="sent", channel="smtp", account="a1", used=50, quota=100),
    _event("10:10:00", 2, event="mail", outcome="Bounced", channel="smtp", account="a1", reason="mailbox 7 is full"),
    _event("10:20:00", 3, event="mail", outcome="failed", account="a2", reason="mailbox 9 is full", trace_id="t3"),
    _event("11:00:00", 4, event="mail", outcome="queued", channel="smtp", account="a1", used=80, quota=100),
    _event("11:10:00", 5, event="key_created", user_id="u1"),
    _event("11:20:00", 6, message="template.created"),
    _event("11:30:00", 7, message="a sentence is no event"),
    _event("12:00:00", 8, event="mail", outcome="sent"),
    record("10:00:00", "app", attributes='{"event": "mail"}', file_id=2, line=1),
]

CASES: Mapping[str, tuple[Callable[[], Question], list[tuple[Any, ...]]]] = {
    "business_headline": (lambda: ALL.headline(WINDOW), [(6, 3, 2, 3 / 5, 3)]),
    "business_series": (
        lambda: ALL.series(WINDOW),
        [(HOUR_10, 3, 1, 2, 0, 1 / 3, 2), (HOUR_11, 3, 2, 0, 1, 1.0, 2)],
    ),
    "business_kinds": (
        lambda: ALL.kinds(WINDOW),
        [
            ("mail", 4, 2, 1 / 3, at("11:00:00")),
            ("key_created", 1, 0, 1.0, at("11:10:00")),
            ("template.created", 1, 0, 1.0, at("11:20:00")),
        ],
    ),
    "business_statuses": (
        lambda: Business(SETTINGS, KEPT, "mail").statuses(WINDOW),
        [
            ("bounced", "failed", 1, 0.25),
            ("failed", "failed", 1, 0.25),
            ("queued", "other", 1, 0.25),
            ("sent", "succeeded", 1, 0.25),
        ],
    ),
    "business_channels": (
        lambda: ALL.channels(WINDOW),
        [("", 3, 1, 2 / 3), ("smtp", 3, 1, 0.5)],
    ),
    "business_accounts": (
        lambda: ALL.accounts(WINDOW),
        [
            ("a1", 3, 1, 0.5, 0.8, at("11:00:00")),
            ("a2", 1, 1, 0.0, None, at("10:20:00")),
            ("u1", 1, 0, 1.0, None, at("11:10:00")),
        ],
    ),
    "business_failures": (
        lambda: ALL.failures(WINDOW),
        [("mail", "mailbox # is full", 2, 2, at("10:20:00"), "t3")],
    ),
    "business_week": (
        lambda: ALL.week(replace(WINDOW, timezone="Europe/Berlin")),
        [(5, 11, 3.0, 2.0), (5, 12, 3.0, 0.0)],
    ),
    "business_hourly": (
        lambda: ALL.hourly(WINDOW),
        [
            (HOUR_10, "mail", 3, 1, 2),
            (HOUR_11, "key_created", 1, 1, 0),
            (HOUR_11, "mail", 1, 0, 0),
            (HOUR_11, "template.created", 1, 1, 0),
        ],
    ),
}


@pytest.fixture(scope="module")
def filled() -> Iterator[Warehouse]:
    """The scenario in a warehouse."""
    with warehouse() as made:
        write(made, GIVEN)
        yield made


@pytest.mark.parametrize("name", CASES)
def test_query(name: str, filled: Warehouse) -> None:
    """The scenario gives the rows that are expected."""
    ask, expected = CASES[name]
    assert asking.close(expected) == asking.rows(filled, ask())


@pytest.mark.parametrize("name", CASES)
def test_shown_sql_gives_the_same_rows(name: str, filled: Warehouse) -> None:
    """The SQL that a tile shows answers what the tile shows."""
    question = CASES[name][0]()
    assert reads.run(filled, question).equals(asking.shown(filled, question))


@pytest.mark.parametrize("name", CASES)
def test_query_of_nothing(name: str) -> None:
    """An empty warehouse answers every question."""
    assert asking.of_nothing(CASES[name][0]()).height <= 1


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"sources": ("app",)}, [(1, 1, 0)]),
        ({"sources": ("a*", "business")}, [(7, 4, 2)]),
        ({"event": ("what",)}, [(1, 1, 0)]),
        ({"failed": ("queued",), "succeeded": ("bounced", "failed", "sent")}, [(6, 5, 1)]),
    ],
)
def test_settings_say_what_counts(
    settings: dict[str, tuple[str, ...]], expected: list[tuple[int, ...]], filled: Warehouse
) -> None:
    """Streams, keys and words come from the setting."""
    found = reads.run(filled, Business(BusinessSettings.model_validate(settings), KEPT).headline(WINDOW))
    assert found.select("events", "succeeded", "failed").rows() == expected


@pytest.mark.parametrize(
    ("attributes", "level", "outcome"),
    [
        ({"event": "x", "success": False}, "INFO", "failed"),
        ({"event": "x", "success": True}, "INFO", "succeeded"),
        ({"event": "mail.send_failed"}, "INFO", "failed"),
        ({"event": "paymentDeclined"}, "INFO", "succeeded"),
        ({"event": "payment_declined"}, "INFO", "failed"),
        ({"event": "x"}, "ERROR", "failed"),
        ({"event": "x", "result": "ok"}, "ERROR", "succeeded"),
        ({"event": "x", "result": 503}, "INFO", "failed"),
        ({"event": "x", "result": 204}, "INFO", "succeeded"),
        ({"event": "x", "result": "in progress"}, "INFO", "other"),
        ({"event": "x", "outcome": "", "status": "failed"}, "INFO", "failed"),
        ({"event": "x", "outcome": None}, "INFO", "succeeded"),
        ({"event": "x", "outcome": {"code": 1}}, "INFO", "other"),
        ({"event": "x", "outcome": "99999999999999999999"}, "INFO", "other"),
    ],
)
def test_outcome(attributes: dict[str, Any], level: str, outcome: str) -> None:
    """What a record says decides, then its name, then its level."""
    with warehouse() as made:
        write(made, [_event("10:00:00", 1, level=level, **attributes)])
        found = reads.run(made, ALL.series(WINDOW))
    assert {name: found[name].item() for name in ("succeeded", "failed", "other")} == {
        name: int(name == outcome) for name in ("succeeded", "failed", "other")
    }


@pytest.mark.parametrize("seed", range(3))
def test_every_event_counts_once(seed: int) -> None:
    """Whatever records say, their outcomes add up to the events, in each tile."""
    draw = random.Random(seed)
    values = ["sent", "failed", "", None, 7, 404, True, {"a": 1}, [1], "Ünknown", "x" * 500, -1, 1e400, "\u0000"]
    keys = ["event", "outcome", "status", "channel", "account", "reason", "used", "quota"]
    given = [
        _event(
            f"{draw.randint(10, 11)}:{draw.randint(0, 59):02}:00",
            line,
            **{key: draw.choice(values) for key in draw.sample(keys, draw.randint(0, 8))},
        )
        for line in range(1, 120)
    ]
    for row in given:
        row["attributes"] = row["attributes"].replace("Infinity", "1e400").replace("\\u0000", "")
    with warehouse() as made:
        write(made, given)
        hours = reads.run(made, ALL.series(replace(WINDOW, bucket=timedelta(minutes=10))))
        whole = reads.run(made, ALL.headline(WINDOW))["events"].item()
        for ask in (ALL.kinds, ALL.statuses, ALL.channels):
            assert reads.run(made, ask(WINDOW))["events"].sum() == whole
    assert (hours["succeeded"] + hours["failed"] + hours["other"]).equals(hours["events"], check_names=False)
    assert hours["events"].sum() == whole


@pytest.fixture(scope="module")
def from_elsewhere() -> Iterator[Warehouse]:
    """Counters that grow each hour, a record of the logs, and a statement over the logs."""
    with warehouse() as made:
        write(
            made, [*GIVEN[:1], record("11:00:00", "access", status=500, route="/pay", user_id="u9", file_id=3, line=1)]
        )
        store = SampleStore(made)
        for step in range(3):
            store.add(
                "shop",
                at(f"{10 + step}:00:00") - timedelta(seconds=30),
                [
                    counter("mails_total", 10.0 * step, status="sent", channel="smtp", tenant="t1"),
                    counter("mails_total", 2.0 * step, status="bounced", channel="smtp", tenant="t1", reason="full"),
                    counter("keys_created_total", 1.0 * step, service="auth"),
                ],
            )
        batch = store.take()
        assert batch is not None
        with made.transaction() as cursor:
            batch.store(cursor)
        text = (
            "select ts, 'payment' as event, status as outcome, user_id as account, 2 as n from logs where status = 500"
        )
        business_rows.define(made, Settings(business=BusinessSettings(sql=text)))
        yield made


_COUNTERS = ("mails_total", "keys_created_total")


def _counted(**more: tuple[str, ...]) -> Business:
    return Business(BusinessSettings.model_validate({"counters": _COUNTERS, **more}), KEPT)


def test_three_sources_count_together(from_elsewhere: Warehouse) -> None:
    """Logs, counters and a statement: each kind once, with its failures."""
    kinds = asking.rows(from_elsewhere, _counted().kinds(WINDOW))
    assert [("mails", 24, 4), ("keys_created", 2, 0), ("payment", 2, 2), ("mail", 1, 0)] == [row[:3] for row in kinds]
    headline = asking.rows(from_elsewhere, _counted().headline(WINDOW))
    assert asking.close([(29, 23, 6, 23 / 29, 3)]) == headline


def test_labels_say_what_keys_say(from_elsewhere: Warehouse) -> None:
    """Of counters alone: what became of them, the way, the account, why, and when."""
    asked = _counted(sources=())
    assert [("smtp", 24, 4)] == [row[:3] for row in asking.rows(from_elsewhere, asked.channels(WINDOW)) if row[0]]
    assert ("t1", 24, 4) == next(
        row[:3] for row in asking.rows(from_elsewhere, asked.accounts(WINDOW)) if row[0] == "t1"
    )
    assert ("mails", "full", 4, 1) == next(
        row[:4] for row in asking.rows(from_elsewhere, asked.failures(WINDOW)) if row[1]
    )
    statuses = {row[0]: row[2] for row in asking.rows(from_elsewhere, asked.statuses(WINDOW))}
    assert {"sent": 20, "bounced": 4, "succeeded": 2, "500": 2} == statuses
    hours = asking.rows(from_elsewhere, asked.hourly(WINDOW))
    assert [("keys_created", 1), ("mails", 12)] == [row[1:3] for row in hours if row[0] == HOUR_10]


def test_filters_hold_for_all_sources(from_elsewhere: Warehouse) -> None:
    """A service is the label or the column of that name."""
    window = replace(WINDOW, services=("auth",))
    assert [("keys_created", 2)] == [row[:2] for row in asking.rows(from_elsewhere, _counted().kinds(window))]
