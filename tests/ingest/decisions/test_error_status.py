"""Decisions about error groups: rows that are appended, what they make of the groups, and what is refused."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, cast

import pytest

from ingest.decisions import error_status
from ingest.decisions.error_status import DecisionAuthor
from ingest.errors import DecisionError, UnknownGroupError
from tests.sql.given import at, read, record, warehouse, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sql.warehouse import Warehouse

_GROUPS = "select error_id, occurrences, status from error_groups order by error_id"


def _seen(error_id: str, time: str, line: int, service: str = "shop", message: str = "m") -> dict[str, Any]:
    return record(
        time, "app", service, line=line, error_type="E", error_id=error_id, error_message=message, trace_id=f"t{line}"
    )


def _by(time: str = "11:00", author: str = "ada", comment: str | None = None) -> DecisionAuthor:
    return DecisionAuthor(author, comment, at(time))


@pytest.fixture
def target() -> Iterator[Warehouse]:
    """Three groups: `a` of two services, `b`, `c`."""
    with warehouse() as opened:
        write(
            opened,
            [
                _seen("a", "10:00", 1, message="disk full on db-1"),
                _seen("a", "10:01", 2),
                _seen("a", "10:02", 3, "api"),
                _seen("b", "10:03", 4),
                _seen("c", "10:04", 5),
            ],
        )
        yield opened


def test_a_decision_is_a_row_with_author_and_time(target: Warehouse) -> None:
    """Who, what, when and why is kept, without the blanks around it."""
    error_status.decide(target, "a", "resolved", _by("11:00", " ada ", "  fixed in 1.2 "))
    assert read(target, "from error_status") == [("a", "resolved", at("11:00"), "ada", "fixed in 1.2", 0)]


def test_the_same_again_is_no_decision(target: Warehouse) -> None:
    """A status that a group has already is not written again."""
    said = [error_status.decide(target, "a", status, _by()) for status in ("open", "ignored", "ignored", "open")]
    assert (said, len(read(target, "from error_status"))) == ([False, True, False, True], 2)


def test_later_decisions_count_even_where_the_clock_stands(target: Warehouse) -> None:
    """Two decisions of one moment, or of a clock that was set back, have an order."""
    for time, status in (("11:00", "resolved"), ("11:00", "ignored"), ("09:00", "resolved")):
        error_status.decide(target, "b", status, _by(time))  # type: ignore[arg-type] # of literals
    assert read(target, "select status from error_groups where error_id = 'b'") == [("resolved",)]
    assert read(target, "select count(distinct decided_at) from error_status") == [(3,)]


def test_regressed_when_seen_after_the_decision(target: Warehouse) -> None:
    """A record of a later time brings a resolved group back; resolving it again ends that."""
    error_status.decide(target, "b", "resolved", _by("11:00"))
    states = [_status(target, "b")]
    write(target, [_seen("b", "11:30", 10)])
    states.append(_status(target, "b"))
    error_status.decide(target, "b", "resolved", _by("12:00"))
    states.append(_status(target, "b"))
    assert states == ["resolved", "regressed", "resolved"]


def test_late_records_do_not_regress(target: Warehouse) -> None:
    """A record from before the decision that is read after it changes nothing."""
    error_status.decide(target, "b", "resolved", _by("11:00"))
    write(target, [_seen("b", "10:59:59", 10), _seen("b", "11:00", 11)])
    assert _status(target, "b") == "resolved"


def test_a_clock_ahead_does_not_regress_by_itself(target: Warehouse) -> None:
    """Records with a time to come that were known at the decision do not count against it; a further one does."""
    write(target, [_seen("b", "15:00", 10), _seen("b", "16:00", 11)])
    error_status.decide(target, "b", "resolved", _by("11:00"))
    before = _status(target, "b")
    write(target, [_seen("b", "11:01", 12)])
    assert (before, _status(target, "b")) == ("resolved", "regressed")


def test_an_echo_in_another_file_does_not_regress(target: Warehouse) -> None:
    """The same exception, read later from the error file too, is the occurrence that was known."""
    write(target, [_seen("b", "15:00", 10)])
    error_status.decide(target, "b", "resolved", _by("11:00"))
    write(target, [_seen("b", "15:00", 10) | {"source": "error", "file_id": 2}])
    assert _status(target, "b") == "resolved"


def _status(target: Warehouse, error_id: str) -> str:
    return str(read(target, f"select status from error_groups where error_id = '{error_id}'")[0][0])


def test_merged_groups_count_as_one(target: Warehouse) -> None:
    """Occurrences, also later ones, count to the group they were put into, under its status; stored rows stay."""
    error_status.decide(target, "a", "ignored", _by("11:00"))
    assert error_status.merge(target, ["b", "c", "a"], "a", _by("11:01")) == "a"
    write(target, [_seen("b", "12:00", 10)])
    assert read(target, _GROUPS) == [("a", 6, "ignored")]
    assert read(target, "select error_id, count(*) from errors group by 1 order by 1") == [("a", 3), ("b", 2), ("c", 1)]
    assert read(target, "select distinct error_id from logs order by 1") == [("a",), ("b",), ("c",)]


def test_a_merged_group_goes_along_and_each_comes_out_alone(target: Warehouse) -> None:
    """Putting a group with members into another one takes all along; taking one out leaves the others."""
    error_status.merge(target, ["b"], "c", _by("11:00"))
    error_status.merge(target, ["c"], "a", _by("11:01"))
    together = read(target, _GROUPS)
    error_status.take_out(target, "b", _by("11:02"))
    assert (together, read(target, _GROUPS)) == ([("a", 5, "open")], [("a", 4, "open"), ("b", 1, "open")])


def test_a_fingerprint_stands_for_its_group(target: Warehouse) -> None:
    """A decision about what was merged is one about the group; putting it into another one moves the whole group."""
    error_status.merge(target, ["b"], "a", _by("11:00"))
    error_status.decide(target, "b", "ignored", _by("11:01"))
    before = read(target, _GROUPS)
    error_status.merge(target, ["b"], "c", _by("11:02"))
    assert (before, read(target, _GROUPS)) == ([("a", 4, "ignored"), ("c", 1, "open")], [("c", 5, "open")])


def test_split_by_service(target: Warehouse) -> None:
    """What one service wrote becomes a group of its own, also what comes in later; taken back, it is one again."""
    made = error_status.split(target, "a", "service", "api", _by("11:00"))
    write(target, [_seen("a", "12:00", 10, "api"), _seen("a", "12:00", 11)])
    apart = read(target, _GROUPS)
    error_status.join(target, made, _by("12:30"))
    assert (sorted(apart), read(target, _GROUPS)) == (
        sorted([("a", 3, "open"), ("b", 1, "open"), ("c", 1, "open"), (made, 2, "open")]),
        [("a", 5, "open"), ("b", 1, "open"), ("c", 1, "open")],
    )


def test_split_by_message_of_a_merged_group(target: Warehouse) -> None:
    """A split goes through all that a group is made of; nothing in the text is a pattern."""
    error_status.merge(target, ["b", "c"], "a", _by("11:00"))
    with pytest.raises(DecisionError, match="none of the group"):
        error_status.split(target, "a", "message", "disk%", _by("11:01"))
    write(target, [_seen("c", "11:30", 10, message="disk full on db-2")])
    made = error_status.split(target, "a", "message", "disk full", _by("11:31"))
    assert sorted(read(target, _GROUPS)) == sorted([("a", 4, "open"), (made, 2, "open")])


def test_a_split_group_is_a_group(target: Warehouse) -> None:
    """It is resolved, regressed and merged like any other."""
    made = error_status.split(target, "a", "service", "api", _by("11:00"))
    error_status.decide(target, made, "resolved", _by("11:01"))
    write(target, [_seen("a", "12:00", 10)])
    quiet = _status(target, made)
    write(target, [_seen("a", "12:00", 11, "api")])
    again = _status(target, made)
    error_status.merge(target, [made], "b", _by("12:30"))
    assert (quiet, again, read(target, _GROUPS)) == (
        "resolved",
        "regressed",
        [("a", 3, "open"), ("b", 3, "open"), ("c", 1, "open")],
    )


@pytest.mark.parametrize(
    ("ask", "kind", "words"),
    [
        (
            lambda w: error_status.decide(w, "zz'; drop table logs; --", "open", _by()),
            UnknownGroupError,
            "no error group",
        ),
        (lambda w: error_status.decide(w, "a", cast("Any", "done"), _by()), DecisionError, "not 'done'"),
        (lambda w: error_status.merge(w, ["zz"], "a", _by()), UnknownGroupError, "'zz'"),
        (lambda w: error_status.merge(w, ["b"], "zz", _by()), UnknownGroupError, "'zz'"),
        (lambda w: error_status.merge(w, ["a"], "a", _by()), DecisionError, "at least two"),
        (lambda w: error_status.merge(w, [], "a", _by()), DecisionError, "at least two"),
        (lambda w: error_status.merge(w, ["b"] * 101, "a", _by()), DecisionError, "At most 100"),
        (lambda w: error_status.take_out(w, "a", _by()), DecisionError, "was not merged"),
        (lambda w: error_status.split(w, "a", cast("Any", "host"), "x", _by()), DecisionError, "not by 'host'"),
        (lambda w: error_status.split(w, "a", "message", " ", _by()), DecisionError, "1 to 500"),
        (lambda w: error_status.split(w, "a", "message", "x" * 501, _by()), DecisionError, "1 to 500"),
        (lambda w: error_status.split(w, "b", "service", "shop", _by()), DecisionError, "matches all"),
        (lambda w: error_status.split(w, "b", "service", "api", _by()), DecisionError, "matches none"),
        (lambda w: error_status.join(w, "a", _by()), DecisionError, "was not split"),
        (lambda _: _by(author="  "), DecisionError, "needs an author"),
        (lambda _: _by(author="x" * 101), DecisionError, "at most 100 characters"),
        (lambda _: _by(comment="x" * 2001), DecisionError, "a comment 2,000"),
    ],
)
def test_what_cannot_be_is_refused(
    target: Warehouse, ask: Callable[[Warehouse], object], kind: type[DecisionError], words: str
) -> None:
    """One sentence says what is wrong, and nothing is written."""
    with pytest.raises(kind, match=words):
        ask(target)
    tables = ("error_status", "error_merges", "error_splits")
    assert [0, 0, 0] == [read(target, f"select count(*) from {table}")[0][0] for table in tables]


def test_a_group_with_split_parts_is_not_split(target: Warehouse) -> None:
    """What was split off another group has to be taken back first: a rule must not reach half of a group."""
    made = error_status.split(target, "a", "service", "api", _by("11:00"))
    error_status.merge(target, [made], "b", _by("11:01"))
    with pytest.raises(DecisionError, match="undo that split first"):
        error_status.split(target, "b", "service", "api", _by("11:02"))


def test_ten_people_at_once(target: Warehouse) -> None:
    """Of ten who resolve a group at the same time one does, and nine are told that it is done."""
    said: list[bool] = []
    threads = [
        threading.Thread(target=lambda: said.append(error_status.decide(target, "a", "resolved", _by())))
        for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(said), read(target, "select count(*) from error_status")) == ([False] * 9 + [True], [(1,)])


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('{"version": "2.4.1"}', "2.4.1"),
        ('{"app_version": 7}', "7"),
        ('{"service": {"version": "1.0"}}', "1.0"),
        ('{"service.version": "1.0", "build": "9"}', "1.0"),
        ('{"resource": {"service.version": "3"}}', "3"),
        ('{"git_sha": "abc"}', "abc"),
        ('{"version": {"major": 1}, "release": "r1"}', "r1"),
        ('{"version": "", "release": "r1"}', "r1"),
        ('{"version": null}', None),
        ("{}", None),
        (None, None),
    ],
)
def test_version_is_taken_from_its_common_names(attributes: str | None, expected: str | None) -> None:
    """The release that an error says it comes from, under whatever name."""
    with warehouse() as target:
        write(target, [record("10:00", "app", error_type="E", error_id="e", attributes=attributes)])
        assert read(target, "select version from errors") == [(expected,)]
