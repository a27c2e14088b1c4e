"""Statements that untrusted SQL must not run, tried against the sandbox, the page, the API and the command alike.

`{secret}` is a file beside the warehouse that nobody may read, `{folder}` is where it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sql.given import read

if TYPE_CHECKING:
    from pathlib import Path

    from sql.warehouse import Warehouse

SECRET = "the-secret"  # noqa: S105 (what a test looks for)

HOSTILE = [
    # files
    "select * from read_csv('{secret}')",
    "select * from read_text('{secret}')",
    "select * from read_blob('{secret}')",
    "select * from READ_TEXT('{secret}')",
    "select * from \"read_text\"('{secret}')",
    "select (select content from read_text('{secret}'))",
    "with a as (select * from read_text('{secret}')) select * from a",
    "select * from logs where message in (select content from read_text('{secret}'))",
    "from read_json('{secret}')",
    "from read_parquet('{secret}')",
    "from read_ndjson_objects('{secret}')",
    "from parquet_metadata('{secret}')",
    "from sniff_csv('{secret}')",
    "from '{secret}'",
    'from "{secret}"',
    "from glob('/etc/*')",
    "explain analyze select * from read_text('{secret}')",
    "from duckdb_temporary_files()",
    # network and extensions
    "from read_csv('http://127.0.0.1:1/x.csv')",
    "from 'https://127.0.0.1:1/x.parquet'",
    "install httpfs",
    "load httpfs",
    "attach 'http://127.0.0.1:1/x.db' as far",
    # other databases, files written
    "attach '{folder}/other.duckdb' as other",
    "detach memory",
    "use memory",
    "copy logs to '{folder}/out.csv'",
    "copy (select 1) to '{folder}/out.parquet'",
    "copy logs from '{secret}'",
    "export database '{folder}/out'",
    "import database '{folder}/out'",
    # changes
    "insert into meta values ('a', 'b')",
    "update meta set value = '0'",
    "delete from logs",
    "truncate logs",
    "merge into meta using logs on true when matched then delete",
    "drop table logs",
    "drop view requests",
    "alter table logs add column x int",
    "create table x as select 1",
    "create temp table x as select 1",
    "create or replace macro route_of(path) as 'x'",
    "create view v as select 1",
    "create schema s",
    "create sequence s",
    "create type mood as enum ('a')",
    "comment on table logs is 'x'",
    "explain analyze delete from logs",
    "explain analyze insert into meta values ('a', 'b')",
    "explain /* /* */ select 1 -- */ analyze delete from logs",
    "explain (analyze) delete from logs",
    "with gone as (delete from logs returning *) select * from gone",
    "with new as (insert into meta values ('a', 'b') returning *) select * from new",
    # settings, state of the process
    "set memory_limit = '10TB'",
    "set global enable_external_access = true",
    "reset lock_configuration",
    "pragma enable_profiling",
    "pragma database_list",
    "pragma memory_limit='10TB'",
    "call pragma_version()",
    "call enable_logging()",
    "select current_setting('temp_directory')",
    "select getenv('HOME')",
    "select setseed(0.1)",
    "from duckdb_settings()",
    "from duckdb_secrets()",
    "from duckdb_databases()",
    "from duckdb_extensions()",
    "from duckdb_logs",
    "from pragma_database_list",
    "select write_log('x')",
    "checkpoint",
    "force checkpoint",
    "from checkpoint()",
    "from force_checkpoint('memory')",
    "vacuum",
    "analyze",
    # more than one, prepared, in transactions, text as SQL
    "select 1; drop table logs",
    "select 1; select 2",
    "begin; delete from logs; commit",
    "commit",
    "rollback",
    "begin transaction",
    "prepare p as delete from logs",
    "execute p",
    "deallocate p",
    "from query('select 1')",
    "from query('delete from logs')",
    "from query_table('meta')",
    "select json_execute_serialized_sql('x')",
    "from json_execute_serialized_sql('x')",
    "select nextval('s')",
    "from arrow_scan(1, 2, 3)",
    "from seq_scan('logs')",
    "pivot logs on level",
    # huge in one step
    "select repeat('x', 1000000000)",
    "select 'x'.repeat(1000000000)",
    "select system.main.repeat('x', 1000000000)",
    "select main.repeat('x', 1000000000)",
    "select lpad('x', 1000000000, 'y')",
    "select rpad('x', 1000000000, 'y')",
    "select format('{{:>1000000000}}', 'x')",
    "select format('{{:>' || '1000000000}}', 'x')",
    "select format('{{:{{}}}}', 'x', 1000000000)",
    "select printf('%1000000000d', 1)",
    "select printf('%*d', 1000000000, 1)",
    "select range(1000000000)",
    "select range(0, -1000000000, -1)",
    "select generate_series(1, 1000000000)",
    "select generate_series(timestamp '2000-01-01', timestamp '2030-01-01', interval 1 second)",
    "select list_resize([1], 1000000000)",
    "select array_resize([1], 1000000000)",
    "select bitstring('1', 1000000000)",
    "select replace(s, 'x', s) from (select repeat('x', 9999) as s)",
    "select regexp_replace(s, 'x', s, 'g') from (select repeat('x', 9999) as s)",
    # nothing, nonsense
    "",
    "-- only a comment",
    "select",
    "select '\0'",
    "selec 1",
    # what tells of the server, and what later versions may bring
    "select current_query()",
    "select getvariable('x')",
    "select stats(message) from logs",
    "select txid_current()",
    "select current_connection_id()",
    "select inet_server_addr()",
    "select pg_postmaster_start_time()",
    "select sleep_ms(100000)",
    "select pg_sleep(100)",
    "select json_serialize_plan('select 1')",
    "select current_setting('memory_limit')",
    "from which_secret('s3://a', 's3')",
    "from duckdb_variables()",
    "from duckdb_prepared_statements()",
    "from duckdb_external_file_cache()",
    "from pragma_storage_info('logs')",
    "from pragma_user_agent()",
    "from pragma_platform()",
    "from test_all_types()",
    "from read_duckdb('{secret}')",
    "from parquet_full_metadata('{secret}')",
    "from python_map_function(1, 2)",
    "from repeat_row('x', num_rows = 1000000000)",
    "from truncate_duckdb_logs()",
    "select * from (call pragma_version())",
    "kill 1",
    "select 1 into outfile '{folder}/out'",
    "summarize delete from logs",
    "copy database memory to other",
    "set variable x = 1",
    "load '{folder}/evil.duckdb_extension'",
    "create secret s (type s3)",
    "attach ':memory:' as other",
    "create or replace temp view logs as select 1",
    # huge while it is planned
    "select " + ", ".join(["*"] * 2_000) + " from logs",
    "select max(columns(*)), " + ", ".join(["columns(*)"] * 1_500) + " from logs",
    "with "
    + ", ".join(f"a{n + 1} as (select *, * from {f'a{n}' if n else 'logs'})" for n in range(20))
    + " select 1 from a20",
    "with "
    + ", ".join(
        f"a{n + 1} as (select * from {f'a{n}' if n else 'logs'} l, {f'a{n}' if n else 'logs'} r)" for n in range(20)
    )
    + " select 1 from a20",
    "with a as not materialized (select 1 as x) select count(*) from a l, a r",
    "select s from " + "(select {{'a': s, 'b': s}} as s from " * 20 + "(select random() as s)" + ")" * 20,
    "select s from " + "(select row(s, s) as s from " * 20 + "(select random() as s)" + ")" * 20,
    "select count(*) from logs group by cube(" + ", ".join(f"line_number + {n}" for n in range(24)) + ")",
    # huge or long within one vector
    "with recursive b(s) as (select 'x' union all select s || s from b) select max(length(s)) from b",
    "select sum(length("
    + " || ".join(["s"] * 64)
    + ")) from (select repeat('x', 9980) || i as s from range(2048) t(i))",
    "select length(s || s || s || s || s || s || s) from (select repeat('x', 9999) as s)",
    "select concat(" + ", ".join(["message"] * 40) + ") from logs",
    "select concat(" + ", ".join(["repeat('x', 9999)"] * 10) + ")",
    "select concat_ws(repeat('x', 9999), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)",
    "select format('" + "{{0}}" * 2_000 + "', message) from logs",
    "select printf('" + "%s" * 20 + "', 'x')",
    "select format('{{}}', repeat('x', 9999))",
    "select " + "repeat(" * 6 + "'x'" + ", 2)" * 6,
    "select replace('x', 'x', repeat('x', 9999))",
    "select " + "list_filter(" * 6 + "[1]" + ", lambda x: x > 0)" * 6,
    "select list_reduce(range(60)::varchar[], lambda a, b: a || a)",
    "select list_transform(range(5000), lambda x: x)",
    "select list_transform(range(900), lambda x: range(x))",
    "select list_transform(range(900), lambda x: list_sum(list_transform(range(900), lambda y: x * y)))",
    "select [y for y in range(50000)]",
    "select list_transform(l, lambda x: l) from (select list(i) as l from range(900) t(i))",
    "select list_filter(range(900), lambda x: x = (select count(*) from logs))",
    "select system.main.list_transform(range(5000), lambda x: x)",
    "select array_apply(range(5000), lambda x: x)",
    "select levenshtein(repeat('x', 9999), repeat('y', 9999))",
    "select damerau_levenshtein(repeat('x', 9999), repeat('y', 9999))",
    "select editdist3(repeat('x', 9999), repeat('y', 9999))",
    "select jaro_winkler_similarity(repeat('x', 9999), repeat('y', 9999))",
    "select count(*) from logs where message like '%a_%a_%a_%a_%b_'",
    "select count(*) from logs where message not ilike '%a_%a_%a_%a_%b_' escape '!'",
    "select count(*) from logs where message glob '*a?*a?*a?*a?*b?'",
    "select count(*) from logs where message like message",
    "select " + " || ".join(["'x'"] * 40),
]
"""Each is refused, or fails, in one sentence."""

BOMBS = [
    "select sum(i) from range(1000000000000) as t(i)",
    "select list(i) from range(100000000000) as t(i)",
    "select string_agg(i::varchar) from range(100000000000) as t(i)",
    "select count(distinct hash(i)) from range(100000000000) as t(i)",
    "with recursive b(i) as (select 1 union all select i + 1 from b cross join range(10)) select count(*) from b",
    "select hash(a.i + b.i) as h from range(10000000) as a(i), range(10000000) as b(i) order by h limit 2",
    "select repeat('x', 9999) as s from range(100000000) order by s",
]
"""Each would run for hours or eat all memory, and is stopped."""


def statements(folder: Path) -> list[str]:
    """The hostile statements about a folder."""
    (folder / "secret.csv").write_text(f"a\n{SECRET}\n", encoding="utf-8")
    return [hostile.format(secret=folder / "secret.csv", folder=folder) for hostile in HOSTILE]


def state(target: Warehouse) -> list[tuple[object, ...]]:
    """Everything a hostile statement might change: rows, objects, settings."""
    return [
        *read(target, "select count(*), min(message), max(message) from logs"),
        *read(target, "from meta order by all"),
        *read(target, "select table_name, sql from duckdb_tables() order by all"),
        *read(target, "select function_name, macro_definition from duckdb_functions() where not internal order by all"),
        *read(target, "select view_name, sql from duckdb_views() where not internal order by all"),
        *read(target, "select name, value from duckdb_settings() order by all"),
    ]


def files(folder: Path) -> list[str]:
    """The files of a folder, but for the warehouse's log ahead."""
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".wal")
