"""Every query of the page Errors, given and expected: groups put together, taken apart, resolved and seen again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import reads
from dashboard.reads import Window, errors
from ingest.decisions import error_status
from ingest.decisions.error_status import DecisionAuthor
from tests.dashboard import asking
from tests.sql.given import at, record, warehouse, write
from tests.sql.stacks import TOLD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dashboard.reads import Question
    from sql.warehouse import Warehouse

WINDOW = Window(at("10:00:00"), at("12:00:00"))
STACK = 'Traceback (most recent call last):\n  File "/srv/shop/pay.py", line 3, in pay\n    raise X\nX: declined 1'


def _pay(time: str, line: int, service: str = "shop", **more: Any) -> dict[str, Any]:
    known = {"error_type": "Pay", "error_id": "pay", "error_message": f"declined {line}", "trace_id": f"t{line}"}
    return record(time, "app", service, level="ERROR", line=line, **(known | more))


GIVEN = [
    _pay("09:30:00", 1, user_id="u1", host="h1", stack_trace=STACK, attributes='{"version": "1.0"}'),
    _pay("10:20:00", 2, user_id="u1", host="h1", route="/pay", attributes='{"version": "1.0"}'),
    _pay("11:10:00", 3, user_id="u2", host="h2", route="/pay", attributes='{"release": "1.1"}'),
    _pay("11:20:00", 4, "api", user_id="u3", host="h2", attributes='{"version": "1.1"}'),
    _pay("11:30:00", 5, error_id="paid", error_type="Paid", error_message="twice", user_id="u3"),
    _pay("10:40:00", 6, error_id="sku", error_type="KeyError", error_message="'sku' = 50%_", user_id="u4"),
    _pay("10:50:00", 7, error_id="sku", error_type="KeyError", error_message="'sku' = 50%_"),
    _pay("11:00:00", 8, error_id="noise", error_type=None, error_message="Disk <b>full</b>", service="worker"),
    record("11:50:00", "app", level="INFO", message="all is well", line=9),
]
"""`paid` is merged into `pay`; what `api` wrote of `pay` is split off; `sku` is resolved before it was seen again."""

SPLIT = "SPLIT"


def _decide(target: Warehouse) -> None:
    def by(time: str, comment: str | None = None) -> DecisionAuthor:
        return DecisionAuthor("ada", comment, at(time))

    error_status.decide(target, "noise", "ignored", by("11:05:00"))
    error_status.decide(target, "sku", "resolved", by("10:45:00", "fixed in 1.1"))
    error_status.merge(target, ["paid"], "pay", by("11:40:00"))
    made = error_status.split(target, "pay", "service", "api", by("11:45:00"))
    with target.transaction() as cursor:  # the new group's id is a hash of the moment; tests call it by a name
        cursor.execute(
            "update error_splits set into_error_id = $name where into_error_id = $made", {"name": SPLIT, "made": made}
        )


def _write_later(target: Warehouse) -> None:
    write(target, [_pay("10:46:00", 10, error_id="sku", error_type="KeyError", error_message="'sku' = 50%_")])


HOUR_10, HOUR_11 = at("10:00:00"), at("11:00:00")
_SKU = ("sku", "KeyError", "'sku' = 50%_", "shop", 1, "regressed", True, 3, 1, at("10:40:00"), at("10:50:00"), [3, 0])
_PAY = ("pay", "Paid", "twice", "shop", 1, "open", False, 3, 3, at("09:30:00"), at("11:30:00"), [1, 2])
_API = (SPLIT, "Pay", "declined 4", "api", 1, "open", True, 1, 1, at("11:20:00"), at("11:20:00"), [0, 1])
CASES: Mapping[str, tuple[Callable[[], Question], list[tuple[Any, ...]]]] = {
    "top_errors": (lambda: errors.groups(WINDOW), [(*_PAY, 3), (*_SKU, 3), (*_API, 3)]),
    "error_totals": (lambda: errors.totals(WINDOW), [(3, 3, 1, 0, 1, 4, 8)]),
    "error_totals_series": (lambda: errors.totals_series(WINDOW), [(HOUR_10, 2, 1, 1, 4), (HOUR_11, 2, 2, 0, 4)]),
    "error_trend": (
        lambda: errors.trend(WINDOW, "open", "group", 1),
        [
            (HOUR_10, 0, "other", "other", 3),
            (HOUR_10, 1, "pay", "Paid: twice", 1),
            (HOUR_11, 0, "other", "other", 1),
            (HOUR_11, 1, "pay", "Paid: twice", 2),
        ],
    ),
    "error_group": (
        lambda: errors.group("paid"),
        [
            (
                *("pay", "Paid", "twice", "ERROR", ["shop"], "open", None, None, None, 4, 3),
                *(at("09:30:00"), at("11:30:00"), "t1", "t5", ["paid", "pay"], ["paid", "pay"]),
            )
        ],
    ),
    "error_group_trend": (lambda: errors.group_trend(WINDOW, "pay"), [(HOUR_10, 1), (HOUR_11, 2)]),
    "error_affected": (
        lambda: errors.affected(WINDOW, "pay", limit=2),
        [
            ("host", "", 1, 1 / 3, at("11:30:00"), at("11:30:00"), 3),
            ("host", "h1", 1, 1 / 3, at("10:20:00"), at("10:20:00"), 3),
            ("route", "/pay", 2, 2 / 3, at("10:20:00"), at("11:10:00"), 2),
            ("route", "", 1, 1 / 3, at("11:30:00"), at("11:30:00"), 2),
            ("service", "shop", 3, 1.0, at("10:20:00"), at("11:30:00"), 1),
            ("user", "u1", 1, 1 / 3, at("10:20:00"), at("10:20:00"), 3),
            ("user", "u2", 1, 1 / 3, at("11:10:00"), at("11:10:00"), 3),
            ("version", "", 1, 1 / 3, at("11:30:00"), at("11:30:00"), 3),
            ("version", "1.0", 1, 1 / 3, at("10:20:00"), at("10:20:00"), 3),
        ],
    ),
    "error_samples": (
        lambda: errors.samples(WINDOW, "pay", limit=2),
        [
            (at("11:30:00"), "twice", "shop", None, None, None, None, None, "u3", "t5", None, "ERROR", "app"),
            (at("11:10:00"), "declined 3", "shop", "h2", "1.1", None, "/pay", None, "u2", "t3", None, "ERROR", "app"),
        ],
    ),
    "error_rows": (
        lambda: errors.rows(WINDOW, SPLIT),
        [
            (
                *(at("11:20:00"), "ERROR", "api", "app", None, None, None, None, None, "Pay", "u3", "t4", "h2"),
                *('{"version": "1.1"}', 1, 4),
            )
        ],
    ),
    "error_stack": (
        lambda: errors.stack("pay"),
        [
            (1, "Traceback (most recent call last):", False, None, None, at("09:30:00"), "shop", "h1", "t1"),
            (2, '  File "/srv/shop/pay.py", line 3, in pay', True, True, "pay:pay", at("09:30:00"), "shop", "h1", "t1"),
            (3, "    raise X", False, None, None, at("09:30:00"), "shop", "h1", "t1"),
            (4, "X: declined 1", False, None, None, at("09:30:00"), "shop", "h1", "t1"),
        ],
    ),
    "error_history": (
        lambda: errors.history("pay"),
        [
            (at("11:45:00"), "split off", "service: api", "ada", None),
            (at("11:40:00"), "merged", "paid", "ada", None),
        ],
    ),
    "error_parts": (
        lambda: errors.parts("pay"),
        [
            ("own", "pay", "pay", "Pay", "declined 3", None, 3, at("09:30:00"), at("11:10:00"), None, None),
            *[("merged", "paid", "pay", "Paid", "twice", None, 1, *[at("11:30:00")] * 2, "ada", at("11:40:00"))],
            (
                "split",
                SPLIT,
                SPLIT,
                "Pay",
                "declined 4",
                "service: api",
                1,
                *[at("11:20:00")] * 2,
                "ada",
                at("11:45:00"),
            ),
        ],
    ),
    "error_split_preview": (lambda: errors.split_preview("pay", "message", "declined"), [(4, 3, 0)]),
}


@pytest.fixture(scope="module")
def filled() -> Iterator[Warehouse]:
    """A warehouse with the scenario in it."""
    with warehouse() as target:
        write(target, GIVEN)
        _decide(target)
        _write_later(target)
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


def test_queries_of_nothing() -> None:
    """An empty warehouse answers every question with no row, or with one of zeros."""
    with warehouse() as target:
        answers = {name: reads.run(target, ask()).rows() for name, (ask, _) in CASES.items()}
    zeros = {"error_totals": [(0,) * 7], "error_split_preview": [(0, 0, 0)]}
    assert {name: zeros.get(name, []) for name in CASES} == answers


@pytest.mark.parametrize(
    ("show", "text", "sort", "expected"),
    [
        ("all", "", "count", ["pay", "sku", SPLIT, "noise"]),
        ("new", "", "last", [SPLIT, "noise", "sku"]),
        ("regressed", "", "count", ["sku"]),
        ("resolved", "", "count", []),
        ("ignored", "", "count", ["noise"]),
        ("all", "", "users", ["pay", SPLIT, "sku", "noise"]),
        ("all", "", "first", [SPLIT, "noise", "sku", "pay"]),
        ("all", "disk <b>", "count", ["noise"]),
        ("all", "50%_", "count", ["sku"]),
        ("all", "0%_'", "count", []),
        ("all", "keyerr", "count", ["sku"]),
        ("all", "WORKER", "count", ["noise"]),
        ("all", "declined 2", "count", ["pay"]),
        ("open", "disk", "count", []),
    ],
)
def test_list_shows_what_is_asked(
    show: errors.Show, text: str, sort: errors.Sort, expected: list[str], filled: Warehouse
) -> None:
    """Status, a text as it is written (nothing in it is a pattern) and the order choose what the list shows."""
    answer = reads.run(filled, errors.groups(WINDOW, show, text, sort))
    assert expected == answer["error_id"].to_list()


def test_limit_says_how_many_there_are(filled: Warehouse) -> None:
    """A list that is cut says how many groups there are."""
    answer = reads.run(filled, errors.groups(WINDOW, "all", limit=1))
    assert [("pay", 4)] == answer.select("error_id", "groups").rows()


@pytest.mark.parametrize(
    ("field", "values", "expected"),
    [
        ("services", ("api",), [SPLIT]),
        ("sources", ("app",), ["pay", "sku", SPLIT, "noise"]),
        ("sources", ("error",), []),
        ("hosts", ("h2",), [SPLIT, "pay"]),
        ("routes", ("/pay",), ["pay"]),
        ("levels", ("INFO",), []),
    ],
)
def test_filters(field: str, values: tuple[str, ...], expected: list[str], filled: Warehouse) -> None:
    """The page's filters hold for the list and the numbers alike."""
    window = replace(WINDOW, **{field: values})  # type: ignore[arg-type]
    found = reads.run(filled, errors.groups(window, "all"))["error_id"].to_list()
    assert (expected, len(expected)) == (found, reads.run(filled, errors.totals(window))["groups"].item())


