"""Texts that DuckDB's lexer would not come back from are refused before it sees them; those that look alike are not."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sql import sandbox
from sql.errors import QueryError
from sql.text_guard import MOST_OPERATORS
from tests import patience, warehouses
from tests.dashboard.support import environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sql.warehouse import Warehouse

_RUN = "+-" * 30_000
_SLOW = {
    "signs": f"select 1 {_RUN} 1",
    "open comments": "select " + "/*" * 45_000,
    "empty comments": "select " + "/**/" * 20_000 + "1",
    "ends of comments": "select 1 " + "*/" * 45_000,
    "behind an escaped quote": rf"select e'\'' {_RUN} '",
    "behind a dollar quote": f"select $$ ' $$ {_RUN} '",
    "behind a nested comment": f"select /* /* */ ' */ 1 {_RUN} '",
    "behind a comment that a return ends": f"select 1 -- ' \r {_RUN} '",
}
_FINE = {
    "in quotes": f"select '{_RUN[:9000]}' as r",
    "in a comment": f"select 1 as r -- {'+---' * 30}\n",
    "in a block": f"select /* {'*' * 200} */ 1 as r",
    "a banner": f"/{'*' * 200}/ select 1 as r",
}
_ALONE = """
import sys
from sql import sandbox
from sql.errors import QueryError
from sql.warehouse import MEMORY, Warehouse
with Warehouse.open(MEMORY) as warehouse:
    try:
        sandbox.run(warehouse, sys.stdin.buffer.read().decode())
    except QueryError as error:
        print(error)
"""


@pytest.fixture(scope="module")
def target() -> Iterator[Warehouse]:
    """An empty warehouse."""
    with warehouses.in_memory() as opened:
        yield opened


@pytest.mark.parametrize("kind", list(_SLOW))
def test_runs_of_operators(kind: str) -> None:
    """Refused at once, wherever something that looks like a quote stands before it (in a process: it may not end)."""
    done = subprocess.run(
        [sys.executable, "-c", _ALONE],
        input=_SLOW[kind].encode(),
        capture_output=True,
        env=environment(),
        timeout=patience.seconds(20),
        check=True,
    )
    assert done.stdout.startswith(b"The statement has more than 32 characters of operators or comments in a row"), kind


@pytest.mark.parametrize("kind", list(_FINE))
def test_what_looks_alike(target: Warehouse, kind: str) -> None:
    """Runs within quotes and comments are texts like any other."""
    assert sandbox.run(target, _FINE[kind]).rows == 1


def test_the_bound(target: Warehouse) -> None:
    """A run at the bound is judged by DuckDB, which knows no such operator."""
    with pytest.raises(QueryError, match="is not one that can be called here"):
        sandbox.run(target, f"select 1 {'+*' * (MOST_OPERATORS // 2)} 1 as r")


@pytest.mark.parametrize("length", range(40, 60))
def test_an_error_that_is_cut_within_a_letter_is_a_sentence(target: Warehouse, length: int) -> None:
    """DuckDB cuts values in its errors by bytes; a letter that is cut costs itself, not the answer."""
    text = f"select from_hex(c) as r from (select repeat('é日🙂', {length} // 3) || repeat('x', {length % 3}) as c)"
    with pytest.raises(QueryError, match=r"Invalid Input|Conversion|invalid"):
        sandbox.run(target, text)


@pytest.mark.parametrize("call", ["from_hex", "unbin"])
def test_an_error_that_is_cut_within_a_letter_of_a_column_is_a_sentence(target: Warehouse, call: str) -> None:
    """The same where the value comes with the rows."""
    text = f"select {call}(c) as r from (select i, 'é日本🙂́' as c from range(2048) as t(i)) where i >= random() - 1"
    with pytest.raises(QueryError):
        sandbox.run(target, text)
