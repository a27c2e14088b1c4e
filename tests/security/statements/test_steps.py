"""What one step of a statement may take is bounded before it runs: long values, and many calls over them."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from random import Random
from typing import TYPE_CHECKING

import pytest

from sql import catalog, statement_check
from sql.errors import BusyError, QueryError
from sql.sandbox import run
from sql.steps import memory
from sql.steps.memory import TOO_NEAR, Meter
from sql.turns import Turns
from sql.warehouse import MEMORY, Warehouse
from tests import patience, warehouses
from tests.security.functions.child import Child
from tests.security.siege import statements

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LONG = "(select string_agg('ab1,', '') from range(300000))"
_MADE = "repeat('x', 9000 + (i % 3)::int)"
_BESIDE = "from (select i, {} as c from range(2048) as t(i))"
_FOUND = {
    "a macro of many parts": f"select fingerprint_may_differ(c, c) {_BESIDE.format(_LONG)}",
    "one call": f"select upper(c) {_BESIDE.format(_LONG)}",
    "calls side by side": f"select {', '.join(['upper(c)'] * 200)} {_BESIDE.format(_MADE)}",
    "calls within calls": f"select {'upper(lower(' * 60}c{'))' * 60} {_BESIDE.format(_MADE)}",
    "a list": f"select list_sort(c) {_BESIDE.format('(select list(i) from range(300000) as u(i))')}",
    "lists of long texts": f"select c[1:9] {_BESIDE.format('(select list(repeat($$x$$, 9999)) from range(300))')}",
    "a window": "select length(string_agg(i::varchar, '') over (order by i)) from range(3000) as t(i)",
    "all before it": f"select c {_BESIDE.format('string_agg(i::varchar) over (order by i rows unbounded preceding)')}",
    "a window as a column": "select array_agg([i]) over (partition by i % 3) from range(200000) as t(i)",
    "a long text in a window": f"select array_agg('{'x' * 40_000}') over (partition by i % 3) from range(3000) as t(i)",
    "whole rows beside others": "select max(t0) from rejects as t0, requests as t1",
    "whole rows as texts": "select string_agg(t0::varchar) from logs as t0 join rejects as t1 using (file_id)",
    "what doubles": "with recursive r(c) as (select [1] union all select c || c from r) select len(c) from r",
    "what doubles in JSON": "with recursive r as (select 'a' as c, 0 as n union all select json_array(c, c), n + 1 from r where n < 40) select max(length(c)) from r",  # noqa: E501
    "casts of casts": f"select {'encode(' * 20}repeat('\\', 999){')::varchar' * 20} from range(2048)",
    "a pretty text": "select json_pretty(repeat('[', 4999) || repeat(']', 4999)) from range(2048)",
    "an alias of columns": f"select {', '.join(['reverse(x)'] * 30)} from (select {_LONG}) as t(x), range(2048)",
    "a column without a name": f"select {','.join(['upper(#1)'] * 90)} from (select lower({_MADE}) from range(9) t(i))",
    "many empty patterns": "select regexp_replace(repeat('x', 9999), '', repeat('y', 999), 'g') from range(2048)",
}


@pytest.fixture(scope="module")
def target() -> Iterator[Warehouse]:
    """An empty warehouse."""
    with warehouses.in_memory() as opened:
        yield opened


@pytest.mark.parametrize("case", _FOUND)
def test_long_values_are_not_made_for_each_row(target: Warehouse, case: str) -> None:
    """One sentence instead of gigabytes."""
    with pytest.raises(QueryError, match=r"is refused|at most .* here[.:]| here\.$"):
        run(target, _FOUND[case], timeout_seconds=60, memory_bytes=1 << 40)


def test_generated_statements_take_little() -> None:
    """Functions over long values, drawn with a seed: each process grows by no more than the bound on a step."""
    random = Random(15)
    with Child() as child:
        ended = [(child.ask(text), text[:200]) for text in (statements.long(random) for _ in range(25))]
    assert [(one, text) for one, text in ended if one.how not in ("fine", "refused")] == []
    assert {one.how for one, _ in ended} == {"fine", "refused"}


@pytest.mark.parametrize("kind", ["queries", "library"])
def test_our_own_queries_are_within_the_bounds(target: Warehouse, kind: str) -> None:
    """Whatever a page asks can be asked as a statement."""
    refused = []
    with target.reader() as cursor:
        for name, query in catalog.objects(kind).items():
            if statement_check.is_private(query.body) or "query_table(" in query.body:
                continue
            try:
                statement_check.screen(cursor, query.body, {})
            except QueryError as error:
                refused.append((name, str(error)))
    assert refused == []


@pytest.mark.parametrize(
    "text",
    [
        "select length(string_agg(i::varchar, '-' order by i desc) filter (where i > 2)) as n from range(6) as t(i)",
        "select upper(string_agg(distinct (i % 3)::varchar, ',' order by (i % 3)::varchar)) from range(6) as t(i)",
        "with g as (select i % 2 as k, list(i order by i) as l from range(6) as t(i) group by all) from g order by k",
        "select k, l from (select i % 2 as k, list(i) over (partition by k) as l from range(4) as t(i)) order by k, l",
        "select len(list(i) over (order by i rows 2 preceding)) as n from range(9) as t(i) order by n",
        "select (select list(x order by x) from (values (2), (1)) as v(x)) as l",
        "select list_sort(list(i))[1] from range(3) as t(i) having len(list(i)) > 1",
        "select histogram(i)[1] as h, json_group_array(i)->0 as j from range(3) as t(i)",
        "select array_to_string(array_agg(i), ',') from range(3) as t(i) group by i order by string_agg(i::varchar)",
        "with a as (select list(i) from range(3) as t(i)) select * from a",
        "select max(i, 2)[1] as m, arg_max(i, i, 2)[1] from range(5) as t(i)",
        "select struct_pack(a := list(i), b := 1) as s from range(3) as t(i)",
        "select 'it''s' || string_agg(i::varchar, '''') as q, 1.5::decimal(10, 2) as d, 1e300 as f from range(3) t(i)",
        "select 170141183460469231731687303715884105727 as h, {'a': list(i)}.a, map {'k': list(i)} from range(3) t(i)",
        "with recursive r as (select 1 as i union all select i + 1 from r where i < 3) select len(list(i)) as n from r",
        "select len(l) as n from (select list(i) as l from range(5) as t(i) group by cube(i)) order by n",
        'select "select", len(list("a b")) from (select 1 as "select", 2 as "a b") group by 1',
        "(select len(list(i)) from range(3) as t(i)) union all (select 1 order by 1 limit 1)",
        "select distinct on (k) i % 2 as k, len(list(i)) as n from range(5) as t(i) group by k order by k",
        "select string_agg(i::varchar, '') as l from range(30000) as t(i)",
        "select max(columns(*)), median(columns('i')) from (select i, 'a' as s from range(9) as t(i)) group by i",
        "from (pivot (select i, i % 2 as g from range(9) as t(i)) on g in (0, 1) using max(i)) order by all",
        "from (pivot (select 3 as i, i % 2 as g from range(9) t(i)) on g in (0, 1) using max(i) as m, median(i))",
        "select i, lower(m) from (select i, string_agg(i::varchar) as m from range(3) as t(i) group by i) order by i",
        *(
            f"select {digest}(string_agg(i::varchar, ',' order by i)) as d from range(60000) as t(i)"
            for digest in ("md5", "sha256", "length", "strlen")
        ),
    ],
)
def test_a_bounded_aggregate_gives_what_it_gave(target: Warehouse, text: str) -> None:
    """Rows and names of columns are those of the statement as it was written."""
    result = run(target, text)
    with target.reader() as cursor:
        plain = cursor.sql(text)
        expected = (tuple(plain.columns), [str(row) for row in plain.to_arrow_table().to_pylist()])
    assert (result.columns, [str(row) for row in result.table.to_pylist()]) == expected


_OWN_MEMORY = (
    "quantile_cont(i, 0.5)",
    "quantile_cont(i, [0.5, 0.9])",
    "quantile_disc(i, 0.9) filter (i > 3)",
    "quantile_cont(distinct i, 0.5)",
    "percentile_cont(0.5) within group (order by i)",
    "percentile_disc(0.9) within group (order by i desc)",
    "mode() within group (order by i)",
    "mode(i // 2)",
    "median(i)",
    "mad(i)",
    "entropy(i)",
    "entropy(i) filter (i > 100)",
    "approx_quantile(i, 0.5)",
    "round(quantile_cont(i, 0.5) * 2, 1)",
    "max(i) - median(i) as x",
    "median(t)",
    "quantile_cont(i, 0.5) over (partition by g)",
    "mode(i // 2) over (partition by g)",
    "max(i::varchar) filter (i > 3) over (partition by g)",
    "histogram(i % 2) over (partition by g rows between unbounded preceding and unbounded following)",
    "entropy(i) over (partition by g range between current row and unbounded following)",
    "min(i) over (partition by g order by i range between unbounded preceding and unbounded following)",
    "max(i) over (partition by g order by i)",
    "last(i order by -i) over (partition by g)",
    "max(i) over (partition by g rows between unbounded preceding and unbounded following exclude current row)",
    "max(i)",
    "min(i::varchar) filter (i > 2)",
    "max(distinct [i, g])",
    "upper(max(i::varchar))",
    "max((select sum(j) from range(i) as u(j)))",
    "last(i::varchar)",
    "bit_or(i)",
    "bit_xor(i::bit)",
    "bitstring_agg(i, 0, 20)::varchar",
    "histogram(i % 2)",
    "map_keys(histogram(i % 2))",
    "approx_top_k(i // 10, 2)",
    "approx_top_k(nullif(i // 15, 0), 1) filter (i > 3)",
    "list(i order by -i)",
    "list(distinct i order by i desc)",
    "array_agg(nullif(i, 4) order by nullif(i, 5) nulls first, i desc) filter (i > 2)",
    "array_agg(nullif(i, 4) order by nullif(i, 5) desc, i)",
    "string_agg(i::varchar, '-' order by i % 2 desc, i)",
    "length(string_agg(i::varchar, '-' order by i % 2 desc, i))",
    "sum(i order by i)",
    "avg(i order by i desc)",
    "first(i order by i desc)",
    "last(i::varchar order by i)",
    "corr(i, i * i order by i)",
    "quantile_disc(i, 0.5 order by i)",
    "count(distinct i order by i)",
    "(select max(j::varchar) from range(20) as u(j) where j % 3 = any_value(i) % 3)",
)


@pytest.mark.parametrize("grouped", ["group by g", "group by all", "group by rollup (g)"])
@pytest.mark.parametrize("call", _OWN_MEMORY)
def test_an_aggregate_with_memory_of_its_own_gives_what_it_gave(target: Warehouse, call: str, grouped: str) -> None:
    """In groups it is computed from a list (sql/steps/freed_states.py), and nobody sees it."""
    table = "(select i, i % 3 as g, timestamp '2026-01-01' + to_days(i::int) as t from range(20) as r(i))"
    text = f"select g, {call} from {table} {'' if 'over' in call else grouped}"
    text = f"from ({text}) order by all"
    result = run(target, text)
    with target.reader() as cursor:
        plain = cursor.sql(text)
        expected = (plain.columns, list(map(str, plain.types)), plain.to_arrow_table().to_pylist())
    assert expected == (list(result.columns), list(result.types), result.table.to_pylist())


_NOT_TAKEN = """
import ctypes, sys
from pathlib import Path
from sql.sandbox import run
from sql.warehouse import Warehouse

