"""What changed between two windows, over HTTP: the ranking of the page *What changed?*."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from dashboard import reads
from dashboard.api.state import CurrentState
from dashboard.api.window import CurrentWindow
from dashboard.reads.changes import KINDS, Comparison, Kind, find
from dashboard.reads.moments import naive_utc
from sql.errors import LongtailError

if TYPE_CHECKING:
    from dashboard.reads.changes import Change

router = APIRouter(tags=["statistics"])


class ChangeEntry(BaseModel):
    """One thing that changed more than chance can do; the answer is ranked."""

    kind: str = Field(description=", ".join(KINDS))
    name: str
    key: dict[str, str | None] = Field(description="what tells it from others: service, method, route, error_id …")
    words: str = Field(description="what changed, as a person says it")
    measure: str = Field(description="what `before` and `after` measure")
    unit: str = Field(description="ms, share (0 to 1), count, or per second, minute, hour or day")
    before: float | None
    after: float | None
    n_before: int = Field(description="requests, records or occurrences; estimated where `sampled`")
    n_after: int
    score: float = Field(description="Cohen's h less what chance can do, weighed; -π to π, above 0 is more or slower")
    tone: str = Field(description="worse, better or different")
    is_new: bool
    is_gone: bool
    sampled: bool = Field(description="whether it was counted in a sample")

    @classmethod
    def of(cls, change: Change) -> ChangeEntry:
        """A change as it is told."""
        own = {name: getattr(change, name) for name in cls.model_fields if name not in {"key", "words"}}
        return cls(**own, words=change.sentence, key=dict(change.key))


@router.get("/changes")
def changes(
    state: CurrentState,
    window: CurrentWindow,
    before_from: Annotated[
        datetime | None, Query(description="First moment of the window to compare with; without it, the time before.")
    ] = None,
    before_to: Annotated[datetime | None, Query(description="First moment after the window to compare with.")] = None,
    kind: Annotated[list[Kind] | None, Query(description="Only these kinds; may be repeated.")] = None,
) -> list[ChangeEntry]:
    """What changed most in a range, against the one before it or another."""
    comparison = _comparison(window, before_from, before_to)
    warehouse = state.runtime.warehouse
    found = find(lambda question: reads.run(warehouse, question), comparison, kind or KINDS)
    return [ChangeEntry.of(change) for change in found[: window.limit]]


def _comparison(window: CurrentWindow, before_from: datetime | None, before_to: datetime | None) -> Comparison:
    if window.from_ts is None or window.to_ts is None:
        sentence = "Name the range: from and to."
        raise LongtailError(sentence)
    if (before_from is None) != (before_to is None):
        sentence = "Name both ends of the range to compare with, before_from and before_to, or neither."
        raise LongtailError(sentence)
    services = None if window.service is None else (window.service,)
    after = reads.Window(window.from_ts, window.to_ts, services=services)
    if before_from is None or before_to is None:
        return Comparison.of(after, after.before())
    before = reads.Window(naive_utc(before_from), naive_utc(before_to))
    if before.from_ts >= before.to_ts:
        sentence = "The range to compare with is empty: before_from must lie before before_to."
        raise LongtailError(sentence)
    if before.to_ts > after.from_ts and before.from_ts < after.to_ts:
        sentence = "The two ranges share some time: choose ranges that lie apart."
        raise LongtailError(sentence)
    return Comparison.of(after, before)
