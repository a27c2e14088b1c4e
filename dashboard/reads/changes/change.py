"""One thing that changed between two windows, and how its numbers read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from dashboard.style import numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind: TypeAlias = Literal["endpoint", "error", "pattern", "host", "service", "level", "status", "version", "attribute"]
Unit: TypeAlias = Literal["ms", "share", "count", "per second", "per minute", "per hour", "per day"]
Tone: TypeAlias = Literal["worse", "better", "different"]

KINDS: tuple[Kind, ...] = (
    "endpoint",
    "error",
    "pattern",
    "host",
    "service",
    "level",
    "status",
    "version",
    "attribute",
)
_SHORT: Mapping[Unit, str] = {
    "count": "",
    "per second": "/s",
    "per minute": "/min",
    "per hour": "/h",
    "per day": "/d",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed.

    `key` tells where to look next (service, method, route, error_id, example, status …). `before` and `after` are in
    `unit`; `n_before` and `n_after` count what was seen (estimated where `sampled`). `score` is signed, from -π to π;
    `tone` says whether it is harm. `said` is what changed, in words, without the name. `spark` has 12 values for each
    window, or none.
    """

    kind: Kind
    name: str
    key: Mapping[str, str | None]
    measure: str
    unit: Unit
    before: float | None
    after: float | None
    n_before: int
    n_after: int
    score: float
    tone: Tone
    said: str
    is_new: bool = False
    is_gone: bool = False
    sampled: bool = False
    spark: tuple[int, ...] = ()

    @property
    def label(self) -> str:
        """The name, with its kind if the name alone is not clear."""
        return f"{self.kind} {self.name}" if self.kind in {"host", "service", "level", "status"} else self.name

    @property
    def before_text(self) -> str:
        """The number before, as people read it."""
        return written(self.before, self.unit)

    @property
    def after_text(self) -> str:
        """The number after, as people read it."""
        return written(self.after, self.unit)

    @property
    def sentence(self) -> str:
        """What changed, as a person says it."""
        return f"{self.label}: {self.said}"


def written(value: float | None, unit: Unit) -> str:
    """A number in its unit."""
    if unit == "ms":
        return numbers.milliseconds(value)
    if unit == "share":
        return numbers.percent(value)
    return numbers.count(value) + ("" if value is None else _SHORT[unit])
