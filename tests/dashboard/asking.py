"""Questions put to a small warehouse: what the tests of every page's queries, given and expected, ask alike."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import reads
from dashboard.reads import sql_text
from tests.sql.given import warehouse, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import polars as pl

    from dashboard.reads import Question
    from sql.warehouse import Warehouse

_BUCKET = 0.01
"""How far a duration may be off that was counted in buckets, as a share of it."""


@contextmanager
def holding(given: Sequence[Mapping[str, Any]], statements: Iterable[str] = ()) -> Iterator[Warehouse]:
    """A warehouse in memory with these records, and what these statements write."""
    with warehouse() as target:
        write(target, given)
        with target.transaction() as cursor:
            for statement in statements:
                cursor.execute(statement)
        yield target


def rows(target: Warehouse, question: Question) -> list[tuple[Any, ...]]:
    """The answer's rows, their lists as Python's."""
    return [
        tuple(list(cell) if hasattr(cell, "to_list") else cell for cell in row)
        for row in reads.run(target, question).rows()
    ]


def close(expected: Iterable[tuple[Any, ...]], rel: float = _BUCKET, *, in_lists: float = 0.0) -> list[Any]:
    """Rows whose numbers may be off by `rel` of themselves, and those in lists by `in_lists`; nothing else may be."""
    return [tuple(_near(cell, rel, in_lists) for cell in row) for row in expected]


def _near(cell: Any, rel: float, in_lists: float) -> Any:
    if isinstance(cell, list) and in_lists:
        return [_near(value, in_lists, 0.0) for value in cell]
    return pytest.approx(cell, rel=rel) if isinstance(cell, int | float) and not isinstance(cell, bool) else cell


def shown(target: Warehouse, question: Question) -> pl.DataFrame:
    """What the SQL that people are shown answers, with its parameters written in."""
    with target.reader() as cursor:
        return cursor.execute(sql_text.runnable(question)).pl()


def of_nothing(question: Question) -> pl.DataFrame:
    """What an empty warehouse answers."""
    with warehouse() as target:
        return reads.run(target, question)
