"""What the Requests page and the lists of Traces ask, given and expected."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import reads
from dashboard.reads import Window, bind, requests, traces
from dashboard.reads.requests import Endpoint, Wanted
from tests.dashboard import asking
from tests.sql.given import at, record, warehouse, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dashboard.reads import Question
    from sql.warehouse import Warehouse

WINDOW = Window(at("10:00:00"), at("12:00:00"))
BEFORE = WINDOW.before()
FINE = replace(WINDOW, bucket=timedelta(minutes=5))
NOW = at("12:00:00")
ROOT = Endpoint("shop", "GET", "/")
PAY = Endpoint("shop", "POST", "/pay")

_GET = {"method": "GET", "path": "/", "route": "/", "status": 200, "level": "INFO", "host": "h1"}
_POST = {"method": "POST", "path": "/pay", "route": "/pay", "host": "h2", "level": "INFO"}
_BUG = {"level": "ERROR", "error_type": "PayError", "error_message": "declined", "error_id": "e1"}
GIVEN = [
    record("08:30:00", "access", **_GET, duration_ms=50.0, line=1),
    record("08:40:00", "access", **_POST, status=200, duration_ms=300.0, line=2),
    record("10:00:10", "access", **_GET, duration_ms=100.0, trace_id="t-1", line=3),
    record("10:01:10", "access", **_GET, duration_ms=100.0, request_id="r-2", line=4),
    record("10:20:00", "access", **_POST, status=500, duration_ms=900.0, trace_id="t-3", line=5),
    record("10:20:00", "slow_requests", **_POST, status=500, duration_ms=900.0, trace_id="t-3", file_id=2),
    record("10:20:00", "app", **_BUG, trace_id="t-3", route="/pay", host="h2", file_id=3),
    record("10:30:00", "app", message="more", trace_id="t-3", file_id=3, line=2),
    record("11:10:00", "access", **_POST, status=201, duration_ms=1500.0, trace_id="t-4", line=6),
    record("11:45:00", "access", None, method="GET", path="/x", route=None, status=404, duration_ms=None, file_id=5),
]
HOUR_10, HOUR_11 = at("10:00:00"), at("11:00:00")
_ROOT_ROW = (
    *("shop", "GET", "/", 2, 2 / 7200, 0, 0.0, 100, 100, 100, 50, 1.0),
    *(1.0, 0, 200 / 2600, 1),
)
_PAY_ROW = (
    *("shop", "POST", "/pay", 2, 2 / 7200, 1, 0.5, 900, 1500, 1500, 300, 4.0),
    *(0.25, 2, 2400 / 2600, 1),
)
_LOST_ROW = (None, "GET", None, 1, 1 / 7200, 0, 0.0, *([None] * 6), 0, None, None)
_LISTED = (at("11:10:00"), "POST", "/pay", 201, 1500.0, "t-4")

CASES: Mapping[str, tuple[Callable[[], Question], list[tuple[Any, ...]]]] = {
    "stored_requests": (requests.stored, [(8,)]),
    "endpoints": (lambda: requests.endpoints(WINDOW, BEFORE, NOW, 500), [_PAY_ROW, _ROOT_ROW, _LOST_ROW]),
    "endpoint_trends": (
        lambda: requests.endpoint_trends(WINDOW),
        [("shop", "GET", "/", [100, 0]), ("shop", "POST", "/pay", [900, 1500])],
    ),
    "requests_headline": (
        lambda: requests.headline(WINDOW, 1000),
        [(5, 1, 1, 0.2, 0.25, 650, 100, 1500, 1500, 2.5 / 4)],
    ),
    "requests_series": (
        lambda: requests.series(WINDOW, 500),
        [
            (HOUR_10, 3, 1, 1, 1 / 3, 100, 900, 900, 2 / 3, 2, 0, 0, 1, 0),
            (HOUR_11, 2, 0, 1, 0.0, 1500, 1500, 1500, 0.5, 1, 0, 1, 0, 0),
        ],
    ),
    "latency_map": (
        lambda: requests.latency_map(WINDOW),
        [
            (HOUR_10, 19, 1.02**228, 1.02**240, 2),
            (HOUR_10, 28, 1.02**336, 1.02**348, 1),
            (HOUR_11, 30, 1.02**360, 1.02**372, 1),
        ],
    ),
    "requests_bound": (
        lambda: bind("requests_bound", WINDOW, endpoint=None, subset="all", slow_ms=0, newest=True, limit=2),
        [([HOUR_11], None)],
    ),
    "request_list": (
        lambda: requests.unbounded(WINDOW, Wanted("all", limit=1)),
        [
            (at("11:10:00"), "shop", "POST", "/pay", "/pay", 201, 1500.0, None, "h2", "t-4", "t-4", None, 1, 6),
        ],
    ),
    "request_statuses": (lambda: requests.statuses(WINDOW), [("2xx", 3, 0.6), ("4xx", 1, 0.2), ("5xx", 1, 0.2)]),
    "request_hosts": (
        lambda: requests.hosts(WINDOW),
        [("h1", 2, 0, 0.0, 100, 100), ("h2", 2, 1, 0.5, 900, 1500), ("", 1, 0, 0.0, None, None)],
    ),
    "newest_failures": (
        lambda: traces.failures(WINDOW),
        [("t-3", at("10:20:00"), "shop", "PayError", "declined", None, "/pay", 1)],
    ),
    "busiest_traces": (
        lambda: traces.busiest(WINDOW, limit=2),
        [("t-3", 3, 1, 1, at("10:20:00"), 600_000.0), ("t-4", 1, 1, 0, at("11:10:00"), 0.0)],
    ),
}


@pytest.fixture(scope="module")
def filled() -> Iterator[Warehouse]:
    """A warehouse with the scenario in it."""
    with asking.holding(GIVEN) as target:
        yield target


def _close(expected: list[tuple[Any, ...]]) -> list[Any]:
    """Durations within their buckets (a change of p95 within those of both)."""
    return asking.close(expected, rel=0.03, in_lists=0.01)


@pytest.mark.parametrize("name", CASES)
def test_query(name: str, filled: Warehouse) -> None:
    """The scenario gives the rows that are expected."""
    ask, expected = CASES[name]
    assert _close(expected) == asking.rows(filled, ask())


@pytest.mark.parametrize("name", CASES)
def test_shown_sql_gives_the_same_rows(name: str, filled: Warehouse) -> None:
    """The SQL that a tile shows, with its parameters written in, runs and answers what the tile shows."""
    question = CASES[name][0]()
    assert reads.run(filled, question).equals(asking.shown(filled, question))


@pytest.mark.parametrize("name", CASES)
def test_query_of_nothing(name: str) -> None:
    """An empty warehouse answers every question, without an error."""
    assert asking.of_nothing(CASES[name][0]()).height <= 1


@pytest.mark.parametrize(
    "ask",
    [
        lambda window: requests.endpoints(window, window.before(), NOW, 500),
        lambda window: requests.endpoint_trends(window.whole()),
        lambda window: requests.headline(window, 500),
        lambda window: requests.series(window.whole(), 500),
        lambda window: requests.latency_map(window.whole()),
        requests.hosts,
    ],
)
@pytest.mark.parametrize("endpoint", [None, PAY])
def test_records_and_rollup_agree(
    ask: Callable[[Window], Question], endpoint: Endpoint | None, filled: Warehouse
) -> None:
    """What the hourly rollup says about whole hours, the records themselves say too, also of one endpoint."""
    coarse, fine = (_with(ask(window), endpoint) for window in (WINDOW, FINE))
    assert _close(asking.rows(filled, coarse)) == asking.rows(filled, fine)


def _with(question: Question, endpoint: Endpoint | None) -> Question:
    """The same question of one endpoint, where it can be asked of one."""
    parts = None if endpoint is None else (endpoint.service, endpoint.method, endpoint.route)
    return replace(
        question,
        parameters=tuple((name, parts if name == "endpoint" else value) for name, value in question.parameters),
    )


@pytest.mark.parametrize(
    ("endpoint", "requests_found"),
    [(ROOT, 2), (PAY, 2), (Endpoint("", "GET", ""), 1), (Endpoint("shop", "GET", "/pay"), 0), (None, 5)],
)
@pytest.mark.parametrize("window", [WINDOW, FINE], ids=["rollup", "records"])
def test_one_endpoint(window: Window, endpoint: Endpoint | None, requests_found: int, filled: Warehouse) -> None:
    """An endpoint's numbers are those of its service, method and route; empty texts stand for none."""
    assert requests_found == reads.run(filled, requests.headline(window, 500, endpoint))["requests"].item()


