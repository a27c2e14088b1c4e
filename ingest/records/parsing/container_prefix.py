"""Opens the most common wrappers, many lines at a time: Docker's json-file and similar ones, and the prefix of the CRI.

The result is the same as that of `unwrap` and of a schema's `expand`, but Python does not read each line. Lines that
are not simple (parts of a line, unusual spaces, repeated keys, wrappers within wrappers) are left to these two.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from ingest.formats import field_names
from ingest.records.tables import texts_of
from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

FEW = 256
"""Up to this many lines, reading them one by one is faster."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The text inside some lines, and their positions, ascending. A null text means that the line is the record."""

    positions: NDArray[np.int64]
    line: pa.Array
    alike: NDArray[np.int64] | None = None
    """The same number for texts with the same keys and nothing but texts under them; -1 where that is not known."""

    def where(self, wanted: NDArray[np.bool_]) -> Opened:
        """The items that the mask selects."""
        if wanted.all():
            return self
        alike = None if self.alike is None else self.alike[wanted]
        return Opened(self.positions[wanted], self.line.filter(pa.array(wanted)), alike)

    @classmethod
    def together(cls, parts: Sequence[Opened]) -> Opened:
        """The items of all parts, in the order of their positions."""
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return nothing()
        positions = np.concatenate([part.positions for part in parts])
        order = np.argsort(positions, kind="stable")
        unknown = [np.full(len(part.positions), -1) if part.alike is None else part.alike for part in parts]
        lines = pa.concat_arrays([part.line for part in parts]).take(pa.array(order))
        return cls(positions[order], lines, np.concatenate(unknown)[order])


def nothing() -> Opened:
    """No line at all."""
    return Opened(np.zeros(0, np.int64), pa.array([], pa.large_string()))


def inner(cursor: DuckDBPyConnection, line: pa.Array, positions: NDArray[np.int64], key: str) -> Opened:
    """The objects in the text under the top-level `key`, for the lines at `positions`."""
    parameters = {"pointer": field_names.pointer(key), "patch": json.dumps({key: None})}
    return _opened(cursor, line, positions, "unwrap_inner", parameters)


def cri(cursor: DuckDBPyConnection, line: pa.Array, positions: NDArray[np.int64]) -> Opened:
    """The texts after the prefix of the CRI, for the lines at `positions` that have it."""
    if len(positions) < FEW:
        return nothing()
    try:
        line.validate(full=True)
    except pa.ArrowInvalid:
        return nothing()
    return _opened(cursor, line, positions, "unwrap_cri", {})


def _opened(
    cursor: DuckDBPyConnection, line: pa.Array, positions: NDArray[np.int64], statement: str, parameters: dict[str, str]
) -> Opened:
    if len(positions) < FEW:
        return nothing()
    lines = line if len(positions) == len(line) else line.take(pa.array(positions))
    cursor.register("wrapped", pa.table({"position": pa.array(positions), "line": lines}))
    try:
        found = cursor.execute(catalog.statement(statement).body, parameters).to_arrow_table()
    finally:
        cursor.unregister("wrapped")
    return Opened(found.column("position").to_numpy(), texts_of(found.column("line")))
