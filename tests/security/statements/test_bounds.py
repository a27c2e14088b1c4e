"""What a statement may cost is bounded before it runs: its depth, its joins, and what heavy functions are given."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from sql.errors import QueryError
from sql.sandbox import run
from sql.statement_check import screen
from tests import patience, warehouses
from tests.sql.given import record, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sql.warehouse import Warehouse

_BRACKETS = "case when i < 200000 then '[' else ']' end"
_OBJECTS = "case when i < 200000 then '{\"a\":' when i = 200000 then '1' else '}' end"
_DEEP = (
    f"(select string_agg({_BRACKETS}, '' order by i) from range(400000) t(i))",
    f"(select string_agg({_OBJECTS}, '' order by i) from range(400001) t(i))",
)
_FROM_THE_ISSUE = {
    "a deep structure": "select json_structure({deep})",
    "a deep structure of JSON": "select json_structure({deep}::json)",
    "a deep patch": "select json_merge_patch({deep}, {deep})",
    "a deep search": "select json_contains({deep}, '1')",
    "a deep value to look for": "select json_contains('1', {deep})",
    "a deep variant": "select {deep}::json::variant",
    "a deep group": "select json_structure(json_group_array(x)) from (select {deep}::json as x)",
    "the structure of a group": "select json_group_structure(x) from (select {deep}::json as x)",
    "a deep transform": "select json_transform('1', '" + "[" * 45_000 + '"JSON"' + "]" * 45_000 + "')",
    "a deep schema": "select from_json('{{}}', '" + "[" * 45_000 + '"JSON"' + "]" * 45_000 + "')",
    "a schema that is made": "select from_json('{{}}', repeat('[', 9000) || '\"JSON\"' || repeat(']', 9000))",
    "a schema of variants": "select from_json('{{}}', '[\"VARIANT\"]')",
    "many of the most frequent": "select approx_top_k(i, 999999) from range(1000000) t(i) group by i",
    "as many as are computed": "select approx_top_k(i, 999 * 1001) from range(1000000) t(i) group by i",
    "binary digits of binary digits": "select bin(bin(bin(bin(bin(bin(repeat('x', 9999)))))))",
    "binary digits in turn": "select length(bin(d)) from (select bin(c) as d from (select bin(b) as c from (select bin(repeat('x', 9999)) as b)))",  # noqa: E501
    "a long format": "select strftime(ts, '" + "%A%c" * 22_500 + "') from logs",
    "a format that is made": "select strftime(ts, repeat('%A', 4000)) from logs",
    "a format of several": "select strptime('2026', ['%Y', '" + "%A%c" * 100 + "'])",
    "a pattern that is made": "select regexp_matches(message, message) from logs",
    "a long pattern": "select regexp_replace(message, '" + "(a?){100}" * 200 + "', '') from logs",
    "150 joins": "select count(*) from logs t0 " + " ".join(f"join logs t{n} using (ts)" for n in range(1, 151)),
    "300 subqueries": "select 1 where " + "exists (select 1 where " * 300 + "true" + ")" * 300,
    "40 subqueries": "select " + "(select " * 40 + "1" + ")" * 40,
    "900 operators": "select 1" + " + line_number" * 900 + " from logs",
    "a deep list": "select " + "[" * 300 + "1" + "]" * 300,
    "a deep type": "select null::int" + "[]" * 400,
    "queries within queries": "select * from " + "(select * from " * 200 + "logs" + ")" * 200,
    "long lists in a row": "select list_unique(l) from (select list(i) as l from range(300000) t(i)), range(2048)",
    "a wide list to intersect": "select list_intersect(l, l) from (select list(i) as l from range(300000) t(i))",
}


@pytest.fixture(scope="module")
def target() -> Iterator[Warehouse]:
    """A warehouse with a record whose attributes are deep: an older Longtail stored such."""
    with warehouses.in_memory() as opened:
        write(opened, [record("10:00", "app", line=1, message="m", attributes="[" * 200_000 + "]" * 200_000)])
        yield opened


@pytest.mark.parametrize("deep", _DEEP)
@pytest.mark.parametrize("case", [name for name, text in _FROM_THE_ISSUE.items() if "{deep}" in text])
def test_depth_ends_nothing(target: Warehouse, case: str, deep: str) -> None:
    """What recurses over a value is refused where the value is deeper than any stack."""
    with pytest.raises(QueryError, match=r"(?:brackets|characters) here|is refused"):
        run(target, _FROM_THE_ISSUE[case].format(deep=deep), timeout_seconds=20)


@pytest.mark.parametrize(
    "call", ["json_structure(attributes)", "json_merge_patch(attributes, attributes)", "json_contains(attributes, '1')"]
)
def test_a_stored_deep_value_ends_nothing(target: Warehouse, call: str) -> None:
    """Also one that stands in `logs`."""
    with pytest.raises(QueryError, match=r"takes JSON with at most 5,000 brackets here\.$"):
        run(target, f"select {call} from logs")


@pytest.mark.parametrize("case", [name for name, text in _FROM_THE_ISSUE.items() if "{deep}" not in text])
def test_costs_are_bounded_before_they_are_run_up(target: Warehouse, case: str) -> None:
    """One sentence, at once."""
    began = time.monotonic()
    with pytest.raises(QueryError, match=r"is refused| here[.:]") as refused:
        run(target, _FROM_THE_ISSUE[case].replace("{{}}", "{}"), timeout_seconds=20)
    assert time.monotonic() - began < patience.seconds(3)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select bin('a'), hex(255), to_base64('a'::blob), url_encode('a b')", ("01100001", "FF", "YQ==", "a%20b")),
        ("select list_sort(list_distinct([2, 1, 2])), list_unique([1, 1]), list_intersect([1], [1])", ([1, 2], 1, [1])),
        ("select json_structure('{\"a\": [1]}'), json_contains('[1]', '1')", ('{"a":["UBIGINT"]}', True)),
        ("select json_merge_patch('{\"a\": 1}', null), json_structure(null)", (None, None)),
        (
            "select strftime(timestamp '2026-01-02', '%d' || '.%m.'), strftime('%Y', date '2026-01-01')",
            ("02.01.", "2026"),
        ),
        ("select json_group_structure(x) from (values ('{\"a\": 1}'::json), (null)) as t(x)", ('{"a":"UBIGINT"}',)),
        ("select strptime('02.01.2026', ['%Y', '%d.%m.%Y'])::varchar", ("2026-01-02 00:00:00",)),
        ("select regexp_matches('a.b', regexp_escape($word)), 'ab' ~ ('a' || '.')", (True, True)),
        ("select approx_top_k(i % 2, $count)[1] from range(5) t(i)", (0,)),
        ('select from_json(\'{"a": 1}\', \'{"a": "INTEGER"}\').a', (1,)),
        ("select json_structure(repeat('[1],', 2000)[:0] || '[' || repeat('1,', 2000) || '1]')", ('["UBIGINT"]',)),
        ("select " + "exists (select 1 where " * 9 + "true" + ")" * 9, (True,)),
        (
            "select count(*) from range(1) " + " ".join(f"join range(1) t{n} using (range)" for n in range(30)),
            (1,),
        ),
        ("select " + "case when false then 1 else " * 90 + "2" + " end" * 90, (2,)),
    ],
)
def test_what_people_write_is_within_the_bounds(target: Warehouse, text: str, expected: tuple[object, ...]) -> None:
    """The bounds leave room."""
    rows = run(target, text, parameters={"word": "a.b", "count": 3}).table.to_pylist()
    assert [expected] == [tuple(row.values()) for row in rows]


def test_judging_is_quick(target: Warehouse) -> None:
    """A statement of ten lines is judged within some milliseconds."""
    text = "select level, count(*) from logs where message like '%a%' and ts > now() group by level order by 2 limit 10"
    with target.reader() as cursor:
        screen(cursor, text)
        began = time.monotonic()
        for _ in range(20):
            screen(cursor, text)
    assert (time.monotonic() - began) / 20 < patience.seconds(0.01)
