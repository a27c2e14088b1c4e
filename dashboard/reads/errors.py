"""The questions of the page Errors: groups of a window; one group with what it touches, its stack, parts and history.

`error_id` names a group as it is now; only `group` also takes a fingerprint that was put into another group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from dashboard.reads import bind

if TYPE_CHECKING:
    from dashboard.reads import Question, Window

Show: TypeAlias = Literal["open", "new", "regressed", "resolved", "ignored", "all"]
Sort: TypeAlias = Literal["count", "users", "last", "first"]
Split: TypeAlias = Literal["group", "service"]
Dimension: TypeAlias = Literal["service", "message"]
MOST_GROUPS = 200


def groups(
    window: Window, show: Show = "open", text: str = "", sort: Sort = "count", limit: int = MOST_GROUPS
) -> Question:
    """Groups of the window with a trend, as `reads.top_errors`, and how many there are (`groups`)."""
    return bind("top_errors", window, show=show, text=text, sort=sort, limit=limit)


def totals(window: Window) -> Question:
    """One row: open_groups, new_groups, regressed_groups, resolved_groups, ignored_groups, groups, occurrences."""
    return bind("error_totals", window)


def totals_series(window: Window) -> Question:
    """bucket, open_groups, new_groups, regressed_groups, occurrences."""
    return bind("error_totals_series", window)


def trend(window: Window, show: Show, split: Split, limit: int) -> Question:
    """bucket, rank, series, name, occurrences."""
    return bind("error_trend", window, show=show, split=split, limit=limit)


def group(error_id: str) -> Question:
    """One row with everything about a group; no row if the group does not exist."""
    return bind("error_group", error_id=error_id)


def group_trend(window: Window, error_id: str) -> Question:
    """bucket, occurrences."""
    return bind("error_group_trend", window, error_id=error_id)


def affected(window: Window, error_id: str, limit: int = 50) -> Question:
    """Dimension (service, version, route, host, user), value, occurrences, share, first_seen, last_seen, values."""
    return bind("error_affected", window, error_id=error_id, limit=limit)


def samples(window: Window, error_id: str, limit: int = 50) -> Question:
    """The newest occurrences."""
    return bind("error_samples", window, error_id=error_id, limit=limit)


def rows(window: Window, error_id: str, limit: int = 100) -> Question:
    """The newest records, one for each occurrence."""
    return bind("error_rows", window, error_id=error_id, limit=limit)


def stack(error_id: str, *, oldest: bool = False) -> Question:
    """line_number, line, is_frame, in_app, name, and ts, service, host, trace_id of the occurrence."""
    return bind("error_stack", error_id=error_id, oldest=oldest)


def history(error_id: str) -> Question:
    """decided_at, decision, what, author, comment; newest first."""
    return bind("error_history", error_id=error_id)


def parts(error_id: str) -> Question:
    """Part (own, merged, split), fingerprint, group_id, type, message, rule, occurrences, times, author."""
    return bind("error_parts", error_id=error_id)


def split_preview(error_id: str, dimension: Dimension, value: str) -> Question:
    """One row: occurrences, taken, split_before."""
    return bind("error_split_preview", error_id=error_id, dimension=dimension, value=value)
