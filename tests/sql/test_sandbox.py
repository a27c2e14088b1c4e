"""Untrusted SQL changes nothing, leaks nothing, and ends in time; what is refused is said in one sentence."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from sql.errors import QueryError
from sql.sandbox import run, stream
from sql.warehouse import Warehouse
from tests.sql import hostile
from tests.sql.given import read, record, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Warehouse]:
    """A warehouse on disk with ten records."""
    with Warehouse.open(tmp_path / "w.duckdb", memory_limit="200MB", threads=2) as opened:
        write(opened, [record(f"10:0{number}", "app", line=number, message="m") for number in range(10)])
        yield opened


def test_hostile_statements_change_and_leak_nothing(target: Warehouse, tmp_path: Path) -> None:
    """Each of more than a hundred hostile statements ends in one sentence, and the warehouse is as before."""
    statements = hostile.statements(tmp_path)
    before, files = hostile.state(target), hostile.files(tmp_path)
    generation = target.generation
    for text in statements:
        with pytest.raises(QueryError) as refused:
            run(target, text, timeout_seconds=20)
        sentence = str(refused.value)
        assert sentence.endswith((".", "!", "?")), text
        assert "\n" not in sentence, text
        assert hostile.SECRET not in sentence + str(refused.value.excerpt), text
        with pytest.raises(QueryError), stream(target, text) as answer:
            list(answer.batches)
    assert before == hostile.state(target)
    assert generation == target.generation
    assert files == hostile.files(tmp_path)


def test_the_list_is_as_long_as_promised() -> None:
    """More than a hundred and fifty different statements are tried."""
    assert len(set(hostile.HOSTILE)) >= 150


@pytest.mark.parametrize("bomb", hostile.BOMBS)
def test_bombs_are_stopped(target: Warehouse, bomb: str) -> None:
    """What would run for hours, or eat all memory, is stopped, and the warehouse can be written and read after it."""
    with pytest.raises(QueryError, match="was stopped"):
        run(target, bomb, timeout_seconds=1, memory_bytes=600 * 1024 * 1024)
    write(target, [record("11:00", "app")])
    assert run(target, "select count(*) as n from logs").table.to_pylist() == [{"n": 11}]


def test_writing_goes_on_beside_a_bomb(target: Warehouse) -> None:
    """A transaction commits while an untrusted statement runs."""
    outcome: list[str] = []

    def bomb() -> None:
        try:
            run(target, "select sum(i) from range(1000000000000) as t(i)", timeout_seconds=3)
        except QueryError as error:
            outcome.append(str(error))

    thread = threading.Thread(target=bomb)
    thread.start()
    write(target, [record("11:00", "app")])
    still_running = thread.is_alive()
    thread.join()
    assert still_running
    assert outcome == ["The statement was stopped after 3 s: ask for less, or a shorter range."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select count(*) as n from logs", [{"n": 10}]),
        ("  -- why\nselect 1 as a;  ", [{"a": 1}]),
        ("from logs select line_number order by line_number limit 1", [{"line_number": 0}]),
        ("with a as (select 1 as x) select x from a union all select 2", [{"x": 1}, {"x": 2}]),
        ("values (1)", [{"col0": 1}]),
        ("select i from range(3) as t(i) where i > 1", [{"i": 2}]),
        ("select unnest(generate_series(1, 2)) as i", [{"i": 1}, {"i": 2}]),
        ("select repeat('ab', 2) as a, replace('abc', 'b', 'x') as b", [{"a": "abab", "b": "axc"}]),
        ("select route_of('/users/42') as r", [{"r": "/users/{id}"}]),
        ("select records from hourly_stats", [{"records": 10}]),
        ("select format('{:>3}', 'x') as a, printf('%03d', 7) as b", [{"a": "  x", "b": "007"}]),
        ("select column_name from duckdb_columns() where table_name = 'meta' limit 1", [{"column_name": "key"}]),
        ("select name from (show tables) where name = 'logs'", [{"name": "logs"}]),
        ("select $n + 1 as n", [{"n": 8}]),
        (
            "select (1, 2)[1] as a, [3, 4][2] as b, {'c': 5}.c as c, map {'k': 6}['k'] as d",
            [{"a": 1, "b": 4, "c": 5, "d": 6}],
        ),
        ("select extract(year from timestamp '2026-01-01' at time zone 'UTC') as y", [{"y": 2026}]),
        ("select substring('abc' from 2 for 1) || trim(both 'x' from 'xyx') as s", [{"s": "by"}]),
        ("select 'a' || 1 as s, [1] || [2] as l, concat('a', null, 2) as c", [{"s": "a1", "l": [1, 2], "c": "a2"}]),
        (
            "select list_transform([1], lambda x: m[x]) a, list_filter([1], lambda x: x) b from (select map {1: 5} m)",
            [{"a": [5], "b": [1]}],
        ),
        ("select list_reduce([1, 2, 3], lambda a, b: a + b) as s, levenshtein('ab', 'ac') as d", [{"s": 6, "d": 1}]),
        ("select count(*) as n from logs where message like '%' || $word || '%'", [{"n": 10}]),
        ("select count(*) as n from logs where message ilike '%_M' or message glob 'x*'", [{"n": 0}]),
        ("select length(" + " || ".join(["message", "'-'"] * 14) + ") as n from logs limit 1", [{"n": 28}]),
        ("select " + "replace(" * 20 + "'a'" + ", 'a', 'bb')" * 20 + " as r", [{"r": "bb"}]),
        ("select regexp_replace('a1b2', '[0-9]' || '+', '#', 'g') as r", [{"r": "a#b#"}]),
        ("select replace(null, 'a', 'b') as n, regexp_replace(null, 'a', 'b') as m", [{"n": None, "m": None}]),
        ("select random() < 2 as r, length(uuid()::varchar) as u", [{"r": True, "u": 36}]),
        ("select count(*) as n from (select * from logs a join logs b using (line_number))", [{"n": 10}]),
        ("select parse_time('20261126100000', null)::varchar as t", [{"t": "2026-11-26 10:00:00"}]),
        ("select masked_message('user 42') as m, format('{} {}', 'a', 2) as f", [{"m": "user <*>", "f": "a 2"}]),
        (
            "select sum(n)::int as n from (pivot (select 'a' as k, 1 as n) on k in ('a') using sum(n)) as p(n)",
            [{"n": 1}],
        ),
    ],
)
def test_plain_statements_run(target: Warehouse, text: str, expected: list[dict[str, object]]) -> None:
    """What people write is answered."""
    assert run(target, text, parameters={"n": 7, "word": "m", "unused": 1}).table.to_pylist() == expected


@pytest.mark.parametrize("text", ["explain select 1", "EXPLAIN ANALYZE select count(*) from logs", "describe logs"])
def test_plans_and_descriptions_are_answered(target: Warehouse, text: str) -> None:
    """EXPLAIN and DESCRIBE give rows."""
    assert run(target, text).rows > 0


def test_a_result_tells_what_it_is(target: Warehouse) -> None:
    """Columns, types, the number of rows, and that it was cut."""
    result = run(target, "select i, i::varchar as s from range(10) as t(i)", max_rows=3)
    assert (result.columns, result.types, result.rows, result.truncated) == (("i", "s"), ("BIGINT", "VARCHAR"), 3, True)
    assert result.table.to_pylist() == [{"i": number, "s": str(number)} for number in range(3)]


def test_rows_are_cut_exactly(target: Warehouse) -> None:
    """As many rows as allowed are no cut; endless results end."""
    assert not run(target, "from range(3)", max_rows=3).truncated
    endless = run(target, "from range(1000000000000)", max_rows=5_000)
    assert (endless.rows, endless.truncated) == (5_000, True)


def test_wide_results_are_cut_by_bytes(target: Warehouse) -> None:
    """A few rows can be large too: the bytes of a result have their own bound."""
    result = run(target, "select repeat('x', 9999) from range(100000)", max_bytes=10_000_000)
    assert result.truncated
    assert result.bytes < 60_000_000


@pytest.mark.parametrize(
    ("text", "line", "column", "excerpt"),
    [
        ("select\n  foo\nfrom logs", 2, 3, "  foo\n  ^"),
        ("selec 1", 1, 1, "selec 1\n^"),
        ("explain\n/* why */ analyze\nselect foo", 3, 8, "select foo\n       ^"),
    ],
)
def test_errors_point_at_the_place(target: Warehouse, text: str, line: int, column: int, excerpt: str) -> None:
    """Line, column and a caret under the word, also behind EXPLAIN."""
    with pytest.raises(QueryError) as failed:
        run(target, text)
    assert (line, column) == (failed.value.line, failed.value.column)
    assert failed.value.excerpt is not None
    assert failed.value.excerpt.startswith(excerpt)


def test_missing_parameters_are_named(target: Warehouse) -> None:
    """A parameter without a value is named, not DuckDB's count of them."""
    with pytest.raises(QueryError, match=r"The statement needs a value for \$from_ts, \$to_ts\."):
        run(target, "select $from_ts, $to_ts, $known", parameters={"known": 1})