class Heap(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in ("a", "b", "c", "d", "e", "f", "g", "used", "free", "top")]

mallinfo = ctypes.CDLL(None).mallinfo2
mallinfo.restype = Heap
with Warehouse.open(Path(":memory:")) as target:
    for turn in range(4):
        run(target, sys.argv[1], max_rows=3000)
        print(mallinfo().used)
"""


@pytest.mark.parametrize(
    "text",
    [
        "select histogram(i) from range(300000) as t(i) group by i",
        "select approx_top_k(i, 100) from range(8000) as t(i) group by i",
        "select histogram(i) over (partition by i // 3) from range(300000) as t(i)",
        "select approx_top_k(i, 3) over (partition by i // 3) from range(100000) as t(i)",
    ],
)
def test_rows_that_are_not_taken_leave_nothing(text: str) -> None:
    """A result that is cut gives back what the groups behind it have taken."""
    command = [sys.executable, "-c", _NOT_TAKEN, text]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=patience.seconds(120))
    first, *others = map(int, done.stdout.split())
    assert max(others) - first < 15_000_000


_MANY_GROUPS = """
import ctypes, sys
from pathlib import Path
from sql.errors import QueryError
from sql.sandbox import run
from sql.warehouse import Warehouse

class Heap(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in ("a", "b", "c", "d", "e", "f", "g", "used", "free", "top")]

