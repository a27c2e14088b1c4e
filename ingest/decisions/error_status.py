"""Decisions about error groups: status, merge and split.

Every decision is one appending statement in one transaction, with author and time. Stored rows never change, and the
newest decision counts. An id may be that of a group, or of a fingerprint that was merged into it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import md5
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from ingest.errors import DecisionError, UnknownGroupError
from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from sql.warehouse import Warehouse

Status: TypeAlias = Literal["open", "resolved", "ignored"]
Dimension: TypeAlias = Literal["service", "message"]
LONGEST_AUTHOR, LONGEST_COMMENT, LONGEST_VALUE, MOST_GROUPS = 100, 2000, 500, 100


def _utc_now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class DecisionAuthor:
    """Who decides, why and when (UTC without a zone).

    Raises `DecisionError` if there is no author, or if a text is too long.
    """

    author: str
    comment: str | None = None
    now: datetime = field(default_factory=_utc_now)

    def __post_init__(self) -> None:
        author, comment = self.author.strip(), (self.comment or "").strip()
        if not author:
            raise DecisionError("A decision needs an author: enter your name.")
        if len(author) > LONGEST_AUTHOR or len(comment) > LONGEST_COMMENT:
            sentence = f"An author has at most {LONGEST_AUTHOR} characters, a comment {LONGEST_COMMENT:,}."
            raise DecisionError(sentence)
        object.__setattr__(self, "author", author)
        object.__setattr__(self, "comment", comment or None)

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters of the statements."""
        return {"author": self.author, "comment": self.comment, "now": self.now}


def decide(warehouse: Warehouse, error_id: str, status: Status, by: DecisionAuthor) -> bool:
    """Set a group's status; False where it has that one already.

    Raises `UnknownGroupError` where there is no such group, `DecisionError` where there is no such status.
    """
    if status not in get_args(Status):
        raise DecisionError(f"A status is one of {', '.join(get_args(Status))}, not {status!r}.")
    with warehouse.transaction() as cursor:
        group = _group(cursor, error_id)
        return _run(cursor, "set_error_status", by, error_id=group, status=status) > 0


def merge(warehouse: Warehouse, error_ids: Sequence[str], into: str, by: DecisionAuthor) -> str:
    """Merge groups into the group `into`; returns its id.

    Raises `UnknownGroupError` where one of them is none, `DecisionError` where there is nothing to put into another.
    """
    if len(error_ids) > MOST_GROUPS:
        raise DecisionError(f"At most {MOST_GROUPS} groups are merged at once.")
    with warehouse.transaction() as cursor:
        target = _group(cursor, into)
        moved = sorted({_group(cursor, error_id) for error_id in error_ids} - {target})
        if not moved:
            raise DecisionError("Merging takes at least two groups: name another one.")
        _run(cursor, "merge_errors", by, error_ids=moved, into_error_id=target)
    return target


def take_out(warehouse: Warehouse, fingerprint: str, by: DecisionAuthor) -> None:
    """Take a fingerprint out of its merged group: it becomes a separate group again.

    Raises `DecisionError` where it is in no other group.
    """
    with warehouse.transaction() as cursor:
        if _run(cursor, "undo_merge", by, error_id=fingerprint) == 0:
            sentence = f"{_short(fingerprint)} was not merged into a group: there is nothing to take it out of."
            raise DecisionError(sentence)


def split(warehouse: Warehouse, error_id: str, dimension: Dimension, value: str, by: DecisionAuthor) -> str:
    """Split off what one service wrote, or messages that contain a text; returns the new group's id.

    What comes in later follows the same rule. Raises `UnknownGroupError` where there is no such group, `DecisionError`
    where the rule fits all of the group or nothing of it, or the group has parts that were split off another one.
    """
    if dimension not in get_args(Dimension):
        raise DecisionError(f"A group is split by {' or '.join(get_args(Dimension))}, not by {dimension!r}.")
    if len(value) > LONGEST_VALUE or (dimension == "message" and not value.strip()):
        raise DecisionError(f"A part of a message has 1 to {LONGEST_VALUE} characters.")
    with warehouse.transaction() as cursor:
        group = _group(cursor, error_id)
        whole, taken, split_before = cursor.execute(
            catalog.query("error_split_preview").body, {"error_id": group, "dimension": dimension, "value": value}
        ).fetchone() or (0, 0, 0)
        if split_before:
            raise DecisionError("This group contains a split of another one: undo that split first.")
        if taken in {0, whole}:
            sentence = (
                f"The rule matches {'all' if taken else 'none'} of the group's occurrences: there is nothing to split."
            )
            raise DecisionError(sentence)
        made = _new_id(group, dimension, value, by.now)
        _run(cursor, "split_error", by, error_id=group, dimension=dimension, value=value, into_error_id=made)
    return made


def join(warehouse: Warehouse, error_id: str, by: DecisionAuthor) -> None:
    """Undo a split: the errors of the group `error_id` return to the group they came from.

    Raises `DecisionError` where no split made that group.
    """
    with warehouse.transaction() as cursor:
        if _run(cursor, "undo_split", by, error_id=error_id) == 0:
            raise DecisionError(f"{_short(error_id)} was not split off a group: there is nothing to undo.")


def _group(cursor: DuckDBPyConnection, error_id: str) -> str:
    row = cursor.execute(catalog.statement("find_group").body, {"error_id": error_id}).fetchone()
    if row is None:
        raise UnknownGroupError(
            f"There is no error group {_short(error_id)}: its id may be mistyped, or it is no longer kept."
        )
    return str(row[0])


def _short(error_id: str) -> str:
    return repr(error_id[:40])


def _new_id(group: str, dimension: str, value: str, now: datetime) -> str:
    """A new id in the form of a fingerprint, which is not a fingerprint."""
    told = f"split\x1f{group}\x1f{dimension}\x1f{value}\x1f{now.isoformat()}"
    return md5(told.encode(), usedforsecurity=False).hexdigest()[:16]


def _run(cursor: DuckDBPyConnection, name: str, by: DecisionAuthor, **parameters: Any) -> int:
    """Run a statement; returns how many rows it wrote."""
    row = cursor.execute(catalog.statement(name).body, by.parameters | parameters).fetchone()
    return int(row[0]) if row else 0