def test_parameters_are_values_and_never_text(target: Warehouse) -> None:
    """Hostile text in a parameter is text."""
    hostile = "'; drop table logs; --"
    assert run(target, "select $p as p", parameters={"p": hostile}).table.to_pylist() == [{"p": hostile}]
    assert read(target, "select count(*) from logs") == [(10,)]


def test_streams_hand_out_every_row(target: Warehouse) -> None:
    """A download has no cap: all rows come, a batch at a time."""
    with stream(target, "select i from range(300000) as t(i)") as answer:
        sizes = [batch.num_rows for batch in answer.batches]
    assert (answer.schema.names, answer.types) == (["i"], ("BIGINT",))
    assert sum(sizes) == 300_000
    assert max(sizes) <= 2_048


def test_an_abandoned_stream_lets_go(target: Warehouse) -> None:
    """A download that ends early leaves no statement running, and the warehouse closes."""
    with stream(target, "from range(1000000000000)") as answer:
        next(answer.batches)
    target.close()
    with pytest.raises(Exception, match="is closed"):
        run(target, "select 1")


def test_a_stream_that_nobody_wants_is_stopped(target: Warehouse) -> None:
    """A statement is given up, also before its first row, when `stop` says that nobody listens."""
    gone = threading.Event()
    threading.Timer(0.1, gone.set).start()
    text = "select sum(range) from range(1000000000000)"  # long, and in no need of memory
    with (
        pytest.raises(QueryError, match=r"^The statement was stopped\.$"),
        stream(target, text, stop=gone.is_set) as answer,
    ):
        list(answer.batches)