mallinfo = ctypes.CDLL(None).mallinfo2
mallinfo.restype = Heap
with Warehouse.open(Path(":memory:")) as target:
    for turn in range(3):
        try:
            run(target, f"select {sys.argv[1]} from range(1000000000) as t(i) group by i", timeout_seconds=2)
        except QueryError as error:
            print(error, file=sys.stderr)
        print(mallinfo().used)
"""


@pytest.mark.parametrize(
    "call",
    [
        "quantile_cont(i, 0.5)",
        "mode(i)",
        "entropy(i::varchar)",
        "histogram(i)",
        "max(repeat('x', 20) || i::varchar)",
        "last([i, i])",
        "list(i order by random())",
        "sum(i::double order by -i)",
    ],
)
def test_a_stopped_statement_leaves_nothing(call: str) -> None:
    """What a statement with millions of groups has taken is given back when it is stopped."""
    command = [sys.executable, "-c", _MANY_GROUPS, call]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=patience.seconds(120))
    first, *others = map(int, done.stdout.split())
    assert done.stderr.count("was stopped") == 3
    assert max(others) - first < 15_000_000


@pytest.mark.parametrize(
    "call",
    [
        "histogram(i, [1, 5])",
        "histogram_exact(i, [1, 5])",
        "bitstring_agg(i)",
        "arg_max(i, i % 2 order by i)",
        "percentile_disc([0.5]) within group (order by i desc)",
        "list(distinct i order by random())",
        "list(i order by i::varchar collate nocase)",
    ],
)
def test_what_cannot_be_computed_in_another_way_is_refused(target: Warehouse, call: str) -> None:
    """In a statement with groups; without, nothing is left behind, and most of it runs."""
    with pytest.raises(QueryError, match=r"is refused|needs its bounds|own values"):
        run(target, f"select {call} from range(9) as t(i) group by i % 2")


def test_a_random_value_is_asked_for_once(target: Warehouse) -> None:
    """`max(x)` is not written with two values that differ."""
    with target.reader() as cursor:
        screened = statement_check.screen(cursor, "select max(random()), max(i) from range(9) as t(i) group by i % 2")
    assert screened.bounded is not None
    assert ("arg_max(random()" in screened.bounded, "arg_max(i, i)" in screened.bounded) == (False, True)


def test_an_error_stands_where_it_was_written(target: Warehouse) -> None:
    """Line and column are those of the statement, not of what it became."""
    with pytest.raises(QueryError, match="nosuch") as error:
        run(target, "select\n  len(list(nosuch))\nfrom range(3) as t(i)")
    assert (error.value.line, error.value.column) == (2, 12)


def test_heavy_statements_run_one_at_a_time() -> None:
    """Another heavy one waits and leaves its place to light ones; who waits too long is told so."""
    turns = Turns(wait_seconds=0.3)
    first, second = turns.take("a"), turns.take("b")
    turns.make_heavy(first)
    with pytest.raises(BusyError):
        turns.make_heavy(second)
    assert turns.running() == 1
    third = turns.take("c")
    done: list[str] = []

    def wait() -> None:
        turns.make_heavy(third)
        done.append("c")

    third.until = time.monotonic() + 60
    thread = threading.Thread(target=wait)
    thread.start()
    while turns.waiting() == 0:
        time.sleep(0.01)
    light = turns.take("c")
    assert (done, light.is_running) == ([], True)
    first.release()
    thread.join()
    assert (done, third.is_running, turns.running()) == (["c"], True, 2)


def test_a_very_heavy_statement_runs_alone() -> None:
    """It waits for light ones too, and they wait for it."""
    turns = Turns(wait_seconds=0.3)
    light, large = turns.take("a"), turns.take("b")
    large.until = time.monotonic() + 60
    thread = threading.Thread(target=turns.make_heavy, args=(large,), kwargs={"is_alone": True})
    thread.start()
    while turns.waiting() == 0:
        time.sleep(0.01)
    assert (large.is_running, light.is_running) == (False, True)
    light.release()
    thread.join()
    assert (large.is_running, turns.running()) == (True, 1)
    with pytest.raises(BusyError):
        turns.take("c")
    large.release()
    assert turns.take("c").is_running


def test_a_column_of_long_texts_is_very_heavy(target: Warehouse) -> None:
    """Nine columns of 32 KB in each of 2,048 rows."""
    columns = ", ".join(f"upper(t) as c{number}" for number in range(9))
    long = f"select {columns} from (select string_agg('x', '') as t from range(32000)), range(200000)"
    with target.reader() as cursor:
        screened = [statement_check.screen(cursor, text) for text in (long, "select upper(message) from logs")]
    assert [(one.is_heavy, one.is_alone) for one in screened] == [(True, True), (False, False)]


def test_a_closed_warehouse_holds_nothing() -> None:
    """Whoever looks while the server ends finds nothing, and no error."""
    closed = Warehouse.open(MEMORY)
    closed.close()
    assert Meter().sample(closed).share == 0


def test_what_duckdb_holds_is_seen() -> None:
    """Near its limit, after statements took it; what was there before them is not theirs."""
    with Warehouse.open(MEMORY, memory_limit="600MB") as target, target.reader() as cursor:
        meter = Meter()
        before = meter.sample(target)
        cursor.execute("create temp table t as select random() as a, random() as b from range(30000000)")
        time.sleep(0.05)
        after = meter.sample(target)
        again = Meter().sample(target)
    assert (before.share, after.share > TOO_NEAR, again.share) == (0.0, True, 0.0)
    assert (after.rss > before.rss, after.least <= before.rss) == (True, True)


def test_what_is_read_of_tables_is_no_growth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look at a large table keeps its blocks, which DuckDB gives up: no statement waits for them."""
    with Warehouse.open(tmp_path / "w.duckdb") as made, made.transaction() as cursor:
        cursor.execute("insert into routes select hash(i)::varchar, hash(-i)::varchar from range(1000000) as t(i)")
    with Warehouse.open(tmp_path / "w.duckdb") as opened:
        taken = 0
        monkeypatch.setattr(memory, "_rss", lambda: 1_000_000_000 + taken + cached(opened))
        meter = Meter()
        before = meter.sample(opened)
        with opened.reader() as cursor:
            cursor.execute("select max(route), max(service) from routes").fetchall()
        time.sleep(0.05)
        after = meter.sample(opened)
        taken = 500_000_000
        time.sleep(0.05)
        more = meter.sample(opened)
        assert cached(opened) > 10_000_000
    assert [one.rss - one.least for one in (before, after, more)] == [0, 0, taken]


def cached(target: Warehouse) -> int:
    """Bytes of blocks of tables that DuckDB keeps."""
    with target.reader() as cursor:
        row = cursor.execute("select memory_usage_bytes from duckdb_memory() where tag = 'BASE_TABLE'").fetchone()
    return int(row[0]) if row else 0
