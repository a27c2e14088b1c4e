"""Statements that call one function: as a constant, over rows, as an aggregate, over a window, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.security.functions import arguments

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from duckdb import DuckDBPyConnection

_MOST_MORE = 4
_ROWS = (0, 1, 3000, 200_000)
_OF_TEXT = ("VARCHAR", "JSON", "ANY", "T")
"""Types of parameters that a deep text may be given to."""
_CASTS = (
    "varchar",
    "bigint",
    "hugeint",
    "utinyint",
    "double",
    "decimal(38, 10)",
    "boolean",
    "date",
    "time",
    "timetz",
    "timestamp",
    "timestamptz",
    "timestamp_ns",
    "interval",
    "blob",
    "bit",
    "uuid",
    "json",
    "bignum",
    "int[]",
    "varchar[]",
    "json[]",
    "int[3]",
    "int[][][]",
    "int" + "[]" * 400,
    "struct(a int, b varchar)",
    "struct(a " * 100 + "int" + ")" * 100,
    "map(varchar, int)",
    "map(varchar, json)",
    "union(a int, b varchar)",
    "enum('a', 'b')",
)


@dataclass(frozen=True, slots=True)
class Function:
    """A function of DuckDB or of ours, with the types of the parameters of one of its forms."""

    name: str
    kind: str
    parameters: tuple[str, ...] = ()
    more: str | None = None
    """The type of any further arguments."""


def functions(cursor: DuckDBPyConnection) -> list[Function]:
    """All forms of all functions, sorted, and the casts."""
    rows = cursor.execute(
        """
        select distinct function_name, function_type, parameter_types, len(parameters), varargs
        from duckdb_functions()
        where function_type <> 'pragma'
        order by all
        """
    ).fetchall()
    found = [
        Function(str(name), str(kind), tuple(str(given or "ANY") for given in types or ["ANY"] * count), more)
        for name, kind, types, count, more in rows
    ]
    return [*found, *(Function(f"::{target}", "cast", ("ANY",)) for target in _CASTS)]


def statement(random: Random, function: Function) -> str:
    """One statement that calls `function`."""
    given = [arguments.draw(random, kind) for kind in function.parameters]
    if function.more is not None or (function.kind.startswith("table") and random.random() < 0.2):
        many = random.choice((0, 1, 2, _MOST_MORE, 200))
        given += [arguments.draw(random, function.more or "ANY") for _ in range(many)]
    if "macro" in function.kind and random.random() < 0.5:
        given = [random.choice(arguments.TEXTS) for _ in given]
    if function.kind in ("table", "table_macro"):
        return f"select count(*) from (select * from {_named(function.name)}({', '.join(given)}) limit 100000)"
    if function.kind == "aggregate":
        return _aggregate(random, function, given)
    return _scalar(random, function, given)


def deep(random: Random, function: Function) -> Iterator[str]:
    """Each parameter in turn with each of the deep texts, as text and as JSON; the others as in `statement`."""
    kinds = function.parameters or ((function.more,) if function.more else ())
    for place, kind in enumerate(kinds):
        for text in arguments.DEEP if kind in _OF_TEXT else ():
            given = [random.choice(arguments.MILD) for _ in kinds]
            given[place] = random.choice((text, f"({text})::json"))
            if function.kind in ("table", "table_macro"):
                yield f"select count(*) from {_named(function.name)}({', '.join(given)})"
            else:
                yield f"select {_call(function, given)} as r"


def _named(name: str) -> str:
    return f'"{name}"'


def _call(function: Function, given: list[str]) -> str:
    if function.kind == "cast":
        return f"try_cast({given[0]} as {function.name[2:]})"
    if function.name == "!__postfix":
        return f"({given[0]})!"
    if given and not (function.name[0].isalpha() or function.name[0] == "_"):
        return f"({f' {function.name} '.join(given)})" if len(given) > 1 else f"({function.name} {given[0]})"
    return f"{_named(function.name)}({', '.join(given)})"


def _scalar(random: Random, function: Function, given: list[str]) -> str:
    if random.random() < 0.5:
        return f"select {_call(function, given)} as r"
    columns = {f"c{number}": value for number, value in enumerate(given) if not value.startswith("lambda")}
    names = [f"c{number}" if f"c{number}" in columns else value for number, value in enumerate(given)]
    made = "".join(f", {value} as {name}" for name, value in columns.items())
    rows = random.choice((1, 100, 2048))
    return (
        f"select {_call(function, names)} as r from (select i{made} from range({rows}) as t(i)) where i >= random() - 1"
    )


def _aggregate(random: Random, function: Function, given: list[str]) -> str:
    given = [random.choice((value, "i", "i::varchar", "i::double", "[i]", value)) for value in given]
    clauses = random.choice(("", "", "distinct "))
    order = random.choice(("", "", " order by i desc")) if given else ""
    after = random.choice(("", "", " filter (where i % 2 = 0)"))
    over = random.choice(("", "", " over (partition by i % 3)", " over (order by i rows 3 preceding)"))
    if over:
        clauses = order = ""
    call = f"{_named(function.name)}({clauses}{', '.join(given)}{order}){after}{over}"
    group = "" if over else random.choice(("", " group by i", " group by i % 7"))
    return f"select {call} as r from range({random.choice(_ROWS)}) as t(i){group}"