def test_what_breaks_while_a_stream_is_used_stays_what_it_is(target: Warehouse) -> None:
    """An error of whoever takes the rows is not told as one of the statement."""
    with pytest.raises(BrokenPipeError), stream(target, "select 1"):
        raise BrokenPipeError


def test_a_warehouse_that_closes_stops_its_readers(target: Warehouse) -> None:
    """A long statement does not keep the process from ending, and its user hears why."""
    with stream(target, "from range(1000000000000)") as answer:
        next(answer.batches)
        target.interrupt()
        with pytest.raises(QueryError, match=r"^The statement was stopped because Longtail ends"):
            list(answer.batches)


def test_a_bound_is_told_in_its_own_words(target: Warehouse) -> None:
    """A guard that fails by a cast says what it bounds, not which cast failed."""
    with pytest.raises(QueryError, match=r"^\|\| makes at most 65,536 characters here\.$"):
        run(target, "select length(s || s) from (select string_agg('x', '') || 'xx' as s from range(32768)) ")


def test_too_long_statements_are_refused(target: Warehouse) -> None:
    """A statement of more than 100,000 characters is not parsed."""
    with pytest.raises(QueryError, match="at most 100,000"):
        run(target, "select 1 " + "+ 1" * 50_000)


@pytest.mark.parametrize(
    "window",
    [
        "count(*) over ()",
        "sum(line_number) filter (line_number > 3) over ()",
        "count(distinct level) over ( /* all */ )",
        "last_value(level) over w",
        "ntile(4) over ()",
        "sum(line_number) over (rows unbounded preceding)",
        "row_number() over (rows between unbounded preceding and unbounded following exclude current row)",
    ],
)
def test_windows_over_everything_are_refused(target: Warehouse, window: str) -> None:
    """What can bring DuckDB down for good is refused, with what to write instead."""
    refused = r"^\w+\(\) over \(\) is refused, it can bring DuckDB down: write over \(partition by 'all'\) instead\.$"
    with pytest.raises(QueryError, match=refused):
        run(target, f"select {window} from logs window w as ()")


@pytest.mark.parametrize(
    ("window", "most"),
    [
        ("count(*) over (partition by 'all')", 10),
        ("row_number() over ()", 10),
        ("rank() over (order by line_number)", 10),
        ("sum(1) over (order by line_number rows unbounded preceding)", 10),
        ("count(*) over (partition by level)", 10),
    ],
)
def test_other_windows_run(target: Warehouse, window: str, most: int) -> None:
    """A window that is parted or ordered runs, and so does what needs no look at all rows."""
    table = run(target, f"select max(w) as most from (select {window} as w from logs)").table
    assert table.to_pylist() == [{"most": most}]


def test_deep_nesting_is_an_error_not_a_crash(target: Warehouse) -> None:
    """Thousands of brackets end in a sentence."""
    with pytest.raises(QueryError):
        run(target, "select " + "(" * 20_000 + "1" + ")" * 20_000)