@pytest.mark.parametrize(("slow_ms", "slow"), [(50, 4), (500, 2), (1000, 1), (5000, 0)])
def test_slow_threshold(slow_ms: float, slow: int, filled: Warehouse) -> None:
    """How many are slow follows the threshold that the page was given, in numbers and in lists alike."""
    listed = requests.listed(WINDOW, Wanted("slow", newest=True, slow_ms=slow_ms), lambda one: reads.run(filled, one))
    series = reads.run(filled, requests.series(WINDOW, slow_ms))["slow_requests"].sum()
    headline = reads.run(filled, requests.headline(WINDOW, slow_ms))["slow_requests"].item()
    endpoints = reads.run(filled, requests.endpoints(WINDOW, BEFORE, NOW, slow_ms))["slow_requests"].sum()
    assert (slow,) * 4 == (headline, series, endpoints, reads.run(filled, listed).height)


def test_statuses_one_by_one_where_records_are_asked(filled: Warehouse) -> None:
    """Up to six hours each code is told, beyond them its class."""
    assert [("200", 2), ("201", 1), ("404", 1), ("500", 1)] == [
        row[:2] for row in asking.rows(filled, requests.statuses(FINE))
    ]


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("time", "/pay"),
        ("p95", "/pay"),
        ("change", "/pay"),
        ("requests", "/"),
        ("errors", "/pay"),
        ("slow", "/pay"),
        ("apdex", "/pay"),
    ],
)
def test_order_of_endpoints(sort: requests.Sort, first: str, filled: Warehouse) -> None:
    """Each order leads with what people look for."""
    answer = reads.run(filled, requests.endpoints(WINDOW, BEFORE, NOW, 500, sort))
    assert first == answer["route"][0]


