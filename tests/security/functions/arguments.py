"""Extreme arguments by type: what is deep, long, huge, empty, null, not a number, or of a nested type.

Each is an expression of SQL. Values that a statement cannot write out are made by aggregates, as an attacker would.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_DEPTH = 300_000
_IN_TEXT = 8_000
_LONG = "(select string_agg('ab1,', '') from range(300000))"
_WIDE = "(select string_agg('{\"k' || i || '\":1}', ',') from range(20000) t(i))"


def _deep(opened: str, closed: str, middle: str = "1") -> str:
    """A text of as many brackets as no statement could hold: `{"a":{"a":…}}`."""
    turn = f"case when i < {_DEPTH} then '{opened}' when i = {_DEPTH} then '{middle}' else '{closed}' end"
    return f"(select string_agg({turn}, '' order by i) from range({2 * _DEPTH + 1}) t(i))"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


TEXTS = (
    "null",
    "''",
    "'a'",
    "'é日本🙂\u0301'",
    "'NaN'",
    "'-infinity'",
    "'2026-01-01 00:00:00'",
    "'UTC'",
    "'year'",
    '\'{"a":[1,{"b":null}]}\'',
    "'[1,2,3]'",
    "'$'",
    "'$.a'",
    "'$.a[*]'",
    "'$.**'",
    "'/a/0'",
    "'$' || '.a'",
    "'%'",
    "'%Y-%m-%d %H:%M:%S.%f %g %z'",
    "'{}'",
    '\'{"a":"VARCHAR"}\'',
    "'[[\"JSON\"]]'",
    "'99999999999999999999999999999999999999'",
    "'(a*)*b'",
    "'((a?){100}){10}'",
    "'\\p{L}+'",
    "'\\0\\1\\2'",
    "'g'",
    "repeat('x', 9999)",
    "repeat('1', 9999)",
    "repeat('%', 9999)",
    _quoted("%Y%j%c%f" * 5_000),
    _quoted("{:>999}" * 16),
    _quoted("(" * 900 + "a" + ")" * 900),
    _quoted("(a" * 400 + "){1,9}" * 400),
    _quoted("[" * _IN_TEXT + '"VARCHAR"' + "]" * _IN_TEXT),
    _quoted('{"a":' * _IN_TEXT + '"VARCHAR"' + "}" * _IN_TEXT),
    _quoted("[" * _IN_TEXT + "]" * _IN_TEXT),
    _quoted("9" * 6_000),
    _quoted("$" + ".a" * 20_000),
    _quoted("$" + "[0]" * 20_000),
    _quoted("/0" * 30_000),
    _quoted("../" * 20_000),
    _quoted("STRUCT(a " * 3_000 + "INTEGER" + ")" * 3_000),
    _LONG,
    _deep("[", "]"),
    _deep('{"a":', "}"),
    _deep("[", "", ""),
    _deep("{a: ", "}"),
    _deep("(", ")"),
    f"('[' || {_WIDE}[:65000])",
    "(select '[' || string_agg(i::varchar, ',') || ']' from range(9000) t(i))",
)
WHOLE = (
    "null",
    "0",
    "-1",
    "1",
    "7",
    "63",
    "64",
    "1000",
    "5000",
    "999999",
    "2147483647",
    "-2147483648",
    "9223372036854775807",
    "-9223372036854775808",
    "170141183460469231731687303715884105727",
)
FRACTIONS = (
    "null::double",
    "0.0",
    "-0.0::double",
    "0.5",
    "1e308",
    "-1e308",
    "5e-324",
    "'nan'::double",
    "'inf'::double",
    "'-inf'::double",
    "'nan'::float",
    "99999999999999999999999999999999999999::decimal(38,0)",
    "0.00000000000000000000000000000000000001::decimal(38,38)",
)
TIMES = (
    "null::timestamp",
    "timestamp '2026-01-01 00:00:00'",
    "timestamp 'infinity'",
    "timestamp '-infinity'",
    "timestamp '290309-12-22 (BC) 00:00:00'",
    "timestamp '294247-01-10 04:00:54.775806'",
    "timestamptz '294247-01-10 04:00:54+00'",
    "timestamptz 'infinity'",
    "date '5877642-06-25 (BC)'",
    "date '5881580-07-10'",
    "date 'infinity'",
    "date '2026-02-29'",
    "time '23:59:59.999999'",
    "'23:59:59+15:59:59'::timetz",
    "'2026-01-01'::timestamp_ns",
    "'2026-01-01'::timestamp_s",
)
INTERVALS = (
    "null::interval",
    "interval 0 second",
    "interval 1 microsecond",
    "interval (-1) day",
    "to_months(2147483647)",
    "to_days(-2147483648)",
    "to_microseconds(9223372036854775807)",
)
BYTES = (
    "null::blob",
    "''::blob",
    "'\\x00\\xff'::blob",
    f"encode({_LONG})",
    f"encode({_deep('[', ']')})",
    "'0101'::bit",
    "repeat('1', 9999)::bit",
)
LISTS = (
    "null::int[]",
    "[]",
    "[null]",
    "[1, null, 3]",
    "['a', null]",
    "[[1], [], null]",
    "range(5000)",
    "(select list(i) from range(300000) t(i))",
    "(select list(i::varchar) from range(100000) t(i))",
    "(select list([i, null, i]) from range(100000) t(i))",
    "(select list(random()) from range(100000))",
    "['nan'::double, 'inf'::double]",
    "[1, 2, 3]::int[3]",
    "[1.5, null]::double[2]",
    "(select list(i::float) from range(9000) t(i))",
    "[{'a': 1}, {'a': null}]",
    "[" * 300 + "1" + "]" * 300,
    "['[1]'::json]",
    "[repeat('x', 9999), repeat('y', 9999)]",
)
NESTED = (
    "null::struct(a int)",
    "{'a': 1, 'b': null}",
    "row(1, 'x')",
    "{'a': " * 100 + "1" + "}" * 100,
    "{" + ", ".join(f"'k{number}': {number}" for number in range(2_000)) + "}",
    "map {}",
    "map {'a': 1, 'b': null}",
    "(select map(list(i), list(i)) from range(100000) t(i))",
    "map {[1]: map {1: [2]}}",
    "union_value(a := 1)",
    "'a'::enum('a', 'b')",
    "uuid()",
)
LAMBDAS = ("lambda x: x", "lambda x: x + 1", "lambda x: [x]", "lambda a, b: a", "lambda a, b: a + b", "lambda x: x > 1")
JSONS = tuple(f"{text}::json" for text in TEXTS if "[" in text or "{" in text or text in ("null", "''", "'a'"))
BOOLS = ("true", "false", "null::boolean")
ANYTHING = (*TEXTS, *WHOLE, *FRACTIONS, *TIMES, *INTERVALS, *BYTES, *LISTS, *NESTED, *JSONS, *BOOLS)
_BY_TYPE = (
    ("LAMBDA", LAMBDAS),
    ("JSON", (*JSONS, *TEXTS)),
    ("VARCHAR[]", (*LISTS, *TEXTS)),
    ("[", LISTS),
    ("MAP", NESTED),
    ("STRUCT", NESTED),
    ("UNION", NESTED),
    ("VARCHAR", TEXTS),
    ("BLOB", BYTES),
    ("BIT", BYTES),
    ("TIME", TIMES),
    ("DATE", TIMES),
    ("INTERVAL", INTERVALS),
    ("DOUBLE", (*FRACTIONS, *WHOLE)),
    ("FLOAT", (*FRACTIONS, *WHOLE)),
    ("DECIMAL", (*FRACTIONS, *WHOLE)),
    ("INT", WHOLE),
    ("BOOLEAN", BOOLS),
)
_ODD_SHARE = 0.1
DEEP = tuple(
    text for text in TEXTS if str(2 * _DEPTH + 1) in text or "[" * _IN_TEXT in text or '{"a":' * _IN_TEXT in text
)
"""Texts that are deeper than any stack."""
MILD = ("'a'", "1", "'{\"a\": [1]}'::json", "'[\"JSON\"]'", '\'{"a": "JSON"}\'', "'$.a'", "'{}'::json", "null")
"""What is no trouble by itself, so that the deep one is reached."""


def draw(random: Random, kind: str) -> str:
    """An argument for a parameter of DuckDB's type `kind`; now and then one of another type."""
    if random.random() < _ODD_SHARE:
        return random.choice(ANYTHING)
    return random.choice(next((pool for word, pool in _BY_TYPE if word in kind), ANYTHING))
