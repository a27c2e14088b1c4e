"""What a statement may name: functions, types, tables and parts of the grammar come from lists of what is allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.decisions import query_history
from ingest.decisions.query_history import Ran
from sql.errors import QueryError
from sql.sandbox import run
from sql.statement_check import PRIVATE
from tests import warehouses
from tests.sql.given import at, record, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sql.warehouse import Warehouse

_NOT_OFFERED = (
    "select variant_typeof(attributes::variant) from logs",
    "select attributes::variant from logs",
    "select try_cast(message as variant) from logs",
    "select null::variant[]",
    "select null::struct(a map(varchar, variant))",
    "select __internal_compress_integral_utinyint(1::bigint, 0::bigint)",
    "select st_geomfromwkb('\\x01'::blob)",
    "select 'POINT(1 1)'::geometry",
    "select icu_sort_key('a', 'de')",
    "select create_sort_key('a', 'ASC')",
    "select finalize(combine(sum(1) export_state, null))",
    "select sum(line_number) export_state from logs",
    "select cast_to_type('1', null::int)",
    "select json_serialize_sql('select 1')",
    "from sqlite_master",
    "from pg_catalog.pg_settings",
    "from information_schema.brought",
    "from (show databases)",
    "select brand_new_function(1)",
    "from brand_new_table(1)",
)
_OFFERED = (
    "select upper(message), message[1:3], message.lower(), split_part(message, ' ', 1) from logs",
    "select regexp_extract(message, '(m)', 1), message similar to 'm', regexp_split_to_array(message, 'm') from logs",
    "select date_trunc('hour', ts), strftime(ts, '%H:%M'), ts + interval 1 day, extract(dow from ts) from logs",
    "select list_sort([2, 1]), list_distinct([1, 1]), len([1]), [1, 2, 3][1:2], list_aggregate([1], 'sum')",
    "select {'a': 1}.a, struct_pack(b := 2).b, map {'k': 1}['k'], map_keys(map {'k': 1}), row(1, 2)",
    "select attributes->>'$.a', attributes.a, json_keys(attributes), json_extract_string(attributes, '$.a') from logs",
    "select json_structure(attributes), json_type(attributes), json_array_length('[1]'), to_json({'a': 1}) from logs",
    'select from_json(\'{"a": 1}\', \'{"a": "INTEGER"}\').a, json_group_array(line_number) from logs',
    "select k.key, k.value from logs, json_each(attributes) as k",
    "select percentile_cont(0.5) within group (order by line_number), mode(level) from logs",
    "select approx_quantile(line_number, 0.5), approx_count_distinct(user_id), approx_top_k(level, 5) from logs",
    "select arg_max(message, ts), string_agg(level, ', '), histogram(level), median(line_number) from logs",
    "select lag(ts) over (order by ts), sum(1) over (partition by level order by ts rows 3 preceding) from logs",
    "select * from logs qualify row_number() over (partition by level order by ts) = 1",
    "select i from range(3) t(i), generate_series(1, 2)",
    "select unnest([1, 2]), unnest({'a': 1})",
    "from (pivot logs on level in ('a') using count(*))",
    "from (unpivot (select 1 as a, 2 as b) on a, b)",
    "select count(*) from logs a asof join logs b on a.ts >= b.ts",
    "summarize logs",
    "from (describe select 1)",
    "from information_schema.columns",
    "select * exclude (message) replace (1 as level), columns('l.*') from logs",
    "with recursive r(i) as (select 1 union all select i + 1 from r where i < 5) from r",
    "select count(*) from logs group by grouping sets ((level), ())",
    "select level from logs using sample 10%",
    "select route_of(path), parse_duration('1s'), masked_message(message) from logs",
    "select error_id, status from error_groups",
    "select setting_ms('slow_request_ms'), * from slow_requests",
    "select message collate nocase, try_cast('x' as integer), 'a'::enum('a', 'b'), hash(1), md5('a'), 5! from logs",
    "select now(), current_date, today(), uuid(), random(), version(), pi()",
    "from pg_timezone_names() limit 1",
)


@pytest.fixture(scope="module")
def target() -> Iterator[Warehouse]:
    """A warehouse with a record, and with what a person asked."""
    with warehouses.in_memory() as opened:
        write(opened, [record("10:00", "app", line=1, message="m", attributes='{"a":1}')])
        query_history.record(opened, Ran(at("11:00:00"), "select 'the secret'", 0.5, 1, 8))
        yield opened


@pytest.mark.parametrize("text", _NOT_OFFERED)
def test_what_is_not_offered_is_refused(target: Warehouse, text: str) -> None:
    """It is refused before it runs, by name."""
    with pytest.raises(QueryError, match=r"is refused|is not one that can be") as refused:
        run(target, text)
    assert str(refused.value).endswith((".", "?"))


@pytest.mark.parametrize("text", _OFFERED)
def test_what_people_write_runs(target: Warehouse, text: str) -> None:
    """Every feature of the documents that is used on logs."""
    assert run(target, text).columns != ()


def test_a_misspelt_name_is_told_with_its_place(target: Warehouse) -> None:
    """What may have been meant, and a caret under it, also behind EXPLAIN and beside other alphabets."""
    with pytest.raises(QueryError, match=r"levenshtien\(\) is not one .* did you mean levenshtein\(\)\?$") as failed:
        run(target, "explain\nselect 'é',\n  levenshtien('a', 'b')")
    assert (3, 3, "  levenshtien('a', 'b')\n  ^") == (failed.value.line, failed.value.column, failed.value.excerpt)


@pytest.mark.parametrize("table", sorted(PRIVATE))
@pytest.mark.parametrize(
    "text",
    [
        "from {0}",
        "select * from main.{0}",
        "select (select count(*) from {0})",
        'select * from logs join "{0}" on true',
        "summarize {0}",
        "from (describe {0})",
        "with a as (table {0}) from a",
        "with {0} as (select 1) select * from (select 1), (select * from memory.main.{0})",
        "explain analyze from {0}",
        "select exists (from {0} where true)",
        "from (pivot {0} on rowid in (1) using count(*))",
        "from query_table('{0}')",
    ],
)
def test_what_people_asked_is_kept_from_others(target: Warehouse, table: str, text: str) -> None:
    """No statement reads the tables of what people ask, write and set."""
    with pytest.raises(QueryError, match="is refused"):
        run(target, text.format(table))
