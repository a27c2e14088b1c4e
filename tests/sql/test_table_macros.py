"""Table macros that several queries read from, given and expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ingest.decisions import error_status
from ingest.decisions.error_status import DecisionAuthor
from tests.sql.given import at, record, warehouse, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sql.warehouse import Warehouse

_WINDOW = "$from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts"
_GET = {"method": "GET", "path": "/a", "route": "/a", "status": 200, "level": "INFO", "host": "h1"}
_BUG = {"level": "ERROR", "error_type": "PayError", "error_message": "declined", "route": "/pay"}
GIVEN = [
    record("09:59:59.9", "app", **_BUG, error_id="e1", trace_id="t1", line=1),
    record("10:00:00", "app", **_BUG, error_id="e1", trace_id="t2", host="h1", line=2),
    record("10:00:00", "error", **_BUG, error_id="e1", trace_id="t2", host="h1", file_id=2),
    record("10:30:00", "app", "api", **(_BUG | {"level": "CRITICAL", "route": None}), error_id="e2", line=3),
    record("11:00:00", "app", "api", **_BUG, error_id="e1", trace_id="t3", line=4),
    record("10:10:00", "access", **_GET, file_id=3, line=5),
    record("10:10:00", "slow_requests", **_GET, file_id=4, line=6),
    record("10:20:00", "app", None, message="nobody's", line=7),
]


@pytest.fixture(scope="module")
def filled() -> Iterator[Warehouse]:
    """A warehouse with the scenario, in which people merged and split error groups."""
    with warehouse() as target:
        write(target, GIVEN)
        by = DecisionAuthor("ada", None, at("11:30:00"))
        error_status.merge(target, ["e2"], "e1", by)
        yield target


def _read(target: Warehouse, question: str, **filters: Any) -> list[tuple[Any, ...]]:
    """The answer for the hour from ten to eleven, with these filters."""
    window = {"from_ts": at("10:00:00"), "to_ts": at("11:00:00")}
    values = dict.fromkeys(("services", "sources", "levels", "routes", "hosts")) | window | filters
    with target.reader() as cursor:
        return cursor.execute(question, values).fetchall()


@pytest.mark.parametrize(
    ("filters", "lines"),
    [
        ({}, [2, 3]),
        ({"services": ["shop"]}, [2]),
        ({"services": ["api", "nobody"]}, [3]),
        ({"sources": ["error"]}, [2]),
        ({"sources": ["app"]}, [2, 3]),
        ({"sources": ["access"]}, []),
        ({"levels": ["CRITICAL"]}, [3]),
        ({"routes": [""]}, [3]),
        ({"hosts": ["h1"]}, [2]),
    ],
)
def test_filtered_errors(filters: dict[str, list[str]], lines: list[int], filled: Warehouse) -> None:
    """Errors from the window's beginning up to its end, each once, where every filter lets them through."""
    found = _read(filled, f"select line_number from filtered_errors({_WINDOW}) order by ts", **filters)
    assert [(line,) for line in lines] == found


def test_filtered_errors_have_the_columns_of_occurrences(filled: Warehouse) -> None:
    """What was merged counts to the group, and keeps the id under which it is stored."""
    found = _read(filled, f"select error_id, stored_id, sources from filtered_errors({_WINDOW}) order by ts")
    assert [("e1", "e1", ["app", "error"]), ("e1", "e2", ["app"])] == found


@pytest.mark.parametrize(("group", "stored"), [("e1", ["e1", "e2"]), ("e2", ["e2"]), ("nobody", ["nobody"])])
def test_stored_ids(group: str, stored: list[str], filled: Warehouse) -> None:
    """A group's own id, and those of the groups that were put into it."""
    with filled.reader() as cursor:
        found = cursor.execute("select stored_id from stored_ids($id) order by all", {"id": group}).fetchall()
    assert [(one,) for one in stored] == found


def test_stored_ids_of_a_split() -> None:
    """What was split off a group is stored under that group's id."""
    with warehouse() as target:
        write(target, GIVEN)
        made = error_status.split(target, "e1", "service", "shop", DecisionAuthor("ada", None, at("11:30:00")))
        with target.reader() as cursor:
            found = cursor.execute("select stored_id from stored_ids($id)", {"id": made}).fetchall()
    assert {("e1",), (made,)} == set(found)


@pytest.mark.parametrize(
    ("filters", "lines"),
    [
        (
            {},
            [
                (2, True, False),
                (1, False, False),
                (5, True, True),
                (6, False, False),
                (7, True, False),
                (3, True, False),
            ],
        ),
        ({"sources": ["slow_requests"]}, [(6, True, True)]),
        ({"services": [""]}, [(7, True, False)]),
        ({"services": ["shop"], "routes": ["/a"]}, [(5, True, True), (6, False, False)]),
        ({"levels": ["CRITICAL", ""]}, [(7, True, False), (3, True, False)]),
        ({"hosts": ["h1"], "levels": ["ERROR"]}, [(2, True, False), (1, False, False)]),
    ],
)
def test_filtered_logs(filters: dict[str, list[str]], lines: list[tuple[int, bool, bool]], filled: Warehouse) -> None:
    """Records of the window that every filter lets through; where a source is asked for, those of its files count."""
    question = f"select line_number, is_record, is_of_requests from filtered_logs({_WINDOW}) order by ts, file_id"
    assert lines == _read(filled, question, **filters)


def test_filtered_logs_are_found_again(filled: Warehouse) -> None:
    """`place` is where a record stands in logs."""
    question = f"select logs.line_number from logs join filtered_logs({_WINDOW}) as found on found.place = logs.rowid"
    found = _read(filled, f"{question} where found.byte_offset = logs.byte_offset order by all")
    assert [(1,), (2,), (3,), (5,), (6,), (7,)] == found


def test_compared_logs(filled: Warehouse) -> None:
    """All records of two windows, each told apart; of either a share, which may be none."""
    windows = {"from": at("10:00:00"), "to": at("10:16:00"), "before_from": at("09:50:00"), "before_to": at("10:00:00")}
    question = """
        select is_after, line_number
        from compared_logs($from, $to, $share, $before_from, $before_to, 1)
        order by ts, file_id
    """
    with filled.reader() as cursor:
        whole, none = (cursor.execute(question, windows | {"share": share}).fetchall() for share in (1.0, 0.0))
    assert ([(False, 1), (True, 2), (True, 1), (True, 5), (True, 6)], [(False, 1)]) == (whole, none)
