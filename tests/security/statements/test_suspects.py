"""Statements that ran when the server was ended: who is refused, who runs alone, who is free again."""

from __future__ import annotations

import stat
import threading
from typing import TYPE_CHECKING

import pytest

from sql import sandbox
from sql.crashes.in_flight import left_in
from sql.crashes.statement_id import statement_id
from sql.crashes.suspects import MOST, Suspects
from sql.errors import BusyError, QueryError
from sql.turns import Turns
from tests import patience, warehouses

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sql.warehouse import Warehouse


def _crash(path: Path, *texts: str, by: str = "SIGSEGV") -> tuple[Suspects, list[str]]:
    """The suspects of the server after one that was ended while these ran, and what it says of them."""
    dying = Suspects(path)
    for text in texts:
        dying.enter(dying.admit(text))
    after = Suspects(path)
    return after, after.accuse(by)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a warehouse would be."""
    return tmp_path / "w.duckdb"


@pytest.fixture
def target() -> Iterator[Warehouse]:
    """An empty warehouse."""
    with warehouses.in_memory() as opened:
        yield opened


def test_the_only_one_is_refused(path: Path) -> None:
    """It stays refused over restarts; another spelling is the same statement."""
    after, said = _crash(path, "select 1")
    expected = (
        "This statement ran when the server was ended by SIGSEGV, and is refused from now on (w.duckdb.refused.json): "
        "select 1"
    )
    assert said == [expected]
    for suspects in (after, Suspects(path)):
        with pytest.raises(QueryError, match=r"^The statement is refused, because the server was ended by SIGSEGV "):
            suspects.admit("SELECT  1;")
        assert not suspects.admit("select 2").is_alone


def test_several_run_alone(path: Path) -> None:
    """Of several, each may run by itself only; one that ends is free, one that crashes again is refused."""
    after, said = _crash(path, "select 1", "select 2")
    assert [", with another, and may run only by itself" in sentence for sentence in said] == [True, True]
    harmless = after.admit("select 1")
    assert harmless.is_alone
    after.acquit(harmless)
    assert [after.admit(f"select {number}").is_alone for number in (1, 2)] == [False, True]
    again, _ = _crash(path, "select 2")
    with pytest.raises(QueryError, match="is refused"):
        again.admit("select 2")


def test_an_unknown_end_refuses_nothing(path: Path) -> None:
    """After a power cut, or where nobody saw how the server ended, what ran may run again alone."""
    after, _ = _crash(path, "select 1", by="")
    assert after.admit("select 1").is_alone


def test_a_refused_one_stays_so_beside_others(path: Path) -> None:
    """A later crash beside others takes nothing back."""
    _, _ = _crash(path, "select 1")
    dying = Suspects(path)
    admissions = [dying.admit("select 2"), dying.admit("select 3")]
    for admission in admissions:
        dying.enter(admission)
    after = Suspects(path)
    after.accuse("SIGKILL")
    with pytest.raises(QueryError, match="is refused"):
        after.admit("select 1")


def test_the_files_are_private_and_bounded(path: Path) -> None:
    """Only the owner reads them, the oldest entries are forgotten, and a clean end leaves no file of what runs."""
    for number in range(MOST + 2):
        after, _ = _crash(path, f"select {number}")
    refused, running = path.with_name("w.duckdb.refused.json"), path.with_name("w.duckdb.running")
    modes = [stat.S_IMODE(file.stat().st_mode) for file in (refused, running)]
    after.close()
    assert (modes, running.exists()) == ([0o600, 0o600], False)
    assert [after.admit(f"select {number}").is_alone for number in (0, 1)] == [False, False]
    with pytest.raises(QueryError):
        after.admit("select 2")


def test_long_and_odd_texts_are_kept_short(path: Path) -> None:
    """However long a statement is, and whatever is in it, its slot holds its beginning."""
    dying = Suspects(path)
    for text in ("select '" + "é\x1b\0" * 40_000 + "'", "select\n\n 2", "\udce9"):
        dying.enter(dying.admit(text))
    texts = [one.text for one in left_in(path.with_name("w.duckdb.running"))]
    assert sorted(map(len, texts)) == [1, 8, 300]


def test_a_damaged_file_is_no_error(path: Path) -> None:
    """What somebody wrote into the files is not believed, and stops nothing."""
    path.with_name("w.duckdb.refused.json").write_text("[{]", encoding="utf-8")
    path.with_name("w.duckdb.running").write_bytes(b"[1\n[1, 2, 3]\n[\xff\n{}\n")
    suspects = Suspects(path)
    assert (suspects.accuse("SIGSEGV"), suspects.admit("select 1").is_alone) == ([], False)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("select 1 as a", "SELECT/* x */ 1 -- b\n as   A;", True),
        ("select 'A  b' as a", "select  'A  b' /*c*/ as /*d*/ A ; ", True),
        ("select 'A  b' as a", "select 'a  b' as a", False),
        ("select 'a' 'b'", "select 'a''b'", False),
        ("select 1", "select 11", False),
        ("select /* '", "select", True),
    ],
)
def test_which_are_the_same(one: str, other: str, expected: bool) -> None:  # noqa: FBT001 (a table's column)
    """Blanks, comments and case outside quotes do not count."""
    assert (statement_id(one) == statement_id(other)) is expected


@pytest.mark.parametrize(
    ("text", "expected"), [("select 1", False), ("select no_such", False), ("select $missing", False)]
)
def test_whoever_ends_by_itself_is_free(path: Path, target: Warehouse, text: str, expected: bool) -> None:  # noqa: FBT001
    """A result frees a suspect, and so does an error of its own."""
    target.suspects, _ = _crash(path, text, "select 9")
    try:
        sandbox.run(target, text)
    except QueryError:
        assert text != "select 1"
    assert target.suspects.admit(text).is_alone is expected


def test_whoever_is_stopped_stays_a_suspect(path: Path, target: Warehouse) -> None:
    """Nobody frees a statement by giving it up at once."""
    endless = "select sum(i) from range(1000000000000) as t(i)"
    target.suspects, _ = _crash(path, endless, "select 9")
    with pytest.raises(QueryError, match="stopped"):
        sandbox.run(target, endless, stop=lambda: True)
    assert target.suspects.admit(endless).is_alone


def test_what_runs_is_written_down(path: Path, target: Warehouse) -> None:
    """While a statement runs, its slot holds it; afterwards nothing does."""
    target.suspects = Suspects(path)
    running = path.with_name("w.duckdb.running")
    with sandbox.stream(target, "select i from range(100000) as t(i)"):
        during = [one.text for one in left_in(running)]
    assert (during, left_in(running)) == (["select i from range(100000) as t(i)"], [])


def test_alone_means_alone() -> None:
    """A turn alone begins when nobody runs, and nobody begins beside it."""
    turns = Turns(wait_seconds=0.3)
    first = turns.take("a")
    with pytest.raises(BusyError):
        turns.take("b", is_alone=True)
    first.release()
    alone = turns.take("b", is_alone=True)
    with pytest.raises(BusyError):
        turns.take("c")
    waiting = threading.Thread(target=lambda: turns.take("c").release())
    waiting.start()
    alone.release()
    waiting.join(patience.seconds(30))
    assert (waiting.is_alive(), turns.running()) == (False, 0)
