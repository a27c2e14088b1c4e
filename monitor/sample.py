"""What a collector hands over: series with a value each, all of one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

Kind: TypeAlias = Literal["counter", "gauge", "histogram", "summary", "unknown"]
Labels: TypeAlias = tuple[tuple[str, str], ...]
"""Names and values, in order of the names."""
CUMULATIVE = ("counter", "histogram")
"""Kinds whose values only grow; a smaller one is a restart."""


class Series(NamedTuple):
    """What a sample is of. Two with the same name and labels are the same series."""

    name: str
    labels: Labels = ()
    kind: Kind = "gauge"

    @property
    def is_cumulative(self) -> bool:
        """Whether its increase is worth keeping: counters, histograms, and the count and sum of a summary."""
        return self.kind in CUMULATIVE or (self.kind == "summary" and self.name.endswith(("_count", "_sum")))


class Sample(NamedTuple):
    """One value of a series."""

    series: Series
    value: float

    def labelled(self, **more: str) -> Sample:
        """The same with more labels."""
        told = tuple(sorted({**dict(self.series.labels), **more}.items()))
        return self._replace(series=self.series._replace(labels=told))


@dataclass(frozen=True, slots=True)
class Measured:
    """One collection: the value of each series. A collector that hands over the same tuple again saves the look-up."""

    series: tuple[Series, ...]
    values: NDArray[np.float64]

    @classmethod
    def of(cls, samples: Iterable[Sample]) -> Measured:
        """Samples as a collection; where a series comes twice, its last value counts."""
        told = {sample.series[:2]: sample for sample in samples}
        return cls(
            tuple(sample.series for sample in told.values()),
            np.fromiter((sample.value for sample in told.values()), np.float64, len(told)),
        )

    def __len__(self) -> int:
        return len(self.series)


def labels(values: Mapping[str, object] | None = None, /, **more: object) -> Labels:
    """Labels in order; one without a value is left out, as Prometheus does."""
    told = {name: str(value) for name, value in {**(values or {}), **more}.items() if value is not None}
    return tuple(sorted((name, value) for name, value in told.items() if value))


def gauge(name: str, value: float, /, **of: object) -> Sample:
    """A sample of what rises and falls."""
    return Sample(Series(name, labels(of), "gauge"), float(value))


def counter(name: str, value: float, /, **of: object) -> Sample:
    """A sample of what only grows."""
    return Sample(Series(name, labels(of), "counter"), float(value))
