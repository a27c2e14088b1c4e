"""The sums at the end: what was written against what is stored, and what the ledger says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sql.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

_STORED = """
select count(*), count(distinct message)
from logs
where message like $name || '-%'
"""
_TWICE = """
select path, count(*) as lines, min(number), max(number)
from (
    select
        f.path,
        split_part(message, '-', 2)::bigint as number,
        count(*) over (partition by message) as times
    from logs
    join files as f using (file_id)
    where message like $name || '-%'
)
where times > 1
group by path
order by path
limit 20
"""
_MISSING = """
select min(number), max(number), count(*)
from (
    select number, number - row_number() over (order by number) as island
    from range($written) as wanted(number)
    where number not in (
        select split_part(message, '-', 2)::bigint
        from logs
        where message like $name || '-%'
    )
)
group by island
order by 1
limit 20
"""
_LEDGER = {
    "a gap": "select path, gap from files where gap is not null limit 20",
    "possible duplicates": "select path, possible_duplicates, note from files where possible_duplicates > 0 limit 20",
    "a reject": "select reason, raw from rejects limit 5",
    "a ledger that does not add up": "select path from files where lines <> row_lines + rejected + blank",
    "a ledger beside the rows": (
        "select f.path, f.row_lines, count(distinct l.line_number) as stored from files as f left join logs as l "
        "using (file_id) group by all having f.row_lines <> stored"
    ),
}


def compare(folder: Path, warehouse: Path, names: list[str]) -> list[str]:
    """What is wrong, in sentences; prints the sums of each style."""
    wrong = []
    with Warehouse.open(warehouse) as opened, opened.reader() as cursor:
        for name in names:
            wrong += _of_style(cursor, name, int((folder / f"{name}.count").read_text(encoding="utf-8")))
        for question, query in _LEDGER.items():
            wrong += [f"{question}: {row}" for row in cursor.execute(query).fetchall()]
        (files,) = cursor.execute("select count(*) from files").fetchone() or (0,)
        print(f"{files:,} streams in the ledger")
    return wrong


def _of_style(cursor: DuckDBPyConnection, name: str, written: int) -> list[str]:
    stored, distinct = cursor.execute(_STORED, {"name": name}).fetchone() or (0, 0)
    print(f"{name:24} {written:>11,} lines written {stored:>11,} stored {distinct:>11,} different")
    wrong = []
    if distinct != written:
        ranges = cursor.execute(_MISSING, {"name": name, "written": written}).fetchall()
        wrong.append(f"{name}: {written - distinct:,} lines are missing: {ranges}")
    if stored != distinct:
        files = cursor.execute(_TWICE, {"name": name}).fetchall()
        wrong.append(f"{name}: {stored - distinct:,} lines are stored twice: {files}")
    return wrong
