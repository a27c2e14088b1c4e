"""The distinct values of a column without sorting it: shapes, plans and hashes of a block have few."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from numpy.typing import NDArray


def numbers(values: NDArray[np.int32] | NDArray[np.int64]) -> list[int]:
    """The distinct values of small numbers from -1 on, such as those of shapes and plans, in ascending order."""
    found: list[int] = (np.flatnonzero(np.bincount(values + 1)) - 1).tolist()
    return found


def groups(values: NDArray[np.uint64], positions: NDArray[np.int64]) -> list[tuple[int, NDArray[np.int64]]]:
    """The positions of each distinct value, ascending if `positions` are."""
    encoded = pa.array(values).dictionary_encode()
    index, unique = encoded.indices.to_numpy(), encoded.dictionary.to_pylist()
    if len(unique) <= 1:
        return [(value, positions) for value in unique]
    # sorting 16-bit numbers takes a tenth of the time
    order = np.argsort(index.astype(np.int16) if len(unique) < np.iinfo(np.int16).max else index, kind="stable")
    ends = np.cumsum(np.bincount(index))[:-1]
    return sorted(zip(unique, np.split(positions[order], ends), strict=True), key=lambda group: group[0])
