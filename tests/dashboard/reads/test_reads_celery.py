"""What the pages Celery and Databases ask, given and expected: from both exporters' counters, and from logs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import reads
from dashboard.reads import Window, samples
from dashboard.reads.samples import Kept
from dashboard.reads.services import celery
from monitor.sample import Sample, Series, counter, gauge, labels
from monitor.samples.store import SampleStore
from tests.dashboard import asking
from tests.sql.given import at, record, warehouse, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dashboard.reads import Question
    from sql.warehouse import Warehouse

WINDOW = Window(at("10:00:00"), at("12:00:00"), bucket=timedelta(hours=2), origin=at("10:00:00"))
FINE = Window(at("10:10:00"), at("11:00:00"), bucket=timedelta(minutes=1), origin=at("10:00:00"))
KEPT = Kept(at("10:00:00"), 0, 0)
_ID = "9f86d081-884c-4c65-9a2f-eaa0c55ad015"


def _log(time: str, text: str, **more: Any) -> dict[str, Any]:
    return record(time, "worker", message=text.replace("ID", f"[{_ID}]"), **({"level": "INFO"} | more))


LOGS = [
    _log("10:00:01", "Task shop.chargeID received", line=1),
    _log("10:00:02", "Task shop.chargeID succeeded in 0.2s: None", line=2),
    _log("10:00:03", "Task shop.chargeID succeeded in 4.0s: 'a'", line=3),
    _log("10:00:04", "Task shop.chargeID retry: Retry in 3s: PayError('no')", line=4),
    _log(
        "10:00:05",
        "Task shop.chargeID raised unexpected: PayError('no')",
        level="ERROR",
        error_type="PayError",
        error_id="e1",
        line=5,
    ),
    _log("10:00:06", "Discarding revoked task: shop.mailID", line=6),
    _log("10:00:07", "Task force assembled [today]", line=7),
]


def _runtimes(name: str, step: int, /, **of: str) -> list[Sample]:
    bounds = {"0.1": 0, "1": 3 * step, "+Inf": 4 * step}
    return [Sample(Series(name, labels(le=le, **of), "histogram"), n) for le, n in bounds.items()]


@pytest.fixture(scope="module")
def filled() -> Iterator[Warehouse]:
    """Two exporters' counters that grow every 20 minutes, statements of a database, and a worker's logs."""
    with warehouse() as target:
        write(target, LOGS)
        store = SampleStore(target)
        for step in range(3):
            ts = at(f"10:{20 * step:02d}:00")
            charge, mail = {"name": "shop.charge"}, {"name": "shop.mail"}
            store.add(
                "a",
                ts,
                [
                    counter("celery_task_succeeded_total", 3.0 * step, hostname="w1", **charge),
                    counter("celery_task_failed_total", 1.0 * step, hostname="w1", exception="PayError", **charge),
                    *_runtimes("celery_task_runtime_bucket", step, **charge),
                    *_runtimes("celery_task_queue_wait_time_bucket", step, **charge),
                    counter("celery_tasks_total", 5.0 * step, state="SUCCESS", **mail),
                    counter("celery_tasks_total", 2.0 * step, state="RETRY", **mail),
                    gauge("celery_worker_up", 1.0, hostname="w1", job="exporter"),
                    gauge("celery_worker_up", float(step == 0), hostname="w2", job="exporter"),
                    gauge("up", float(step < 2), job="exporter"),
                    gauge("up", 1.0, job="db"),
                ],
            )
            statement = {"queryid": "7", "query": "select 1", "job": "db"}
            store.add(
                "db",
                ts,
                [
                    counter("postgres_statement_calls_total", 10.0 * step, **statement),
                    counter("postgres_statement_seconds_total", 2.0 * step, **statement),
                ],
            )
        batch = store.take()
        assert batch is not None
        with target.transaction() as cursor:
            batch.store(cursor)
        yield target


_P95 = 1.0
_P50 = 0.1 + 0.9 * (4 - 0) / 6
CASES: Mapping[str, tuple[Callable[[], Question], list[tuple[Any, ...]]]] = {
    "celery_states": (
        lambda: celery.states(WINDOW, KEPT, from_logs=False),
        [
            (at("10:00:00"), "failed", 2.0, 2 / 7200),
            (at("10:00:00"), "retried", 4.0, 4 / 7200),
            (at("10:00:00"), "succeeded", 16.0, 16 / 7200),
        ],
    ),
    "celery_rate": (
        lambda: celery.rate(FINE, KEPT, from_logs=False),
        [
            (at(f"10:{minute:02d}:00"), label, n, n / 300)
            for minute in range(20, 41)
            for label, n in (("failed", float(minute % 20 < 5)), ("succeeded", 8.0 * (minute % 20 < 5)))
        ],
    ),
    "celery_week": (lambda: celery.week(WINDOW, KEPT, from_logs=False), [(5, 10, 18.0)]),
    "celery_workers": (
        lambda: celery.workers(WINDOW, KEPT),
        [(at("10:00:00"), "exporter (answers)", 2 / 3), (at("10:00:00"), "workers", 1 + 1 / 3)],
    ),
    "celery_durations": (
        lambda: celery.durations(WINDOW, KEPT, from_logs=False),
        [(at("10:00:00"), _P50, _P95, _P95, _P95)],
    ),
    "celery_tasks": (
        lambda: celery.tasks(WINDOW, KEPT, from_logs=False),
        [("shop.mail", 10, 0, 4, 0.0, None, None), ("shop.charge", 8, 2, 0, 0.25, 1000 * _P50, 1000 * _P95)],
    ),
    "celery_failures": (lambda: celery.failures(WINDOW), [("shop.charge", "e1", "PayError", 1, at("10:00:05"))]),
    "statements": (
        lambda: samples.statements(WINDOW, "postgres", "queryid", "db", KEPT),
        [("7", "select 1", 20, 4.0, 200.0, 1.0)],
    ),
}


def _close(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [tuple(pytest.approx(cell) if isinstance(cell, float) else cell for cell in row) for row in rows]


@pytest.mark.parametrize("name", CASES)
def test_query(name: str, filled: Warehouse) -> None:
    """The scenario gives the rows that are expected."""
    ask, expected = CASES[name]
    assert _close(expected) == asking.rows(filled, ask())


@pytest.mark.parametrize("name", CASES)
def test_shown_sql_gives_the_same_rows(name: str, filled: Warehouse) -> None:
    """The SQL with its parameters written in gives the same rows."""
    question = CASES[name][0]()
    assert reads.run(filled, question).equals(asking.shown(filled, question))


@pytest.mark.parametrize("name", CASES)
def test_query_of_nothing(name: str) -> None:
    """An empty warehouse has no tasks."""
    assert asking.of_nothing(CASES[name][0]()).height == 0


def test_the_same_numbers_from_the_logs(filled: Warehouse) -> None:
    """States, runtimes and tasks as the workers log them; what only looks like it is passed over."""
    states = asking.rows(filled, celery.states(WINDOW, KEPT, from_logs=True))
    assert [("failed", 1), ("received", 1), ("retried", 1), ("revoked", 1), ("succeeded", 2)] == [
        (row[1], row[2]) for row in states
    ]
    durations = asking.rows(filled, celery.durations(WINDOW, KEPT, from_logs=True))
    assert [(at("10:00:00"), 0.2, 4.0, 4.0, None)] == durations
    tasks = asking.rows(filled, celery.tasks(WINDOW, KEPT, from_logs=True))
    assert _close([("shop.charge", 3, 1, 1, 1 / 3, 200.0, 4000.0)]) == tasks


def test_the_rate_is_over_five_minutes(filled: Warehouse) -> None:
    """A task counts in each minute whose five it is in; of what was before the window only these."""
    window = Window(at("10:02:00"), at("10:10:00"), bucket=timedelta(minutes=1), origin=at("10:00:00"))
    with asking.holding([*LOGS, _log("10:03:30", "Task shop.chargeID succeeded in 1s: None", line=9)]) as target:
        rows = asking.rows(target, celery.rate(window, KEPT, from_logs=True))
    expected = [(at(f"10:0{minute}:00"), n) for minute, n in ((2, 2.0), (3, 3.0))]
    assert expected == [(ts, n) for ts, label, n, _ in rows if label == "succeeded"]
    assert [] == asking.rows(filled, celery.rate(window, KEPT, from_logs=True))