@pytest.mark.parametrize(
    ("show", "expected"), [("new", 5), ("ignored", 1), ("all", 8), ("regressed", 3), ("resolved", 0)]
)
def test_chart_shows_what_the_list_shows(show: errors.Show, expected: int, filled: Warehouse) -> None:
    """The chart's occurrences are those of the groups that are shown."""
    answer = reads.run(filled, errors.trend(WINDOW, show, "service", 7))
    assert expected == answer["occurrences"].sum()


def test_a_split_group_knows_where_it_came_from(filled: Warehouse) -> None:
    """What was split off is a group of its own, with its rule, and takes back nothing of its brothers."""
    parts = reads.run(filled, errors.parts(SPLIT)).select("part", "fingerprint", "rule").rows()
    history = reads.run(filled, errors.history(SPLIT)).select("decision", "what").rows()
    assert ([("own", SPLIT, "service: api")], [("split off", "service: api")]) == (parts, history)


@pytest.mark.parametrize("name", [name for name, told in TOLD.items() if told[3]])
def test_stack_of_every_language(name: str) -> None:
    """Of each language's stack, the frames that the fingerprint knows are found on the lines where they begin."""
    stack, error_type, _, expected = TOLD[name]
    with warehouse() as target:
        write(target, [record("10:00", "app", error_type=error_type or "E", error_id="e", stack_trace=stack)])
        found = reads.run(target, errors.stack("e"))
    own = found.filter(found["in_app"].fill_null(value=False))["name"].to_list()
    assert set(expected or ()) - set(own) == set()


@pytest.mark.parametrize("name", [name for name, told in TOLD.items() if told[3] and told[0][0] != "["])
def test_stack_is_whole(name: str) -> None:
    """No line of a stack is lost or changed."""
    stack = TOLD[name][0]
    with warehouse() as target:
        write(target, [record("10:00", "app", error_type="E", error_id="e", stack_trace=stack)])
        found = reads.run(target, errors.stack("e"))
    assert stack.rstrip("\n") == "\n".join(found["line"]).rstrip("\n")
