"""What the SQL page asks, given and expected; and every ready query runs as it stands, in the sandbox."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import reads
from dashboard.reads import Window, sql_text
from dashboard.reads import sql as asks
from ingest.decisions import query_history, saved_queries
from ingest.decisions.query_history import Ran
from ingest.decisions.saved_queries import SavedQuery
from ingest.errors import SavedQueryError
from sql import catalog, sandbox
from tests.dashboard import asking
from tests.sql.given import at, record, warehouse, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dashboard.reads import Question
    from sql.warehouse import Warehouse

WINDOW = Window(at("10:00:00"), at("12:00:00"))
RAN = Ran(at("11:00:00"), "select 1", 0.5, 1, 8)
FAILED = Ran(at("11:00:01"), "select", 0.25, error="It broke.")

CASES: Mapping[str, tuple[Callable[[], Question], list[tuple[Any, ...]]]] = {
    "saved_query_list": (asks.saved_queries, [("a", "Ämter"), ("b", "nightly")]),
    "statement_history": (
        asks.statement_history,
        [
            (at("11:00:01"), "select", 0.25, 0, 0, False, "It broke."),
            (at("11:00:00"), "select 1", 0.5, 1, 8, False, None),
        ],
    ),
    "schema_fields": (asks.schema_fields, [("meta", "table", "key", "VARCHAR", None)]),
    "schema_functions": (asks.schema_functions, [("setting_ms", "macro", "setting", None, False)]),
    "schema_keywords": (asks.schema_keywords, [("select",)]),
    "sample_rows": (lambda: asks.sample_rows("sources", 1), [("shop", "access")]),
}


@pytest.fixture(scope="module")
def filled() -> Iterator[Warehouse]:
    """A warehouse with a record, two saved queries and two statements that ran."""
    with warehouse() as target:
        write(target, [record("10:30:00", "access", method="GET", path="/a", route="/a", status=200, user_id="7")])
        saved_queries.save(target, SavedQuery("nightly", "select 2", "At night"), "b")
        saved_queries.save(target, SavedQuery("Ämter", "select 1", chart='{"show": "chart"}'), "a")
        query_history.record(target, RAN)
        query_history.record(target, FAILED)
        yield target


@pytest.mark.parametrize("name", CASES)
def test_query(name: str, filled: Warehouse) -> None:
    """Each question has the rows that are expected among its answer, in their order."""
    ask, expected = CASES[name]
    width = len(expected[0])
    rows = [row[:width] for row in reads.run(filled, ask()).rows()]
    assert expected == [row for row in rows if row in expected]


@pytest.mark.parametrize("name", CASES)
def test_query_of_nothing(name: str) -> None:
    """An empty warehouse answers every question."""
    assert asking.of_nothing(CASES[name][0]()).width > 0


@pytest.mark.parametrize("name", sorted(catalog.objects("library")))
def test_ready_queries_run(name: str, filled: Warehouse) -> None:
    """What stands in the library runs in the sandbox with the page's range, and its header names its parameters."""
    text = asks.start_text(name) or ""
    named = sql_text.parameter_names(text)
    given = asks.range_parameters(WINDOW) | {"user": "7", "key": "tenant"}
    result = sandbox.run(filled, text, parameters=given)
    assert (result.columns != (), list(catalog.ready(name).parameters)) == (True, named)


@pytest.mark.parametrize("name", [start.name for start in asks.starts() if not start.is_ready])
def test_queries_behind_pages_run(name: str, filled: Warehouse) -> None:
    """A query behind a page that is offered as a start runs in the sandbox with its parameters written in."""
    question = asks.start_question(name, WINDOW)
    assert question is not None
    assert sandbox.run(filled, sql_text.runnable(question)).columns != ()


def test_starts_have_titles_and_descriptions() -> None:
    """Every start says what it is for; what a page needs of its own is not offered."""
    starts = asks.starts()
    assert all(start.title and start.description for start in starts if start.is_ready)
    assert {"api_files", "filter_values", "saved_query_list"} & {start.name for start in starts} == set()


def test_what_is_no_start_is_none() -> None:
    """Names that nobody offers give nothing."""
    found = [asks.start_text("nope"), asks.start_question("api_files", WINDOW), asks.start_question("nope", WINDOW)]
    assert found == [None, None, None]


def test_parameters_follow_the_window() -> None:
    """`$from` and `$to` are the page's range, and the filters are there too."""
    found = asks.range_parameters(replace(WINDOW, services=("shop",)))
    assert (found["from"], found["to"], found["services"]) == (WINDOW.from_ts, WINDOW.to_ts, ("shop",))


def test_a_saved_query_is_changed_and_deleted() -> None:
    """A change keeps the id, a deletion takes the row away, and a second deletion is no error."""
    with warehouse() as target:
        query_id = saved_queries.save(target, SavedQuery(" one ", "select 1;\n"))
        same = saved_queries.save(target, SavedQuery("two", "select 2"), query_id)
        rows = reads.run(target, asks.saved_queries()).select("query_id", "name", "text").rows()
        saved_queries.delete(target, query_id)
        saved_queries.delete(target, query_id)
        left = reads.run(target, asks.saved_queries()).height
    assert (query_id, [(query_id, "two", "select 2")], 0) == (same, rows, left)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (SavedQuery(" ", "select 1"), "needs a name"),
        (SavedQuery("a", " \n"), "no statement to save"),
        (SavedQuery("a" * 101, "select 1"), "name has 101 characters"),
        (SavedQuery("a", "x" * 100_001), "statement has 100,001 characters"),
        (SavedQuery("a", "select 1", "x" * 1_001), "description has 1,001 characters"),
    ],
)
def test_what_cannot_be_saved_is_said(query: SavedQuery, words: str) -> None:
    """Nothing without a name or a text, and nothing too long, is stored."""
    with warehouse() as target:
        with pytest.raises(SavedQueryError, match=words):
            saved_queries.save(target, query)
        assert reads.run(target, asks.saved_queries()).height == 0


def test_history_keeps_the_newest() -> None:
    """Of what ran, only so much stays as was said."""
    with warehouse() as target:
        for second in range(5):
            query_history.record(target, replace(RAN, ran_at=at(f"11:00:0{second}")), kept=3)
        rows = reads.run(target, asks.statement_history())["ran_at"].to_list()
    assert rows == [at("11:00:04"), at("11:00:03"), at("11:00:02")]
