"""What the Logs page asks, given and expected, and a search on its way through time."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from dashboard import reads
from dashboard.components.controls.time_range import TimeRange
from dashboard.components.layout.url_state import UrlState
from dashboard.components.logs import live_tail, logs_link
from dashboard.reads import Window, searching
from dashboard.reads import search as searches
from dashboard.reads.search import Cursor, Place, Search
from dashboard.reads.searching import Searching, Wanted
from sql.errors import QueryError
from tests.dashboard import asking
from tests.sql.given import at, record, warehouse, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dashboard.reads import Question
    from sql.warehouse import Warehouse

WINDOW = Window(at("10:00:00"), at("12:00:00"))
GIVEN = [
    record("10:00:00", "app", level="INFO", message="user 1 logged in", line=1, host="h1"),
    record("10:30:00", "app", level="INFO", message="user 22 logged in", line=2, attributes='{"plan": "pro"}'),
    record("11:00:00", "app", level="ERROR", message="no answer", line=3, error_type="Timeout", error_id="e1"),
    record("11:00:00", "error", level="ERROR", message="no answer", file_id=2, error_type="Timeout", error_id="e1"),
    record("11:10:00", "access", method="GET", path="/a", route="/a", status=200, duration_ms=700.0, file_id=3),
    record("11:20:00", "app", level="INFO", message="user 333 logged in", line=4, attributes='{"plan": "free"}'),
]
_WIDE = 25
SEARCH = Search(WINDOW)
HOUR_10, HOUR_11 = at("10:00:00"), at("11:00:00")

CASES: Mapping[str, tuple[Callable[[], Question], list[tuple[Any, ...]]]] = {
    "search_rows": (
        lambda: searches.rows(replace(SEARCH, text="plan:pro")),
        [
            (
                *(at("10:30:00"), "INFO", "shop", "app", "user 22 logged in"),
                *(None,) * 15,
                *('{"plan": "pro"}', 1, 2, 200, 0),
            )
        ],
    ),
    "search_levels": (
        lambda: searches.levels(replace(SEARCH, text="logged OR answer")),
        [(HOUR_10, "INFO", 2), (HOUR_11, "ERROR", 1), (HOUR_11, "INFO", 1)],
    ),
    "search_facets": (
        lambda: searches.facets(replace(SEARCH, text="logged"), "plan"),
        [
            ("attribute", "free", None, 1),
            ("attribute", "pro", None, 1),
            ("error_type", "", None, 3),
            ("host", "", None, 2),
            ("host", "h1", None, 1),
            ("level", "INFO", HOUR_10, 2),
            ("level", "INFO", HOUR_11, 1),
            ("logger", "", None, 3),
            ("route", "", None, 3),
            ("service", "shop", None, 3),
            ("source", "app", None, 3),
            ("status", "", None, 3),
        ],
    ),
    "search_patterns": (
        lambda: searches.patterns(Search(replace(WINDOW, from_ts=HOUR_11))),
        [
            ("ERROR", 1, "no answer", True, "shop", HOUR_11, HOUR_11, "no answer", 3),
            ("INFO", 1, "user <*> logged in", False, "shop", at("11:20:00"), at("11:20:00"), "user 333 logged in", 3),
        ],
    ),
    "record": (
        lambda: searches.record(Place(3, 100)),
        [
            (
                *(at("11:10:00"), None, "access", "shop", *(None,) * 7, "GET", "/a", "/a", 200, 700.0),
                *(None,) * 6,
                *(3, 1, 100, 0, False, None),
            )
        ],
    ),
    "context": (
        lambda: searches.context(Place(1, 200), lines=1),
        [
            (1, at("10:00:00"), "INFO", "user 1 logged in", False, 100, 0),
            (2, at("10:30:00"), "INFO", "user 22 logged in", True, 200, 0),
            (3, at("11:00:00"), "ERROR", "no answer", False, 300, 0),
        ],
    ),
}


@pytest.fixture(scope="module")
def filled() -> Iterator[Warehouse]:
    """A warehouse with six lines of five events."""
    with asking.holding(GIVEN) as target:
        yield target


@pytest.mark.parametrize("name", CASES)
def test_query(name: str, filled: Warehouse) -> None:
    """The scenario gives the rows that are expected."""
    ask, expected = CASES[name]
    assert expected == reads.run(filled, ask()).rows()


@pytest.mark.parametrize("name", CASES)
def test_shown_sql_gives_the_same_rows(name: str, filled: Warehouse) -> None:
    """The SQL that a tile shows, with search and parameters written in, answers what the tile shows."""
    question = CASES[name][0]()
    assert reads.run(filled, question).equals(asking.shown(filled, question))


@pytest.mark.parametrize("name", CASES)
def test_query_of_nothing(name: str) -> None:
    """An empty warehouse answers every question with no rows."""
    assert asking.of_nothing(CASES[name][0]()).height == 0


@pytest.mark.parametrize(
    ("search", "lines"),
    [
        (SEARCH, [(1, 4), (3, 1), (1, 3), (1, 2), (1, 1)]),
        (replace(SEARCH, every_line=True), [(1, 4), (3, 1), (2, 1), (1, 3), (1, 2), (1, 1)]),
        (Search(replace(WINDOW, sources=("error",))), [(2, 1)]),
        (Search(replace(WINDOW, levels=("ERROR",))), [(1, 3)]),
        (Search(replace(WINDOW, levels=("",))), [(3, 1)]),
        (replace(SEARCH, text="is:slow"), [(3, 1)]),
    ],
)
def test_rows_are_newest_first(search: Search, lines: list[tuple[int, int]], filled: Warehouse) -> None:
    """An event is found once unless every line is asked for; filters and search both hold."""
    found = reads.run(filled, searches.rows(search))
    assert lines == list(zip(found["file_id"], found["line_number"], strict=True))


def test_pages_join(filled: Warehouse) -> None:
    """Page after page gives every row once, in the same order, whatever the size of a page."""
    whole = reads.run(filled, searches.rows(replace(SEARCH, every_line=True)))
    for size in (1, 2, 4):
        after, pages = None, []
        while True:
            found = searching.find(filled, Wanted(replace(SEARCH, every_line=True), size, after), seconds=30)
            assert found.rows is not None
            pages.append(found.rows)
            after = found.next
            if after is None:
                break
        assert whole.equals(pl.concat(pages))


def test_cursor_is_read_back() -> None:
    """A cursor in a link is the cursor that was written; junk is none."""
    cursor = Cursor(at("10:00:00.123456"), Place(3, 100, 7))
    junk = [
        "",
        "x",
        "2026-11-20~1-2",
        "2026-11-20T10:00:00+01:00~1-2-3",
        "~1-2-3",
        "2026-11-20~1-2-x",
        f"2026~{2**40}-1-1",
    ]
    assert (cursor, [None] * len(junk)) == (Cursor.parse(str(cursor)), [Cursor.parse(text) for text in junk])


@pytest.mark.parametrize("text", ["", "logged", "zzz", "level:error"])
def test_searching_counts_what_the_queries_count(text: str, filled: Warehouse) -> None:
    """A finished search has the page, the levels and the values that the queries give for the whole window."""
    search = replace(SEARCH, text=text)
    found = Searching(filled, Wanted(search, 2, attribute="plan")).start().wait(30)
    rows = reads.run(filled, searches.rows(search))
    levels = reads.run(filled, searches.levels(search))
    facets = reads.run(filled, searches.facets(search, "plan")).group_by("dimension", "value").agg(pl.sum("records"))
    assert (found.is_done, found.problem, found.progress, rows.height > 2) == (True, None, 1.0, found.has_more)
    assert rows.head(2).rows() == (found.rows.rows() if found.rows is not None else None)
    assert levels.rows() == list(found.levels)
    assert sorted(facets.rows()) == sorted(found.facets)


def test_searching_many_slices(monkeypatch: pytest.MonkeyPatch, filled: Warehouse) -> None:
    """However small the slices, what is found is the same."""
    whole = Searching(filled, Wanted(replace(SEARCH, text="logged"))).start().wait(30)
    monkeypatch.setattr(searching, "_FIRST_ROWS", 0.1)
    monkeypatch.setattr(searching, "_FIRST_ROWS_OF_TEXT", 0.1)
    monkeypatch.setattr(searching, "_MOST_ROWS", 0.5)
    small = Searching(filled, Wanted(replace(SEARCH, text="logged"))).start().wait(30)
    assert whole.rows is not None
    assert small.rows is not None
    assert (whole.rows.rows(), whole.levels, sorted(whole.facets)) == (
        small.rows.rows(),
        small.levels,
        sorted(small.facets),
    )


def test_searching_is_stopped(filled: Warehouse) -> None:
    """A search that is stopped says so and keeps what it has; one that was stopped before it began asks nothing."""
    searching_ = Searching(filled, Wanted(SEARCH))
    searching_.stop()
    found = searching_.start().wait(30)
    assert (found.is_done, found.was_stopped, found.problem, found.rows) == (True, True, None, None)


def test_running_question_is_interrupted(filled: Warehouse) -> None:
    """A question that runs for long ends at once when it is stopped."""
    stop = reads.Stop()
    slow = replace(searches.rows(SEARCH), search=" ".join(f"/(.*){number}(.*)x/" for number in range(50)))
    threading.Timer(0.05, stop.ask).start()
    with pytest.raises(reads.StoppedError):
        _ask_for_ever(filled, slow, stop)


def _ask_for_ever(target: Warehouse, question: Question, stop: reads.Stop) -> None:
    while True:
        reads.run(target, question, stop=stop)


def test_broken_search_is_one_sentence(filled: Warehouse) -> None:
    """A search that cannot be asked ends with its sentence."""
    found = Searching(filled, Wanted(replace(SEARCH, text="level:loud"))).start().wait(30)
    with pytest.raises(QueryError, match="LOUD is not a level"):
        searching.find(filled, Wanted(replace(SEARCH, text="level:loud")), seconds=30)
    assert found.problem == "LOUD is not a level: levels are TRACE, DEBUG, INFO, WARNING, ERROR or CRITICAL."


def test_tail_keeps_the_newest() -> None:
    """The tail's list has every row once, newest first, and no more than it may."""
    with warehouse() as target:
        write(target, GIVEN)
        found = reads.run(target, searches.rows(SEARCH))
    merged = live_tail.merge(found.tail(3), found.head(4), most=4)
    assert found.head(4).rows() == merged.rows()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (reads.rows(WINDOW), ""),
        (reads.rows(WINDOW, "slow"), "is:slow"),
        (reads.rows(WINDOW, "failed"), "is:failed"),
        (reads.rows(WINDOW, "errors", error_id="e1"), "error_id:e1"),
        (searches.rows(replace(SEARCH, text="a b")), "a b"),
    ],
)
def test_rows_of_a_tile_as_a_search(question: Question, text: str) -> None:
    """The rows behind a tile are said in the search language."""
    assert text == logs_link.search(question)


@pytest.mark.parametrize("subset", ["records", "requests", "failed", "slow"])
def test_link_finds_the_rows_of_the_tile(subset: reads.Subset, filled: Warehouse) -> None:
    """What a tile's rows are, the Logs page finds."""
    question = reads.rows(WINDOW, subset)
    expected = reads.run(filled, question)["ts"].to_list()
    found = reads.run(filled, searches.rows(replace(SEARCH, text=logs_link.search(question))))
    assert expected == found["ts"].to_list()


def test_link_keeps_a_relative_range() -> None:
    """A tile of the page's own range keeps it relative, one of another window sets that; its filters go along."""
    day = Window(at("2026-11-19T12:00:00"), at("2026-11-20T12:00:00"), services=("shop",), levels=("ERROR",))
    week = replace(day, from_ts=day.to_ts - timedelta(days=7))
    own, other = (logs_link.state_for(reads.rows(window), UrlState()) for window in (day, week))
    filters = (("service", ("shop",)), ("level", ("ERROR",)))
    assert (TimeRange(), filters) == (own.range, own.filters)
    assert (TimeRange("custom", week.from_ts, week.to_ts), filters) == (other.range, other.filters)
