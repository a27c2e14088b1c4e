"""Everything that DuckDB brings has been judged: it is allowed, or refused with a reason."""

from __future__ import annotations

import time
from itertools import takewhile

import duckdb
import pytest

from sql import catalog, offered, statement_check
from sql.errors import QueryError
from sql.warehouse import MEMORY, Warehouse
from tests import warehouses
from tests.security.functions.__main__ import tried
from tests.sql.given import read

_SECONDS = 12.0
_STEADY = frozenset({"error", "gen_random_uuid", "random", "uuid", "uuidv4", "uuidv7"})
"""What gives another value each time and does nothing else."""
_KINDS = {
    "function": """
        select distinct function_name, function_type
        from duckdb_functions()
        where internal
            and function_type <> 'pragma'
    """,
    "type": """
        select distinct replace(lower(type_name), ' ', '_'), 'type'
        from duckdb_types()
        where database_name = 'system'
    """,
    "view": "select distinct view_name, 'view' from duckdb_views() where internal",
}


@pytest.mark.parametrize("kind", _KINDS)
def test_all_that_duckdb_brings_is_judged(kind: str) -> None:
    """A new function, type or view of DuckDB has no line yet: run the fuzzer, and give it one."""
    with warehouses.in_memory() as target:
        known = set(read(target, _KINDS[kind]))
    assert known - offered.lines().keys() == set()


def test_no_call_ends_the_process() -> None:
    """As many calls as some seconds allow, with arguments that are drawn anew for each version of DuckDB."""
    until = time.monotonic() + _SECONDS
    seed = int("".join(filter(str.isdigit, duckdb.__version__)))
    ended = [
        (one.how, text[:300]) for _, text, one in takewhile(lambda _: time.monotonic() < until, tried(seed, 1, ""))
    ]
    assert [text for how, text in ended if how in ("died", "failed")] == []
    assert any(how == "fine" for how, _ in ended)


def test_the_list_is_sorted_and_says_one_thing_of_each() -> None:
    """Sorted, without a line twice; a name is a function for values and for tables alike, or for neither."""
    texts = offered.FILE.read_text(encoding="utf-8").splitlines()
    order = [tuple(text.split(None, 2)[:2]) for text in texts if text != "#" and not text.startswith("# ")]
    assert order == sorted(set(order))
    functions = {key: why for key, why in offered.lines().items() if key[1] not in ("type", "view")}
    refused = {name for (name, _), why in functions.items() if why}
    assert refused & {name for (name, _), why in functions.items() if not why} == set()


def test_what_is_allowed_only_computes() -> None:
    """Of the functions with side effects, or another value each time, only those are allowed that were looked at."""
    with warehouses.in_memory() as target:
        rows = read(
            target,
            """
            select distinct function_name, function_type
            from duckdb_functions()
            where internal
                and function_type in ('scalar', 'aggregate')
                and (stability = 'VOLATILE' or has_side_effects)
            """,
        )
    assert {str(name) for name, kind in rows if offered.is_function(str(name), str(kind))} == _STEADY


def test_our_macros_are_told_apart() -> None:
    """A macro that gives a table is called as one."""
    with warehouses.in_memory() as target:
        rows = read(target, "select distinct function_name, function_type from duckdb_functions() where not internal")
    tables = {str(name) for name, kind in rows if kind == "table_macro"}
    values = {str(name) for name, kind in rows if kind == "macro"}
    assert tables == offered.macros(of_tables=True)
    assert values == offered.macros(of_tables=False)


def test_private_tables_are_tables() -> None:
    """Each name of the private ones is a table of ours."""
    assert statement_check.PRIVATE <= catalog.objects("tables").keys()


def test_a_function_of_nobody_is_refused() -> None:
    """A macro that somebody put into the warehouse is not offered by that."""
    with Warehouse.open(MEMORY) as target, target.reader() as cursor:
        cursor.execute("create macro brought(x) as upper(x)")
        with pytest.raises(QueryError, match=r"^The function brought\(\) is not one"):
            statement_check.screen(cursor, "select brought('HOME')")