def test_a_rare_endpoint_does_not_lead() -> None:
    """What was asked for once stands behind in the orders by p95 and by change, however slow it was."""
    usual = [
        record(f"{hour:02}:10:00", "access", **_GET, duration_ms=duration, line=hour * 2000 + number)
        for hour, duration in ((9, 100.0), (10, 130.0))
        for number in range(1100)
    ]
    rare = [
        record(f"{hour:02}:20:00", "access", **_POST, status=200, duration_ms=duration, line=hour)
        for hour, duration in ((9, 10.0), (10, 9000.0))
    ]
    window = Window(at("10:00:00"), at("11:00:00"))
    with warehouse() as target:
        write(target, usual + rare)
        for sort, expected in (("p95", ["/", "/pay"]), ("change", ["/", "/pay"]), ("slow", ["/pay", "/"])):
            question = requests.endpoints(window, window.before(), NOW, 500, sort)  # type: ignore[arg-type]
            assert expected == reads.run(target, question)["route"].to_list()


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted("all", limit=2),
        Wanted("all", newest=True, limit=2),
        Wanted("slow", slow_ms=500.0, limit=2),
        Wanted("slow", slow_ms=950.0, limit=5),
        Wanted("slow", newest=True, slow_ms=500.0, limit=1),
        Wanted("failed", newest=True, limit=1),
        Wanted("failed", limit=9),
        Wanted("all", endpoint=ROOT, limit=1),
        Wanted("all", newest=True, endpoint=Endpoint("", "GET", ""), limit=1),
    ],
)
def test_bounds_change_no_list(wanted: Wanted, filled: Warehouse) -> None:
    """A list that the rollup bounds is the list of the whole window."""
    bounded = requests.listed(WINDOW, wanted, lambda one: reads.run(filled, one))
    assert asking.rows(filled, requests.unbounded(WINDOW, wanted)) == asking.rows(filled, bounded)


