"""Two windows that are compared, and the questions about both: what is counted in each, side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from dashboard import reads
from dashboard.reads import FINE_SPAN, Window

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import polars as pl

    from dashboard.reads import Question, Value
    from dashboard.reads.changes.change import Kind

Ask: TypeAlias = "Callable[[Question], pl.DataFrame]"
"""Whatever answers questions: a cache, a warehouse, a snapshot of one."""

SAMPLE = 50_000
"""How many records of each window patterns and attribute values are looked for in."""

STATUS_SAMPLE = 200_000
KEY_SAMPLE = 2_000
MOST_VALUES = 30
MOST_KEYS = 24
_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two windows with the same filters: the one that is looked into, and the one it is held against."""

    after: Window
    before: Window

    @classmethod
    def of(cls, after: Window, before: Window) -> Comparison:
        """Both windows, each asked at the grain that its length allows; filters are those of `after`."""
        filters = {name: getattr(after, name) for name in reads.FILTERS}
        return cls(*(replace(window, **filters, from_records=window.span <= FINE_SPAN) for window in (after, before)))


def _bind(query: str, comparison: Comparison, **more: Value) -> Question:
    before = comparison.before
    return reads.bind(
        query,
        comparison.after,
        before_fine=before.fine,
        before_from_ts=before.from_ts,
        before_to_ts=before.to_ts,
        **more,
    )


def sizes(comparison: Comparison) -> Question:
    """One row: rows_before, rows_after, whatever is filtered."""
    return _bind("changes_sizes", comparison)


def split(comparison: Comparison, by: str, limit: int = _MOST) -> Question:
    """Counts and latency of both windows by endpoint, service, host, level or status."""
    return _bind("changes_split", comparison, split=by, limit=limit)


def errors(comparison: Comparison, limit: int = _MOST) -> Question:
    """error_id, error_type, error_message, service, occurrences_before, occurrences_after, first_seen, spark."""
    return _bind("changes_errors", comparison, limit=limit)


@dataclass(frozen=True, slots=True)
class Shares:
    """Which part of each window's records a sample has."""

    before: float
    after: float

    @property
    def is_everything(self) -> bool:
        """Whether it is no sample but all records."""
        return self.before == self.after == 1.0


def shares(ask: Ask, comparison: Comparison, rows: int = SAMPLE) -> Shares:
    """The shares that give about `rows` records of each window."""
    size = ask(sizes(comparison)).row(0, named=True)
    before, after = (min(1.0, rows / max(1, size[name])) for name in ("rows_before", "rows_after"))
    return Shares(before, after)


def statuses(comparison: Comparison, sample: Shares) -> Question:
    """status, n_before, n_after: exact statuses; the rollup has only their classes."""
    return _bind("changes_statuses", comparison, share=sample.after, before_share=sample.before)


def patterns(comparison: Comparison, sample: Shares, limit: int = _MOST) -> Question:
    """pattern, level, service, example, n_before, n_after, sampled_before, sampled_after."""
    return _bind("changes_patterns", comparison, share=sample.after, before_share=sample.before, limit=limit)


def keys(comparison: Comparison, sample: Shares) -> Question:
    """key, records, distinct_values: attributes with few distinct values."""
    return _bind(
        "changes_keys",
        comparison,
        share=sample.after,
        before_share=sample.before,
        most_values=MOST_VALUES,
        limit=MOST_KEYS,
    )


def attributes(comparison: Comparison, sample: Shares, names: Sequence[str], limit: int = _MOST) -> Question:
    """key, value, service, n_before, n_after, had_before, had_after."""
    return _bind(
        "changes_attributes",
        comparison,
        share=sample.after,
        before_share=sample.before,
        keys=tuple(names),
        paths=tuple(f'$."{name}"' for name in names),
        limit=limit,
    )


def questions(ask: Ask, comparison: Comparison, kind: Kind) -> tuple[Question, ...]:
    """The questions behind one kind."""
    if kind == "error":
        return (errors(comparison),)
    if kind == "status":
        return (statuses(comparison, shares(ask, comparison, STATUS_SAMPLE)),)
    if kind == "pattern":
        return (patterns(comparison, shares(ask, comparison)),)
    if kind in {"version", "attribute"}:
        wide = shares(ask, comparison)
        few = keys(comparison, shares(ask, comparison, KEY_SAMPLE))
        names = ask(few)["key"].to_list()
        return (few, attributes(comparison, wide, names)) if names else (few,)
    return (split(comparison, kind),)
