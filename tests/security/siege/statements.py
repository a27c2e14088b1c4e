"""Hostile statements: calls of the functions that are offered, and texts that are deep, wide or heavy."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from tests.security.functions import calls
from tests.security.functions.__main__ import offered

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.security.functions.calls import Function

_TABLES = ("logs", "files", "rejects", "errors", "error_groups", "hourly_rollup", "requests", "traces", "query_history")
_OPERATORS = ("+", "*", "||", "=", "<", "and", "or", "//", "<<", "like", "is distinct from")
_GROWING = (
    "upper({})",
    "lower({}::varchar)",
    "{} || i",
    "reverse({})",
    "[{}]",
    "list_sort({})",
    "{}[2:]",
    "concat({0}, {0})",
    "to_json({})",
)
_OPEN_NOISE = ("(", "select", "'", '"', "/*", "--", "$$", "[", "{", "\0", "\udce9", "🙂", "case", "with a as (", ";")


@cache
def _functions() -> list[tuple[str, list[Function]]]:
    return list(offered().items())


def hostile(random: Random) -> str:
    """One statement; the same for the same state of `random`."""
    if random.random() < 0.4:
        name_and_forms = random.choice(_functions())
        return calls.statement(random, random.choice(name_and_forms[1]))
    return random.choice(_SHAPES)(random)


def values(random: Random) -> dict[str, Any]:
    """Values for parameters that may not be asked for."""
    if random.random() < 0.9:
        return {}
    deep: Any = 1
    for _ in range(random.choice((3, 50, 300))):
        deep = [deep] if random.random() < 0.5 else {"a": deep}
    odd: tuple[Any, ...] = (deep, None, "x" * 100_000, 10**400, -1e308, [1, "a", None], {"": {}}, True, "\0")
    return {random.choice(("from", "to", "x", "", "1")): random.choice(odd) for _ in range(random.randrange(1, 4))}


def _nested(random: Random) -> str:
    depth = random.choice((5, 40, 200, 1_000, 10_000))
    opened, closed = random.choice(
        (("(", ")"), ("[", "]"), ("{'a': ", "}"), ("(select ", ")"), ("abs(", ")"), ("-", ""))
    )
    return f"select {opened * depth}1{closed * depth} as r"


def _chained(random: Random) -> str:
    operator = random.choice(_OPERATORS)
    operand = random.choice(("1", "'a'", "message", "ts", "attributes"))
    return f"select {f' {operator} '.join([operand] * random.choice((3, 150, 4_000)))} as r from logs"


def _crossed(random: Random) -> str:
    many = random.choice((2, 3, 6, 60))
    tables = ", ".join(f"{random.choice(_TABLES)} as t{number}" for number in range(many))
    asked = random.choice(("count(*)", "sum(random())", "*", "max(t0)", "list(t0)", "string_agg(t0::varchar)"))
    return f"select {asked} from {tables}"


def _joined(random: Random) -> str:
    many = random.choice((2, 20, 51, 150))
    joins = "".join(f" join range(100) as t{number}(i) using (i)" for number in range(1, many))
    return f"select count(*) from range(100) as t0(i){joins}"


def _recursive(random: Random) -> str:
    step = random.choice(("i + 1", "i * 2", "i"))
    until = random.choice((100, 100_000, 10**12))
    all_ = random.choice(("all ", ""))
    more = random.choice(("", ", r as s", ", range(1000)"))
    return f"with recursive r(i) as (select 1::hugeint union {all_}select {step} from r{more} where i < {until}) from r"


def _many_ctes(random: Random) -> str:
    many = random.choice((3, 30, 60, 500))
    chain = "".join(f", a{n} as (select * from a{n - 1} union all select * from a{n - 1})" for n in range(1, many))
    return f"with a0 as (select 1 as i){chain} select count(*) from a{many - 1}"


def _wide(random: Random) -> str:
    many = random.choice((10, 1_000, 9_000))
    return (
        f"select {', '.join(f'i as c{number}' for number in range(many))} from range({random.choice((1, 5_000))}) t(i)"
    )


def _heavy(random: Random) -> str:
    rows = random.choice((10**4, 10**6, 10**9, 10**13))
    asked = random.choice(
        (
            "sum(i)",
            "count(distinct i)",
            "list(i)",
            "string_agg(i::varchar, '')",
            "histogram(i)",
            "quantile_cont(i, 0.5)",
            "approx_top_k(i, 100)",
            "array_agg(i order by random())",
            "sum(length(repeat('x', (i % 9999)::int)))",
        )
    )
    return f"select {asked} from range({rows}) as t(i){random.choice(('', ' group by i', ' group by i % 7'))}"


def long(random: Random) -> str:
    """Functions within functions over a long value beside many rows, and many of them side by side."""
    made = random.choice(
        (
            "repeat('x', 9000 + (i % 9)::int)",
            "(select string_agg('ab1,', '') from range(300000))",
            "(select string_agg('ab1,', '') from range(8000))",
            "(select list(i) from range(300000) as u(i))",
            "(select list(i) from range(5000) as u(i))",
            "(select max(message) from logs)",
            "range(9000)",
        )
    )
    call = "c"
    for _ in range(random.choice((1, 1, 5, 40))):
        call = random.choice(_GROWING).format(call)
    columns = ", ".join(f"{call} as c{number}" for number in range(random.choice((1, 1, 9, 90))))
    rows = random.choice((2_048, 200_000))
    asked = random.choice(("count(columns('.*'))", "*", "max(c0)"))
    return f"select {asked} from (select {columns} from (select i, {made} as c from range({rows}) as t(i)))"


def _over_logs(random: Random) -> str:
    column = random.choice(("message", "attributes", "stack_trace", "error_id", "ts", "duration_ms", "*"))
    source = random.choice(_TABLES)
    return random.choice(
        (
            f"select {column} from {source} order by all desc limit {random.choice((1, 1000))}",
            f"select {column} from {source}",
            f"select json_structure(attributes), count(*) from {source} group by all",
            f"select unnest(json_keys(attributes)), json_extract(attributes, '$.*') from {source}",
            f"select regexp_replace(message, '(a|b|ab)*c', '\\1', 'g') from {source}",
            f"select row_number() over (partition by {column} order by random()) from {source}",
            f"pivot {source} on {column} using count(*)",
            f"from (summarize {source})",
            f"explain analyze select count(*) from {source} a, {source} b where a.{column} < b.{column}",
            f"select columns('.*') from {source}, {source} b",
        )
    )


def _noise(random: Random) -> str:
    pieces = (*_OPEN_NOISE, "1", ",", ")", "from logs", "where", "]", "}", "=", "a")
    return " ".join(random.choice(pieces) for _ in range(random.choice((5, 50, 5_000))))


def _huge(random: Random) -> str:
    size = random.choice((90_000, 100_000, 1_000_000))
    return f"select {random.choice((repr('x' * size), '1' * size, 'a' * size, ' ' * size, '/*' * (size // 2)))} as r"


def _hidden(random: Random) -> str:
    secret = random.choice(("read_text('/etc/passwd')", "query_history", "meta", "getenv('HOME')", "duckdb_settings()"))
    return random.choice(
        (
            f"from {secret}",
            f"select (from {secret} limit 1)",
            f"with a as (from {secret}) from a",
            f"copy {secret} to 'x'",
        )
    )


_SHAPES: tuple[Callable[[Random], str], ...] = (
    _nested,
    _chained,
    _crossed,
    _joined,
    _recursive,
    _many_ctes,
    _wide,
    _heavy,
    long,
    _over_logs,
    _over_logs,
    _noise,
    _huge,
    _hidden,
)