def test_bounds_change_no_long_list() -> None:
    """With many requests over many hours, the newest and the slowest few are the same with and without bounds."""
    rows = [
        record(
            f"{number % 20:02}:{number % 60:02}:00",
            "access",
            **_GET | {"status": 500 if number % 17 == 0 else 200},
            duration_ms=float((number * 7919) % 5000),
            line=number + 1,
        )
        for number in range(3000)
    ]
    window = Window(at("00:00:00"), at("20:00:00"))
    with warehouse() as target:
        write(target, rows)
        for wanted in (
            Wanted("all"),
            Wanted("slow", newest=True, slow_ms=2500.0),
            Wanted("slow", slow_ms=4900.0),
            Wanted("failed", newest=True),
            Wanted("failed"),
        ):
            bounded = requests.listed(window, wanted, lambda one: reads.run(target, one))
            expected = reads.run(target, requests.unbounded(window, wanted))
            assert (50, expected["duration_ms"].to_list(), expected["ts"].to_list()) == (
                expected.height,
                (answer := reads.run(target, bounded))["duration_ms"].to_list(),
                answer["ts"].to_list(),
            )


def test_more_hours_than_spans() -> None:
    """Where the few are spread over more hours than are read as spans of their own, none is missed and none doubled."""
    rows = [
        record(
            f"{hour:02}:{minute:02}:00",
            "access",
            **_GET | {"status": 500 if minute == hour else 200},
            duration_ms=2000.0 + hour if minute == hour else 10.0,
            line=hour * 60 + minute + 1,
        )
        for hour in range(0, 24, 2)
        for minute in range(0, 60, 2)
    ]
    window = Window(at("00:00:00"), at("23:00:00") + timedelta(hours=1))
    with warehouse() as target:
        write(target, rows)
        for wanted in (
            Wanted("failed", newest=True),
            Wanted("failed"),
            Wanted("slow", newest=True, slow_ms=1000.0),
            Wanted("all", limit=9),
        ):
            bounded = requests.listed(window, wanted, lambda one: reads.run(target, one))
            assert asking.rows(target, requests.unbounded(window, wanted)) == asking.rows(target, bounded)
        assert len(dict(bounded.parameters)["begins"]) <= 8  # type: ignore[arg-type]
        none = requests.listed(window, Wanted("slow", slow_ms=9000.0), lambda one: reads.run(target, one))
        assert ((), 0) == (dict(none.parameters)["begins"], reads.run(target, none).height)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (PAY.key, PAY),
        ("\tGET\t", Endpoint("", "GET", "")),
        ("", None),
        ("shop", None),
        ("a\tb\tc\td", None),
        ("'; drop\tGET\t<b>x</b>", Endpoint("'; drop", "GET", "<b>x</b>")),
    ],
)
def test_endpoint_of_a_link(key: str, expected: Endpoint | None) -> None:
    """A link names service, method and route with tabs between them; anything else names none."""
    assert expected == requests.endpoint_of(key)


@pytest.mark.parametrize(("compare", "hours"), [("before", 2), ("day", 24), ("week", 168), ("junk", 2)])
def test_what_is_compared(compare: str, hours: int) -> None:
    """The time right before, or the same time a day or a week earlier."""
    assert WINDOW.shifted(timedelta(hours=hours)) == requests.compared(WINDOW, compare)


def test_busiest_traces_and_requests() -> None:
    """A request's id counts where there is no trace, apart from a trace of that name; what stands for none does not."""
    given = [
        *(record("10:00:00", "app", trace_id="-", line=line) for line in range(1, 5)),
        record("10:00:00", "app", request_id="r-1", line=5),
        record("10:00:01", "app", "api", request_id="r-1", level="CRITICAL", line=6),
        record("10:00:03", "app", "api", request_id="r-1", line=7),
        record("10:00:02", "app", trace_id="r-1", request_id="r-2", line=8),
        record("10:00:04", "app", trace_id="r-1", request_id="r-2", line=9),
        record("10:00:05", "app", trace_id="t-1", request_id="r-1", level="ERROR", line=10),
        record("10:00:05", "error", trace_id="t-1", request_id="r-1", level="ERROR", file_id=2),
    ]
    expected = [
        ("r-1", 3, 2, 1, at("10:00:00"), 3000.0),
        ("r-1", 2, 1, 0, at("10:00:02"), 2000.0),
        ("t-1", 1, 1, 1, at("10:00:05"), 0.0),
    ]
    with asking.holding(given) as target:
        assert expected == asking.rows(target, traces.busiest(WINDOW))
